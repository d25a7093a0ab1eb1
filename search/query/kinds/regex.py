"""Regular expressions over the values of a keyword field, answered by Whoosh's searcher: ``tag:/civil.*/``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from search.errors import QueryError
from search.query.fields import WHOLE_VALUES
from search.query.kinds.base import Clause, Compiler, Node, Scorer
from search.query.scanner import Token

if TYPE_CHECKING:
    from search.index.matches import Matches

MAX_PATTERN = 80
"""Characters of an expression."""
_RISKY = re.compile(r"[*+?}]\)?[*+{]|\([^)]*[*+{|][^)]*\)[*+{]|\\[1-9]|\(\?")
"""Repetition of what repeats, references and look-arounds: what may take exponential time."""


@dataclass(frozen=True, slots=True)
class ValueLike(Clause):
    """Values of a keyword field that a regular expression matches from their beginning."""

    name: str
    pattern: str

    def matches(self, scorer: Scorer) -> Matches:
        """By Whoosh's own query and matcher over the segment."""
        return scorer.by_whoosh(self._query)

    def _query(self) -> Any:
        from whoosh.query import ConstantScoreQuery, Regex  # by need: nothing else answers by Whoosh

        return ConstantScoreQuery(Regex(self.name, self.pattern))


@dataclass(frozen=True, slots=True)
class Regex(Node):
    """A keyword field whose value a regular expression matches from its beginning."""

    field: str
    pattern: str

    def unparse(self) -> str:
        """Between slashes."""
        return f"{self.field}:/{self.pattern}/"

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """The expression."""
        return f"of {self.field} like /{self.pattern}/"

    def compile(self, compiler: Compiler) -> Clause:  # noqa: ARG002 (as every kind)
        """Values are kept in lower case."""
        return ValueLike(WHOLE_VALUES.get(self.field, self.field), self.pattern.lower())


def parse_regex(token: Token, name: str) -> list[Node]:
    """The leaf of an expression between slashes. Raises QueryError."""
    try:
        re.compile(token.text)
    except (re.error, OverflowError, RecursionError) as error:
        raise QueryError(f"This is no regular expression: {error}.", "Mend it.", column=token.start) from None
    if len(token.text) > MAX_PATTERN or _RISKY.search(token.text):
        raise QueryError(
            "This regular expression could take for ever.",
            "Leave out repetitions of repetitions, references and look-arounds.",
            column=token.start,
        )
    return [Regex(name, token.text, start=token.start, end=token.end)]
