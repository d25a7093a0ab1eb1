"""Typing while a million articles are searched: from key to results, and how soon a search makes way.

    python tests/bench/keystrokes.py --source ARTICLES.jsonl.gz [--articles 1000000] [--keep FOLDER] [--json]

Questions are words of titles, typed key by key; some end in a star or stand in quotes. Every key asks for the
first rows, in a thread, as the reader does; then come the passages of the rows that are visible, and when the
question is whole, the sidebar. In a second round keys follow each other without waiting, and each cancels
what the one before asked. Wall time in milliseconds; CPU of the thread beside it, since a busy machine is slow.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

# A folder with a search.py of its own must not come before the package.
sys.path[0] = str(Path(__file__).parents[2])

from search.errors import Cancelled, QueryError  # noqa: E402
from search.library.library import Library  # noqa: E402
from search.query.interface import Query, Sort  # noqa: E402
from tests.bench import million  # noqa: E402

ROWS = 64
"""Rows that the reader asks for at a time."""
VISIBLE = 20
FACETS = ("category", "organisation", "tag")
CARDS, VALUES = 60, 8
HASTE = 0.03
"""Seconds at most between two keys of the second round: faster than anybody types."""

Times = dict[str, list[tuple[float, float]]]
"""What was done -> (wall, CPU) of each time, in milliseconds."""


def questions(library: Library, count: int, seed: int) -> list[str]:
    """Two to four words that stand together in titles, plain, with a star, or in quotes."""
    rng = random.Random(seed)
    total = library.rows(0, 0).total
    out: list[str] = []
    while len(out) < count:
        (hit,) = library.rows(rng.randrange(total), 1, Sort.DATE).hits
        words = [word for word in hit.title.lower().split() if word.isalpha()]
        if len(words) >= 4:
            start = rng.randrange(len(words) - 3)
            text = " ".join(words[start : start + rng.randint(2, 4)])
            out.append(rng.choice([text, text, text, f"{text[:-2]}*", f'"{text}"']))
    return out


THREADS = ThreadPoolExecutor()
"""As many as the reader's."""


def timed(times: Times, what: str, work: Callable[[], object]) -> None:
    """Do something in a thread."""

    def run() -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            work()
        except QueryError:  # half a question: an open quote
            return
        times[what].append(((time.perf_counter() - wall) * 1e3, (time.thread_time() - cpu) * 1e3))

    THREADS.submit(run).result()


def sidebar(library: Library, query: Query) -> None:
    """What is asked when a question has settled."""
    library.entities(query, limit=CARDS)
    for field in FACETS:
        library.facets(query, field, limit=VALUES)


def type_patiently(library: Library, texts: list[str], times: Times) -> None:
    """Each key waits for its results."""
    for text in texts:
        for end in range(1, len(text) + 1):
            query = Query(text[:end], limit=ROWS)
            timed(times, "key to rows", lambda q=query: library.search(q))  # type: ignore[misc]
        ids = [hit.id for hit in library.search(query).hits[:VISIBLE]]
        timed(times, "passages", lambda q=query, i=ids: library.snippets(q, i))  # type: ignore[misc]
        timed(times, "sidebar", lambda q=query: sidebar(library, q))  # type: ignore[misc]


class Watch:
    """A ``stop`` that never says so, and notes how much CPU its thread used between two looks at it."""

    def __init__(self) -> None:
        self._last = time.thread_time()
        self.gaps: list[float] = []

    def __call__(self) -> bool:
        now = time.thread_time()
        self.gaps.append((now - self._last) * 1e3)
        self._last = now
        return False


def looks(library: Library, texts: list[str]) -> list[float]:
    """The longest stretch of CPU of each key in which nobody looked whether to stop."""
    found = []
    for text in texts:
        for end in range(1, len(text) + 1):
            watch = Watch()
            with suppress(QueryError):
                library.search(Query(text[:end], limit=ROWS), stop=watch)
            watch()
            found.append(max(watch.gaps))
    return found


class Asked:
    """A question in a thread that may be told to stop."""

    def __init__(self, library: Library, query: Query) -> None:
        self._stopped = threading.Event()
        self._library, self._query = library, query
        self.ended = 0.0
        self._work = THREADS.submit(self._run)

    def _run(self) -> None:
        try:
            self._library.search(self._query, stop=self._stopped.is_set)
        except (Cancelled, QueryError):
            pass
        finally:
            self.ended = time.perf_counter()

    def cancel(self) -> float | None:
        """Milliseconds until it had ended; None when it had already."""
        told = time.perf_counter()
        self._stopped.set()
        self._work.result()
        return (self.ended - told) * 1e3 if self.ended > told else None


def type_hastily(library: Library, texts: list[str], seed: int) -> list[float]:
    """Each key cancels what the one before asked: how long that took to end."""
    rng = random.Random(seed)
    gaps = []
    for text in texts:
        for end in range(1, len(text) + 1):
            asked = Asked(library, Query(text[:end], limit=ROWS))
            time.sleep(rng.random() * HASTE)
            if (gap := asked.cancel()) is not None:
                gaps.append(gap)
    return gaps


def at(values: list[float], share: float) -> float:
    """A quantile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def line(what: str, figures: list[float], count: int) -> None:
    """A row of the table."""
    print(f"{what:28}" + "".join(f"{figure:9.1f}" for figure in figures) + f"  of {count:,}")


def run(place: Path, count: int, seed: int, *, as_json: bool) -> None:
    """Type, and print a table."""
    times: Times = defaultdict(list)
    with Library.open(place) as library:
        library.prepare()
        texts = questions(library, count, seed)
        type_patiently(library, texts[:2], defaultdict(list))  # warms up
        type_patiently(library, texts, times)
        gaps = type_hastily(library, texts, seed)
        unwatched = THREADS.submit(looks, library, questions(library, count, seed + 1)).result()
        articles = library.rows(0, 0).total
    print(f"{articles:,} articles, {count} questions; milliseconds: median, p95, most, p95 of CPU")
    for what, pairs in times.items():
        walls, cpus = [wall for wall, _ in pairs], [cpu for _, cpu in pairs]
        line(what, [at(walls, 0.5), at(walls, 0.95), max(walls), at(cpus, 0.95)], len(pairs))
    line("end after the next key", [at(gaps, 0.5), at(gaps, 0.95), max(gaps, default=0.0)], len(gaps))
    line("CPU between two looks", [at(unwatched, 0.5), at(unwatched, 0.95), max(unwatched)], len(unwatched))
    if as_json:
        keys = at([wall for wall, _ in times["key to rows"]], 0.95)
        print(json.dumps({"articles": articles, "key_p95_ms": keys, "look_p95_ms": at(unwatched, 0.95)}))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--source", type=Path, help="JSONL, plain or gzipped, with title, body and topics")
    parser.add_argument("--questions", type=int, default=25)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="end on one line with an object")
    parser.add_argument("--keep", type=Path, help="a folder in which the library is kept, or was")
    parser.add_argument("--library", type=Path, help="an existing library, in place of a made one")
    args = parser.parse_args()
    if args.library:
        run(args.library, args.questions, args.seed, as_json=args.json)
    elif not args.source:
        parser.error("--source or --library is needed")
    elif args.keep:
        place = million.make(args.keep, args.source, args.articles)
        run(place, args.questions, args.seed, as_json=args.json)
    else:
        with tempfile.TemporaryDirectory(prefix="keystrokes-") as folder:
            place = million.make(Path(folder), args.source, args.articles)
            run(place, args.questions, args.seed, as_json=args.json)


if __name__ == "__main__":
    main()
