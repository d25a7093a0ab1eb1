"""Postings of a text field: building their arrays, and reading them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.lexicon import Lexicon, lexicon_arrays
from search.index.schema import K1, SECTION_WEIGHTS, SECTIONS, WEIGHT_UNIT, B
from search.index.segment import Segment
from search.index.stemming import END_OF_LANGUAGES

Array = NDArray[Any]

IMPACT_SCALE = 4095
"""Impacts, which lie between 0 and 1, are stored in steps of one 4,095th: in twelve bits."""
TF_BITS = 4
TF_LIMIT = 15
"""Frequencies, in the four bits beside an impact; from here on they stand in a table of their own."""
CHECKPOINT = 64
"""Postings between two whose first position is written down; for the others frequencies are added up."""
PICKING = 8
"""How much more a frequency costs that is picked than one of a stretch that is read from end to end."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Occurrences of terms, sorted: u64 of term (24 bits), document (16), position (20), section (4)."""

    keys: Array
    lexicon: list[bytes]
    documents: int
    body_starts: Array

    def of(self, name: str) -> Occurrences:
        """The occurrences of one field: all for ``text``, else those of its section."""
        if name == "text":
            return self
        keys = self.keys[(self.keys & np.uint64(15)) == SECTIONS.index(name)]
        terms, renumbered = np.unique(keys >> np.uint64(40), return_inverse=True)
        keys = (keys & np.uint64((1 << 40) - 1)) | (renumbered.astype(np.uint64) << np.uint64(40))
        return Occurrences(keys, [self.lexicon[t] for t in terms.tolist()], self.documents, self.body_starts)


def impacts(weights: Array, lengths: Array, pivot: float) -> Array:
    """BM25's saturated, length-normalised frequency, 0 to 1, in steps of 1 / IMPACT_SCALE, never 0."""
    norms = K1 * ((1 - B) + B * lengths / pivot)
    return np.clip(np.rint(weights / (weights + norms) * IMPACT_SCALE), 1, IMPACT_SCALE).astype(np.uint16)


def weights_of(impact: Array, lengths: Array, pivot: float) -> Array:
    """The weights that impacts stand for: the inverse of :func:`impacts`.

    Weights are multiples of WEIGHT_UNIT, so the small ones come back exactly; where the steps of impacts
    are too coarse to tell weights apart, so are those of the impacts computed from them.
    """
    norms = K1 * ((1 - B) + B * lengths / pivot)
    level = np.minimum(impact, IMPACT_SCALE - 1) / IMPACT_SCALE
    return np.rint(norms * level / (1 - level) / WEIGHT_UNIT) * WEIGHT_UNIT


