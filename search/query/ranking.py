"""What a ranking sees beyond single words: words side by side, titles, numbers and, when asked, age.

The engine scores every hit by BM25 over weighted sections. The best hits then get what this module adds,
which costs the same however many hits there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.analysis import keyword
from search.index.document import UNDATED
from search.index.postings import PostingField, ranges
from search.index.schema import K1
from search.index.snapshot import SegmentView, Snapshot
from search.query.terms import terms_of
from search.query.tree import Node, Phrase, Word, wanted

Array = NDArray[Any]
ADJACENT = 0.2
"""What two words of the query that stand side by side add, as a part of what both are worth at most."""
TITLE = 1.0
"""What a title adds that consists of the query's words and of nothing else, as a part of the query's worth."""
NUMBER = 1.0
"""What an article adds whose number was asked for, as a part of the query's worth."""
MAX_PAIRS = 64
"""Pairs of words that are looked at: a sentence has fewer; a pasted page need not be followed word by word."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What an asker may want of a ranking beyond the words."""

    recency: float = 0.0
    """What an article of the newest day adds, as a part of the query's worth; 0 leaves age out."""
    half_life: float = 365.0
    """Days after which that is half as much."""


RECENT = Preferences(recency=0.15)
"""For those who would rather have the news. With twice as much, the first ten of 1,636 articles on "tax fraud"
came from places as low as 248; with this much, half of them are those that fit best."""


class Ranker:
    """Adds to the scores of one query's best hits. Use it for one search, from one thread."""

    def __init__(self, snapshot: Snapshot, node: Node, preferences: Preferences | None = None) -> None:
        self._snapshot = snapshot
        self._preferences = preferences or Preferences()
        self._words = [leaf for leaf in wanted(node) if _is_free(leaf)]
        sequence = [term for leaf in self._words for term in _terms(leaf)]
        self._worth = {term: self._inverse_frequency(term) for term in dict.fromkeys(sequence)}
        self._pairs = [pair for pair in dict.fromkeys(pairwise(sequence)) if pair[0] != pair[1]][:MAX_PAIRS]
        self._total = sum(self._worth.values())

    def _inverse_frequency(self, term: str) -> float:
        """The term's idf; 0 for one that no article has."""
        frequency = self._snapshot.document_frequency("text", term.encode())
        return self._snapshot.inverse_frequency(frequency) / (K1 + 1) if frequency else 0.0

    @property
    def idle(self) -> bool:
        """Whether there is nothing to add."""
        return not self._words

    def adjust(self, view: SegmentView, docs: Array, scores: Array) -> Array:
        """Better scores (float32) for some documents of a segment, given ascending with what they score."""
        if self.idle or not len(docs):
            return scores
        better = scores.copy()
        for bonus in self.bonuses(view, docs.astype(np.int64)).values():
            better += bonus.astype(np.float32)
        return better

    def bonuses(self, view: SegmentView, docs: Array) -> dict[str, Array]:
        """What each lever adds to these documents (int64, ascending), by its name in plain words."""
        found = {
            "words side by side": self._nearness(view, docs),
            "a title of these words": self._titles(view, docs),
            "the article's number": self._numbers(view, docs),
        }
        if self._preferences.recency:
            found["newness"] = self._recency(view, docs)
        return found

    def _nearness(self, view: SegmentView, docs: Array) -> Array:
        """Neighbours in the query that are neighbours in the article, each pair saturating (n / (n + 1)).

        The ordered windows of the sequential dependence model (Metzler and Croft, SIGIR 2005) with what
        the single words are worth for what a pair is worth, whose frequency nobody counted.
        """
        bonus = np.zeros(len(docs))
        field = view.text("text")
        keys: dict[str, Array] = {}
        for left, right in self._pairs:
            for term in (left, right):
                if term not in keys:
                    keys[term] = _position_keys(field, term, docs)
            after = keys[left] + 1
            after = after[_among(keys[right], after) >= 0]
            if len(after):
                count = np.bincount(after >> 32, minlength=len(docs))
                bonus += ADJACENT * (self._worth[left] + self._worth[right]) * count / (count + 1)
        return bonus

    def _titles(self, view: SegmentView, docs: Array) -> Array:
        """How far query and title are the same: what of each is in the other."""
        field = view.text("title")
        worth = np.zeros(len(docs))
        words = np.zeros(len(docs))
        for term, value in self._worth.items():
            number = field.lexicon.find(term.encode())
            if number < 0:
                continue
            there = _among(field.docs[slice(*field.span(number))], docs) >= 0
            worth += value * there
            words += there
        if not self._total:
            return worth
        same = worth / self._total * np.minimum(words / np.maximum(field.lengths[docs], 1), 1.0)
        return TITLE * self._total * same**2

    def _numbers(self, view: SegmentView, docs: Array) -> Array:
        """Articles whose own number is among the words."""
        field = view.keyword("number")
        bonus = np.zeros(len(docs))
        for text in self._numerals:
            number = field.lexicon.find(text)
            if number >= 0:
                bonus += NUMBER * self._total * (_among(field.docs[slice(*field.span(number))], docs) >= 0)
        return bonus

    @cached_property
    def _numerals(self) -> list[bytes]:
        texts = dict.fromkeys(keyword(leaf.text) for leaf in self._words if isinstance(leaf, (Word, Phrase)))
        return [text.encode() for text in texts if any(char.isdigit() for char in text)]

    def _recency(self, view: SegmentView, docs: Array) -> Array:
        """Newer articles, measured from the newest that there is."""
        newest = max((int(some.dates[-1]) for some in self._snapshot.views if some.articles), default=0)
        days = view.dates[docs].astype(np.float64)
        age = np.where(days == UNDATED, np.inf, newest - days)
        weight = self._preferences.recency * self._total
        return weight * np.exp2(-age / self._preferences.half_life)


def _is_free(node: Node) -> bool:
    """Whether the ranking weighs this leaf: words and phrases of no field, without stop words."""
    return isinstance(node, (Word, Phrase)) and not node.field and not node.is_stop_word


def _terms(node: Node) -> Sequence[str]:
    return terms_of(node.text, isinstance(node, Phrase)) if isinstance(node, (Word, Phrase)) else ()


def _among(postings: Array, docs: Array) -> Array:
    """For each of ``docs`` its index in the ascending ``postings``, -1 where it is not there."""
    if not len(postings):
        return np.full(len(docs), -1)
    place = np.searchsorted(postings, docs)
    place[place == len(postings)] = 0
    return np.where(postings[place] == docs, place, -1)


def _position_keys(field: PostingField, term: str, docs: Array) -> Array:
    """Every position of a term in these documents as index of the document << 32 | position, ascending."""
    number = field.lexicon.find(term.encode())
    if number < 0:
        return np.zeros(0, np.int64)
    first, last = field.span(number)
    place = _among(field.docs[first:last], docs)
    owners = np.flatnonzero(place >= 0)
    starts, sizes = field.places(first + place[owners])
    positions = field.positions[ranges(starts, sizes)].astype(np.int64)
    return (np.repeat(owners, sizes) << 32) | positions
