"""Evaluating a Whoosh query tree with arrays, a segment at a time: exact counts, exact order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query as wq

from search.errors import Cancelled, QueryError
from search.index.expansion import MIN_LITERALS, literals
from search.index.snapshot import SegmentView, Snapshot
from search.query import matches as sets
from search.query.fallback import stock_segments
from search.query.leaves import Leaves
from search.query.matches import NOTHING, Matches
from search.query.model import Sort
from search.query.nodes import DateRange, KeywordWord, PkSet
from search.query.single import best_of_rare
from search.query.topk import Ranked, best_of_all, merge_ranked, rank_segment
from search.work.progress import Stop

Array = NDArray[Any]

MAX_CLAUSES = 1024
"""Leaves of one query; a person's question has a handful, and each costs time in every segment."""
ADJUSTED = 200
"""The best hits, several screens of them, that an adjustment of scores is shown."""
Adjust = Callable[[SegmentView, Array, Array], Array]
"""A segment, some of its documents (ascending) and what each scores -> better scores."""
FLAGS_A_NUMBER = 64
"""Flags to a number, up to which setting and reading flags is cheaper than sorting numbers."""
MAX_DEPTH = 100
"""Nesting of one query: far below Python's own limit."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of a query in one window, and how many there are in all."""

    total: int
    """Exact, unless ``partial``."""
    pks: Array
    """int64, in the order asked for."""
    scores: Array
    """float32, one for each of ``pks``; only a sort by score computes them."""
    partial: bool = False
    """True when the deadline passed: counts and order cover a part of the index."""


LEAVES: dict[type, Callable[[Leaves, SegmentView, Any], Matches]] = {
    wq.Term: Leaves.term,
    wq.Phrase: Leaves.phrase,
    wq.Prefix: Leaves.prefix,
    wq.Wildcard: Leaves.pattern,
    wq.FuzzyTerm: Leaves.fuzzy,
    wq.Every: Leaves.everything,
    KeywordWord: Leaves.keyword_word,
    DateRange: Leaves.dates,
    PkSet: Leaves.pk_set,
}
VECTORISED = {*LEAVES, wq.And, wq.Or, wq.Not, wq.AndNot, type(wq.NullQuery)}
"""Kinds of nodes that are evaluated here; a tree with any other goes to Whoosh's own searcher."""


class _Clock:
    """Says when to end early."""

    def __init__(self, stop: Stop | None, deadline: float | None) -> None:
        self._stop = stop
        self._deadline = deadline

    def check(self) -> None:
        """Raise Cancelled when the caller has lost interest. Polled between steps of numpy."""
        if self._stop is not None and self._stop():
            raise Cancelled("The search was cancelled.")

    def late(self) -> bool:
        """Whether the deadline has passed."""
        return self._deadline is not None and time.monotonic() >= self._deadline


class Evaluator:
    """Answers one query tree over one snapshot."""

    def __init__(self, snapshot: Snapshot, query: wq.Query, clock: _Clock, scoring: bool) -> None:
        self._snapshot = snapshot
        self._query = query
        self._clock = clock
        self._leaves = Leaves(snapshot, scoring, clock.check)

    def segments(self) -> Iterator[tuple[SegmentView, Matches]]:
        """Each segment with what the query matches in it."""
        for view in self._snapshot.views:
            self._clock.check()
            found = self._node(view, self._query)
            if view.deleted is not None:
                live = ~view.deleted
                found = found.narrowed(live if found.docs is None else live[found.docs])
            yield view, found

    def _node(self, view: SegmentView, query: wq.Query) -> Matches:
        """What a node matches."""
        return self._unsettled(view, query).settled()

    def _unsettled(self, view: SegmentView, query: wq.Query) -> Matches:
        """What a node matches; a term's scores not yet computed, since an AND needs only some."""
        self._clock.check()
        leaf = LEAVES.get(type(query))
        if leaf is not None:
            return leaf(self._leaves, view, query)
        if type(query) is wq.And:
            return self._all(view, query)
        if type(query) is wq.Or:
            parts = [self._node(view, part) for part in query.subqueries]
            return sets.some(parts, view.articles).boosted(query.boost)
        if type(query) is wq.Not:
            everything = Matches(None, None, 1.0)
            return sets.without(everything, self._node(view, query.query), view.articles)
        if type(query) is wq.AndNot:
            unwanted = self._node(view, query.b)
            return sets.without(self._node(view, query.a), unwanted, view.articles)
        return NOTHING

    def _all(self, view: SegmentView, query: wq.And) -> Matches:
        wanted = [part for part in query.subqueries if not isinstance(part, wq.Not)]
        unwanted = [part.query for part in query.subqueries if isinstance(part, wq.Not)]
        low, high = 0, view.articles
        for part in wanted:
            if type(part) is DateRange:
                first, last = self._leaves.stretch(view, part)
                low, high = max(low, first), min(high, last)
        if low >= high:
            return NOTHING
        found = [self._unsettled(view, part) for part in wanted if type(part) is not DateRange]
        # Dates score nothing; an AND that only excludes scores as everything does.
        found = found or [Matches(None, None, 0.0 if wanted else 1.0)]
        narrow = low > 0 or high < view.articles
        result = sets.every(found, view.articles, low, high if narrow else -1)
        for part in unwanted:
            if result.docs is None or len(result.docs):
                result = sets.without(result, self._unsettled(view, part), view.articles)
        return result.boosted(query.boost)


