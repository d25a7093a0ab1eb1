"""Counts of values over all hits: keywords, and days, months and years."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query as wq

from search.index.document import UNDATED
from search.index.keywords import KeywordField
from search.index.snapshot import Snapshot
from search.query.evaluate import matching_segments
from search.query.matches import Matches, dense_flags
from search.query.model import Stop

Array = NDArray[Any]

_UNITS = {"year": "Y", "month": "M", "day": "D"}
FIELDS = ("category", "tag", "org_name", "kind", *_UNITS)


def counts(
    snapshot: Snapshot,
    query: wq.Query,
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
    unit = _UNITS.get(field)
    total: Counter[Any] = Counter()
    shown: dict[bytes, str] = {}
    for view, matches in matching_segments(snapshot, query, stop=stop):
        if unit:
            total.update(_dates(view.dates[matches.numbers(view.articles)], unit))
            continue
        keywords = view.keyword(field)
        found = keyword_counts(keywords, matches, view.articles)
        for term in np.flatnonzero(found).tolist():
            key = keywords.lexicon[term]
            shown.setdefault(key, keywords.shown(term))
            total[key] += int(found[term])
    if unit:
        return sorted(total.items())
    ordered = sorted(total.items(), key=lambda item: (-item[1], shown[item[0]]))
    return [(shown[key], count) for key, count in ordered[:limit]]


def keyword_counts(field: KeywordField, found: Matches, articles: int) -> Array:
    """How many of the documents have each value of a field: a running sum, read at the values' bounds."""
    member = dense_flags(found, articles).view(np.uint8)
    running = np.zeros(len(field.docs) + 1, np.int64)
    np.cumsum(member[field.docs], out=running[1:])
    bounds = running[field.starts]
    return bounds[1:] - bounds[:-1]


def _dates(days: Array, unit: str) -> dict[str, int]:
    """Units of time (``Y``, ``M``, ``D``) with the number of days in each, the undated left out."""
    dated = days[days != UNDATED].astype("datetime64[D]")
    values, numbers = np.unique(dated.astype(f"datetime64[{unit}]"), return_counts=True)
    return dict(zip(values.astype(str).tolist(), numbers.tolist(), strict=True))
