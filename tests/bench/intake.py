"""How well and how fast saved pages become articles, against a gold standard.

    python tests/bench/intake.py --source FOLDER

FOLDER holds doj-pages.tar.xz with saved pages and doj.jsonl.gz with their url, title, date and body.
Prints how many titles and dates are right, and precision, recall and F1 of the body by 4-word shingles.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # before this folder, which has a search.py of its own

from search.article.model import Article
from search.errors import IntakeError
from search.intake.model import Content
from search.intake.pipeline import Draft, plan, read
from search.intake.pool import Pool
from search.work.pool import cores

SUSPICIOUS = 0.98
"""F1 of a body below which its page is named."""
COPIES = 5
"""Copies of each page when speed is measured: so many that starting the workers weighs little."""
_WORD = re.compile(r"[a-z0-9]+")


def shingles(text: str) -> set[tuple[str, ...]]:
    """Every four words that follow one another, in ASCII: the gold has lost other characters."""
    words = _WORD.findall(text.encode("ascii", "ignore").decode().lower())
    return {tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))}


def score(found: str, gold: str) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    ours, theirs = shingles(found), shingles(gold)
    common = len(ours & theirs)
    precision, recall = common / max(len(ours), 1), common / max(len(theirs), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def pages(source: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each page."""
    with tarfile.open(source) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream and member.name.endswith((".html", ".htm")):
                yield member.name, stream.read()


def gold_by_url(source: Path) -> dict[str, list[dict[str, Any]]]:
    """The gold records by the page's canonical address."""
    records: dict[str, list[dict[str, Any]]] = {}
    with gzip.open(source, "rb") as stream:
        for line in stream:
            record = json.loads(line)
            records.setdefault(record["url"].rstrip("/"), []).append(record)
    return records


def article(name: str, data: bytes) -> Article | IntakeError:
    """The article of a page, or why there is none."""
    try:
        return next(
            item.article for item in read(Content.of_bytes(data, name, name)) if isinstance(item, Draft)
        )
    except IntakeError as error:
        return error


def same(found: str, gold: str) -> bool:
    """Whether two lines are the same but for spaces and characters beyond ASCII."""
    return "".join(_WORD.findall(found.encode("ascii", "ignore").decode().lower())) == "".join(
        _WORD.findall(gold.lower())
    )


def throughput(source: Path, copies: int) -> float:
    """Pages a minute through the worker processes, reading included, from so many copies of each page."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in pages(source):
            for n in range(copies):
                (Path(folder) / f"{n}_{Path(name).name}").write_bytes(data)
        start = time.perf_counter()
        with Pool() as pool:
            done = sum(result.ended for result in pool.parse(plan([Path(folder)])))
        return 60 * done / (time.perf_counter() - start)


@dataclass
class Tally:
    """What was right so far."""

    pages: int = 0
    titles: int = 0
    dates: int = 0
    seconds: float = 0.0
    scores: list[tuple[float, float, float]] = field(default_factory=list)

    def judge(self, name: str, found: Article, records: list[dict[str, Any]]) -> None:
        """Compare an article with its gold; differences are printed."""
        gold = max(records, key=lambda record: score(found.body, record["body"])[2])
        title, date = same(found.title, gold["title"]), found.date == gold["date"]
        self.titles += title
        self.dates += date
        self.scores.append(score(found.body, gold["body"]))
        if not title or not date or self.scores[-1][2] < SUSPICIOUS:
            print(f"{name}: {found.title!r} {found.date} F1 {self.scores[-1][2]:.3f}")
            print(f"    gold: {gold['title']!r} {gold['date']}")


def measure(source: Path, gold: dict[str, list[dict[str, Any]]]) -> Tally:
    """Read every page and compare it with its gold."""
    tally = Tally()
    for name, data in pages(source):
        start = time.perf_counter()
        found = article(name, data)
        tally.seconds += time.perf_counter() - start
        tally.pages += 1
        if isinstance(found, IntakeError):
            print(f"{name}: refused: {found}")
        elif records := gold.get(found.url.rstrip("/")):
            tally.judge(name, found, records)
        else:
            print(f"{name}: no gold for {found.url}")
    return tally


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--source", type=Path, required=True, help="folder with the pages and the gold")
    parser.add_argument("--pages", default="doj-pages.tar.xz")
    parser.add_argument("--gold", default="doj.jsonl.gz")
    options = parser.parse_args()
    source = options.source / options.pages
    tally = measure(source, gold_by_url(options.source / options.gold))
    mean = [sum(values) / len(tally.scores) for values in zip(*tally.scores, strict=True)]
    print(f"pages {tally.pages}, titles right {tally.titles}, dates right {tally.dates}")
    print(f"body precision {mean[0]:.4f}, recall {mean[1]:.4f}, F1 {mean[2]:.4f}")
    print(f"{60 * tally.pages / tally.seconds:.0f} pages a minute in this process")
    print(f"{throughput(source, COPIES):.0f} pages a minute with {cores()} worker processes")


if __name__ == "__main__":
    main()
