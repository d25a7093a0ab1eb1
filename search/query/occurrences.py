"""Where the clauses of a query stand in a text: one pass over its words, each distinct one analysed once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_letters, digits
from typing import NamedTuple

from search.article.model import Section
from search.index.analysis import RAW_TOKEN, analyse_raw, fold
from search.query.kinds.base import Test
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
    part: bool
    """Whether it may be a word of a phrase."""


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Words side by side: a phrase, or a compound word."""

    terms: tuple[str, ...]
    slop: int
    clause: int


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

    def __init__(self, node: Node) -> None:
        clauses = [leaf for leaf in wanted(node) if leaf.textual or leaf.located]
        meaning = [leaf for leaf in clauses if not leaf.is_stop_word]
        self.clauses: tuple[Node, ...] = tuple(meaning or clauses)
        """The clauses that an occurrence counts into. Stop words only when there is nothing else."""
        self.fields = tuple(getattr(leaf, "field", "") for leaf in meaning or clauses)
        self._terms: dict[str, list[int]] = {}
        self._tests: list[tuple[int, Test]] = []
        self._beginnings: list[str] = []
        self._sequences: list[_Sequence] = []
        for number, leaf in enumerate(self.clauses):
            leaf.learn(number, self)
        self._parts = {term for sequence in self._sequences for term in sequence.terms}
        self._worth_a_look, self._worth_a_look_in_ascii = self._patterns()
        self._memo: dict[str, _Scanned] = {}

    def expect_terms(self, number: int, terms: tuple[str, ...], slop: int) -> None:
        """Clause ``number`` is this term, or these terms, each at most ``slop`` words after the one before."""
        if len(terms) == 1:
            self._terms.setdefault(terms[0], []).append(number)
        elif terms:
            self._sequences.append(_Sequence(terms, slop, number))

    def expect_words(self, number: int, fits: Test, beginning: str = "") -> None:
        """Clause ``number`` is any word that fits; all of these begin with ``beginning``."""
        self._tests.append((number, fits))
        self._beginnings.append(beginning)

    def _patterns(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        """What every raw token with a meaning contains: in any text, and in one of ASCII; None: no telling.

        A part of it begins with the first two letters of a term. Between them may be a joiner that the
        analysis drops (``U.S.``, ``O'Neil``). Other scripts and accents are left to the analysis.
        """
        beginnings = {term[:2] for term in (*self._terms, *self._parts)}
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
        analysed = analyse_raw(raw)
        pieces = []
        for piece in analysed.pieces:
            end = piece.end - 2 if raw[: piece.end].endswith(_POSSESSIVES) else piece.end
            clauses = list(self._terms.get(piece.text, ()))
            if self._tests:
                word = fold(raw[piece.start : end])
                clauses += [number for number, fits in self._tests if fits(piece.text, word)]
            part = piece.text in self._parts
            if clauses or part:
                pieces.append(_Piece(piece.text, piece.delta, piece.start, end, tuple(clauses), part))
        return _Scanned(analysed.advance, tuple(pieces))

    def occurrences(self, text: str, sections: Sequence[Section] = ()) -> list[Occurrence]:
        """Every occurrence in a text, by start. Time grows with the length of the text.

        With the sections of an article's text, clauses of a field count in that field alone; those of
        fields that are not part of the text, nowhere.
        """
        if not self.clauses:
            return []
        found: list[Occurrence] = []
        places: dict[str, list[tuple[int, int, int]]] = {}
        memo = self._memo
        position = 0
        for match in self._raw_tokens(text):
            raw = match.group()
            scanned = memo.get(raw)
            if scanned is None:
                scanned = memo[raw] = self._scan(raw)
            if scanned.pieces:
                base = match.start()
                for term, delta, start, end, clauses, part in scanned.pieces:
                    found += [Occurrence(base + start, base + end, clause) for clause in clauses]
                    if part:
                        places.setdefault(term, []).append((position + delta, base + start, base + end))
            position += scanned.advance
        for sequence in self._sequences:
            found.extend(_side_by_side(sequence, places))
        if not text.isascii():
            found = [_on_signs(text, occurrence) for occurrence in found]
        found.sort()
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


def _side_by_side(sequence: _Sequence, places: dict[str, list[tuple[int, int, int]]]) -> Iterator[Occurrence]:
    """Stretches in which the words follow one another, each at most ``slop`` words after the one before.

    Keeps for every occurrence of a word the latest start of a stretch that reaches it, so that each is
    looked at once for each word of the sequence.
    """
    rows = [places.get(term, []) for term in sequence.terms]
    if not all(rows):
        return
    reached = [(position, start, end) for position, start, end in rows[0]]
    for row in rows[1:]:
        longer: list[tuple[int, int, int]] = []
        before = 0
        for position, start, end in row:
            while before + 1 < len(reached) and reached[before + 1][0] < position:
                before += 1
            if before < len(reached) and 0 < position - reached[before][0] <= sequence.slop + 1 and end > start:
                longer.append((position, reached[before][1], end))
        reached = longer
    for _, start, end in reached:
        yield Occurrence(start, end, sequence.clause)
