"""Articles for the search benchmark, recombined from the sentences of real ones, and words to ask for."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

WORDS_AN_ARTICLE = 134
"""The mean of a news wire's articles."""
SAMPLE = 5000
"""Articles in which words are counted to choose the queries by."""
QUERIES_A_FORM = 8
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\n+")
_WORD = re.compile(r"\b[a-z]{4,}\b")


@dataclass(frozen=True, slots=True)
class Ask:
    """One query in a form that every engine understands."""

    form: str
    words: tuple[str, ...]
    tag: str = ""
    days: tuple[str, str] = ("", "")
    """First and last day, ISO."""


def read_source(path: Path) -> tuple[list[str], list[str], list[str]]:
    """Titles, sentences and tags of a JSONL file (gzip or plain) with title, body and topics."""
    titles: list[str] = []
    found: list[str] = []
    tags: Counter[str] = Counter()
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            titles.append(record["title"])
            found.extend(s for s in sentences(record["body"]) if 5 <= s.count(" ") <= 60)
            tags.update(record.get("topics") or record.get("tags") or ["None"])
    return titles, found, [tag for tag, _ in tags.most_common(60)]


def sentences(text: str) -> list[str]:
    """A text cut behind full stops, and at line breaks."""
    return _SENTENCE.split(text)


def make(path: Path, source: Path, articles: int, seed: int) -> None:
    """Write so many articles as JSON lines: title, body, tags, date."""
    titles, pool, tags = read_source(source)
    rng = random.Random(seed)
    first = date(2009, 1, 1)
    with path.open("w", encoding="utf-8") as out:
        for _ in range(articles):
            body: list[str] = []
            words = 0
            while words < WORDS_AN_ARTICLE:
                body.append(rng.choice(pool))
                words += body[-1].count(" ") + 1
            record = {
                "title": rng.choice(titles),
                "body": " ".join(body),
                "tags": rng.choices(tags, range(len(tags), 0, -1), k=rng.randint(0, 3)),
                "date": (first + timedelta(rng.randrange(3650))).isoformat(),
            }
            out.write(json.dumps(record) + "\n")


def articles(path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a corpus in order."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def full_text(article: dict[str, Any]) -> str:
    """What an engine with one field of text indexes: what ours has in its default field."""
    return "\n".join([article["title"], *article["tags"], article["body"]])


def save_asks(path: Path, asks: list[Ask]) -> None:
    """Keep queries for the engines' own processes, whose memory choosing them would blur."""
    path.write_text(json.dumps([[a.form, a.words, a.tag, a.days] for a in asks]), "utf-8")


def load_asks(path: Path) -> list[Ask]:
    """The queries that were kept."""
    kept = json.loads(path.read_text("utf-8"))
    return [Ask(form, tuple(words), tag, (first, last)) for form, words, tag, (first, last) in kept]


def asks(path: Path, seed: int) -> list[Ask]:
    """Queries of every form, chosen by how frequent their words are in a sample."""
    single: Counter[str] = Counter()
    double: Counter[tuple[str, str]] = Counter()
    triple: Counter[tuple[str, str, str]] = Counter()
    tags: Counter[str] = Counter()
    count = 0
    for record in articles(path):
        words = record["body"].split()
        single.update(set(_WORD.findall(record["body"])))
        plain = [word if word.isalpha() and word.islower() else "" for word in words]
        double.update({pair for pair in pairwise(plain) if all(len(word) > 2 for word in pair)})
        triple.update({t for t in zip(plain, plain[1:], plain[2:], strict=False) if all(t)})
        tags.update(record["tags"])
        count += 1
        if count == SAMPLE:
            break
    return list(_asks(random.Random(seed), count, single, double, triple, tags))


def _asks(
    rng: random.Random,
    count: int,
    single: Counter[str],
    double: Counter[tuple[str, str]],
    triple: Counter[tuple[str, str, str]],
    tags: Counter[str],
) -> Iterator[Ask]:
    def between(counter: Counter[Any], low: float, high: float) -> list[Any]:
        return sorted(key for key, n in counter.items() if low * count <= n <= high * count)

    rare = between(single, 1 / count, 4 / count)
    common = between(single, 0.12, 0.5)
    usual = between(single, 0.03, 0.3)
    for _ in range(QUERIES_A_FORM):
        word = rng.choice(common)
        yield Ask("rare term", (rng.choice(rare),))
        yield Ask("common term", (word,))
        yield Ask("AND of two", tuple(rng.sample(usual, 2)))
        yield Ask("OR of three", tuple(rng.sample(usual, 3)))
        yield Ask("NOT", tuple(rng.sample(usual, 2)))
        yield Ask("phrase of two", rng.choice(between(double, 0.01, 0.3)))
        yield Ask("phrase of three", rng.choice(between(triple, 0.005, 0.3)))
        yield Ask("prefix of three letters", (rng.choice(usual)[:3],))
        misspelt = rng.choice([w for w in usual if len(w) > 5])
        yield Ask("fuzzy, one edit", (misspelt[:2] + misspelt[3:],))
        year = rng.randrange(2009, 2016)
        days = (f"{year}-03-01", f"{year + 2}-10-31")
        yield Ask("field and date range", (rng.choice(usual),), rng.choice(sorted(tags)), days)
        yield Ask("sorted by date", (word,))
        yield Ask("facet counts over all hits", (word,))
        yield Ask("20 snippets", (rng.choice(usual),))
