"""What a query matches in one segment, and how such sets are combined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

PROBE_FACTOR = 24
"""A list this many times shorter than another is looked up in it by bisection; else flags are cheaper."""


class Matches(NamedTuple):
    """Documents of a segment and what each scores."""

    docs: Array
    """Ascending."""
    scores: Array | None
    """float32, one for each document; None: all score ``constant``."""
    constant: float = 0.0

    def scored(self) -> Array:
        """The scores as an array."""
        if self.scores is None:
            return np.full(len(self.docs), self.constant, np.float32)
        return self.scores

    def at(self, index: Array | slice) -> Matches:
        """Some of the documents; ``index`` may be a mask."""
        return Matches(self.docs[index], None if self.scores is None else self.scores[index], self.constant)

    def boosted(self, boost: float) -> Matches:
        """With all scores multiplied."""
        if boost == 1.0:
            return self
        scores = None if self.scores is None else self.scores * np.float32(boost)
        return Matches(self.docs, scores, self.constant * boost)


NOTHING = Matches(np.zeros(0, np.uint16), None)


def common(a: Array, b: Array, size: int) -> tuple[Array, Array]:
    """Where the documents that are in both stand in each; ``a`` is the shorter list, both ascending."""
    if len(a) * PROBE_FACTOR < len(b):
        place = np.searchsorted(b, a)
        place[place == len(b)] = 0
        in_a = np.flatnonzero(b[place] == a)
        return in_a, place[in_a]
    flags = np.zeros(size, bool)
    flags[a] = True
    in_b = np.flatnonzero(flags[b])
    flags[:] = False
    flags[b[in_b]] = True
    return np.flatnonzero(flags[a]), in_b


def every(parts: Sequence[Matches], size: int) -> Matches:
    """Documents that are in all parts; scores add up."""
    ordered = sorted(parts, key=lambda part: len(part.docs))
    result = ordered[0]
    for part in ordered[1:]:
        if not len(result.docs):
            return NOTHING
        in_result, in_part = common(result.docs, part.docs, size)
        constant = result.constant + part.constant
        docs = result.docs[in_result]
        if result.scores is None and part.scores is None:
            result = Matches(docs, None, constant)
        elif part.scores is None:
            assert result.scores is not None
            result = Matches(docs, result.scores[in_result] + np.float32(part.constant))
        elif result.scores is None:
            result = Matches(docs, part.scores[in_part] + np.float32(result.constant))
        else:
            result = Matches(docs, result.scores[in_result] + part.scores[in_part])
    return result


def some(parts: Sequence[Matches], size: int) -> Matches:
    """Documents that are in any part; scores add up."""
    parts = [part for part in parts if len(part.docs)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    flags = np.zeros(size, bool)
    totals = np.zeros(size, np.float32)
    for part in parts:
        flags[part.docs] = True
        totals[part.docs] += np.float32(part.constant) if part.scores is None else part.scores
    docs = np.flatnonzero(flags).astype(np.uint16)
    return Matches(docs, totals[docs])


def without(wanted: Matches, unwanted: Matches, size: int) -> Matches:
    """Documents of ``wanted`` that are not in ``unwanted``."""
    if not len(unwanted.docs) or not len(wanted.docs):
        return wanted
    flags = np.ones(size, bool)
    flags[unwanted.docs] = False
    return wanted.at(flags[wanted.docs])


def union(docs: Array, size: int) -> Array:
    """The distinct documents of a list in any order, ascending."""
    flags = np.zeros(size, bool)
    flags[docs] = True
    return np.flatnonzero(flags).astype(np.uint16)
