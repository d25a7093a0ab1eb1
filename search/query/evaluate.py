"""Evaluating a compiled query with arrays, a segment at a time: exact counts, exact order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.errors import Cancelled, QueryError
from search.index.matches import Matches
from search.index.scorer import SegmentScorer
from search.index.snapshot import SegmentView, Snapshot
from search.query.interface import Sort
from search.query.kinds.base import Clause
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


def check(clause: Clause) -> None:
    """Raise QueryError for a clause that would blow up: too many parts, too deep, nearly empty patterns."""
    leaves = 0
    level = [clause]
    for _ in range(MAX_DEPTH):
        below: list[Clause] = []
        for part in level:
            part.check()
            parts = part.below()
            leaves += not parts
            below.extend(parts)
        if leaves > MAX_CLAUSES:
            raise QueryError(f"The query has more than {MAX_CLAUSES} words.", "Leave some out.")
        if not below:
            return
        level = below
    raise QueryError(f"The query is nested more than {MAX_DEPTH} deep.", "Take away some parentheses.")


def _segments(
    snapshot: Snapshot, clause: Clause, clock: _Clock, *, scoring: bool
) -> Iterator[tuple[SegmentView, Matches]]:
    """Each segment with what the clause matches in it, deleted articles left out."""
    check(clause)
    for view in snapshot.views:
        clock.check()
        found = clause.matches(SegmentScorer(snapshot, view, scoring, clock.check)).settled()
        if view.deleted is not None:
            live = ~view.deleted
            found = found.narrowed(live if found.docs is None else live[found.docs])
        yield view, found


def evaluate(
    snapshot: Snapshot,
    query: Clause,
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
    total, partial = 0, False
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


def count(snapshot: Snapshot, query: Clause, *, stop: Stop | None = None) -> int:
    """How many articles match: neither scored nor put in order."""
    found = matching_segments(snapshot, query, stop=stop)
    return sum(matches.count(view.articles) for view, matches in found)


def matching(snapshot: Snapshot, query: Clause, *, stop: Stop | None = None) -> Array:
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
    snapshot: Snapshot, query: Clause, *, stop: Stop | None = None
) -> Iterator[tuple[SegmentView, Matches]]:
    """Each segment with what matches, not scored."""
    return _segments(snapshot, query, _Clock(stop, None), scoring=False)
