"""The words of a segment before stemming and how often each occurs: for suggestions and long prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.analysis import MAX_TERM, analyse_raw, fold
from search.index.bits import bits_set
from search.index.distance import distance
from search.index.segment import Segment
from search.scripts import has_unspaced, is_word

Array = NDArray[Any]

MIN_LENGTH = 2
"""Letters; single ones are nobody's misspelling."""
_POSSESSIVES = ("'s", "’s")
_INSIDE = str.maketrans("", "", ".'’&")
"""What may stand inside a word that has letters only."""


def words_of(raw: str) -> Iterator[str]:
    """The folded words that a raw token consists of; none of one with digits."""
    if raw.isalpha() and (raw.isascii() or not has_unspaced(raw)):  # most of them, and cheap
        if MIN_LENGTH <= len(raw) <= MAX_TERM:
            yield fold(raw)
        return
    if any(char.isdigit() for char in raw):
        return
    for piece in analyse_raw(raw).pieces:
        word = fold(raw[piece.start : piece.end])
        if word.endswith(_POSSESSIVES):
            word = word[:-2]
        word = word.translate(_INSIDE)
        if MIN_LENGTH <= len(word) <= MAX_TERM and is_word(word):
            yield word


def word_arrays(raws: Iterable[str], occurrences: Iterable[int]) -> dict[str, Array]:
    """The arrays of a segment's vocabulary, from its distinct raw tokens and how often each occurs."""
    counts: dict[str, int] = {}
    for raw, count in zip(raws, occurrences, strict=True):
        for word in words_of(raw):
            counts[word] = counts.get(word, 0) + count
    return _packed({word.encode(): count for word, count in counts.items()})


def merged_words(vocabularies: Sequence[Vocabulary]) -> dict[str, Array]:
    """The arrays of one vocabulary that holds several. Deleted articles go on counting: it is a hint."""
    counts: dict[bytes, int] = {}
    for vocabulary in vocabularies:
        for number, count in enumerate(vocabulary.counts.tolist()):
            word = vocabulary[number]
            counts[word] = counts.get(word, 0) + count
    return _packed(counts)


def _packed(counts: Mapping[bytes, int]) -> dict[str, Array]:
    words = sorted(counts)
    ends = np.zeros(len(words) + 1, np.uint32)
    np.cumsum([len(word) for word in words], out=ends[1:])
    totals = np.array([min(counts[word], 0xFFFFFFFF) for word in words], np.uint32)
    return {
        "words/ends": ends,
        "words/blob": np.frombuffer(b"".join(words), np.uint8),
        "words/counts": totals,
    }


class Vocabulary:
    """The words of one segment in order of their bytes, each with the number of its occurrences."""

    def __init__(self, segment: Segment) -> None:
        self.ends: Array = segment.array("words/ends")
        self.blob: NDArray[np.uint8] = segment.array("words/blob")
        self.counts: Array = segment.array("words/counts")
        # Views of memory give Python's own integers and bytes: three times as fast as numpy's scalars.
        self._ends, self._bytes = self.ends.data, self.blob.data
        self._letters: Array | None = None

    def __len__(self) -> int:
        return len(self.counts)

    def __getitem__(self, number: int) -> bytes:
        return self._bytes[self._ends[number] : self._ends[number + 1]].tobytes()

    def _lower(self, word: bytes) -> int:
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) >> 1
            if self[middle] < word:
                low = middle + 1
            else:
                high = middle
        return low

    def count(self, word: str) -> int:
        """How often a folded word occurs; 0 when it doesn't."""
        text = word.encode()
        number = self._lower(text)
        return int(self.counts[number]) if number < len(self) and self[number] == text else 0

    def beginning(self, prefix: str, limit: int = 0) -> list[tuple[str, int]]:
        """Words with this beginning and their counts; with a ``limit``, the most frequent ones."""
        low, high = self._lower(prefix.encode()), self._lower(prefix.encode() + b"\xff")
        numbers = np.arange(low, high)
        if limit and len(numbers) > limit:
            numbers = low + np.argpartition(self.counts[low:high], -limit)[-limit:]
        return [(self[i].decode(), int(self.counts[i])) for i in numbers.tolist()]

    def like(self, pattern: str) -> list[str]:
        """Words of a pattern of ``*`` and ``?``; the set of its letters leaves few to be compared."""
        literal = np.frombuffer(re.sub(r"[*?]", "", pattern).encode(), np.uint8)
        needed = np.bitwise_or.reduce(_bits(literal)) if len(literal) else np.uint32(0)
        fits = re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")).fullmatch
        candidates = np.flatnonzero((self._masks() & needed) == needed).tolist()
        return [word for number in candidates if fits(word := self[number].decode())]

    def near(self, word: str, edits: int, known: dict[str, int] | None = None) -> list[tuple[str, int, int]]:
        """Words within an edit distance: word, count, distance. Two edits off, only with the same first letter.

        An edit changes at most two members of the set of a word's letters, one if it changes the length, so
        comparing sets (as masks of 32 bits) leaves few words to be compared letter by letter. ``known`` keeps
        distances from the same word for other vocabularies.
        """
        known = {} if known is None else known
        elsewhere = min(edits, 1)
        chosen = set(self._alike(word, elsewhere, 0, len(self)))
        if edits > 1 and word:
            first = word[0].encode()
            chosen.update(self._alike(word, edits, self._lower(first), self._lower(first + b"\xff")))
        found = []
        for number in sorted(chosen):
            other = self[number].decode()
            away = known.get(other)
            if away is None:
                away = known[other] = distance(word, other, edits)
            if away <= (edits if other[:1] == word[:1] else elsewhere):
                found.append((other, int(self.counts[number]), away))
        return found

    def _alike(self, word: str, edits: int, low: int, high: int) -> list[int]:
        """The words from ``low`` to ``high`` that may be within some edits, by their lengths and letters."""
        text = np.frombuffer(word.encode(), np.uint8)
        spread = edits * (1 if word.isascii() else 4)
        letters = np.bitwise_or.reduce(_bits(text)) if len(text) else np.uint32(0)
        sizes = np.diff(self.ends[low : high + 1].view(np.int32))
        longer = np.abs(sizes - len(text))
        near = np.flatnonzero(longer <= spread)
        alike = bits_set(self._masks()[low:high].take(near) ^ letters) <= 2 * spread - longer.take(near)
        numbers: list[int] = (low + near[np.flatnonzero(alike)]).tolist()
        return numbers

    def _masks(self) -> Array:
        """For each word the set of its letters; uint32."""
        if self._letters is None:
            empty = not len(self)
            self._letters = (
                np.zeros(0, np.uint32)
                if empty
                else np.bitwise_or.reduceat(_bits(self.blob), self.ends[:-1].astype(np.int64))
            )
        return self._letters


def _bits(letters: Array) -> Array:
    return np.left_shift(np.uint32(1), (letters & 31).astype(np.uint32))