def ranges(starts: Array, sizes: Array) -> Array:
    """``arange(start, start + size)`` of every pair, end to end."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    found: Array = np.arange(total) + np.repeat(starts - (ends - sizes), sizes)
    return found


def posting_arrays(name: str, words: Occurrences, pivot: float) -> dict[str, Array]:
    """The arrays of a text field; their meaning is told at :class:`PostingField`."""
    keys = words.keys
    total = len(keys)
    pairs = keys >> np.uint64(24)
    new = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])) if total else np.zeros(0, np.int64)
    pairs = pairs[new]
    docs = (pairs & np.uint64(0xFFFF)).astype(np.uint16)
    terms = (pairs >> np.uint64(16)).astype(np.int64)
    table = np.array(list(SECTION_WEIGHTS.values()) if name == "text" else [1.0] * len(SECTIONS))
    occurrence_weights = table[(keys & np.uint64(15)).astype(np.intp)]
    weights = np.add.reduceat(occurrence_weights, new) if total else np.zeros(0)
    # Terms of languages stand beside those of the same words, and come first in the lexicon.
    apart = bisect_left(words.lexicon, END_OF_LANGUAGES)
    counted = np.where(terms < apart, 0.0, weights) if apart else weights
    lengths = np.bincount(docs, counted, words.documents)
    tfs = np.diff(np.append(new, total))
    starts = np.searchsorted(terms, np.arange(len(words.lexicon) + 1))
    positions = (keys >> np.uint64(4)) & np.uint64(0xFFFFF)
    wide = total and int(positions.max()) > 0xFFFF
    return pack_postings(
        name,
        words.lexicon,
        starts=starts,
        docs=docs,
        impact=impacts(weights, lengths[docs], pivot),
        tfs=tfs,
        positions=positions.astype(np.uint32 if wide else np.uint16),
        lengths=np.rint(lengths).astype(np.uint32),
    )


def pack_postings(
    name: str,
    terms: Sequence[bytes],
    *,
    starts: Array,
    docs: Array,
    impact: Array,
    tfs: Array,
    positions: Array,
    lengths: Array,
) -> dict[str, Array]:
    """Name the arrays of a field as they stand in a segment."""
    places = np.zeros(len(tfs) + 1, np.int64)
    np.cumsum(tfs, out=places[1:])
    levels = (impact.astype(np.uint16) << TF_BITS) | np.minimum(tfs, TF_LIMIT).astype(np.uint16)
    many = np.flatnonzero(tfs >= TF_LIMIT)
    arrays = {
        **lexicon_arrays(terms),
        "starts": starts.astype(np.uint32),
        "docs": docs,
        "levels": levels,
        "many_at": many.astype(np.uint32),
        "many_tfs": tfs[many].astype(np.uint32),
        "checkpoints": places[::CHECKPOINT].astype(np.uint32),
        "positions": positions,
        "lengths": lengths.astype(np.uint32),
    }
    return {f"{name}/{key}": value for key, value in arrays.items()}


class PostingField:
    """A text field of one segment.

    ``starts[t]:starts[t + 1]`` are the postings of term ``t``: ``docs`` (ascending document numbers),
    ``levels`` (impact and frequency). ``positions`` are those of all postings end to end, each posting's
    ascending; ``checkpoints`` tells where those of every 64th begin. ``lengths`` is each document's
    weighted length.
    """

    def __init__(self, segment: Segment, name: str) -> None:
        def get(key: str) -> Array:
            return segment.array(f"{name}/{key}")

        self.lexicon = Lexicon(get("ends"), get("blob"), get("backwards"))
        self.starts, self.docs, self._levels = get("starts"), get("docs"), get("levels")
        self._many_at, self._many_tfs = get("many_at"), get("many_tfs")
        self._checkpoints, self.positions = get("checkpoints"), get("positions")
        self.lengths = get("lengths")
        self._starts = self.starts.data

    def sizes(self) -> Array:
        """How many documents each term has; int64."""
        starts = self.starts.astype(np.int64)
        found: Array = starts[1:] - starts[:-1]
        return found

    def span(self, term: int) -> tuple[int, int]:
        """The first and one past the last posting of a term."""
        return self._starts[term], self._starts[term + 1]

    def impacts(self, start: int, end: int) -> Array:
        """Impacts of postings ``start`` to ``end``, 1 to IMPACT_SCALE; uint16."""
        found: Array = self._levels[start:end] >> TF_BITS
        return found

    def levels(self, start: int, end: int) -> Array:
        """Impacts of postings ``start`` to ``end``, above TF_BITS bits of their frequencies; uint16."""
        return self._levels[start:end]

    def frequencies(self, start: int, end: int) -> Array:
        """Exact number of occurrences of postings ``start`` to ``end``; int64."""
        tfs = (self._levels[start:end] & TF_LIMIT).astype(np.int64)
        if len(self._many_at):
            low, high = bisect_left(self._many_at.data, start), bisect_left(self._many_at.data, end)
            tfs[self._many_at[low:high].astype(np.int64) - start] = self._many_tfs[low:high]
        return tfs

    def position_spans(self, term: int) -> Array:
        """Bounds of the positions of a term's postings: one more than postings; int64."""
        start, end = self.span(term)
        known = start // CHECKPOINT
        bounds = np.empty(end - known * CHECKPOINT + 1, np.int64)
        bounds[0] = 0
        np.cumsum(self.frequencies(known * CHECKPOINT, end), out=bounds[1:])
        bounds += int(self._checkpoints[known]) if known < len(self._checkpoints) else 0
        return bounds[start - known * CHECKPOINT :]

    def places(self, numbers: Array) -> tuple[Array, Array]:
        """Where the positions of some postings begin and how many each has, ascending numbers; int64.

        The cost is in proportion to ``numbers``, and never more than that of all postings between.
        """
        if not len(numbers):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        first = int(numbers[0]) // CHECKPOINT * CHECKPOINT
        end = int(numbers[-1]) + 1
        if len(numbers) * CHECKPOINT * PICKING > end - first:
            tfs = self.frequencies(first, end)
            index = numbers - first
            sizes = tfs.take(index)
            return tfs.cumsum().take(index) - sizes + self._checkpoints.item(first // CHECKPOINT), sizes
        known = numbers // CHECKPOINT
        window = known[:, None] * CHECKPOINT + np.arange(CHECKPOINT)
        tfs = (self._levels.take(window, mode="clip") & TF_LIMIT).astype(np.int64)
        starts = self._checkpoints[known] + (tfs * (window < numbers[:, None])).sum(1)
        sizes = tfs[np.arange(len(numbers)), numbers - known * CHECKPOINT]
        if len(self._many_at):
            extra = np.append(0, np.cumsum(self._many_tfs.astype(np.int64) - TF_LIMIT))
            upto = extra[np.searchsorted(self._many_at, numbers)]
            starts += upto - extra[np.searchsorted(self._many_at, known * CHECKPOINT)]
            sizes += extra[np.searchsorted(self._many_at, numbers, "right")] - upto
        return starts, sizes
