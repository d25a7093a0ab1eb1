"""A few texts, and rules over their words: what a query should find, found without an index."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from search.index.catalog import Index
from search.index.document import IndexDocument, day_number
from search.index.snapshot import Snapshot


@dataclass(frozen=True)
class Text:
    title: str
    day: str
    tag: str
    body: str

    @property
    def words(self) -> list[str]:
        """Title and body, lower case; between them a gap that no phrase spans."""
        return [*words_in(self.title), *["-"] * 40, *words_in(self.body)]


def words_in(text: str) -> list[str]:
    return re.findall(r"[\w]+", text.lower())


TODAY = date.today()
TEXTS = (
    Text("Harbour tax", "2015-03-02", "Civil Rights", "the tax on ships and the fraud trial in the harbour"),
    Text("Tax fraud", "2016-03-07", "Tax", "a tax fraud framework with one court and two ships"),
    Text("Fraud", "2016-12-31", "Tax", "fraud came first and long after it came a small tax"),
    Text("Court", "2017-01-01", "Civil Rights", "the court met and the mayor spoke of near misses"),
    Text("Ships", "2014-07-04", "Ports", "ships near the quay and a friud of letters"),
    Text("Nothing", "", "", "an old mill by the river"),
    Text("Today", TODAY.isoformat(), "Ports", "the quay was closed today"),
    Text("Last month", (TODAY - timedelta(20)).isoformat(), "Ports", "the quay was open"),
    Text("Operators", "2013-01-01", "Words", "and or not are words of a query"),
    Text("Taxes", "2012-05-05", "Tax", "evasion of one court w 5 and 1 tax framed"),
)

Rule = Callable[[Text], bool]


def has(*wanted: str) -> Rule:
    return lambda text: all(word in text.words for word in wanted)


def any_of(*wanted: str) -> Rule:
    return lambda text: any(word in text.words for word in wanted)


def but(rule: Rule, *without: str) -> Rule:
    return lambda text: rule(text) and not any_of(*without)(text)


def near(one: str, other: str, words: int) -> Rule:
    def rule(text: Text) -> bool:
        places = [[i for i, word in enumerate(text.words) if word == wanted] for wanted in (one, other)]
        return any(0 < abs(i - j) <= words + 1 for i in places[0] for j in places[1])

    return rule


def phrase(pattern: str) -> Rule:
    return lambda text: re.search(rf"\b{pattern}\b", " ".join(text.words)) is not None


def dated(first: str = "0001", last: str = "9999") -> Rule:
    return lambda text: bool(text.day) and first <= text.day <= last


def both(*rules: Rule) -> Rule:
    return lambda text: all(rule(text) for rule in rules)


def tagged(value: str) -> Rule:
    return lambda text: value in text.tag.lower()


TAX = any_of("tax", "taxes")  # one stem
DAY = TODAY.isoformat()


def indexed(folder: Path) -> Snapshot:
    """The texts in two segments."""
    index = Index.create(folder)
    for half in (range(5), range(5, len(TEXTS))):
        with index.writer() as writer:
            for pk in half:
                text = TEXTS[pk]
                keywords = {"tag": (text.tag,)} if text.tag else {}
                texts = {"title": text.title, "body": text.body}
                writer.add(IndexDocument(pk, day_number(text.day), texts, keywords))
    return index.snapshot()
