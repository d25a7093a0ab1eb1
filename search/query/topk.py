"""The best of many scores, exactly, without sorting them all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.index.document import UNDATED
from search.index.matches import Matches
from search.index.snapshot import SegmentView
from search.query.interface import Sort

Array = NDArray[Any]

FEW_COLUMNS, MANY_COLUMNS = 256, 1024
"""Groups whose maxima stand for them when the threshold is sought, four at least for each wanted score."""

FEW_HITS = 256
"""Hits that are not worth choosing from."""
FEW_ROWS = 64
"""Hits that are read of the columns one at a time."""
NEAR_END = 4096
"""Documents at the end of a segment among which the newest hits mostly are."""


def best(scores: Array, k: int) -> Array:
    """Indexes of the ``k`` highest scores with all that tie with the last, ascending.

    Scores are 0 or more. They are laid out in rows and the maximum of each column is taken. The k-th
    highest of these is a lower bound of the k-th highest score, since k columns hold a score at least as
    high: only scores that reach it are looked at again.
    """
    count = len(scores)
    if count <= k:
        return np.arange(count)
    width = FEW_COLUMNS if k * 4 <= FEW_COLUMNS else MANY_COLUMNS
    rows = count // width
    if rows < 4 or k * 4 > width:
        return np.flatnonzero(scores >= _kth(scores, k))
    # Floats that are 0 or more are in the order of their bits, and maxima of integers are cheaper.
    bits = scores.view(np.int32)
    maxima = bits[: rows * width].reshape(rows, width).max(0)
    chosen: Array = np.flatnonzero(bits >= _kth(maxima, k))
    if len(chosen) > k:
        values = bits.take(chosen)
        chosen = chosen.compress(values >= _kth(values, k))
    return chosen


def _kth(values: Array, k: int) -> Any:
    """The ``k``-th highest value."""
    ordered = values.copy()
    ordered.partition(len(values) - k)
    return ordered[len(values) - k]


def best_matches(found: Matches, k: int, size: int) -> Matches:
    """The ``k`` best of what matches in a segment, by score and among equals the newest; small.

    Of a few hits, all: choosing would cost more than it saves.
    """
    if found.count(size) <= max(k, FEW_HITS):
        return found.small(size)
    if found.scores is None:
        return newest(found, k, size)
    if found.mask is not None and not found.positive:
        found = found.small(size)  # or what scores 0 could not be told from what does not match
        assert found.scores is not None
    scores = found.scores
    assert scores is not None
    if found.mask is not None:
        scores = scores * found.mask
    return found.at(_newest_of_ties(scores, best(scores, k), k))


def newest(found: Matches, k: int, size: int) -> Matches:
    """The last ``k`` of what matches in a segment: documents are in order of date; small."""
    if found.mask is None:
        last = size if found.docs is None else len(found.docs)
        return found.at(np.arange(max(0, last - k), last))
    length = len(found.mask)
    for tail in (NEAR_END, length):
        start = max(0, length - tail)
        index = np.flatnonzero(found.mask[start:])[-k:] if k else np.zeros(0, np.intp)
        if len(index) >= k:
            break
    return found._replace(mask=None).at(index + start)


def _newest_of_ties(scores: Array, chosen: Array, k: int) -> Array:
    """Of hits that tie with the k-th, only as many as are needed: the last ones, which are the newest."""
    if len(chosen) <= k:
        return chosen
    values = scores[chosen]
    bound = values.min()
    above = chosen[values > bound]
    tied = chosen[values == bound]
    return np.sort(np.concatenate([above, tied[len(tied) - (k - len(above)) :]]))


class Ranked(NamedTuple):
    """Hits of one segment that may stand in the window."""

    view: SegmentView
    docs: Array
    scores: Array


def rank_segment(view: SegmentView, found: Matches, sort: Sort, k: int) -> Ranked:
    """The first ``k`` hits of a segment in no order, perhaps with some that tie with the last."""
    size = view.articles
    if sort is Sort.SCORE:
        found = best_matches(found, k, size)
    elif sort is Sort.DATE:
        found = newest(found, k, size)
    else:
        found = found.small(size)
        if found.count(size) > k:
            first = _by_title if sort is Sort.TITLE else _oldest
            found = found.at(first(view, found.numbers(size), k))
    return Ranked(view, found.numbers(size), found.scored())


def _by_title(view: SegmentView, docs: Array, k: int) -> Array:
    """The first ``k`` by title with all of the last one's title."""
    keys, order = view.segment.array("title_key"), view.segment.array("title_order")
    rank = np.empty(view.articles, np.int32)
    rank[order] = np.arange(view.articles)
    last = np.partition(rank[docs], k - 1)[k - 1]
    return np.flatnonzero(keys[docs] <= keys[order[last]])


