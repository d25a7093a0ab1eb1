"""Counts of values over all hits: keywords, and days, months and years."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.article.fields import keyword_fields
from search.index.document import UNDATED
from search.index.keywords import KeywordField
from search.index.matches import Matches, dense_flags
from search.index.snapshot import Snapshot
from search.query.evaluate import matching_segments
from search.query.kinds.base import Clause
from search.work.progress import Stop

Array = NDArray[Any]

_UNITS = {"year": "Y", "month": "M", "day": "D"}
FIELDS = (*keyword_fields(), *_UNITS)


def counts(
    snapshot: Snapshot,
    query: Clause,
    field: str,
    *,
    limit: int = 20,
    stop: Stop | None = None,
) -> list[tuple[str, int]]:
    """The values of a field with how many hits have each.

    Keywords come most frequent first, at most ``limit``, as they were written; ``year``, ``month`` and
    ``day`` come all, oldest first, as ``2016``, ``2016-03``, ``2016-03-07``; undated hits are left out.
    Raises Cancelled soon after ``stop`` returns true, QueryError for a query that would blow up.
    """
    found = matching_segments(snapshot, query, stop=stop)
    if field in _UNITS:
        return _date_counts([view.dates[some.numbers(view.articles)] for view, some in found], _UNITS[field])
    total: Counter[bytes] = Counter()
    shown: dict[bytes, str] = {}
    for view, some in found:
        keywords = view.keyword(field)
        numbers = keyword_counts(keywords, some, view.articles)
        for term in np.flatnonzero(numbers).tolist():
            key = keywords.lexicon[term]
            shown.setdefault(key, keywords.shown(term))
            total[key] += int(numbers[term])
    ordered = sorted(total.items(), key=lambda item: (-item[1], shown[item[0]]))
    return [(shown[key], count) for key, count in ordered[:limit]]


def keyword_counts(field: KeywordField, found: Matches, articles: int) -> Array:
    """How many of the documents have each value of a field: a running sum, read at the values' bounds."""
    member = dense_flags(found, articles).view(np.uint8)
    running = np.zeros(len(field.docs) + 1, np.int64)
    np.cumsum(member[field.docs], out=running[1:])
    bounds = running[field.starts]
    return bounds[1:] - bounds[:-1]


def _date_counts(segments: list[Array], unit: str) -> list[tuple[str, int]]:
    """Units of time (``Y``, ``M``, ``D``) with the number of days in each, oldest first.

    ``segments``: the days of each segment's hits, ascending, so that a day's hits stand side by side; the
    undated are left out.
    """
    days, numbers = [np.zeros(0, np.int32)], [np.zeros(0, np.int64)]
    for dated in segments:
        dated = dated[int(np.searchsorted(dated, UNDATED, "right")) :]
        first = np.flatnonzero(np.append(True, dated[1:] != dated[:-1])) if len(dated) else np.zeros(0, np.intp)
        days.append(dated[first])
        numbers.append(np.diff(np.append(first, len(dated))))
    units = np.concatenate(days).astype("datetime64[D]").astype(f"datetime64[{unit}]")
    values, place = np.unique(units, return_inverse=True)
    totals = np.bincount(place, np.concatenate(numbers), len(values)).astype(np.int64)
    return list(zip(values.astype(str).tolist(), totals.tolist(), strict=True))
