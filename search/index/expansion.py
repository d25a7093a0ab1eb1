"""Which terms of a lexicon a pattern or a misspelt word stands for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.bits import bits_set
from search.index.distance import distance
from search.index.lexicon import Lexicon, letter_set

Array = NDArray[Any]

MAX_EDITS = 2
"""More edits fit half the dictionary."""
CHECK_EVERY = 1024
"""Terms that are compared in about a millisecond."""
CHECK_DISTANCES = 64
"""Edit distances that are computed in about a millisecond."""
MIN_LITERALS = 2
"""Letters that a pattern must name, lest it stand for nearly every word."""


def literals(pattern: str) -> int:
    """How many characters of a pattern are meant as themselves."""
    return sum(char not in "*?" for char in pattern)


def pattern_terms(lexicon: Lexicon, pattern: str, check: Callable[[], None] | None = None) -> Array:
    """The terms that a pattern of ``*`` and ``?`` stands for, ascending; int64.

    Its literal beginning or end bounds the search, whichever leaves fewer terms; without either, its
    longest literal part, if that is of two letters. ``check`` is called now and then and may raise.
    """
    parts = re.split(r"[*?]", pattern)
    head, tail = parts[0].encode(), parts[-1].encode()
    if head or tail:
        low, high = lexicon.prefix(head) if head else (lexicon.first, len(lexicon))
        candidates = np.arange(low, high)
        if tail and len(ending := lexicon.suffix(tail)) < len(candidates):
            candidates = np.sort(ending)
    else:
        longest = max(parts, key=len)
        # A single letter is in most words: looking for it would cost more than it saves.
        candidates = lexicon.containing(longest.encode()) if len(longest) > 1 else np.arange(len(lexicon))
    fits = re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL).fullmatch
    found: list[int] = []
    candidates = candidates[candidates >= lexicon.first]
    for start in range(0, len(candidates), CHECK_EVERY):
        if check is not None:
            check()
        some = candidates[start : start + CHECK_EVERY].tolist()
        found.extend(term for term in some if fits(lexicon[term].decode()))
    return np.array(found, np.int64)


def fuzzy_terms(
    lexicon: Lexicon, text: str, edits: int, prefix: int = 0, check: Callable[[], None] | None = None
) -> Array:
    """The terms within ``edits`` insertions, deletions, substitutions or swaps of neighbours, ascending.

    ``prefix`` characters at the beginning must be the same. Optimal string alignment distance, in
    characters. ``check`` is called now and then and may raise.
    """
    word = text.encode()
    if edits <= 0 or not word:
        found = lexicon.find(word)
        return np.array([found] if found >= 0 else [], np.int64)
    if edits == 1 and word.isascii() and len(word) > 2:
        near = _one_edit(lexicon, word)
        if len(foreign := lexicon.foreign()):
            near = np.union1d(near, _some_edits(lexicon, text, 1, foreign, check))
    else:
        words = np.arange(lexicon.first, len(lexicon))
        near = _some_edits(lexicon, text, min(edits, MAX_EDITS), words, check)
    head = text[:prefix].encode()
    return np.array([term for term in near if lexicon[term].startswith(head)], np.int64) if head else near


def _one_edit(lexicon: Lexicon, word: bytes) -> Array:
    """Terms within one edit of an ASCII word of three letters or more, ascending; int64.

    One edit leaves the first or the second half of a word as it was, unless it swaps the two letters in
    the middle. So the terms that begin with the one or end with the other half are all that need comparing.
    """
    size, half = len(word), len(word) // 2
    low, high = lexicon.prefix(word[:half])
    swapped = word[: half - 1] + word[half : half + 1] + word[half - 1 : half] + word[half + 1 :]
    middle = lexicon.find(swapped)
    terms = np.concatenate([np.arange(low, high), lexicon.suffix(word[half:]), [middle] * (middle >= 0)])
    terms = terms.astype(np.int64)
    starts = lexicon.ends[terms].astype(np.int64)
    stops = lexicon.ends[terms + 1].astype(np.int64)
    fitting = np.flatnonzero(np.abs(stops - starts - size) <= 1)
    if not len(fitting):
        return fitting
    terms, starts, stops = terms[fitting], starts[fitting], stops[fitting]
    lengths = stops - starts
    steps = np.arange(size + 1)
    letters = np.frombuffer(word + b"\0", np.uint8)
    ahead = lexicon.blob.take(starts[:, None] + steps, mode="clip") != letters
    behind = lexicon.blob.take(stops[:, None] - 1 - steps, mode="clip") != np.append(letters[-2::-1], 0)
    same_ahead = np.minimum(ahead.argmax(1), lengths)
    same_behind = np.minimum(behind.argmax(1), lengths)
    near = same_ahead + same_behind >= np.where(lengths == size, size - 1, np.minimum(lengths, size))
    for i in np.flatnonzero((lengths == size) & (same_ahead + same_behind == size - 2)).tolist():
        at = int(same_ahead[i])
        near[i] = lexicon[int(terms[i])][at : at + 2] == word[at : at + 2][::-1]
    return np.unique(terms[near])


def _some_edits(
    lexicon: Lexicon, text: str, edits: int, terms: Array, check: Callable[[], None] | None
) -> Array:
    """Those of some terms that are within some edits of any word, ascending; int64.

    An edit changes at most two members of the set of a word's letters, so comparing sets of letters and
    lengths leaves few terms to be compared letter by letter. Sets and lengths are of bytes, of which a
    letter has four at most.
    """
    word = text.encode()
    sizes = lexicon.lengths()[terms]
    ascii_only = word.isascii() & (lexicon.high_bytes()[terms] == 0)
    wide = np.where(ascii_only, edits, 4 * edits)
    different = lexicon.letters()[terms] ^ letter_set(np.frombuffer(word, np.uint8))
    close = (np.abs(sizes - len(word)) <= wide) & (bits_set(different) <= 2 * wide)
    near: list[int] = []
    for place, term in enumerate(terms[close].tolist()):
        if check is not None and place % CHECK_DISTANCES == 0:
            check()
        if distance(text, lexicon[term].decode(), edits) <= edits:
            near.append(term)
    return np.array(near, np.int64)
