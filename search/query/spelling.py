"""Misspelt words of a query: what was meant, judged by the index's own words and by what else is asked.

A word that any article has is right. One that none has is offered a correction; the correction is sure, and
may be answered in place of what was asked, only when the other words of the query vouch for it.

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
from search.index.distance import distance
from search.index.snapshot import Snapshot
from search.query.evaluate import count
from search.query.grammar import parse
from search.query.kinds.base import Clause
from search.query.kinds.boolean import AllOf, AnyOf
from search.query.kinds.term import Term, TermSequence
from search.query.stopping import has_reading
from search.query.tree import Node, Phrase, Word, wanted
from search.scripts import MARKS, has_unspaced, is_word
from search.work.progress import Stop

MIN_LENGTH = 4
"""Letters; shorter words are near too many others."""
TWO_EDITS = 6
"""Letters from which two of them may be wrong."""
CANDIDATES = 8
"""Words that are compared by context; each costs a search."""
EDIT_COST = 5.0
"""What one more edit must be made up for, in natural logarithms of frequency."""
SAME_START = 0.5
"""What each letter counts up to the first wrong one: the beginning of a word is what people are surest of."""
CONTEXT = 1.5
"""How much a logarithm of articles with the other words counts beside one of occurrences."""
SURPRISE_NEAR, SURPRISE_FAR, SURPRISE_SPLIT = 2.5, 4.0, 6.0
"""How unlikely it must be that a candidate stands so often with the other words by chance, to be sure: minus
logarithms of odds, for one letter off behind the first, for more, and for two words in place of one."""
SLIP = 5
"""Letters from which a slip of the fingers (two letters swapped, one doubled or not) is sure by itself."""
KNOWN = 8
"""Occurrences from which a word is what people write, and not somebody's misspelling."""
LIFT = 5.0
"""How many times as often as by chance that must be."""
SHORT_PART = 3
"""Letters that each half of two words without a space has at least."""
LONG_PART = 4
"""The same of halves that do not stand side by side anywhere, and are vouched for by two words or more."""
PAIR_SHARE = 0.3
"""Share of the articles with the rarer half that have both halves side by side, from which that is sure."""
MAX_WORDS = 64
"""Words of a query that are checked."""

_PARTS = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*")


