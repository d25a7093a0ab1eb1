"""How well and how fast saved pages become articles, against a gold standard.

    python tests/bench/intake.py --source FOLDER

FOLDER holds pages.tar.xz with saved pages and gold.jsonl.gz with their number, title, date and body.
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
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # before this folder, which has a search.py of its own

from search.article.model import Article
from search.errors import IntakeError
from search.intake.model import Content
from search.intake.pipeline import Draft, plan, read
from search.intake.pool import Pool, cores

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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--source", type=Path, required=True, help="folder with the pages and the gold")
    parser.add_argument("--pages", default="doj-pages.tar.xz")
    parser.add_argument("--gold", default="doj.jsonl.gz")
    options = parser.parse_args()
    gold = gold_by_url(options.source / options.gold)
    titles = dates = total = 0
    scores: list[tuple[float, float, float]] = []
    spent = 0.0
    for name, data in pages(options.source / options.pages):
        start = time.perf_counter()
        found = article(name, data)
        spent += time.perf_counter() - start
        total += 1
        if isinstance(found, IntakeError):
            print(f"{name}: refused: {found}")
            continue
        records = gold.get(found.url.rstrip("/"), [])
        if not records:
            print(f"{name}: no gold for {found.url}")
            continue
        right = max(records, key=lambda record: score(found.body, record["body"])[2])
        titles += same(found.title, right["title"])
        dates += found.date == right["date"]
        scores.append(score(found.body, right["body"]))
        if not same(found.title, right["title"]) or found.date != right["date"] or scores[-1][2] < 0.98:
            print(f"{name}: {found.title!r} {found.date} F1 {scores[-1][2]:.3f}")
            print(f"    gold: {right['title']!r} {right['date']}")
    mean = [sum(values) / len(scores) for values in zip(*scores, strict=True)]
    print(f"pages {total}, titles right {titles}, dates right {dates}")
    print(f"body precision {mean[0]:.4f}, recall {mean[1]:.4f}, F1 {mean[2]:.4f}")
    print(f"{60 * total / spent:.0f} pages a minute in this process")
    print(f"{throughput(options.source / options.pages, 5):.0f} pages a minute with {cores()} worker processes")


if __name__ == "__main__":
    main()
