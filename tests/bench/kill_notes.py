"""Kill writers of notes, dossiers, packs and unpacks at random moments: what was told as kept is kept.

``python -m tests.bench.kill_notes --kills 500``. A child prints the key of each thing once it was told as kept;
it is killed with SIGKILL; then the files are read by another process, and every key that was printed must be
there. Packs and unpacks are killed too: nothing may have the name of a bundle that does not verify, and a
library has all of a bundle's articles or none.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from search import Library
from search.bundle.bagit import verify
from search.library import bundles
from search.library.bundles import Choice
from search.library.documents import Documents
from search.marks import dossiers, searches
from search.marks.facts import Subject
from search.marks.marks import Marks
from search.query.interface import Query

ONE = Subject("aaaa", "source/1")


def write_notes(folder: Path) -> None:
    """Keep notes, searches and dossiers for ever, and say each."""
    with Marks(folder / "m.sqlite", folder / "shared.jsonl") as marks:
        for number in range(10**9):
            name = f"{random.randrange(10**12)}"
            if number % 3 == 0:
                marks.tag([ONE], f"t{name}")
                print(f"t{name}", flush=True)
            elif number % 3 == 1:
                made = marks.write("s", [searches.save(marks.notebook.book, name, "words")])
                print(made.after[0].key, flush=True)
            else:
                made = marks.write("d", dossiers.new(marks.notebook.book, name))
                print(made.after[0].key, flush=True)


def pack(folder: Path) -> None:
    """Pack again and again."""
    with Library.open(folder / "library") as library:
        library.marks = Marks()
        ids = list(Documents(library).ids(Query("")))
        for number in range(10**9):
            bundles.pack(library, folder / f"bundle-{random.randrange(10**12)}", Choice(ids))
            print(number, flush=True)


def unpack(folder: Path) -> None:
    """Take a bundle in."""
    with Library.open(folder / "taken", create=True) as library:
        library.marks = Marks()
        print("open", flush=True)
        bundles.unpack(library, bundles.check([folder / "good"])[0])
        print("done", flush=True)


def killed(what: str, folder: Path, *, children: int = 1) -> list[str]:
    """Run children, kill them after a moment, and give what they printed."""
    command = [sys.executable, "-m", "tests.bench.kill_notes", "--child", what, str(folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(children)]
    for child in running:  # the clock runs from the first thing that was done
        assert child.stdout is not None
        child.stdout.readline()
    time.sleep(random.random() * 0.15)
    said: list[str] = []
    for child in running:
        child.send_signal(signal.SIGKILL)
        said += child.communicate()[0].split("\n")[:-1]
    return said


def check_notes(folder: Path, said: list[str]) -> list[str]:
    """What was printed and is not there."""
    with Marks(folder / "m.sqlite", folder / "shared.jsonl") as marks:
        tags = set(marks.of([ONE])[0].tags)
        book = marks.notebook.book
        return [one for one in said if one not in tags and book.current(one) is None]


def main() -> None:
    """Kill, look, and say what was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--child", nargs=2)
    args = parser.parse_args()
    if args.child:
        {"notes": write_notes, "pack": pack, "unpack": unpack}[args.child[0]](Path(args.child[1]))
        return
    lost: list[str] = []
    kept = half = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = folder / "texts"
        texts.mkdir()
        for number in range(40):
            (texts / f"{number}.md").write_text(f"# Title {number}\n\nText {number} of a harbour.\n", "utf-8")
        with Library.open(folder / "library", create=True) as library:
            library.marks = Marks()
            library.add([texts])
            bundles.pack(library, folder / "good", Choice(list(Documents(library).ids(Query("")))))
        for number in range(args.kills):
            kind = number % 10
            if kind < 8:
                said = killed("notes", folder, children=1 + number % 2)
                kept += len(said)
                lost += check_notes(folder, said)
            elif kind == 8:
                killed("pack", folder)
                for bundle in folder.glob("bundle-*"):
                    verify(bundle)
            else:
                killed("unpack", folder)
                with Library.open(folder / "taken", create=True) as library:
                    half += library.status().articles not in (0, 40)
    print(f"{args.kills} kills, {kept} things told as kept, {len(lost)} lost, {half} libraries half filled")
    sys.exit(1 if lost or half else 0)


if __name__ == "__main__":
    main()
