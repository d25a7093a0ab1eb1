"""The oracle: compiled clauses as Whoosh's own query tree, and what Whoosh's searcher finds for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query as wq
from whoosh.matching import (
    IntersectionMatcher,
    InverseMatcher,
    ListMatcher,
    Matcher,
    NullMatcher,
    WrappingMatcher,
)

from search.index.schema import KEYWORD_FIELDS, KEYWORD_SCORE
from search.index.scorer import EXPANDED_SCORE
from search.index.snapshot import Snapshot
from search.index.whoosh_index import snapshot_searcher
from search.query.kinds.articles import PkSet
from search.query.kinds.base import Clause
from search.query.kinds.boolean import AllOf, AnyOf, Every, NoneOf, Nothing
from search.query.kinds.dates import DateRange
from search.query.kinds.fuzzy import FuzzyTerm
from search.query.kinds.keyword import ValueWith
from search.query.kinds.pattern import TermPattern, TermPrefix
from search.query.kinds.term import Term, TermSequence

Array = NDArray[Any]
Pks = NDArray[np.int64]


@singledispatch
def stock(clause: Clause) -> wq.Query:
    """The clause as a tree of Whoosh's."""
    raise TypeError(f"no such node in Whoosh: {clause!r}")


@stock.register
def _(clause: Term) -> wq.Query:
    return wq.Term(clause.name, clause.text, boost=clause.boost)


@stock.register
def _(clause: TermSequence) -> wq.Query:
    return wq.Phrase(clause.name, list(clause.terms), slop=clause.slop, boost=clause.boost)


@stock.register
def _(clause: TermPrefix) -> wq.Query:
    return wq.Prefix(clause.name, clause.text, boost=clause.boost)


@stock.register
def _(clause: TermPattern) -> wq.Query:
    return wq.Wildcard(clause.name, clause.pattern, boost=clause.boost)


@stock.register
def _(clause: FuzzyTerm) -> wq.Query:
    return wq.FuzzyTerm(clause.name, clause.text, boost=clause.boost, maxdist=clause.edits, prefixlength=0)


@stock.register
def _(clause: ValueWith) -> wq.Query:
    return WhooshValues(clause.name, clause.text)


@stock.register
def _(clause: DateRange) -> wq.Query:
    return WhooshDates(*clause.bounds)


@stock.register
def _(clause: PkSet) -> wq.Query:
    return WhooshPks(clause.pks, clause.label)


@stock.register
def _(clause: Every) -> wq.Query:
    return wq.Every(boost=clause.boost)


@stock.register
def _(clause: Nothing) -> wq.Query:
    return wq.NullQuery


@stock.register
def _(clause: NoneOf) -> wq.Query:
    return wq.Not(stock(clause.part))


@stock.register
def _(clause: AllOf) -> wq.Query:
    return wq.And([stock(part) for part in clause.parts], boost=clause.boost)


@stock.register
def _(clause: AnyOf) -> wq.Query:
    return wq.Or([stock(part) for part in clause.parts], boost=clause.boost)


def _matcher(searcher: Any, fits: Callable[[Any], NDArray[np.bool_]]) -> Matcher:
    """A stock matcher of the live documents of a segment that fit; each scores nothing."""
    view = searcher.reader().view
    flags = fits(view)
    if view.deleted is not None:
        flags = flags & ~view.deleted
    docs = np.flatnonzero(flags).tolist()
    return ListMatcher(docs, [0.0] * len(docs)) if docs else NullMatcher()


class WhooshPks(wq.Query):  # type: ignore[misc]
    """Articles given by number: what an entity clause comes to. Narrows, and adds nothing to a score."""

    def __init__(self, pks: Pks, label: str = "") -> None:
        self.pks = pks
        """Sorted, without repetition."""
        self.label = label
        """The clause that it stands for, for people and for equality of cached queries."""
        self.boost = 1.0

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, WhooshPks) and self.label == other.label and np.array_equal(self.pks, other.pks)
        )

    def __hash__(self) -> int:
        return hash((self.label, len(self.pks), self.pks[:8].tobytes()))

    def __repr__(self) -> str:
        return f"WhooshPks({self.label!r}, {len(self.pks)} articles)"

    def field(self) -> None:
        """No field: the index knows nothing of entities."""

    def estimate_size(self, reader: Any) -> int:
        """At most this many hits."""
        return len(self.pks)

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        """For the stock Searcher."""
        return _matcher(searcher, lambda view: np.isin(view.pks, self.pks))


class WhooshDates(wq.Query):  # type: ignore[misc]
    """Articles dated from ``first`` to ``last``, both included, in days since 1970-01-01."""

    fieldname = "date"

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last
        self.boost = 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WhooshDates) and (self.first, self.last) == (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))

    def __repr__(self) -> str:
        return f"WhooshDates({self.first}, {self.last})"

    def field(self) -> str:
        """The column."""
        return self.fieldname

    def estimate_size(self, reader: Any) -> int:
        """At most this many hits."""
        return int(reader.doc_count())

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        """For the stock Searcher."""
        return _matcher(searcher, lambda view: (view.dates >= self.first) & (view.dates <= self.last))


