"""The sorted terms of a field: exact, by prefix, by pattern and by edit distance."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


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


class Lexicon:
    """Terms of one field of one segment, numbered in order of their bytes."""

    def __init__(self, ends: Array, blob: Array, backwards: Array) -> None:
        self.ends = ends
        self.blob = blob
        self.backwards = backwards
        self._bytes = memoryview(blob)  # type: ignore[arg-type]  # an array is a buffer

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, term: int) -> bytes:
        return bytes(self._bytes[self.ends[term] : self.ends[term + 1]])

    def terms(self) -> list[bytes]:
        """All terms in order."""
        whole, ends = self.blob.tobytes(), self.ends.tolist()
        return [whole[start:end] for start, end in pairwise(ends)]

    def lower(self, text: bytes) -> int:
        """The first term that is not before ``text``."""
        low, high = 0, len(self)
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
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) >> 1
            if self[self.backwards[middle]][::-1] < text:
                low = middle + 1
            else:
                high = middle
        return low

    def suffix(self, text: bytes) -> Array:
        """The terms that end with ``text``, in no order; int64."""
        reverse = text[::-1]
        low, high = self.lower_backwards(reverse), self.lower_backwards(reverse + b"\xff")
        return self.backwards[low:high].astype(np.int64)
