"""Words that may be misspelt: ``crosier~``, ``departmnt~2``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from search.errors import QueryError
from search.index.analysis import fold, stem
from search.index.distance import distance
from search.query.fields import DEFAULT_FIELD, in_field
from search.query.kinds.base import PLACES, Clause, Compiler, Learner, Node, Scorer
from search.query.scanner import MAX_WORD, Token, pieces

if TYPE_CHECKING:
    from search.index.matches import Matches

MAX_EDITS = 2
"""At three edits nearly every short word matches every other."""
FUZZY = re.compile(r"(.*?)~([0-9]*(?:\.[0-9]*)?)\Z", re.DOTALL)
"""A fuzzy word: what is before the tilde, and the number behind it."""


@dataclass(frozen=True, slots=True)
class FuzzyTerm(Clause):
    """Any term within an edit distance."""

    name: str
    text: str
    edits: int = 1
    boost: float = 1.0

    def matches(self, scorer: Scorer) -> Matches:
        """By the lexicon."""
        return scorer.fuzzy(self.name, self.text, self.edits, self.boost)


@dataclass(frozen=True, slots=True)
class Fuzzy(Node):
    """A word that may be misspelt: ``crosier~``."""

    textual: ClassVar[bool] = True

    text: str
    edits: int = 1
    field: str = ""

    def unparse(self) -> str:
        """With the number of edits."""
        return f"{in_field(self.field)}{self.text}~{self.edits}"

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """How far off it may be."""
        off = "a letter" if self.edits == 1 else f"{self.edits} letters"
        return f"a word at most {off} off “{self.text}”{PLACES[self.field]}"

    def compile(self, compiler: Compiler) -> Clause:  # noqa: ARG002 (as every kind)
        """Terms near its stem."""
        return FuzzyTerm(self.field or DEFAULT_FIELD, stem(fold(self.text)), self.edits)

    def learn(self, number: int, learner: Learner) -> None:
        """Terms near its stem."""
        meant = stem(fold(self.text))
        learner.expect_words(number, lambda term, _: distance(term, meant, self.edits) <= self.edits)


def parse_fuzzy(found: re.Match[str], name: str, token: Token) -> list[Node]:
    """``angeles-area~2``: each part of the word may be misspelt. Raises QueryError."""
    text, written = found.groups()
    edits = 1 if not written else 0 if "." in written else int(written[:3])
    if not 1 <= edits <= MAX_EDITS:
        raise QueryError(
            f"A word cannot be {written[:9]} letters off.",
            f"Write {text}~ for one letter or {text}~{MAX_EDITS} for two.",
            column=token.start + found.start(2),
        )
    if "*" in text or "?" in text:
        raise QueryError(
            "A word is either a pattern or fuzzy.", "Leave out the tilde or the wildcard.", column=token.start
        )
    nodes: list[Node] = []
    for piece in pieces(text):
        start, end = token.start + piece.start(), token.start + piece.end()
        if len(piece[0]) <= edits + 1 or len(piece[0]) > MAX_WORD:
            raise QueryError(
                f"“{piece[0][:MAX_WORD]}” is too {'long' if len(piece[0]) > MAX_WORD else 'short'} "
                "to be looked for with misspellings.",
                "Leave out the tilde.",
                column=start,
            )
        nodes.append(Fuzzy(piece[0], edits, name, start=start, end=end))
    return nodes