def check(query: wq.Query) -> bool:
    """Whether every node of a tree has a vectorised evaluation.

    Raises QueryError for a tree that would blow up: too many leaves, too deep, nearly empty patterns.
    """
    leaves = 0
    known = True
    level = [query]
    for _ in range(MAX_DEPTH):
        below: list[wq.Query] = []
        for node in level:
            known &= type(node) in VECTORISED and not getattr(node, "scale", None)
            if node.is_leaf():
                leaves += 1
                _check_leaf(node)
            else:
                below.extend(node.children())
        if leaves > MAX_CLAUSES:
            raise QueryError(f"The query has more than {MAX_CLAUSES} words.", "Leave some out.")
        if not below:
            return known
        level = below
    raise QueryError(f"The query is nested more than {MAX_DEPTH} deep.", "Take away some parentheses.")


def _check_leaf(node: wq.Query) -> None:
    if isinstance(node, (wq.Wildcard, wq.Prefix)) and literals(node.text) < MIN_LITERALS:
        raise QueryError(
            f"{node.text}{'*' if isinstance(node, wq.Prefix) else ''} stands for nearly every word.",
            f"Name at least {MIN_LITERALS} letters.",
        )


def _segments(
    snapshot: Snapshot, query: wq.Query, clock: _Clock, *, scoring: bool
) -> Iterator[tuple[SegmentView, Matches]]:
    """What the query matches in each segment, by arrays or, for nodes without them, by Whoosh."""
    if check(query):
        return Evaluator(snapshot, query, clock, scoring).segments()
    return _by_whoosh(snapshot, query, clock)


def _by_whoosh(snapshot: Snapshot, query: wq.Query, clock: _Clock) -> Iterator[tuple[SegmentView, Matches]]:
    found = stock_segments(snapshot, query, clock.check)
    for view, (docs, scores) in zip(snapshot.views, found, strict=True):
        yield view, Matches(docs, scores, positive=False)


def evaluate(
    snapshot: Snapshot,
    query: wq.Query,
    *,
    sort: Sort = Sort.SCORE,
    offset: int = 0,
    limit: int = 50,
    stop: Stop | None = None,
    deadline: float | None = None,
    adjust: Adjust | None = None,
) -> Answer:
    """The hits from ``offset`` on, at most ``limit``, and the count of all.

    ``adjust`` (of :class:`search.query.ranking.Ranker`) changes the scores of the best hits when they are
    sorted by score; which these are does not depend on how articles are spread over segments. ``deadline``
    is a time of :func:`time.monotonic` after which no further segment is begun. Raises Cancelled soon after
    ``stop`` returns true, QueryError for a query that would blow up.
    """
    clock = _Clock(stop, deadline)
    clock.check()
    if sort is Sort.SCORE and adjust is None and (rare := best_of_rare(snapshot, query, offset, limit)):
        snapshot.relieve(rare[0])
        return Answer(*rare)
    total = 0
    partial = False
    depth = max(offset + limit, ADJUSTED) if adjust is not None else offset + limit
    ranked: list[Ranked] = []
    for view, found in _segments(snapshot, query, clock, scoring=sort is Sort.SCORE):
        total += found.count(view.articles)
        ranked.append(rank_segment(view, found, sort, depth))
        if clock.late() and view is not snapshot.views[-1]:
            partial = True
            break
    if adjust is not None and sort is Sort.SCORE:
        ranked = _adjusted(ranked, depth, adjust, clock)
    pks, scores = merge_ranked(ranked, sort, offset, limit)
    snapshot.relieve(total)
    return Answer(total, pks, scores, partial)


def _adjusted(parts: list[Ranked], depth: int, adjust: Adjust, clock: _Clock) -> list[Ranked]:
    """The ``depth`` best hits of all segments, with better scores for the best ADJUSTED of them."""
    parts = best_of_all(parts, depth)
    chosen = {part.view.ordinal: part for part in best_of_all(parts, ADJUSTED)}
    found: list[Ranked] = []
    for part in parts:
        clock.check()
        if (few := chosen.get(part.view.ordinal)) is None:
            found.append(part)
            continue
        scores = part.scores.copy()
        scores[np.searchsorted(part.docs, few.docs)] = adjust(part.view, few.docs, few.scores)
        found.append(Ranked(part.view, part.docs, scores))
    return found


def matching(snapshot: Snapshot, query: wq.Query, *, stop: Stop | None = None) -> Array:
    """The pks of all hits, ascending; int64."""
    found = matching_segments(snapshot, query, stop=stop)
    return _ascending([view.pks[matches.numbers(view.articles)] for view, matches in found])


def _ascending(parts: list[Array]) -> Array:
    """All distinct numbers of some lists in order: by a flag for each possible one where that is cheaper."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return np.zeros(0, np.int64)
    low = min(int(part.min()) for part in parts)
    span = max(int(part.max()) for part in parts) - low + 1
    if span > FLAGS_A_NUMBER * sum(map(len, parts)):
        return np.sort(np.concatenate(parts))
    flags = np.zeros(span, bool)
    for part in parts:
        flags[part - low] = True
    return np.flatnonzero(flags) + low


def matching_segments(
    snapshot: Snapshot, query: wq.Query, *, stop: Stop | None = None
) -> Iterator[tuple[SegmentView, Matches]]:
    """Each segment with what matches, not scored."""
    return _segments(snapshot, query, _Clock(stop, None), scoring=False)
