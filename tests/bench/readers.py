"""Ten readers in a loop while articles are imported: no error, no wrong count.

    python tests/bench/readers.py --source ARTICLES.jsonl.gz [--readers 10]

Half of the readers are threads of the importing process, as in the program itself, the others a process
that knows of the import by the files alone. Each asks one question after the other. A count is wrong when
it and that of its opposite don't add up to the articles of the snapshot, when listing the hits gives another
number, when it falls though nothing is deleted, or when in the end it isn't what a whole count of texts gives.
Ends with status 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

# A folder with a search.py of its own must not come before the package.
sys.path[0] = str(Path(__file__).parents[2])


from search.errors import IndexUnusable, LibraryMissing  # noqa: E402
from search.index.analysis import analyze  # noqa: E402
from search.index.catalog import Index  # noqa: E402
from search.library.library import Library  # noqa: E402
from search.query.evaluate import evaluate, matching  # noqa: E402
from search.query.interface import Query  # noqa: E402
from search.query.kinds.boolean import NoneOf  # noqa: E402
from search.query.kinds.term import Term  # noqa: E402
from search.store.store import Store  # noqa: E402

WORDS = ("tax", "fraud", "attorney", "police", "environment", "antitrust", "sentenced", "navy", "harbor")

PAUSE = 0.02
"""Seconds between two questions of a reader, or the import would get nothing of the processor."""


class Reader:
    """Asks until it is told to end; keeps what went wrong."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._rng = random.Random(seed)
        self._totals: dict[str, int] = {}
        self.asked = 0
        self.faults: list[str] = []

    def read(self, ended: Callable[[], bool]) -> None:
        """Ask one question after the other."""
        try:
            with Library.open(self._folder) as library:
                while not ended():
                    self._ask(library)
                    time.sleep(PAUSE)
        except Exception:  # noqa: BLE001 (whatever it is, it is a fault to be told of)
            self.faults.append(traceback.format_exc())

    def _ask(self, library: Library) -> None:
        word = self._rng.choice(WORDS)
        try:
            page = library.search(Query(word, limit=20))
            snapshot = Index(self._folder / "index").snapshot()
        except IndexUnusable:
            if library.rows(0, 0).total and self._totals:
                raise
            return  # nothing is indexed yet
        self._expect(page.total >= self._totals.get(word, 0), f"{word}: {page.total} after {self._totals}")
        self._expect(len(page.hits) == min(20, page.total), f"{word}: {len(page.hits)} rows of {page.total}")
        self._totals[word] = page.total
        term = Term("text", analyze(word)[0].text)
        total, rest = evaluate(snapshot, term).total, evaluate(snapshot, NoneOf(term)).total
        self._expect(total + rest == snapshot.live, f"{word}: {total} + {rest} of {snapshot.live}")
        self._expect(len(matching(snapshot, term)) == total, f"{word}: not {total} hits")
        self.asked += 1

    def _expect(self, right: bool, fault: str) -> None:
        if not right:
            self.faults.append(fault)


def read(folder: Path, readers: int, ended: Callable[[], bool], seed: int) -> list[Reader]:
    """So many readers in threads, until the end."""
    crew = [Reader(folder, seed + i) for i in range(readers)]
    threads = [threading.Thread(target=reader.read, args=(ended,)) for reader in crew]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return crew


def outside(folder: Path, readers: int) -> None:
    """In a process of their own: readers until the standard input is closed. Prints what they found."""
    closed = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        closed.set()

    threading.Thread(target=wait, daemon=True).start()
    crew = read(folder, readers, closed.is_set, 100)
    print(json.dumps([sum(reader.asked for reader in crew), [f for reader in crew for f in reader.faults]]))


def run(source: Path, readers: int, folder: Path) -> int:
    """Import while all read; the number of faults."""
    library = Library.open(folder, create=True)
    command = [sys.executable, __file__, "--source", str(source), "--outside", str(folder)]
    command += ["--readers", str(readers - readers // 2)]
    done = threading.Event()
    found: list[Reader] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as others:
        inside = threading.Thread(target=lambda: found.extend(read(folder, readers // 2, done.is_set, 1)))
        inside.start()
        start = time.perf_counter()
        report = library.add([source])
        seconds = time.perf_counter() - start
        done.set()
        inside.join()
        asked, faults = json.loads(others.communicate("")[0])
    asked += sum(reader.asked for reader in found)
    faults += [fault for reader in found for fault in reader.faults] + whole(library, folder)
    print(f"{report.new:,} articles in {seconds:.0f} s, {asked:,} questions, {len(faults)} faults")
    print("\n".join(faults))
    return len(faults)


def whole(library: Library, folder: Path) -> list[str]:
    """Where the library's counts differ from those of the texts themselves, read one by one."""
    try:
        store = Store.open(folder, read_only=True)
    except LibraryMissing as error:
        return [str(error)]
    terms = {word: analyze(word)[0].text for word in WORDS}
    counts = dict.fromkeys(WORDS, 0)
    for _, article in store.articles(store.changed_since(0)):
        fields = (article.title, article.subtitle, article.byline, article.organisation, article.category)
        text = "\n".join((*fields, article.dateline, article.number, *article.tags, article.body))
        there = {token.text for token in analyze(text)}
        for word, term in terms.items():
            counts[word] += term in there
    store.close()
    answers = {word: library.search(Query(word)).total for word in WORDS}
    return [f"{w}: {answers[w]} found, {counts[w]} have it" for w in WORDS if answers[w] != counts[w]]


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True, help="JSONL, plain or gzipped")
    parser.add_argument("--readers", type=int, default=10)
    parser.add_argument("--outside", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.outside:
        outside(args.outside, args.readers)
        return
    with tempfile.TemporaryDirectory(prefix="readers-") as folder:
        sys.exit(bool(run(args.source, args.readers, Path(folder))))


if __name__ == "__main__":
    main()
