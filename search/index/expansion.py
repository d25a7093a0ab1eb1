"""Which terms of a lexicon a pattern or a misspelt word stands for."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.lexicon import Lexicon

Array = NDArray[Any]

MAX_EDITS = 2
"""More edits fit half the dictionary."""
MIN_LITERALS = 2
"""Letters that a pattern must name, lest it stand for nearly every word."""


def literals(pattern: str) -> int:
    """How many characters of a pattern are meant as themselves."""
    return sum(char not in "*?" for char in pattern)


def pattern_terms(lexicon: Lexicon, pattern: str) -> Array:
    """The terms that a pattern of ``*`` and ``?`` stands for, ascending; int64.

    Its literal beginning or end bounds the search, whichever leaves fewer terms.
    """
    parts = re.split(r"[*?]", pattern)
    head, tail = parts[0].encode(), parts[-1].encode()
    low, high = lexicon.prefix(head) if head else (0, len(lexicon))
    candidates = np.arange(low, high)
    if tail:
        ending = lexicon.suffix(tail)
        if len(ending) < len(candidates):
            candidates = np.sort(ending)
    fits = re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL).fullmatch
    return np.array([t for t in candidates.tolist() if fits(lexicon[t].decode())], np.int64)


def fuzzy_terms(lexicon: Lexicon, text: str, edits: int, prefix: int = 0) -> Array:
    """The terms within ``edits`` insertions, deletions, substitutions or swaps of neighbours, ascending.

    ``prefix`` characters at the beginning must be the same. Optimal string alignment distance, in
    characters.
    """
    word = text.encode()
    if edits <= 0:
        found = lexicon.find(word)
        return np.array([found] if found >= 0 else [], np.int64)
    candidates = _candidates(lexicon, word, min(edits, MAX_EDITS))
    head = text[:prefix].encode()
    near = [
        term
        for term in candidates.tolist()
        if (other := lexicon[term]).startswith(head) and distance(text, other.decode(), edits) <= edits
    ]
    return np.array(near, np.int64)


def _candidates(lexicon: Lexicon, word: bytes, edits: int) -> Array:
    """Terms that can be near: of fitting length, and holding most of the word's bytes."""
    spread = 4 * edits
    sizes = np.diff(lexicon.ends.astype(np.int64))
    return np.flatnonzero(np.abs(sizes - len(word)) <= spread)


def distance(a: str, b: str, limit: int) -> int:
    """Optimal string alignment distance; anything above ``limit`` may come out as limit + 1."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before = before, row
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
    return row[-1]
