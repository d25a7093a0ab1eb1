"""Misspelt words of a query: what was meant, judged by the index's own words and by what else is asked.

Noisy channel (Kernighan, Church and Gale, "A spelling correction program based on a noisy channel model",
COLING 1990): a candidate is as good as it is frequent, near in letters, and at home in articles with the
other words of the query.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from search.errors import Cancelled, QueryError
from search.index.analysis import fold, stem
from search.index.snapshot import Snapshot
from search.query.evaluate import evaluate
from search.query.grammar import parse
from search.query.kinds.boolean import AllOf, AnyOf
from search.query.kinds.word import Term
from search.query.tree import Node, Phrase, Word, wanted
from search.work.progress import Stop

MIN_LENGTH = 4
"""Letters; shorter words are near too many others."""
TWO_EDITS = 6
"""Letters from which two of them may be wrong."""
RARE = 5
"""Occurrences up to which a word that leads nowhere may be a misspelling that some article has too."""
CANDIDATES = 8
"""Words that are compared by context; each costs a search."""
EDIT_COST = 5.0
"""What one more edit must be made up for, in natural logarithms of frequency."""
SAME_START = 0.5
"""What each letter counts up to the first wrong one: the beginning of a word is what people are surest of."""
CONTEXT = 1.5
"""How much a logarithm of articles with the other words counts beside one of occurrences."""
MAX_WORDS = 64
"""Words of a query that are checked."""

_PARTS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Correction:
    """A query as it was probably meant."""

    text: str
    """In the query language; what was typed, with words replaced."""
    changed: tuple[tuple[str, str], ...]
    """(as typed, as meant) of each word that was replaced."""


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A stretch of the typed query that is probably misspelt."""

    start: int
    end: int
    word: str
    """Folded."""


def correct(
    text: str, snapshot: Snapshot, *, rare: bool = False, stop: Stop | None = None
) -> Correction | None:
    """The query with its unknown words replaced, or None when there is nothing to replace.

    ``rare``: words that few articles have are doubted too; for queries that found nothing. A query that
    cannot be parsed is left alone. Costs some milliseconds a word in doubt. Raises Cancelled soon after
    ``stop`` returns true.
    """
    try:
        node = parse(text)
    except QueryError:
        return None
    speller = Speller(snapshot, stop)
    trusted: list[str] = []
    suspects: list[_Suspect] = []
    for leaf in list(wanted(node))[:MAX_WORDS]:
        for part in _parts(leaf, text):
            if speller.doubts(part.word, rare):
                suspects.append(part)
            else:
                trusted.append(stem(part.word))
    meant = [(part, speller.best(part.word, trusted)) for part in suspects]
    return _replaced(text, [(part, word) for part, word in meant if word])


def _parts(leaf: Node, text: str) -> Iterator[_Suspect]:
    """The words of a leaf that can be checked, with their columns."""
    if not isinstance(leaf, (Word, Phrase)) or leaf.is_stop_word:
        return
    for found in _PARTS.finditer(text, leaf.start, leaf.end):
        yield _Suspect(found.start(), found.end(), fold(found.group()))


def _replaced(text: str, meant: Sequence[tuple[_Suspect, str]]) -> Correction | None:
    if not meant:
        return None
    changed = []
    for part, word in reversed(meant):
        typed = text[part.start : part.end]
        shown = word.capitalize() if typed[0].isupper() else word
        changed.append((typed, shown))
        text = text[: part.start] + shown + text[part.end :]
    return Correction(text, tuple(reversed(changed)))


class Speller:
    """Judges words by one state of the index."""

    def __init__(self, snapshot: Snapshot, stop: Stop | None = None) -> None:
        self._snapshot = snapshot
        self._stop = stop

    def _go_on(self) -> None:
        """Raise Cancelled when the caller has lost interest."""
        if self._stop is not None and self._stop():
            raise Cancelled("The search was cancelled.")

    def count(self, word: str) -> int:
        """How often the folded word occurs in all articles."""
        return sum(view.vocabulary.count(word) for view in self._snapshot.views)

    def doubts(self, word: str, rare: bool) -> bool:
        """Whether a folded word is probably misspelt: no article has it or, ``rare``, hardly any."""
        if len(word) < MIN_LENGTH or not word.isalpha():
            return False
        if rare and self.count(word) <= RARE:
            return True
        return not self._snapshot.document_frequency("text", stem(word).encode())

    def near(self, word: str) -> list[tuple[str, float]]:
        """Words that may have been meant, the likeliest first, with their score."""
        edits = 2 if len(word) >= TWO_EDITS else 1
        counts: dict[str, int] = {}
        distances: dict[str, int] = {}
        for view in self._snapshot.views:
            self._go_on()
            for other, count, _ in view.vocabulary.near(word, edits, distances):
                counts[other] = counts.get(other, 0) + count
        counts.pop(word, None)
        scored = [
            (
                other,
                math.log1p(count) - EDIT_COST * distances[other] + SAME_START * _same_start(word, other),
            )
            for other, count in counts.items()
        ]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))

    def best(self, word: str, context: Sequence[str] = ()) -> str | None:
        """The word that was probably meant in a query with these other terms, or None.

        Candidates are looked at by what they could be worth at most, until no other can be the best.
        """
        near = self.near(word)[:CANDIDATES]
        bounds = [score + CONTEXT * math.log1p(self._most(other, context)) for other, score in near]
        best: tuple[float, int] | None = None
        for place in sorted(range(len(near)), key=lambda place: -bounds[place]):
            if best is not None and bounds[place] < best[0]:
                break
            other, score = near[place]
            worth = score + CONTEXT * math.log1p(self._together(other, context))
            best = max(best or (worth, -place), (worth, -place))  # of equals the likelier by itself
        return near[-best[1]][0] if best else None

    def _most(self, word: str, context: Sequence[str]) -> int:
        """What :meth:`_together` gives at most."""
        return self._snapshot.document_frequency("text", stem(word).encode()) * len(context)

    def _together(self, word: str, context: Sequence[str]) -> int:
        """Articles with the word and all other terms or, when there are none, with any of them."""
        if not context:
            return 0
        term = Term("text", stem(word))
        others = tuple(Term("text", other) for other in context)
        every = evaluate(self._snapshot, AllOf((term, *others)), limit=1, stop=self._stop).total
        if every:
            return every * len(context)
        return evaluate(self._snapshot, AllOf((term, AnyOf(others))), limit=1, stop=self._stop).total


def _same_start(one: str, other: str) -> int:
    """How many letters two words share from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
