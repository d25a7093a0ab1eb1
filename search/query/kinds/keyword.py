"""Values of keyword fields: ``tag:rights``, ``tag:"civil rights"``, ``number:12-618``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from search.article.languages import code
from search.index.analysis import keyword
from search.query.fields import WHOLE_VALUES, value_text
from search.query.kinds.base import Clause, Compiler, Node, Scorer
from search.query.kinds.term import Term
from search.query.scanner import Kind, Token
from search.scripts import MARKS

if TYPE_CHECKING:
    from search.index.matches import Matches


@lru_cache(maxsize=256)
def _word_pattern(text: str) -> re.Pattern[str]:
    inside = re.escape(text).replace(r"\*", rf"[\w{MARKS}]*").replace(r"\?", r"\w")
    return re.compile(rf"(?<![\w{MARKS}]){inside}(?![\w{MARKS}])")


@dataclass(frozen=True, slots=True)
class ValueWith(Clause):
    """Values of a keyword field that contain a word: ``tag:rights`` for ``civil rights``."""

    name: str
    text: str
    """Folded, as the values are."""
    boost: float = 1.0

    def fits(self, value: str) -> bool:
        """Whether a folded value contains the word, or one of its pattern; ``*`` alone is any value."""
        return self.text == "*" or _word_pattern(self.text).search(value) is not None

    def matches(self, scorer: Scorer) -> Matches:
        """Every value is looked at: keyword fields have few."""
        return scorer.value_with(self.name, self.fits)


@dataclass(frozen=True, slots=True)
class Keyword(Node):
    """A value of a keyword field."""

    field: str
    text: str
    exact: bool = False
    """True: the whole value is ``text``; False: a word of the value is."""

    def unparse(self) -> str:
        """In quotes when it is the whole value."""
        return value_text(self.field, self.text, self.exact)

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """What it is of."""
        if self.text == "*" and not self.exact:
            return f"of any {self.field}"
        if self.field == "lang":
            return f"in the language “{self.text}”"
        whole = self.exact or self.field == "number"
        return f"of {self.field} {'' if whole else 'containing '}“{self.text}”"

    def compile(self, compiler: Compiler) -> Clause | None:  # noqa: ARG002 (as every kind)
        """A number is one value even without quotes: 12-618 is not a part of 12-6180."""
        value = keyword(self.text)
        if not value:
            return None
        name = WHOLE_VALUES.get(self.field, self.field)
        pattern = "*" in value or "?" in value
        whole = self.exact or (name == "number" and not pattern)
        return Term(name, value) if whole else ValueWith(name, value)


def parse_keyword(token: Token, name: str) -> list[Node]:
    """The leaf of a value."""
    text = code(token.text) if name == "lang" else token.text
    return [Keyword(name, text, token.kind is Kind.PHRASE, start=token.start, end=token.end)]
