"""What a query matches in one segment, and how such sets are combined.

Measured, not guessed: an index array of numpy's own integer type is three times as fast as one of two
bytes, a gather costs a nanosecond an element, picking by a mask of even density costs five, and a pass
over a dense array of 65,536 costs less than picking anything from it. So sets are kept as they come, with
a mask of what counts, and are only made small when little of them is left.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

PROBE_FACTOR = 24
"""A list this many times shorter than another is looked up in it by bisection; else scattering is cheaper."""
SPARSE_FACTOR = 4
"""A masked set is made small when less than one in this many counts."""
FEW = 32
"""Lists that together are this many times shorter than the segment are added up by sorting."""


class Matches(NamedTuple):
    """Documents of a segment and what each scores."""

    docs: Array | None
    """Ascending document numbers; None: all documents of the segment."""
    scores: Array | None
    """float32, one for each document; None: all score ``constant``."""
    constant: float = 0.0
    mask: Array | None = None
    """Which of the documents count; None: all. Scores of the others mean nothing."""
    positive: bool = True
    """Whether every score in ``scores`` is above 0; otherwise some may be 0."""
    scale: float = 0.0
    """Unless 0: ``scores`` are impacts (uint16, 1 or more) that have yet to be multiplied by this."""

    def settled(self) -> Matches:
        """With scores that are final."""
        if not self.scale or self.scores is None:
            return self
        scores = self.scores * np.float32(self.scale)
        return Matches(self.docs, scores, self.constant, self.mask, self.positive)

    def count(self, size: int) -> int:
        """How many documents match, of ``size`` in the segment."""
        if self.mask is not None:
            return int(np.count_nonzero(self.mask))
        return size if self.docs is None else len(self.docs)

    def numbers(self, size: int) -> Array:
        """The matching documents, ascending."""
        if self.docs is None:
            return np.arange(size) if self.mask is None else np.flatnonzero(self.mask)
        return self.docs if self.mask is None else self.docs[np.flatnonzero(self.mask)]

    def small(self, size: int) -> Matches:
        """The same without a mask and with explicit documents."""
        if self.mask is None:
            return self if self.docs is not None else self._replace(docs=np.arange(size))
        return self.at(np.flatnonzero(self.mask))

    def at(self, index: Array) -> Matches:
        """Some of the documents, by ascending indexes into the arrays; the mask is taken as read."""
        docs = index if self.docs is None else self.docs[index]
        scores = None if self.scores is None else self.scores[index]
        return Matches(docs, scores, self.constant, None, self.positive)

    def scored(self) -> Array:
        """The scores of a set that is :meth:`small`, as an array."""
        if self.scores is None:
            assert self.docs is not None
            return np.full(len(self.docs), self.constant, np.float32)
        return self.scores

    def boosted(self, boost: float) -> Matches:
        """With all scores multiplied."""
        if boost == 1.0:
            return self
        if self.scale:
            return self._replace(scale=self.scale * boost)
        scores = None if self.scores is None else self.scores * np.float32(boost)
        return self._replace(scores=scores, constant=self.constant * boost)

    def narrowed(self, keep: Array) -> Matches:
        """With another mask beside the one that is there; ``keep`` is as long as the documents."""
        mask = keep if self.mask is None else self.mask & keep
        return Matches(self.docs, self.scores, self.constant, mask, self.positive, self.scale)


NOTHING = Matches(np.zeros(0, np.intp), None)


def dense_flags(part: Matches, size: int) -> Array:
    """A flag for each document of the segment: whether it matches."""
    if part.docs is None:
        return np.ones(size, bool) if part.mask is None else part.mask
    flags = np.zeros(size, bool)
    flags[part.docs.astype(np.intp)] = True if part.mask is None else part.mask
    return flags


def _dense_scores(part: Matches, size: int) -> Array:
    """The scores of all documents of the segment, -1 where there is no match; float32."""
    assert part.scores is not None
    scores = part.scores if part.mask is None else np.where(part.mask, part.scores, np.float32(-1))
    if part.docs is None:
        return scores
    dense = np.full(size, -1, np.float32)
    dense[part.docs.astype(np.intp)] = scores
    return dense


def _looked_up(docs: Array, part: Matches, size: int) -> tuple[Array | None, Array | None]:
    """Which of ``docs`` are in ``part`` (None: all), and their scores there (None: constant)."""
    if part.docs is not None and len(docs) * PROBE_FACTOR < len(part.docs):
        place = np.searchsorted(part.docs, docs.astype(part.docs.dtype))
        place[place == len(part.docs)] = 0
        there = part.docs[place] == docs
        if part.mask is not None:
            there &= part.mask[place]
        found = part.scores[place] if part.scores is not None else None
        return there, found * np.float32(part.scale) if found is not None and part.scale else found
    index = docs.astype(np.intp)
    if part.scale and part.docs is not None and part.scores is not None and part.mask is None:
        levels = np.zeros(size, np.uint16)
        levels[part.docs.astype(np.intp)] = part.scores
        here = levels.take(index)
        return here > 0, here * np.float32(part.scale)
    part = part.settled()
    if part.scores is None:
        every = part.docs is None and part.mask is None
        return None if every else dense_flags(part, size).take(index), None
    scores = _dense_scores(part, size).take(index)
    return scores >= 0, scores


def every(parts: Sequence[Matches], size: int, low: int = 0, high: int = -1) -> Matches:
    """Documents that are in all parts; scores add up. ``low``, ``high``: only documents in this stretch.

    A range of dates is such a stretch, since documents are in order of date; cutting a list to it costs
    next to nothing.
    """
    if high >= 0:
        parts = [_cut(part, low, high) for part in parts]
    ordered = sorted(parts, key=lambda part: size if part.docs is None else len(part.docs))
    result = ordered[0]
    for part in ordered[1:]:
        if result.docs is not None and not len(result.docs):
            return NOTHING
        if _plain(result) and _plain(part) and (part.scale or part.scores is None):
            result = _in_both(result, part, size)
        else:
            result = _narrowed_to(result.settled(), part, size)
    return result.settled()


def _plain(part: Matches) -> bool:
    """Whether it is a list of documents that all count."""
    return part.docs is not None and part.mask is None


def _in_both(few: Matches, many: Matches, size: int) -> Matches:
    """Documents of two lists; the scores of the longer one are none or impacts. Only what is left is scored."""
    assert few.docs is not None
    assert many.docs is not None
    others = None
    if len(few.docs) * PROBE_FACTOR < len(many.docs):
        place = np.searchsorted(many.docs, few.docs.astype(many.docs.dtype))
        place[place == len(many.docs)] = 0
        keep = np.flatnonzero(many.docs[place] == few.docs)
        if many.scores is not None:
            others = many.scores.take(place.take(keep))
    elif many.scores is None:
        keep = np.flatnonzero(dense_flags(many, size).take(few.docs.astype(np.intp)))
    else:
        levels = np.zeros(size, np.uint16)
        levels[many.docs.astype(np.intp)] = many.scores
        here = levels.take(few.docs.astype(np.intp))
        keep = np.flatnonzero(here > 0)  # of flags, twice as fast as of numbers
        others = here.take(keep)
    scores = None if few.scores is None else few.scores.take(keep)
    kept = Matches(few.docs.take(keep), scores, few.constant, None, few.positive, few.scale)
    return _plus(kept.settled(), None if others is None else others * np.float32(many.scale), many)


def _narrowed_to(result: Matches, part: Matches, size: int) -> Matches:
    """The same where either has a mask, or is not a list: with a mask, unless little of it is left."""
    if result.docs is None:
        part = part.settled()
        there, scores = part.mask, part.scores
    else:
        there, scores = _looked_up(result.docs, part, size)
    if there is not None:
        result = result.narrowed(there)
    result = _plus(result, scores, part)
    if result.docs is not None and result.mask is not None:
        left = int(np.count_nonzero(result.mask))
        if left == 0:
            return NOTHING
        if left * SPARSE_FACTOR < len(result.docs):
            return result.small(size)
    return result


def _cut(part: Matches, low: int, high: int) -> Matches:
    """A part without the documents before ``low`` and from ``high`` on."""
    if part.docs is None:
        docs, chosen = np.arange(low, high), slice(low, high)
    else:
        numbers = part.docs.data  # gives Python's integers, which compare five times as fast as numpy's
        chosen = slice(bisect_left(numbers, low), bisect_left(numbers, high))
        docs = part.docs[chosen]
    scores = None if part.scores is None else part.scores[chosen]
    mask = None if part.mask is None else part.mask[chosen]
    return Matches(docs, scores, part.constant, mask, part.positive, part.scale)


def _plus(result: Matches, scores: Array | None, part: Matches) -> Matches:
    """Scores added, as arrays or as constants."""
    constant = part.constant
    if scores is None:
        if result.scores is None or not constant:
            return result._replace(constant=result.constant + constant)
        return result._replace(scores=result.scores + np.float32(constant))
    if result.scores is not None:
        positive = result.positive or part.positive  # scores are never negative: one above 0 is enough
        return Matches(result.docs, result.scores + scores, 0.0, result.mask, positive)
    total = scores + np.float32(result.constant) if result.constant else scores
    return result._replace(scores=total, constant=0.0, positive=part.positive or result.constant > 0)


def some(parts: Sequence[Matches], size: int) -> Matches:
    """Documents that are in any part; scores add up."""
    parts = [part for part in parts if part.docs is None or len(part.docs)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    listed = [len(part.docs) for part in parts if part.docs is not None]
    if len(listed) == len(parts) and sum(listed) * FEW < size:
        return _few([part.small(size) for part in parts])
    scored = [part for part in parts if part.scores is not None]
    flat = [part for part in parts if part.scores is None]
    total = np.zeros(size, np.float32)
    for i, part in enumerate(scored):
        assert part.scores is not None
        scores = part.scores if part.mask is None else part.scores * part.mask
        if part.docs is None:
            total += scores
        elif i == 0:
            total[part.docs.astype(np.intp)] = scores
        else:
            np.add.at(total, part.docs.astype(np.intp), scores)
    mask = total > 0
    for part in scored:
        if not part.positive:
            mask |= dense_flags(part, size)
    for part in flat:
        flags = dense_flags(part, size)
        mask |= flags
        if part.constant:
            total += flags * np.float32(part.constant)
    if not scored and len({part.constant for part in flat}) == 1 and not flat[0].constant:
        return Matches(None, None, 0.0, mask)
    positive = all(part.constant for part in flat) and all(part.positive for part in scored)
    return Matches(None, total, 0.0, mask, positive)


def best(parts: Sequence[Matches], size: int) -> Matches:
    """Documents that are in any part; each scores what the best of its parts gives. All are settled."""
    parts = [part for part in parts if part.docs is None or len(part.docs)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    total = np.full(size, -1, np.float32)
    for part in parts:
        if part.scores is not None:
            np.maximum(total, _dense_scores(part, size), out=total)
        else:
            flags = dense_flags(part, size)
            np.maximum(total, np.where(flags, np.float32(part.constant), np.float32(-1)), out=total)
    return Matches(None, np.maximum(total, 0), 0.0, total >= 0, positive=False)


def _few(parts: Sequence[Matches]) -> Matches:
    """The same for short lists, at a cost in proportion to their length."""
    docs = np.concatenate([part.numbers(0) for part in parts])
    scores = np.concatenate([part.scored() for part in parts])
    distinct, place = np.unique(docs, return_inverse=True)
    total = np.bincount(place, scores, len(distinct)).astype(np.float32)
    return Matches(distinct, total, positive=False)


def without(wanted: Matches, unwanted: Matches, size: int) -> Matches:
    """Documents of ``wanted`` that are not in ``unwanted``."""
    if unwanted.docs is not None and not len(unwanted.docs):
        return wanted
    if wanted.docs is None:
        return wanted.narrowed(~dense_flags(unwanted, size))
    if not len(wanted.docs):
        return wanted
    there, _ = _looked_up(wanted.docs, unwanted._replace(scores=None), size)
    return NOTHING if there is None else wanted.narrowed(~there)


def preferring(wanted: Matches, welcome: Matches, size: int) -> Matches:
    """Documents of ``wanted``; those that are in ``welcome`` too score both. Both are settled."""
    if welcome.docs is not None and not len(welcome.docs):
        return wanted
    if wanted.docs is None:
        wanted = wanted.small(size)
    assert wanted.docs is not None
    there, scores = _looked_up(wanted.docs, welcome, size)
    more = scores if scores is not None else np.full(len(wanted.docs), welcome.constant, np.float32)
    more = more if there is None else np.where(there, more, np.float32(0))
    total = more + (wanted.scores if wanted.scores is not None else np.float32(wanted.constant))
    positive = wanted.positive and (wanted.scores is not None or wanted.constant > 0)
    return Matches(wanted.docs, total.astype(np.float32), 0.0, wanted.mask, positive)
