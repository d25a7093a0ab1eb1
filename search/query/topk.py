"""The best of many scores, exactly, without sorting them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.index.document import UNDATED
from search.index.snapshot import SegmentView
from search.query.matches import Matches
from search.query.model import Sort

Array = NDArray[Any]

BLOCK = 128
"""Scores whose maximum stands for them when the threshold is sought."""


def best(scores: Array, k: int) -> Array:
    """Indexes of at least the ``k`` highest scores with all that tie with the last; in no order.

    The k-th highest block maximum is a lower bound of the k-th highest score, since k blocks hold a score
    at least as high: everything below it can be dropped without looking at it again.
    """
    count = len(scores)
    if count <= k:
        return np.arange(count)
    whole = count // BLOCK * BLOCK
    if whole // BLOCK > 2 * k:
        maxima = scores[:whole].reshape(-1, BLOCK).max(1)
        bound = np.partition(maxima, len(maxima) - k)[len(maxima) - k]
        chosen = np.flatnonzero(scores >= bound)
        if len(chosen) <= k:
            return chosen
        scores = scores[chosen]
    else:
        chosen = np.arange(count)
    bound = np.partition(scores, len(scores) - k)[len(scores) - k]
    found: Array = chosen[scores >= bound]
    return found


class Ranked(NamedTuple):
    """Hits of one segment that may stand in the window, with what orders them."""

    pks: Array
    scores: Array
    dates: Array
    titles: Array


def rank_segment(view: SegmentView, found: Matches, sort: Sort, k: int) -> Ranked:
    """The first ``k`` hits of a segment, in no order; with those that tie with the last."""
    docs = found.docs
    if len(docs) > k:
        chosen = _first(view, found, sort, k)
        docs, found = docs[chosen], found.at(chosen)
    titles = view.segment.array("title_key")[docs] if sort is Sort.TITLE else np.zeros(len(docs), "S1")
    return Ranked(view.pks[docs], found.scored(), view.dates[docs], titles)


def _first(view: SegmentView, found: Matches, sort: Sort, k: int) -> Array | slice:
    """Which of more than ``k`` hits can be among the first ``k``."""
    if sort is Sort.SCORE and found.scores is not None:
        return _newest_of_ties(found.scores, best(found.scores, k), k)
    if sort is Sort.TITLE:
        order = view.segment.array("title_order")
        rank = np.empty(view.articles, np.int32)
        rank[order] = np.arange(view.articles)
        keys = view.segment.array("title_key")
        last = np.partition(rank[found.docs], k - 1)[k - 1]
        return np.flatnonzero(keys[found.docs] <= keys[order[last]])
    if sort is Sort.OLDEST:
        return _oldest(view, found.docs, k)
    return slice(len(found.docs) - k, None)


def _newest_of_ties(scores: Array, chosen: Array, k: int) -> Array:
    """Of hits that tie with the k-th, only as many as are needed: the last ones, which are the newest."""
    if len(chosen) <= 2 * k:
        return chosen
    bound = scores[chosen].min()
    above = chosen[scores[chosen] > bound]
    tied = chosen[scores[chosen] == bound]
    return np.concatenate([above, tied[len(tied) - (k - len(above)) :]])


def _oldest(view: SegmentView, docs: Array, k: int) -> Array:
    """The first ``k`` by date with all of the last one's day; the undated come after all others."""
    undated = int(np.searchsorted(docs, np.searchsorted(view.dates, UNDATED, "right")))
    ordered = np.concatenate([np.arange(undated, len(docs)), np.arange(undated)])
    days = view.dates[docs[ordered]]
    return ordered[: k + int(np.count_nonzero(days[k:] == days[k - 1]))]


def merge_ranked(parts: Sequence[Ranked], sort: Sort, offset: int, limit: int) -> tuple[Array, Array]:
    """The window of hits from all segments: pks (int64) and scores (float32), in order.

    Ties are broken by newest date, then by lowest pk.
    """
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    pks = np.concatenate([part.pks for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    dates = np.concatenate([part.dates for part in parts]).astype(np.int64)
    keys: list[Array] = [pks, -dates]
    if sort is Sort.SCORE:
        keys.append(-scores)
    elif sort is Sort.OLDEST:
        keys.append(np.where(dates == UNDATED, np.iinfo(np.int64).max, dates))
    elif sort is Sort.TITLE:
        keys.append(np.concatenate([part.titles for part in parts]))
    order = np.lexsort(keys)[offset : offset + limit]
    return pks[order], scores[order]