class WhooshValues(wq.MultiTerm):  # type: ignore[misc]
    """Values of a keyword field that contain a word: ``tag:rights`` for ``civil rights``."""

    constantscore = True

    def __init__(self, fieldname: str, text: str) -> None:
        self.fieldname = fieldname
        self.text = text
        """Folded, as the values are."""
        self.boost = 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WhooshValues) and (self.fieldname, self.text) == (other.fieldname, other.text)

    def __hash__(self) -> int:
        return hash((self.fieldname, self.text))

    def __repr__(self) -> str:
        return f"WhooshValues({self.fieldname!r}, {self.text!r})"

    def field(self) -> str:
        """The keyword field."""
        return self.fieldname

    def matches(self, value: str) -> bool:
        """Whether a folded value contains the word."""
        return re.search(rf"(?<!\w){re.escape(self.text)}(?!\w)", value) is not None

    def _btexts(self, reader: Any) -> Iterator[bytes]:
        """The values in this index that match: keyword fields have few."""
        schema_field = reader.schema[self.fieldname]
        for value in reader.lexicon(self.fieldname):
            if self.matches(schema_field.from_bytes(value)):
                yield value


class Expanded(wq.Query):  # type: ignore[misc]  # Whoosh is untyped
    """Any of the terms that a prefix, pattern or fuzzy word stands for, at a constant score."""

    def __init__(self, query: Any) -> None:
        self.query = query
        self.boost = query.boost

    def estimate_size(self, reader: Any) -> int:
        """At most this many hits."""
        return int(reader.doc_count())

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        """For the stock Searcher."""
        name = self.query.field()
        reader = searcher.reader()
        docs: set[int] = set()
        for text in self.query._btexts(reader):
            docs.update(reader.postings(name, text).all_ids())
        score = (KEYWORD_SCORE if name in KEYWORD_FIELDS else EXPANDED_SCORE) * self.boost
        return ListMatcher(sorted(docs), [score] * len(docs)) if docs else NullMatcher()


class Boosted(wq.Query):  # type: ignore[misc]  # Whoosh is untyped
    """A query with its scores multiplied; Whoosh forgets the boost of an AND or OR of one clause."""

    def __init__(self, query: wq.Query, boost: float) -> None:
        self.query = query
        self.boost = boost

    def estimate_size(self, reader: Any) -> int:
        """As many hits as the query's."""
        return int(self.query.estimate_size(reader))

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        """For the stock Searcher."""
        return WrappingMatcher(self.query.matcher(searcher, context), self.boost)


class Without(wq.Query):  # type: ignore[misc]  # Whoosh is untyped
    """Hits of one query that are not hits of another.

    Whoosh's AndNotMatcher overlooks an exclusion that begins before the first hit, so it is not used.
    """

    def __init__(self, wanted: wq.Query, unwanted: wq.Query) -> None:
        self.wanted = wanted
        self.unwanted = unwanted
        self.boost = 1.0

    def estimate_size(self, reader: Any) -> int:
        """At most as many hits as are wanted."""
        return int(self.wanted.estimate_size(reader))

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        """For the stock Searcher."""
        unwanted = self.unwanted.matcher(searcher, context)
        rest = InverseMatcher(unwanted, searcher.reader().doc_count_all(), weight=0.0)
        return IntersectionMatcher(self.wanted.matcher(searcher, context), rest)


def plain(query: wq.Query) -> wq.Query:
    """The same question in nodes that Whoosh scores consistently.

    Stock expansions score by how many words they found, and exclusions add a constant; here expansions
    score a constant and exclusions nothing.
    """
    if isinstance(query, wq.MultiTerm):
        return Expanded(query)
    if isinstance(query, wq.Not):
        return Without(wq.Every(), plain(query.query))
    if isinstance(query, wq.And):
        wanted = [plain(part) for part in query.subqueries if not isinstance(part, wq.Not)]
        unwanted = [plain(part.query) for part in query.subqueries if isinstance(part, wq.Not)]
        base = wq.And(wanted) if wanted else wq.Every()
        return Boosted(Without(base, wq.Or(unwanted)) if unwanted else base, query.boost)
    if isinstance(query, wq.AndNot):
        return Without(plain(query.a), plain(query.b))
    if isinstance(query, wq.Or):
        return Boosted(wq.Or([plain(part) for part in query.subqueries], scale=query.scale), query.boost)
    if query.is_leaf():
        return query
    return query.apply(plain)


def stock_segments(
    snapshot: Snapshot, clause: Clause, check: Callable[[], None]
) -> Iterator[tuple[Array, Array]]:
    """What Whoosh's searcher finds in each segment: documents, ascending, and scores (float32).

    ``check`` is called between documents and may raise.
    """
    tree = plain(stock(clause))
    for searcher, _ in snapshot_searcher(snapshot).leaf_searchers():
        docs: list[int] = []
        scores: list[float] = []
        matcher = tree.matcher(searcher, searcher.context(needs_current=True))
        while matcher.is_active():
            check()
            docs.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        yield np.array(docs, np.intp), np.array(scores, np.float32)
