"""Query trees for Whoosh's own searcher: what is not vectorised, and the oracle of what is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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

from search.index.schema import KEYWORD_FIELDS
from search.index.scoring import KEYWORD_SCORE
from search.index.snapshot import Snapshot
from search.query.leaves import EXPANDED_SCORE

Array = NDArray[Any]


class Expanded(wq.Query):  # type: ignore[misc]  # Whoosh is untyped
    """Any of the terms that a prefix, pattern or fuzzy word stands for, at a constant score."""

    def __init__(self, query: Any) -> None:
        self.query = query
        self.boost = query.boost

    def estimate_size(self, reader: Any) -> int:
        """At most this many hits."""
        return int(reader.doc_count())

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:  # noqa: ARG002 (Whoosh's signature)
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
    snapshot: Snapshot, query: wq.Query, check: Callable[[], None]
) -> Iterator[tuple[Array, Array]]:
    """What Whoosh's searcher finds in each segment: documents, ascending, and scores (float32).

    ``check`` is called between documents and may raise.
    """
    tree = plain(query)
    for searcher, _ in snapshot.searcher().leaf_searchers():
        docs: list[int] = []
        scores: list[float] = []
        matcher = tree.matcher(searcher, searcher.context(needs_current=True))
        while matcher.is_active():
            check()
            docs.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        yield np.array(docs, np.intp), np.array(scores, np.float32)
