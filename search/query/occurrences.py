"""Where the clauses of a query stand in a text: one pass over its words, each distinct one analysed once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_letters, digits
from typing import NamedTuple

from search.article.model import Section
from search.index.analysis import RAW_TOKEN, analyse_raw, fold
from search.index.stemming import analyse_in
from search.query.kinds.base import Element, Test
from search.query.kinds.near import fits
from search.query.tree import Node, wanted
from search.scripts import cluster_end, cluster_start


class Occurrence(NamedTuple):
    """A stretch of a text that a clause matches."""

    start: int
    end: int
    clause: int
    """Which of the query's clauses, counted in the order of the query."""


class _Piece(NamedTuple):
    """What one term of a raw token means for the query."""

    term: str
    delta: int
    start: int
    end: int
    clauses: tuple[int, ...]
    """Clauses of one word that it matches by itself."""
    parts: tuple[str, ...]
    """What it may be in a phrase: terms, or marks of patterns."""


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Words side by side: a phrase, or a compound word."""

    terms: tuple[str, ...]
    slop: int
    clause: int
    near: tuple[str, ...] = ()
    """Further words side by side, at most ``reach`` words from these in any order."""
    reach: int = 0


@dataclass(frozen=True, slots=True)
class _Scanned:
    """The analysis of one distinct raw token."""

    advance: int
    pieces: tuple[_Piece, ...]


_POSSESSIVES = ("'s", "’s", "'S", "’S")
"""Not part of the word that is marked."""
_NOTHING = _Scanned(1, ())
"""A word that has nothing to do with the query."""


class Finder:
    """Looks for the clauses of one query in texts. Keep it for all visible rows: what it learns is reused."""

    def __init__(self, node: Node, languages: tuple[str, ...] = ()) -> None:
        self._node = node
        self.languages = languages
        """The languages beside English that the texts are read in."""
        self._others: dict[tuple[str, ...], Finder] = {}
        clauses = [leaf for leaf in wanted(node) if leaf.textual or leaf.located]
        meaning = [leaf for leaf in clauses if not leaf.is_stop_word]
        self.clauses: tuple[Node, ...] = tuple(meaning or clauses)
        """The clauses that an occurrence counts into. Stop words only when there is nothing else."""
        self.fields = tuple(getattr(leaf, "field", "") for leaf in meaning or clauses)
        self._terms: dict[str, list[int]] = {}
        self._tests: list[tuple[int, Test]] = []
        self._beginnings: list[str] = []
        self._part_tests: list[tuple[str, Element]] = []
        self._sequences: list[_Sequence] = []
        for number, leaf in enumerate(self.clauses):
            leaf.learn(number, self)
        self._parts = {term for one in self._sequences for term in (*one.terms, *one.near)}
        self._worth_a_look, self._worth_a_look_in_ascii = self._patterns()
        self._memo: dict[str, _Scanned] = {}

    def reading(self, languages: tuple[str, ...]) -> Finder:
        """The finder of the same query for texts in these languages beside English."""
        if languages == self.languages:
            return self
        if languages not in self._others:
            self._others[languages] = Finder(self._node, languages)
        return self._others[languages]

    def expect_terms(self, number: int, terms: tuple[str, ...], slop: int) -> None:
        """Clause ``number`` is this term, or these terms, each at most ``slop`` words after the one before."""
        if len(terms) == 1:
            self._terms.setdefault(terms[0], []).append(number)
        elif terms:
            self._sequences.append(_Sequence(terms, slop, number))

    def expect_near(
        self, number: int, left: tuple[Element, ...], right: tuple[Element, ...], words: int
    ) -> None:
        """Clause ``number`` is these words side by side, at most ``words`` words from the others, if any."""
        sides = [tuple(self._part(element) for element in side) for side in (left, right)]
        self._sequences.append(_Sequence(sides[0], 0, number, sides[1], words))

    def _part(self, element: Element) -> str:
        """A term, or the mark of a pattern."""
        if element[0] == "term":
            return element[1]
        mark = f"\0{len(self._part_tests)}"
        self._part_tests.append((mark, element))
        return mark

    def expect_words(self, number: int, fits: Test, beginning: str = "") -> None:
        """Clause ``number`` is any word that fits; all of these begin with ``beginning``."""
        self._tests.append((number, fits))
        self._beginnings.append(beginning)

    def _patterns(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        """What every raw token with a meaning contains: in any text, and in one of ASCII; None: no telling.

        A part of it begins with the first two letters of a term. Between them may be a joiner that the
        analysis drops (``U.S.``, ``O'Neil``). Other scripts and accents are left to the analysis.
        """
        if self.languages or any(kind == "pattern" for _, (kind, _) in self._part_tests):
            return None, None  # stems may begin otherwise than their words
        beginnings = {term[:2] for term in (*self._terms, *self._parts) if not term.startswith("\0")}
        beginnings.update(text[:2] for _, (_, text) in self._part_tests)
        if not all(self._beginnings):
            return None, None
        beginnings.update(beginning[:2] for beginning in self._beginnings)
        heads = "|".join(map(_head, sorted(beginnings)))
        return re.compile(rf"{heads}|[^\W\x00-\x7f]"), re.compile(heads)

    def _raw_tokens(self, text: str) -> Iterator[re.Match[str]]:
        """The raw tokens of a text in order, without those of no meaning unless places are counted in words."""
        pattern = self._worth_a_look_in_ascii if text.isascii() else self._worth_a_look
        if pattern is None or self._sequences:
            yield from RAW_TOKEN.finditer(text)
            return
        done = 0
        for sight in pattern.finditer(text):
            start = sight.start()
            if start < done:
                continue
            while start > done and not text[start - 1].isspace():  # which no token contains
                start -= 1
            for token in RAW_TOKEN.finditer(text, start):
                done = token.end()
                if done > sight.start():
                    yield token
                    break

    def _scan(self, raw: str) -> _Scanned:
        if self._worth_a_look is not None and not self._worth_a_look.search(raw):
            return _NOTHING if raw.isalpha() else _Scanned(analyse_raw(raw).advance, ())
        analysed = analyse_in(raw, self.languages) if self.languages else analyse_raw(raw)
        pieces = []
        for piece in analysed.pieces:
            end = piece.end - 2 if raw[: piece.end].endswith(_POSSESSIVES) else piece.end
            clauses = list(self._terms.get(piece.text, ()))
            if self._tests:
                word = fold(raw[piece.start : end])
                clauses += [number for number, fits in self._tests if fits(piece.text, word)]
            parts = [piece.text] if piece.text in self._parts else []
            if self._part_tests:
                word = fold(raw[piece.start : end])
                parts += [mark for mark, one in self._part_tests if fits(one, piece.text, word)]
            if clauses or parts:
                pieces.append(_Piece(piece.text, piece.delta, piece.start, end, tuple(clauses), tuple(parts)))
        return _Scanned(analysed.advance, tuple(pieces))

    def occurrences(self, text: str, sections: Sequence[Section] = ()) -> list[Occurrence]:
        """Every occurrence in a text, by start. Time grows with the length of the text.

        With the sections of an article's text, clauses of a field count in that field alone; those of
        fields that are not part of the text, nowhere.
        """
        if not self.clauses:
            return []
        found: list[Occurrence] = []
        places: dict[str, list[Place]] = {}
        memo = self._memo
        position = 0
        for match in self._raw_tokens(text):
            raw = match.group()
            scanned = memo.get(raw)
            if scanned is None:
                scanned = memo[raw] = self._scan(raw)
            if scanned.pieces:
                base = match.start()
                for _, delta, start, end, clauses, parts in scanned.pieces:
                    found += [Occurrence(base + start, base + end, clause) for clause in clauses]
                    for part in parts:
                        places.setdefault(part, []).append((position + delta, base + start, base + end))
            position += scanned.advance
        for sequence in self._sequences:
            found.extend(_side_by_side(sequence, places))
        if not text.isascii():
            found = [_on_signs(text, occurrence) for occurrence in found]
        found = sorted(set(found)) if self.languages else sorted(found)
        return self._in_fields(found, sections) if sections and any(self.fields) else found

    def _in_fields(self, found: list[Occurrence], sections: Sequence[Section]) -> list[Occurrence]:
        spans: dict[str, list[tuple[int, int]]] = {}
        for section in sections:
            spans.setdefault(str(section.part), []).append((section.start, section.end))
        return [
            occurrence
            for occurrence in found
            if not (name := self.fields[occurrence.clause])
            or any(start <= occurrence.start < end for start, end in spans.get(name, ()))
        ]


def _on_signs(text: str, found: Occurrence) -> Occurrence:
    """The stretch with all of the signs that it touches: a mark is never shown without its base."""
    start, end = cluster_start(text, found.start), cluster_end(text, found.end)
    return found if (start, end) == found[:2] else Occurrence(start, end, found.clause)


def _head(beginning: str) -> str:
    """A pattern of a part of a raw token that may become a term with these one or two first letters.

    Stemming keeps them, but that it turns a ``y`` in second place to an ``i`` (``dying``, ``die``).
    """
    first, second = beginning[0], "iy" if beginning[1:] == "i" else beginning[1:]
    start = rf"[{re.escape(first + first.upper())}](?<![A-Za-z0-9].)"
    others = set(ascii_letters + digits) - set(second + second.upper())
    return rf"{start}[^\s{''.join(sorted(others))}]" if second else start


Place = tuple[int, int, int]
"""Position, first and one past the last character."""


def _side_by_side(sequence: _Sequence, places: dict[str, list[Place]]) -> Iterator[Occurrence]:
    """Stretches in which the words follow one another, near further ones if the sequence has any."""
    found = list(_followed(sequence.terms, sequence.slop, places))
    if sequence.near:
        found = _beside(found, list(_followed(sequence.near, 0, places)), sequence.reach)
    for _, _, start, end in found:
        yield Occurrence(start, end, sequence.clause)


def _followed(
    terms: tuple[str, ...], slop: int, places: dict[str, list[Place]]
) -> Iterator[tuple[int, int, int, int]]:
    """First and last position, first and one past the last character of stretches of words in order.

    Each word is at most ``slop`` words after the one before. Keeps for every occurrence of a word the latest
    start of a stretch that reaches it, so that each is looked at once for each word of the sequence.
    """
    rows = [places.get(term, []) for term in terms]
    if not all(rows):
        return
    reached = [(position, position, start, end) for position, start, end in rows[0]]
    for row in rows[1:]:
        longer: list[tuple[int, int, int, int]] = []
        before = 0
        for position, start, end in row:
            while before + 1 < len(reached) and reached[before + 1][1] < position:
                before += 1
            if before < len(reached) and 0 < position - reached[before][1] <= slop + 1 and end > start:
                longer.append((reached[before][0], position, reached[before][2], end))
        reached = longer
    yield from reached


def _beside(
    left: list[tuple[int, int, int, int]], right: list[tuple[int, int, int, int]], words: int
) -> list[tuple[int, int, int, int]]:
    """Those of two lists of stretches, each in order, that have one of the other list within some words."""
    kept = []
    for some, others in ((left, right), (right, left)):
        firsts, lasts = [one[0] for one in others], [one[1] for one in others]
        for one in some:
            ahead = bisect_right(firsts, one[1])
            behind = bisect_left(lasts, one[0]) - 1
            near = ahead < len(firsts) and firsts[ahead] - one[1] <= words + 1
            if near or (behind >= 0 and one[0] - lasts[behind] <= words + 1):
                kept.append(one)
    return kept
