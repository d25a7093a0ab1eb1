"""The frozen types that flow between whoever asks and the library."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.article.row import Hit as Hit
from search.article.row import Snippet as Snippet
from search.article.row import Sort as Sort
from search.query.operators import quiet


@dataclass(frozen=True, slots=True)
class Filter:
    """One narrowing of a query: an entity or a facet value that must, or must not, be there."""

    field: str
    """``person``, ``org``, ``place``, ``event``, ``category``, ``organisation``, ``tag``, ``date``, ``kind``"""
    value: str
    exclude: bool = False
    others: tuple[Filter, ...] = ()
    """Any of these will do as well."""

    def as_text(self) -> str:
        """The filter in the query language: ``person:"Clinton E. Crosier"``, ``-tag:"Tax"``."""
        if self.others:
            every = (replace(self, exclude=False, others=()), *self.others)
            return f"{'-' if self.exclude else ''}({' OR '.join(one.as_text() for one in every)})"
        quoted = self.value.replace("\\", "\\\\").replace('"', '\\"')
        value = self.value if self.field == "date" else f'"{quoted}"'
        return f"{'-' if self.exclude else ''}{self.field}:{value}"


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for, and which part of the answer is wanted."""

    text: str = ""
    """In the query language; empty means every article."""
    filters: tuple[Filter, ...] = ()
    """All must hold, beside the text."""
    sort: Sort = Sort.SCORE
    """Without text or filters, SCORE means DATE."""
    offset: int = 0
    limit: int = 50
    literal: bool = False
    """True: the first part alone, and no spelling correction."""
    strict: bool = False
    """True: only articles with all that was asked, no second part with some of it."""
    any_term: bool = False
    """True: plain words are joined by OR and the ranking decides, as batches of sentences need it; one part."""
    recent: bool = False
    """True: among articles that fit about as well, newer ones rank higher. Only SCORE heeds it."""
    grouped: bool = False
    """True: articles that are nearly the same text are one row, with :attr:`Hit.versions`. Windows then count
    rows, and so does :attr:`Page.rows`; totals count articles all the same."""
    opened: frozenset[str] = frozenset()
    """Of a grouped answer: ids of the rows under which their versions stand, each in a row of its own."""

    def as_text(self) -> str:
        """Text and filters as one query that gives the same articles."""
        clauses = " ".join(f.as_text() for f in self.filters)
        text = self.text.strip()
        if clauses and text:
            return f"({quiet(text)}) {clauses}"
        return text or clauses

    def window(self, offset: int, limit: int) -> Query:
        """The same question, another part of the answer."""
        return replace(self, offset=offset, limit=limit)

    @property
    def question(self) -> Query:
        """The query without its window: two windows of one question have equal questions."""
        return replace(self, offset=0, limit=0)

    @property
    def ungrouped(self) -> Query:
        """The query as it decides which articles answer, and in what order: however they are put into rows."""
        return replace(self, grouped=False, opened=frozenset()) if self.grouped else self


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to a query: a window of hits, and what is true of all of them."""

    query: Query
    total: int
    """Exact count of articles with all that was asked, unless :attr:`partial`. Their rows come first."""
    hits: tuple[Hit, ...]
    partial: bool = False
    """True when the deadline passed: counts and order cover a part of the library."""
    notice: str = ""
    """One sentence when the answer is not literally to the question (OR fallback, correction)."""
    echo: str = ""
    """The query in plain words."""
    correction: str = ""
    """A query to offer (``Croser`` -> ``Crosier``) or, when :attr:`corrected`, the one that was answered."""
    folded: int = 0
    """How many of the articles have no row, because they are versions of one that has."""
    some: int = 0
    """Exact count of the second part: articles with some of the words, whose rows follow, best first."""
    corrected: bool = False
    """Whether :attr:`correction` was answered in place of what was asked."""

    @property
    def rows(self) -> int:
        """How many rows the whole answer has, both parts together."""
        return self.total + self.some - self.folded

    @property
    def counts(self) -> str:
        """Both counts for people: ``12, and 340 with some of the words``."""
        return f"{self.total:,}, and {self.some:,} with some of the words" if self.some else f"{self.total:,}"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with its exact count in the results."""

    value: str
    count: int