def _oldest(view: SegmentView, docs: Array, k: int) -> Array:
    """The first ``k`` by date with all of the last one's day; the undated come after all others."""
    undated = int(np.searchsorted(docs, np.searchsorted(view.dates, UNDATED, "right")))
    ordered = np.concatenate([np.arange(undated, len(docs)), np.arange(undated)])
    days = view.dates[docs[ordered]]
    return ordered[: k + int(np.count_nonzero(days[k:] == days[k - 1]))]


def best_of_all(parts: Sequence[Ranked], k: int) -> list[Ranked]:
    """The ``k`` best of the hits of all segments with all that tie with the last, a segment at a time."""
    parts = [part for part in parts if len(part.docs)]
    if sum(len(part.docs) for part in parts) <= k:
        return list(parts)
    scores = _joined([part.scores for part in parts])
    bound = np.partition(scores, len(scores) - k)[len(scores) - k]
    kept = [(part, np.flatnonzero(part.scores >= bound)) for part in parts]
    return [Ranked(part.view, part.docs[keep], part.scores[keep]) for part, keep in kept if len(keep)]


def merge_ranked(parts: Sequence[Ranked], sort: Sort, offset: int, limit: int) -> tuple[Array, Array]:
    """The window of hits from all segments: pks (int64) and scores (float32), in order.

    Ties are broken by newest date, then by lowest pk.
    """
    parts = [part for part in parts if len(part.docs)]
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    if len(parts) == 1 and sort is Sort.SCORE:
        return _window_of_one(parts[0], offset, limit)
    scores = _joined([part.scores for part in parts])
    if sort is Sort.SCORE:
        return best_window([(part.view, part.docs) for part in parts], scores, offset, limit)
    pks = _joined([part.view.pks[part.docs] for part in parts])
    dates = _joined([part.view.dates[part.docs] for part in parts]).astype(np.int64)
    keys: list[Array] = [pks, -dates]
    if sort is Sort.OLDEST:
        keys.append(np.where(dates == UNDATED, np.iinfo(np.int64).max, dates))
    elif sort is Sort.TITLE:
        keys.append(_joined([part.view.segment.array("title_key")[part.docs] for part in parts]))
    order = np.lexsort(keys)[offset : offset + limit]
    return pks[order], scores[order]


def best_window(
    parts: Sequence[tuple[SegmentView, Array]], scores: Array, offset: int, limit: int
) -> tuple[Array, Array]:
    """The window of the best hits: pks (int64) and scores, which are given for all parts end to end.

    Columns are read of what may stand in the window alone.
    """
    if len(parts) == 1 and len(scores) <= FEW_HITS:
        return _window_of_one(Ranked(*parts[0], scores), offset, limit)
    chosen = best(scores, offset + limit)
    scores = scores.take(chosen)
    if len(parts) == 1:
        view, docs = parts[0]
        return _window_of_one(Ranked(view, docs.take(chosen), scores), offset, limit)
    pks, dates = _columns(parts, chosen)
    order = np.lexsort((pks, -dates, -scores))[offset : offset + limit]
    return pks[order], scores[order]


def _window_of_one(part: Ranked, offset: int, limit: int) -> tuple[Array, Array]:
    """The window when all hits are in one segment, whose documents are in the very order that breaks ties."""
    last = len(part.docs) - 1
    order = last - np.argsort(-part.scores[::-1], kind="stable")[offset : offset + limit]
    return part.view.pks[part.docs[order]], part.scores[order]


def _columns(parts: Sequence[tuple[SegmentView, Array]], chosen: Array) -> tuple[Array, Array]:
    """Pks and dates of some hits, given as ascending indexes into those of all parts end to end; int64."""
    if len(chosen) <= FEW_ROWS:
        return _few_columns(parts, chosen.tolist())
    ends = np.cumsum([len(docs) for _, docs in parts])
    bounds = np.searchsorted(chosen, ends).tolist()
    pks, dates = np.empty(len(chosen), np.int64), np.empty(len(chosen), np.int64)
    first = before = 0
    for (view, docs), last, end in zip(parts, bounds, ends.tolist(), strict=True):
        own = docs[chosen[first:last] - before]
        pks[first:last], dates[first:last] = view.pks[own], view.dates[own]
        first, before = last, end
    return pks, dates


def _few_columns(parts: Sequence[tuple[SegmentView, Array]], chosen: list[int]) -> tuple[Array, Array]:
    """The same one hit at a time, since an array operation costs as much as ten of these."""
    ends = list(accumulate(len(docs) for _, docs in parts))
    pks, dates = [], []
    for place in chosen:
        part = bisect_right(ends, place)
        view, docs = parts[part]
        doc = docs.item(place - ends[part])  # counted from the end
        pks.append(view.pks.item(doc))
        dates.append(view.dates.item(doc))
    return np.array(pks, np.int64), np.array(dates, np.int64)


def _joined(arrays: list[Array]) -> Array:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
