"""Words, and phrases of words in quotes: ``crosier``, ``co-owner``, ``"space security"~3``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import ClassVar

from search.errors import QueryError
from search.index.stemming import sequences_in
from search.query.fields import FIELD_LIKE, OPERATORS, in_field, quoted
from search.query.kinds.base import PLACES, Clause, Compiler, Learner, Node
from search.query.kinds.readings import readings
from search.query.operators import reads_as_near
from search.query.scanner import Token
from search.query.terms import is_stopped, terms_of, written

MAX_SLOP = 30
"""Words between two neighbours of a phrase; the index keeps sections only a little farther apart."""


@dataclass(frozen=True, slots=True)
class Word(Node):
    """One written word. ``co-owner`` is one word here, whatever the analysis makes of it."""

    textual: ClassVar[bool] = True

    text: str
    field: str = ""
    """Empty: the default field."""
    also: tuple[str, ...] = dataclass_field(default=(), compare=False, kw_only=True)
    """Other spellings that the archive has for it: :mod:`search.query.spellings`."""
    small: bool = dataclass_field(default=False, compare=False, kw_only=True)
    """Whether it is a stop word of the language that the query is in."""

    @property
    def is_stop_word(self) -> bool:
        """Whether it stands in nearly every article."""
        return self.small or is_stopped(self.text)

    def unparse(self) -> str:
        """A plus sign makes a word of what would otherwise be an operator or a field."""
        operator = self.text in OPERATORS or FIELD_LIKE.match(self.text) or reads_as_near(self.text)
        return f"{in_field(self.field)}{'+' if operator and not self.field else ''}{self.text}"

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """In quotes."""
        return f"“{self.text}”{_or(self.also)}{PLACES[self.field]}"

    def compile(self, compiler: Compiler) -> Clause | None:
        """A term, or the parts of a compound side by side; in the languages of the archive."""
        return readings((self.text, *self.also), self.field, compiler.snapshot)

    def learn(self, number: int, learner: Learner) -> None:
        """Its terms."""
        _learn((self.text, *self.also), number, learner)

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
    also: tuple[str, ...] = dataclass_field(default=(), compare=False, kw_only=True)
    """The same with words spelt otherwise."""

    def unparse(self) -> str:
        """In straight quotes."""
        return in_field(self.field) + quoted(self.text) + (f"~{self.slop}" if self.slop else "")

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """As a phrase."""
        near = f" within {self.slop} word{'s' * (self.slop > 1)}" if self.slop else ""
        return f"the phrase “{self.text}”{_or(self.also)}{near}{PLACES[self.field]}"

    def compile(self, compiler: Compiler) -> Clause | None:
        """Terms one after another; the language counts the words between neighbours, the index the distance."""
        texts = (self.text, *self.also)
        return readings(texts, self.field, compiler.snapshot, quoted=True, slop=self.slop)

    def learn(self, number: int, learner: Learner) -> None:
        """Its terms in order."""
        _learn((self.text, *self.also), number, learner, quoted=True, slop=self.slop)

    def parts(self) -> Iterable[tuple[str, bool]]:
        """The whole phrase."""
        return () if self.field else ((self.text, True),)


def _or(also: tuple[str, ...]) -> str:
    """Other spellings, said in parentheses."""
    return f" (or {', '.join(f'“{one}”' for one in also)})" if also else ""


def _learn(
    texts: tuple[str, ...], number: int, learner: Learner, *, quoted: bool = False, slop: int = 0
) -> None:
    """Tell the terms of a word or phrase and of its other spellings."""
    for text in texts:
        learner.expect_terms(number, terms_of(text, quoted), slop)
        for language in learner.languages:
            for terms in sequences_in(language, written(text, quoted)):
                learner.expect_terms(number, terms, slop)


def parse_phrase(token: Token, name: str) -> list[Node]:
    """The leaf of a quoted text. Raises QueryError."""
    if token.slop > MAX_SLOP:
        raise QueryError(
            "The words of a phrase cannot stand so far apart.",
            f"Write at most ~{MAX_SLOP}.",
            column=token.start,
        )
    return [Phrase(token.text, name, token.slop, start=token.start, end=token.end)]
