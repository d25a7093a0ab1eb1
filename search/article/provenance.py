"""The original beside the clean text: what became of each line, and by which rule."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType

from search.article.model import Article, Block

UNMATCHED = "not in the article"
"""The rule of lines that are in no field and no block: markup, menus, what stands around an article."""
FIELD = "field: "
"""How the rule of a line begins that became a field: readers see its value above the text."""
LOSS = "words of the original are neither in the article nor dropped by a rule"
"""Every warning of a loss holds this, so that they can be counted and listed."""
_MARKS = re.compile(r"[\W_]+")
_AHEAD = 4000
"""Characters of text that a line may skip: captions and tables are sometimes moved."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the original, and what became of it."""

    text: str
    kept: bool
    """Whether readers see it, in the body or as a field."""
    became: str
    """What it became (``title``, ``paragraph`` ...) or the rule that dropped it; empty for an empty line."""


def trace(original: str, article: Article, cut: Mapping[str, str] = MappingProxyType({})) -> tuple[Line, ...]:
    """Every line of a decoded original, kept or dropped, in order.

    Lines are found again by their letters and digits, so that what intake mended (spaces, quotes, joined
    lines) does not hide them. ``original`` is sanitised text. ``cut`` has the rules of lines that were
    taken out before there were blocks, by their letters.
    """
    tracer = _Tracer(article, cut)
    return tuple(tracer.line(text) for text in original.split("\n"))


def dropped(article: Article) -> Iterator[tuple[str, str]]:
    """Each line that was dropped, with its rule; lines that became fields are not among them."""
    for block in article.blocks:
        if block.hidden and not block.rule.startswith(FIELD):
            yield block.text, block.rule


def loss_in(warnings: Iterable[str]) -> str:
    """The warning that tells of lost words; empty when none does."""
    return next((warning for warning in warnings if LOSS in warning), "")


class _Tracer:
    """Walks through the blocks while lines of the original are asked for."""

    def __init__(self, article: Article, cut: Mapping[str, str]) -> None:
        self._cut = cut
        self._fields = _fields(article)
        texts = [letters(block.text) for block in article.blocks]
        self._blocks = article.blocks
        self._starts = list(accumulate(map(len, texts), initial=0))[:-1]
        self._letters = "".join(texts)
        self._at = 0

    def line(self, text: str) -> Line:
        """What became of the next line."""
        wanted = letters(text)
        if not wanted:
            return Line(text, not text.strip(), "")
        at = self._letters.find(wanted, self._at, self._at + len(wanted) + _AHEAD)
        if at < 0 and len(wanted) > 20:
            at = self._letters.find(wanted)  # moved far, but too long to be there by chance
        if at >= 0:
            self._at = at + len(wanted)
            return _fate(text, self._block(at))
        if field := self._fields.get(wanted):
            return Line(text, True, field)
        return Line(text, False, self._cut.get(wanted, UNMATCHED))

    def _block(self, at: int) -> Block:
        """The block that the letter at an offset belongs to."""
        return self._blocks[bisect_right(self._starts, at) - 1]


def letters(text: str) -> str:
    """Letters and digits of a text: what is left of it when layout and punctuation change."""
    return _MARKS.sub("", text).casefold()


def _fields(article: Article) -> dict[str, str]:
    fields = {
        "title": article.title,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "organisation": article.organisation,
        "place": article.place,
        "category": article.category,
        "number": article.number,
        "dateline": article.dateline,
    }
    return {letters(value): name for name, value in fields.items() if value}


def _fate(text: str, block: Block) -> Line:
    if block.rule.startswith(FIELD):
        return Line(text, True, block.rule.removeprefix(FIELD))
    return Line(text, not block.hidden, block.rule if block.hidden else block.kind.value)