@dataclass(frozen=True, slots=True)
class Correction:
    """A query as it was probably meant."""

    text: str
    """In the query language; what was typed, with words replaced."""
    changed: tuple[tuple[str, str], ...]
    """(as typed, as meant) of each word that was replaced."""
    sure: bool = False
    """Whether every replacement is likely enough to be answered without asking."""


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A stretch of the typed query that is probably misspelt."""

    start: int
    end: int
    word: str
    """Folded."""
    plain: bool = True
    """Whether it is a word by itself, not one of a phrase."""


@dataclass(frozen=True, slots=True)
class _Replacement:
    """What a stretch of the typed query was probably meant to be."""

    start: int
    end: int
    word: str
    sure: bool


def correct(text: str, snapshot: Snapshot, *, stop: Stop | None = None) -> Correction | None:
    """The query with the words that no article has replaced, or None when there is nothing to replace.

    A query that cannot be parsed is left alone. Costs some milliseconds a word in doubt. Raises Cancelled
    soon after ``stop`` returns true.
    """
    try:
        node = parse(text)
    except QueryError:
        return None
    speller = Speller(snapshot, stop)
    trusted: list[str] = []
    suspects: list[_Suspect] = []
    words: list[_Suspect] = []
    for leaf in list(wanted(node))[:MAX_WORDS]:
        for part in _parts(leaf, text):
            words.append(part)
            if speller.doubts(part.word, text[part.start : part.end]):
                suspects.append(part)
            else:
                trusted.append(stem(part.word))
    meant: list[_Replacement] = []
    for part in suspects:
        if any(one.start <= part.start < one.end for one in meant):
            continue  # joined to the word before
        found = speller.spaced(part, words, text, trusted) or speller.respelt(part, trusted)
        if found is not None:
            meant = [one for one in meant if one.end <= found.start]
            meant.append(found)
    return _replaced(text, meant)


def _parts(leaf: Node, text: str) -> Iterator[_Suspect]:
    """The words of a leaf that can be checked, with their columns."""
    if not isinstance(leaf, (Word, Phrase)) or leaf.is_stop_word:
        return
    for found in _PARTS.finditer(text, leaf.start, leaf.end):
        yield _Suspect(found.start(), found.end(), fold(found.group()), isinstance(leaf, Word))


def _replaced(text: str, meant: Sequence[_Replacement]) -> Correction | None:
    if not meant:
        return None
    changed = []
    for part in reversed(meant):
        typed = text[part.start : part.end]
        shown = part.word.capitalize() if typed[0].isupper() else part.word
        changed.append((typed, shown))
        text = text[: part.start] + shown + text[part.end :]
    return Correction(text, tuple(reversed(changed)), all(part.sure for part in meant))


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

    def has(self, word: str, typed: str = "") -> bool:
        """Whether any article has a folded word, in any of its forms; with what was typed, in any language."""
        plain = stem(word)
        if self._snapshot.document_frequency("text", plain.encode()):
            return True
        if any(word.startswith(one.first) for one in self._snapshot.compounds(plain)):
            return True
        return any(
            has_reading(typed or word, language, self._snapshot) for language in self._snapshot.languages
        )

    def doubts(self, word: str, typed: str = "") -> bool:
        """Whether a folded word may be misspelt: no article has it."""
        known = len(word) < MIN_LENGTH or not is_word(word) or has_unspaced(word)
        return not known and not self.has(word, typed)

    def respelt(self, part: _Suspect, context: Sequence[str]) -> _Replacement | None:
        """The word that was probably meant in a query with these other terms."""
        word = self.best(part.word, context)
        return _Replacement(part.start, part.end, word, self.sure(part.word, word, context)) if word else None

    def sure(self, typed: str, meant: str, context: Sequence[str]) -> bool:
        """Whether a replacement may be made without asking.

        Alone, only a slip of the fingers in a word that is common; in company, what stands together with all
        other words of the query, more often than by chance unless it is a slip.
        """
        slip = _is_slip(typed, meant) and len(typed) >= SLIP
        if not context:
            return slip and self.count(meant) >= KNOWN
        term = Term("text", stem(meant))
        others = tuple(Term("text", other) for other in context)
        together = self._total(AllOf((term, *others)))
        if not together:
            return False
        near = distance(typed, meant, 1) <= 1 and typed[0] == meant[0]
        surprise = self._surprise(together, (term.text,), self._total(AllOf(others)))
        return slip or surprise >= (SURPRISE_NEAR if near else SURPRISE_FAR)

    def _surprise(self, together: int, terms: Sequence[str], company: int) -> float:
        """How unlikely it is that so many of the ``company`` articles have these terms by chance.

        Minus the logarithm of the Poisson likelihood's odds; 0 unless they are many times what is expected.
        """
        expected = float(company)
        for term in terms:
            expected *= self._snapshot.document_frequency("text", term.encode()) / max(1, self._snapshot.live)
        if together < LIFT * expected:
            return 0.0  # words of one subject stand together somewhat more often than by chance anyway
        return together * math.log(together / expected) - (together - expected)

    def spaced(
        self, part: _Suspect, words: Sequence[_Suspect], text: str, context: Sequence[str]
    ) -> _Replacement | None:
        """A space that is missing in a word or too many beside it; None when it is neither."""
        return self._joined(part, words, text) or (self._split(part, context) if part.plain else None)

    def _joined(self, part: _Suspect, words: Sequence[_Suspect], text: str) -> _Replacement | None:
        """The word together with the one before or behind it, if that is a word that articles have."""
        at = words.index(part)
        for left, right in ((at - 1, at), (at, at + 1)):
            if left < 0 or right >= len(words):
                continue
            first, second = words[left], words[right]
            if text[first.end : second.start].strip() or not (first.plain and second.plain):
                continue
            joined = first.word + second.word
            if self.count(joined):
                return _Replacement(first.start, second.end, joined, True)
        return None

    def _split(self, part: _Suspect, context: Sequence[str]) -> _Replacement | None:
        """Two words: best those that stand side by side, else those that the other words vouch for."""
        others = tuple(Term("text", other) for other in context)
        found: list[tuple[float, bool, str, str]] = []
        for at in range(SHORT_PART, len(part.word) - SHORT_PART + 1):
            left, right = part.word[:at], part.word[at:]
            if not (self.count(left) and self.count(right)):
                continue
            terms = (stem(left), stem(right))
            beside = self._total(TermSequence("text", terms))
            rarer = min(self._snapshot.document_frequency("text", term.encode()) for term in terms)
            share = beside / max(1, rarer)
            together = self._total(AllOf((*(Term("text", term) for term in terms), *others))) if others else 0
            surprise = self._surprise(together, terms, self._total(AllOf(others))) if together else 0.0
            long = min(len(left), len(right)) >= LONG_PART and len(context) > 1
            sure = share >= PAIR_SHARE or (long and surprise >= SURPRISE_SPLIT)
            if beside or sure:
                found.append((share + surprise, sure, left, right))
        _, sure, left, right = max(found, default=(0.0, False, "", ""))
        return _Replacement(part.start, part.end, f"{left} {right}", sure) if left else None

    def _total(self, clause: Clause) -> int:
        return count(self._snapshot, clause, stop=self._stop)

    def near(self, word: str) -> list[tuple[str, float]]:
        """Words that may have been meant, the likeliest first, with their score."""
        edits = 2 if len(word) >= TWO_EDITS else 1
        counts: dict[str, int] = {}
        distances: dict[str, int] = {}
        for view in self._snapshot.views:
            self._go_on()
            for other, times, _ in view.vocabulary.near(word, edits, distances):
                counts[other] = counts.get(other, 0) + times
        counts.pop(word, None)
        scored = [
            (
                other,
                math.log1p(times) - EDIT_COST * distances[other] + SAME_START * _same_start(word, other),
            )
            for other, times in counts.items()
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
        every = self._total(AllOf((term, *others)))
        if every:
            return every * len(context)
        return self._total(AllOf((term, AnyOf(others))))


def _is_slip(one: str, other: str) -> bool:
    """Whether two words differ by two neighbours that are swapped, or by a letter that is doubled in one."""
    if len(one) == len(other):
        at = _same_start(one, other)
        return one[:at] + one[at : at + 2][::-1] + one[at + 2 :] == other
    short, long = sorted((one, other), key=len)
    at = _same_start(short, long)
    return len(long) == len(short) + 1 and at > 0 and long[at] == long[at - 1] and long[at + 1 :] == short[at:]


def _same_start(one: str, other: str) -> int:
    """How many letters two words share from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
