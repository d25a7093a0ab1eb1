"""A word by itself that few articles have: its postings of all segments at once, not a segment at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.postings import IMPACT_SCALE, TF_BITS, PostingField
from search.index.schema import TEXT_FIELDS
from search.index.snapshot import Snapshot
from search.query.kinds.base import Clause
from search.query.kinds.term import Term
from search.query.topk import best_window

Array = NDArray[Any]

FEW = 8192
"""Articles up to which looking at all hits is cheaper than looking at the best of each segment."""


def best_of_rare(snapshot: Snapshot, query: Clause, offset: int, limit: int) -> tuple[int, Array, Array] | None:
    """The count of hits, and pks and scores of a window of the best; None when the query is no such word."""
    if not isinstance(query, Term) or query.name not in TEXT_FIELDS or not snapshot.intact:
        return None
    term = snapshot.term(query.name, query.text.encode())
    if not 0 < term.frequency <= FEW:
        return None
    parts, levels = [], []
    for view, number in zip(snapshot.views, term.numbers, strict=True):
        if number >= 0:
            field = view.field(query.name)
            assert isinstance(field, PostingField)
            start, end = field.span(number)
            parts.append((view, field.docs[start:end]))
            levels.append(field.levels(start, end))
    impacts = (np.concatenate(levels) if len(levels) > 1 else levels[0]) >> TF_BITS
    scores = impacts * np.float32(term.worth * query.boost / IMPACT_SCALE)
    return (term.frequency, *best_window(parts, scores, offset, limit))
