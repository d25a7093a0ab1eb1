"""Imports killed at random moments: every library opens, and every committed article is found.

    python tests/bench/crashes.py --source ARTICLES.jsonl.gz [--kills 200]

An import commits a few articles at a time, to the store and to the index. It is killed with SIGKILL at a
random moment, the library is opened and looked through, and the import goes on; a library that is full is
checked once more and begun anew. Prints a line for every fault, and ends with status 1 if there was any.
"""

from __future__ import annotations

import argparse
import gzip
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

# A folder with a search.py of its own must not come before the package.
sys.path[0] = str(Path(__file__).parents[2])


from search import derived, importing, tagging  # noqa: E402
from search.index.catalog import Index  # noqa: E402
from search.library.library import Library  # noqa: E402
from search.query.evaluate import matching  # noqa: E402
from search.query.interface import Sort  # noqa: E402
from search.query.kinds.boolean import Every  # noqa: E402
from search.store.store import Store  # noqa: E402

ARTICLES = 3000
"""In the source: a library is full after some twenty kills."""
BATCH = 16
"""Articles in a commit of the store; one of the index follows each."""
LONGEST = 1.5
"""Seconds after the first commit within which the kill comes."""


def fill(folder: Path, source: Path) -> None:
    """In the process that will be killed: import, telling how many articles are in after each commit."""
    importing.BATCH_ARTICLES = BATCH
    derived.FOLLOW_SECONDS = 0.0
    tagging.COUNT_SECONDS = 0.0
    follow = derived.Derived.follow

    def told(self: derived.Derived) -> None:
        follow(self)
        print(Index(self.indexing.folder).manifest().articles, flush=True)

    derived.Derived.follow = told
    with Library.open(folder, create=True) as library:
        library.add([source])


def killed(folder: Path, source: Path, after: float) -> tuple[list[int], bool]:
    """Start an import and kill it: the articles that it told of after each commit, and whether it was done."""
    command = [sys.executable, __file__, "--source", str(source), "--fill", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        told = child.stdout.readline()
        time.sleep(after)
        child.send_signal(signal.SIGKILL)
        whole = [told, *child.stdout]
    return [int(line) for line in whole if line.endswith("\n")], child.returncode == 0


def faults(folder: Path, committed: int) -> Iterator[str]:
    """What is wrong with a library in which so many articles were committed to the index."""
    with Library.open(folder) as library:
        status = library.status()
        index = Index(folder / "index")
        if status.articles < committed:
            yield f"{committed} articles were committed, {status.articles} are in the store"
        if index.manifest().articles < committed:
            yield f"{committed} articles were committed, {index.manifest().articles} are in the index"
        library.prepare()
        if (state := library.index_state()) != "ready":
            yield f"the index is {state}"
        yield from library.check()
    store = Store.open(folder, read_only=True)
    found = matching(index.snapshot(), Every()).tolist()
    if found != sorted(store.in_order(Sort.DATE)):
        yield f"{len(found)} articles are found of {store.count()}"
    store.close()


def run(source: Path, kills: int, folder: Path, rng: random.Random) -> int:
    """Kill so many imports; the number of faults."""
    texts, library = folder / "articles.jsonl", folder / "library"
    with gzip.open(source, "rb") if source.suffix == ".gz" else source.open("rb") as lines:
        texts.write_bytes(b"".join(islice(lines, ARTICLES)))
    wrong = full = commits = 0
    for kill in range(1, kills + 1):
        told, done = killed(library, texts, rng.random() * LONGEST)
        commits += len(told)
        committed = max(told, default=0)
        for fault in faults(library, committed):
            wrong += 1
            print(f"kill {kill}, {committed} committed: {fault}", flush=True)
        if done or committed >= ARTICLES:
            full += 1
            shutil.rmtree(library)
    print(f"{kills} kills in {commits:,} commits, {full} libraries filled, {wrong} faults")
    return wrong


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True, help="JSONL, plain or gzipped")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.fill:
        fill(args.fill, args.source)
        return
    with tempfile.TemporaryDirectory(prefix="crashes-") as folder:
        sys.exit(bool(run(args.source, args.kills, Path(folder), random.Random(args.seed))))


if __name__ == "__main__":
    main()
