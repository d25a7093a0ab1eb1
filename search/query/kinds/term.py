"""Terms as the index holds them, and terms one after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.query.fields import DEFAULT_FIELD
from search.query.kinds.base import Clause, Scorer

if TYPE_CHECKING:
    from search.index.matches import Matches


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


def term_clause(terms: tuple[str, ...], name: str, slop: int = 0) -> Clause | None:
    """A term, or the terms one after another."""
    field = name or DEFAULT_FIELD
    if len(terms) > 1:
        return TermSequence(field, terms, slop + 1)
    return Term(field, terms[0]) if terms else None
