"""Anchors: a passage is told by its words and those around it, and found again by them in another text.

Offsets hold for one text only and are never kept: an article that was imported again, corrected or cleaned by
newer rules has others. A passage whose words are gone is kept and told, not moved to something like it. This is
the quotation with context of the Web Annotation model (https://www.w3.org/TR/annotation-model/, 4.2.4), with a
comparison by words where the text was changed a little.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from search.errors import MarksError
from search.marks.record import LONGEST_QUOTE

CONTEXT = 60
"""Characters kept on either side: they tell two equal sentences apart."""
SIMILAR = 0.75
"""Share of words, in order, that a changed passage must still have in common with what was marked."""
MOST_PLACES = 200
"""Places at which the same words are compared by what stands around them."""
MOST_COMPARED = 4_000
"""Words of a passage that are aligned one by one: the cost is their square at worst."""
_WORD = re.compile(r"\w+")


class Fit(StrEnum):
    """How the words that were found are those that were marked."""

    EXACT = "exact"
    WORDS = "words"
    """The same words with other spaces or signs between them."""
    NEAR = "near"
    """Most of the words, in order."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage as it is kept."""

    quote: str
    before: str = ""
    after: str = ""
    at: float = 0.0
    """How far into the text it stood, 0 to 1: settles what is otherwise undecided."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in one text: characters ``start`` to ``end``."""

    start: int
    end: int
    fit: Fit = Fit.EXACT


def anchor(text: str, start: int, end: int) -> Anchor:
    """The anchor of a stretch of a text, blanks at its ends left out. Raises MarksError without words in it."""
    start, end = max(0, min(start, end)), min(len(text), max(start, end))
    quote = text[start:end]
    start += len(quote) - len(quote.lstrip())
    quote = quote.strip()
    end = start + len(quote)
    if not _WORD.search(quote):
        raise MarksError("There are no words in this passage.", "Mark a sentence or a paragraph.")
    if len(quote) > LONGEST_QUOTE:
        raise MarksError(
            f"The passage has {len(quote):,} characters.",
            f"A passage has {LONGEST_QUOTE:,} at most; the whole article can be put into a dossier.",
        )
    around = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Anchor(quote, *around, round(start / max(1, len(text)), 4))


def find(text: str, wanted: Anchor) -> Place | None:
    """Where the passage stands in a text now; None when its words are not there."""
    exact = _occurrences(text, wanted)
    if exact:
        return _best(text, [(start, start + len(wanted.quote)) for start in exact], wanted, Fit.EXACT)
    words = [match[0].casefold() for match in _WORD.finditer(wanted.quote)]
    tokens = [(match[0].casefold(), match.start(), match.end()) for match in _WORD.finditer(text)]
    if not words or not tokens:
        return None
    same = _runs([token[0] for token in tokens], words)
    if same:
        spans = [(tokens[first][1], tokens[first + len(words) - 1][2]) for first in same]
        return _best(text, spans, wanted, Fit.WORDS)
    return _near(tokens, words[:MOST_COMPARED])


def _occurrences(text: str, wanted: Anchor) -> list[int]:
    """Where the quote stands as a whole: not inside of longer words, unless it was marked there."""
    quote = wanted.quote
    cut_left = quote[0].isalnum() and not wanted.before[-1:].isalnum()
    cut_right = quote[-1].isalnum() and not wanted.after[:1].isalnum()
    found: list[int] = []
    at = text.find(quote)
    while at >= 0 and len(found) < MOST_PLACES:
        inside = cut_left and text[max(0, at - 1) : at].isalnum()
        if not inside and not (cut_right and text[at + len(quote) : at + len(quote) + 1].isalnum()):
            found.append(at)
        at = text.find(quote, at + 1)
    return found


def _runs(tokens: Sequence[str], words: Sequence[str]) -> list[int]:
    """Where the words stand one after another; linear, by Knuth, Morris and Pratt."""
    borders = [0] * len(words)
    held = 0
    for i in range(1, len(words)):
        while held and words[i] != words[held]:
            held = borders[held - 1]
        held += words[i] == words[held]
        borders[i] = held
    found: list[int] = []
    held = 0
    for i, token in enumerate(tokens):
        while held and token != words[held]:
            held = borders[held - 1]
        held += token == words[held]
        if held == len(words):
            found.append(i - held + 1)
            held = borders[held - 1]
            if len(found) == MOST_PLACES:
                break
    return found


def _best(text: str, spans: Sequence[tuple[int, int]], wanted: Anchor, fit: Fit) -> Place:
    """Of several places, the one with most of the context around it; then the one that stands as far in."""

    def rank(span: tuple[int, int]) -> tuple[int, float]:
        before = _common(text[max(0, span[0] - CONTEXT) : span[0]][::-1], wanted.before[::-1])
        after = _common(text[span[1] : span[1] + CONTEXT], wanted.after)
        return before + after, -abs(span[0] / max(1, len(text)) - wanted.at)

    start, end = max(spans, key=rank)
    return Place(start, end, fit)


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    for i, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return i
    return min(len(one), len(other))


def _near(tokens: Sequence[tuple[str, int, int]], words: Sequence[str]) -> Place | None:
    """The stretch that has most of the words in order, if those are enough."""
    first = _densest([token[0] for token in tokens], words)
    window = tokens[max(0, first - len(words) // 2) : first + len(words) + len(words) // 2 + 1]
    matcher = SequenceMatcher(None, [token[0] for token in window], list(words), autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    common = sum(block.size for block in blocks)
    if len(words) < 4 or common < SIMILAR * len(words):  # of three words, two are no evidence
        return None
    start, end = blocks[0].a, blocks[-1].a + blocks[-1].size
    if common < SIMILAR * (end - start):  # the words are there, with much between them
        return None
    return Place(window[start][1], window[end - 1][2], Fit.NEAR)


def _densest(tokens: Sequence[str], words: Sequence[str]) -> int:
    """Where the window begins, as long as the words, that holds most of them (each as often as there)."""
    wanted, held = Counter(words), Counter[str]()
    places = [i for i, token in enumerate(tokens) if token in wanted]
    score = best = best_at = 0
    left = 0
    for at in places:
        held[tokens[at]] += 1
        score += held[tokens[at]] <= wanted[tokens[at]]
        while places[left] <= at - len(words):
            gone = tokens[places[left]]
            score -= held[gone] <= wanted[gone]
            held[gone] -= 1
            left += 1
        if score > best:
            best, best_at = score, places[left]
    return best_at


def nearest(starts: Sequence[int], offset: int) -> int:
    """The index of the last start at or before an offset, 0 when all lie behind it."""
    return max(0, bisect_left(starts, offset + 1) - 1)
