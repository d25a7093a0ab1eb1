"""How much memory a large import takes, and how fast it is: the parent must stay flat however much is read.

    python tests/bench/intake_scale.py --source FILE [--articles 200000] [--pages 20000] [--entities]

FILE is JSON lines (gzip or plain) with title and body, whose sentences are recombined into so many articles
in one file of JSON lines, and so many small saved pages in a folder. Both are imported into a new library,
while the memory of this process and of its workers is looked at five times a second. Printed: the most at
every tenth of each stage, the growth from the first half of it to the second, and articles a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[2])  # before this folder, which has a search.py of its own

from search import Library  # noqa: E402
from search.work.progress import Progress  # noqa: E402
from tests.bench.corpus import read_source  # noqa: E402
from tests.processes import tree  # noqa: E402

LOOK_SECONDS = 0.2
FOLDERS = 100
"""The saved pages are spread over so many folders."""
PAGE = """<!DOCTYPE html><html><head><title>{title}</title>
<link rel="canonical" href="https://news.example.com/{number}"><meta name="date" content="{day}"></head>
<body><nav>Home | News | About</nav><article><h1>{title}</h1><p>{body}</p></article>
<footer>All rights reserved</footer></body></html>"""


def records(source: Path, count: int, words: int, seed: int) -> Iterator[dict[str, object]]:
    """So many articles of about so many words, made of the sentences of real ones."""
    titles, sentences, tags = read_source(source)
    rng = random.Random(seed)
    for number in range(count):
        body: list[str] = []
        left = words
        while left > 0:
            body.append(rng.choice(sentences))
            left -= body[-1].count(" ") + 1
        paragraphs = [" ".join(body[i : i + 4]) for i in range(0, len(body), 4)]
        yield {
            "id": f"made-{seed}-{number}",
            "title": f"{rng.choice(titles)} ({number})",
            "date": (date(2009, 1, 1) + timedelta(rng.randrange(3650))).isoformat(),
            "topics": rng.sample(tags, rng.randint(0, 2)),
            "body": "\n\n".join(paragraphs),
        }


def make(folder: Path, source: Path, articles: int, pages: int, words: int) -> None:
    """Write the JSON lines and the folder of pages."""
    if articles:
        with (folder / "articles.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(record) + "\n" for record in records(source, articles, words, 1))
    for number, record in enumerate(records(source, pages, 120, 2) if pages else ()):
        place = folder / "pages" / f"{number % FOLDERS:03}"
        place.mkdir(parents=True, exist_ok=True)
        body = str(record["body"]).replace("\n\n", "</p><p>")
        page = PAGE.format(title=record["title"], number=number, day=record["date"], body=body)
        (place / f"{number}.html").write_text(page, "utf-8")


@dataclass(slots=True)
class Look:
    """Megabytes at one moment. Private memory only: mapped files are the system's to take back."""

    stage: str
    done: int
    parent: float
    worker: float
    """The largest of the workers."""
    moment: float


def private(pid: int) -> float:
    """Megabytes that a process has for itself alone; 0 when it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0
    found = re.search(r"RssAnon:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


@dataclass
class Watch:
    """Looks at the memory of this process and its children until it is told to stop."""

    looks: list[Look] = field(default_factory=list)
    progress: Progress = field(default_factory=lambda: Progress("start", 0))
    over: threading.Event = field(default_factory=threading.Event)

    def note(self, progress: Progress) -> None:
        """The import has come so far."""
        self.progress = progress

    def run(self) -> None:
        """Look, until it is over."""
        me = os.getpid()
        while not self.over.wait(LOOK_SECONDS):
            workers = max((private(pid) for pid in tree(me)[1:]), default=0.0)
            now = self.progress
            self.looks.append(Look(now.stage, now.done, private(me), workers, time.monotonic()))


def report(looks: list[Look]) -> None:
    """Print the most of every tenth of each stage, and the growth over its second half."""
    for stage in dict.fromkeys(look.stage for look in looks):
        some = [look for look in looks if look.stage == stage]
        last, seconds = some[-1].done, some[-1].moment - some[0].moment
        print(f"\n{stage}: {last:,} articles in {seconds:.0f} s, {60 * last / max(seconds, 0.1):,.0f} a minute")
        print(f"{'up to':>12} {'parent MB':>10} {'worker MB':>10}")
        for tenth in range(10):
            part = some[tenth * len(some) // 10 : (tenth + 1) * len(some) // 10]
            if part:
                most = max(look.parent for look in part), max(look.worker for look in part)
                print(f"{part[-1].done:>12,} {most[0]:>10.0f} {most[1]:>10.0f}")
        if len(some) >= 10:
            halves = some[len(some) // 10 : len(some) // 2], some[len(some) // 2 :]
            first, second = (max(look.parent for look in half) for half in halves)
            print(f"parent, most in the second half over most in the first: {second - first:+.0f} MB")


def main() -> None:
    """Make, import, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--source", type=Path, required=True, help="JSON lines with title and body")
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--words", type=int, default=640, help="of an article; a press release has 640")
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--entities", action="store_true", help="find the entities too")
    parser.add_argument("--folder", type=Path, help="where the files are made, and found the next time")
    parser.add_argument("--make", action="store_true", help="only make the files")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch) / "files"
        if options.make:
            folder.mkdir(parents=True)
            make(folder, options.source, options.articles, options.pages, options.words)
            return
        if not folder.exists():  # in another process: making them must not blur this one's memory
            again = [sys.executable, __file__, *sys.argv[1:], "--make", "--folder", str(folder)]
            subprocess.run(again, check=True)
        measure(folder, Path(scratch) / "library", entities=options.entities)


def measure(folder: Path, library_folder: Path, *, entities: bool) -> None:
    """Import the folder under watch."""
    watch = Watch()
    watcher = threading.Thread(target=watch.run)
    watcher.start()
    start = time.monotonic()
    try:
        with Library.open(library_folder, create=True) as library:
            done = library.add(
                [folder],
                progress=watch.note,
                stop=lambda: watch.progress.stage == "entities" and not entities,
            )
    finally:
        watch.over.set()
        watcher.join()
    report(watch.looks)
    found = [look.moment for look in watch.looks if look.stage != "entities"]
    rate = 60 * done.new / (found[-1] - start)
    print(f"\n{done.new:,} new, {done.failed:,} failed; {rate:,.0f} a minute stored and searchable")


if __name__ == "__main__":
    main()
