"""Compounds that a segment's articles write with a hyphen: what shows that ``health care`` is ``healthcare``.

Of each pair of words that stands with a hyphen between, the index keeps how often it does, under the term of
both written as one.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.index.analysis import MAX_TERM, STOP_WORDS, fold, stem, stems
from search.index.segment import Segment
from search.scripts import is_word

Array = NDArray[Any]

_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "’": "'"})
_MOST = 0xFFFFFFFF


class Compound(NamedTuple):
    """Two words that are written with a hyphen between."""

    first: str
    """Folded."""
    second: str
    """The term of the other one: its forms are one compound."""
    times: int
    """How often it is written so."""
    small: int
    """How often with the second word in small letters: a name of two parts (Medi-Cal) is no word."""


Pair = tuple[str, str]


def joined(first: str, second: str) -> str:
    """The term of two folded words written as one."""
    return stem(first + second)


def pairs_of(raw: str) -> Iterator[tuple[str, str, bool]]:
    """The words that hyphens join in a raw token, two by two, folded; and whether the second has small letters.

    None that end in a stop word: ``stop-and-go`` is no evidence of ``stopand``.
    """
    if "-" not in (text := raw.translate(_HYPHENS)):
        return
    for left, right in pairwise(part.removesuffix("'s") for part in text.split("-")):
        if is_word(left) and is_word(right) and len(left) + len(right) <= MAX_TERM:
            first, second = fold(left), fold(right)
            if second not in STOP_WORDS and first and second:
                yield first, second, right.islower()


def compound_arrays(raws: Iterable[str], occurrences: Iterable[int]) -> dict[str, Array]:
    """The arrays of a segment's compounds, from its distinct raw tokens and how often each occurs."""
    pairs: dict[Pair, list[int]] = {}
    for raw, count in zip(raws, occurrences, strict=True):
        if "-" in raw or "\u2010" in raw or "\u2011" in raw:
            for first, second, lower in pairs_of(raw):
                kept = pairs.setdefault((first, second), [0, 0])
                kept[0] += count
                kept[1] += count if lower else 0
    wholes = stems([first + second for first, second in pairs])
    seconds = stems([second for _, second in pairs])
    counts: dict[tuple[str, str, str], list[int]] = {}
    for whole, second, ((first, _), (times, small)) in zip(wholes, seconds, pairs.items(), strict=True):
        kept = counts.setdefault((whole, first, second), [0, 0])
        kept[0] += times
        kept[1] += small
    return _packed(counts)


def merged_compounds(segments: Sequence[Compounds]) -> dict[str, Array]:
    """The arrays of one segment that holds several. Deleted articles go on counting: it is a hint."""
    counts: dict[tuple[str, str, str], list[int]] = {}
    for segment in segments:
        for number in range(len(segment)):
            whole, first, second = segment.text(number).split("-")
            kept = counts.setdefault((whole, first, second), [0, 0])
            kept[0] += int(segment.counts[number])
            kept[1] += int(segment.small[number])
    return _packed(counts)


def _packed(counts: Mapping[tuple[str, str, str], Sequence[int]]) -> dict[str, Array]:
    """Keys are the CRC-32 of the whole, which C compares; texts tell apart what shares one."""
    ordered = sorted(
        (zlib.crc32(key[0].encode()), "-".join(key).encode(), count, small)
        for key, (count, small) in counts.items()
    )
    ends = np.zeros(len(ordered) + 1, np.uint32)
    np.cumsum([len(text) for _, text, _, _ in ordered], out=ends[1:])
    return {
        "compounds/keys": np.array([key for key, _, _, _ in ordered], np.uint32),
        "compounds/ends": ends,
        "compounds/blob": np.frombuffer(b"".join(text for _, text, _, _ in ordered), np.uint8),
        "compounds/counts": np.array([min(count, _MOST) for _, _, count, _ in ordered], np.uint32),
        "compounds/small": np.array([min(small, _MOST) for _, _, _, small in ordered], np.uint32),
    }


class Compounds:
    """The compounds of one segment."""

    def __init__(self, segment: Segment) -> None:
        self._keys = segment.array("compounds/keys").data
        self._ends = segment.array("compounds/ends").data
        self._blob = segment.array("compounds/blob").data
        self.counts: Array = segment.array("compounds/counts")
        self.small: Array = segment.array("compounds/small")

    def __len__(self) -> int:
        return len(self.counts)

    def text(self, number: int) -> str:
        """The whole, the first and the second part of a compound, with hyphens between."""
        return self._blob[self._ends[number] : self._ends[number + 1]].tobytes().decode()

    def of(self, whole: str) -> Iterator[Compound]:
        """The compounds that are this term when they are written as one word."""
        key = zlib.crc32(whole.encode())
        at = bisect_left(self._keys, key)
        while at < len(self) and self._keys[at] == key:
            term, first, second = self.text(at).split("-")
            if term == whole:
                yield Compound(first, second, int(self.counts[at]), int(self.small[at]))
            at += 1
