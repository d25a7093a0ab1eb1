"""Where words stand in the documents of a segment, and which documents have some near one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.expansion import pattern_terms
from search.index.postings import PostingField, ranges
from search.index.schema import VIRTUAL_FIELDS
from search.index.snapshot import SegmentView

Array = NDArray[Any]
Element = tuple[str, str]
"""``term``, ``prefix`` or ``pattern``, and its folded text."""

DOCUMENT = 32
"""Bits of a key above which its document stands; below is the position."""


def near_documents(
    view: SegmentView,
    name: str,
    sides: tuple[Sequence[Element], Sequence[Element]],
    distance: int,
    check: Callable[[], None],
) -> Array:
    """Documents, ascending, with the words of one side next to those of the other, or of the first alone.

    Words of a side stand side by side; between the sides are at most ``distance`` positions, in any order.
    """
    left, right = (_sequence(view, name, side, check) for side in sides)
    if not sides[1]:
        return np.unique(left >> DOCUMENT)
    if not len(left) or not len(right):
        return np.zeros(0, np.int64)
    after = left + (len(sides[0]) - 1)
    ahead = _any_between(right, after, after + distance)
    before = right + (len(sides[1]) - 1)
    behind = _any_between(before, left - distance - 1, left - 1)
    return np.unique(left[ahead | behind] >> DOCUMENT)


def _any_between(keys: Array, low: Array, high: Array) -> Array:
    """Whether any of the ascending keys is above ``low`` and not above ``high``; a flag for each pair."""
    found: Array = np.searchsorted(keys, low, "right") < np.searchsorted(keys, high, "right")
    return found


def _sequence(view: SegmentView, name: str, elements: Sequence[Element], check: Callable[[], None]) -> Array:
    """Keys (document and position, int64, ascending) of the first word where all stand side by side."""
    found = np.zeros(0, np.int64)
    for place, element in enumerate(elements):
        check()
        keys = _keys(view, name, element, check) - place
        found = keys if not place else np.intersect1d(found, keys, assume_unique=True)
        if not len(found):
            break
    return found


def _keys(view: SegmentView, name: str, element: Element, check: Callable[[], None]) -> Array:
    """Every place of an element, ascending; int64."""
    field = view.text(name)
    starts, ends = _postings(field, element, check)
    numbers = ranges(starts, ends - starts)
    if not len(numbers):
        return np.zeros(0, np.int64)
    first, sizes = field.places(numbers)
    positions = field.positions[ranges(first, sizes)].astype(np.int64)
    docs = np.repeat(field.docs[numbers].astype(np.int64), sizes)
    if name in VIRTUAL_FIELDS:
        inside = positions >= view.body_starts[docs]
        positions, docs = positions[inside], docs[inside]
    keys = (docs << DOCUMENT) | positions
    return np.unique(keys) if len(starts) > 1 else keys


def _postings(field: PostingField, element: Element, check: Callable[[], None]) -> tuple[Array, Array]:
    """The first and one past the last posting of each term of an element, ascending; int64."""
    kind, text = element
    if kind == "prefix":
        terms = np.arange(*field.lexicon.prefix(text.encode()))
    elif kind == "pattern":
        terms = pattern_terms(field.lexicon, text, check)
    else:
        number = field.lexicon.find(text.encode())
        terms = np.array([number] if number >= 0 else [], np.int64)
    return field.starts[terms].astype(np.int64), field.starts[terms + 1].astype(np.int64)
