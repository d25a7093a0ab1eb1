"""Words, and phrases of words in quotes: ``crosier``, ``co-owner``, ``"space security"~3``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from search.errors import QueryError
from search.query.fields import DEFAULT_FIELD, FIELD_LIKE, OPERATORS, in_field, quoted
from search.query.kinds.base import PLACES, Clause, Compiler, Learner, Node, Scorer
from search.query.operators import reads_as_near
from search.query.scanner import Token
from search.query.terms import is_stopped, terms_of

if TYPE_CHECKING:
    from search.index.matches import Matches

MAX_SLOP = 30
"""Words between two neighbours of a phrase; the index keeps sections only a little farther apart."""


@dataclass(frozen=True, slots=True)
class Term(Clause):
    """A term of a text field, or a value of a keyword field."""

    name: str
    text: str
    boost: float = 1.0

    def matches(self, scorer: Scorer) -> Matches:
        """Its postings."""
        return scorer.term(self.name, self.text, self.boost)


@dataclass(frozen=True, slots=True)
class TermSequence(Clause):
    """Terms in order, each at most ``slop`` positions after the one before; 1 is side by side."""

    name: str
    terms: tuple[str, ...]
    slop: int = 1
    boost: float = 1.0

    def matches(self, scorer: Scorer) -> Matches:
        """By positions."""
        return scorer.phrase(self.name, self.terms, self.slop, self.boost)


@dataclass(frozen=True, slots=True)
class Word(Node):
    """One written word. ``co-owner`` is one word here, whatever the analysis makes of it."""

    textual: ClassVar[bool] = True

    text: str
    field: str = ""
    """Empty: the default field."""

    @property
    def is_stop_word(self) -> bool:
        """Whether it stands in nearly every article."""
        return is_stopped(self.text)

    def unparse(self) -> str:
        """A plus sign makes a word of what would otherwise be an operator or a field."""
        operator = self.text in OPERATORS or FIELD_LIKE.match(self.text) or reads_as_near(self.text)
        return f"{in_field(self.field)}{'+' if operator and not self.field else ''}{self.text}"

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """In quotes."""
        return f"“{self.text}”{PLACES[self.field]}"

    def compile(self, compiler: Compiler) -> Clause | None:  # noqa: ARG002 (as every kind)
        """A term, or the parts of a compound side by side."""
        return term_clause(terms_of(self.text), self.field)

    def learn(self, number: int, learner: Learner) -> None:
        """Its terms."""
        learner.expect_terms(number, terms_of(self.text), 0)

    def parts(self) -> Iterable[tuple[str, bool]]:
        """The word."""
        return () if self.field else ((self.text, False),)


@dataclass(frozen=True, slots=True)
class Phrase(Node):
    """Words in quotes, which must stand in this order."""

    textual: ClassVar[bool] = True

    text: str
    field: str = ""
    slop: int = 0
    """How many other words may stand between two neighbours."""

    def unparse(self) -> str:
        """In straight quotes."""
        return in_field(self.field) + quoted(self.text) + (f"~{self.slop}" if self.slop else "")

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """As a phrase."""
        near = f" within {self.slop} word{'s' * (self.slop > 1)}" if self.slop else ""
        return f"the phrase “{self.text}”{near}{PLACES[self.field]}"

    def compile(self, compiler: Compiler) -> Clause | None:  # noqa: ARG002 (as every kind)
        """Terms one after another; the language counts the words between neighbours, the index the distance."""
        return term_clause(terms_of(self.text, quoted=True), self.field, self.slop)

    def learn(self, number: int, learner: Learner) -> None:
        """Its terms in order."""
        learner.expect_terms(number, terms_of(self.text, quoted=True), self.slop)

    def parts(self) -> Iterable[tuple[str, bool]]:
        """The whole phrase."""
        return () if self.field else ((self.text, True),)


def term_clause(terms: tuple[str, ...], name: str, slop: int = 0) -> Clause | None:
    """A term, or the terms one after another."""
    field = name or DEFAULT_FIELD
    if len(terms) > 1:
        return TermSequence(field, terms, slop + 1)
    return Term(field, terms[0]) if terms else None


def parse_phrase(token: Token, name: str) -> list[Node]:
    """The leaf of a quoted text. Raises QueryError."""
    if token.slop > MAX_SLOP:
        raise QueryError(
            "The words of a phrase cannot stand so far apart.",
            f"Write at most ~{MAX_SLOP}.",
            column=token.start,
        )
    return [Phrase(token.text, name, token.slop, start=token.start, end=token.end)]
