"""The sorted terms of a field: exact, by prefix, by pattern and by edit distance."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.stemming import MARK

Array = NDArray[Any]

SAMPLE = 64
"""Each such term is kept as an object once a lexicon is used, which saves most steps of a bisection."""


def lexicon_arrays(terms: Sequence[bytes]) -> dict[str, Array]:
    """The arrays of a lexicon: terms ascending by bytes, end to end, and their order read backwards."""
    ends = np.zeros(len(terms) + 1, np.uint32)
    np.cumsum([len(term) for term in terms], out=ends[1:])
    backwards = sorted(range(len(terms)), key=[term[::-1] for term in terms].__getitem__)
    return {
        "ends": ends,
        "blob": np.frombuffer(b"".join(terms), np.uint8),
        "backwards": np.array(backwards, np.uint32),
    }


def letter_set(letters: Array) -> Array:
    """The set of some bytes in the form of :meth:`Lexicon.letters`."""
    found: Array = np.bitwise_or.reduce(np.left_shift(np.uint32(1), (letters & 31).astype(np.uint32)))
    return found


class Lexicon:
    """Terms of one field of one segment, numbered in order of their bytes."""

    def __init__(self, ends: Array, blob: Array, backwards: Array) -> None:
        self.ends = ends
        self.blob = blob
        self.backwards = backwards
        # Views of memory give Python's own integers and bytes: three times as fast as numpy's scalars.
        self._ends, self._bytes, self._backwards = ends.data, blob.data, backwards.data
        self._samples: list[bytes] | None = None
        self._samples_backwards: list[bytes] | None = None
        self._letters: Array | None = None
        self._high: Array | None = None
        self._foreign: Array | None = None

    @cached_property
    def first(self) -> int:
        """The first term that is a word as all articles have it, not a stem of one language."""
        return self.prefix(MARK.encode())[1]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that have terms of their own."""
        found: list[str] = []
        at = 0
        while at < self.first:
            found.append(self[at].decode().split(MARK)[1])
            at = self.prefix(f"{MARK}{found[-1]}{MARK}".encode())[1]
        return tuple(found)

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, term: int) -> bytes:
        return self._bytes[self._ends[term] : self._ends[term + 1]].tobytes()

    def terms(self) -> list[bytes]:
        """All terms in order."""
        whole, ends = self.blob.tobytes(), self.ends.tolist()
        return [whole[start:end] for start, end in pairwise(ends)]

    def containing(self, text: bytes) -> Array:
        """The terms that hold ``text``, and a few in which it only begins, ascending; int64."""
        if not text:
            return np.arange(len(self))
        whole = self.blob.tobytes()
        places = []
        place = whole.find(text)
        while place >= 0:
            places.append(place)
            place = whole.find(text, place + 1)  # may overlap the last, which may begin in the term before
        return np.unique(np.searchsorted(self.ends, np.array(places, np.uint32), "right").astype(np.int64) - 1)

    def lengths(self) -> Array:
        """The length of each term in bytes; int64."""
        ends = self.ends.astype(np.int64)
        found: Array = ends[1:] - ends[:-1]
        return found

    def letters(self) -> Array:
        """For each term the set of its bytes, as bits by their lowest five; uint32."""
        if self._letters is None:
            starts = self.ends[:-1].astype(np.int64)
            bits = np.left_shift(np.uint32(1), (self.blob & 31).astype(np.uint32))
            self._letters = np.bitwise_or.reduceat(bits, starts) if len(starts) else bits
        return self._letters

    def high_bytes(self) -> Array:
        """How many bytes of each term are not ASCII, 255 standing for more as well; uint8."""
        if self._high is None:
            running = np.append(0, np.cumsum(self.blob > 127))
            self._high = np.minimum(np.diff(running[self.ends]), 255).astype(np.uint8)
        return self._high

    def foreign(self) -> Array:
        """The words that are not ASCII, ascending; int64."""
        if self._foreign is None:
            self._foreign = self.first + np.flatnonzero(self.high_bytes()[self.first :])
        return self._foreign

    def lower(self, text: bytes) -> int:
        """The first term that is not before ``text``."""
        if self._samples is None:
            self._samples = [self[i] for i in range(0, len(self), SAMPLE)]
        place = bisect_left(self._samples, text)
        low, high = max(0, (place - 1) * SAMPLE), min(place * SAMPLE, len(self))
        while low < high:
            middle = (low + high) >> 1
            if self[middle] < text:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, text: bytes) -> int:
        """The number of a term, -1 when it is not there."""
        term = self.lower(text)
        return term if term < len(self) and self[term] == text else -1

    def prefix(self, text: bytes) -> tuple[int, int]:
        """The first and one past the last term that begin with ``text``; UTF-8 never holds 0xFF."""
        return self.lower(text), self.lower(text + b"\xff")

    def lower_backwards(self, text: bytes) -> int:
        """Like :meth:`lower` among the terms read backwards; an index into ``backwards``."""
        if self._samples_backwards is None:
            sampled = self.backwards[::SAMPLE].tolist()
            self._samples_backwards = [self[i][::-1] for i in sampled]
        place = bisect_left(self._samples_backwards, text)
        low, high = max(0, (place - 1) * SAMPLE), min(place * SAMPLE, len(self))
        while low < high:
            middle = (low + high) >> 1
            if self[self._backwards[middle]][::-1] < text:
                low = middle + 1
            else:
                high = middle
        return low

    def suffix(self, text: bytes) -> Array:
        """The terms that end with ``text``, in no order; int64."""
        reverse = text[::-1]
        low, high = self.lower_backwards(reverse), self.lower_backwards(reverse + b"\xff")
        return self.backwards[low:high].astype(np.int64)
