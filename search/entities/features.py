"""What the tagger sees of a token: numbers that stand for features, by CRC-32 of their names.

Most features depend on one token type at one offset (the word itself, the word before ...); their scores are
summed once a type. The others combine neighbours, rules, or the document, and are numbers mixed from numbers.
The same functions serve training and tagging.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.entities import lexicon
from search.entities.keys import fold
from search.entities.model import EntityKind
from search.entities.scan import Scan, Span
from search.entities.tokens import sentences

Array = NDArray[Any]
OFFSETS = (0, -1, 1, -2, 2)
"""Places of a token type relative to the token that is tagged."""
_RUN = re.compile(r"(.)\1+")
_LISTS = {
    "given": lexicon.GIVEN,
    "rank": lexicon.RANK,
    "rankmod": lexicon.RANK_MODIFIER,
    "title": lexicon.TITLE,
    "titlemod": lexicon.TITLE_MODIFIER,
    "orghead": lexicon.ORG_HEAD,
    "orgtail": lexicon.ORG_TAIL,
    "event": lexicon.EVENT_TAIL,
    "placetail": lexicon.PLACE_TAIL,
    "placehead": lexicon.PLACE_HEAD,
    "country": lexicon.COUNTRY,
    "people": lexicon.NATIONALITY,
    "state": lexicon.STATE,
    "city": lexicon.CITY,
    "month": lexicon.MONTH,
    "stop": lexicon.STOP,
    "notname": lexicon.NOT_NAME,
    "notorg": lexicon.NOT_ORG,
    "suffix": lexicon.SUFFIX,
    "particle": lexicon.PARTICLE,
    "surname": lexicon.SURNAME,
    "named": lexicon.NAMED,
    "town": lexicon.TOWN,
    "region": lexicon.REGION,
    "company": lexicon.COMPANY,
    "media": lexicon.MEDIA,
    "club": lexicon.CLUB,
    "agency": lexicon.AGENCY,
    "product": lexicon.PRODUCT,
}
LONGEST = 120
"""Tokens that are tagged as one sentence; a longer one, such as a table, is cut."""
DYNAMIC = 14
"""Features of a token that depend on more than one token type."""


def shape(word: str) -> str:
    """``Crosier`` as ``Xx+``: capitals, small letters, digits; runs marked by a plus."""
    signs = ("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word[:24])
    return _RUN.sub(r"\1+", "".join(signs))


def type_features(word: str) -> tuple[list[int], ...]:
    """The features of a token type at each of :data:`OFFSETS`."""
    word = word.replace("’", "'")
    lower, form = fold(word), shape(word)
    bits = lexicon.bits()[word]
    listed = [name for name, bit in _LISTS.items() if bits & bit]
    own = [f"w={lower}", f"s={form}", "b", *(f"l={name}" for name in listed), "L=" + "|".join(listed)]
    own += [f"p{k}={word[:k]}" for k in (1, 2, 3, 4) if len(word) > k]
    own += [f"e{k}={lower[-k:]}" for k in (1, 2, 3, 4, 5) if len(word) > k]
    own += [f"a={mark}" for mark in _marks(word)]
    group = lexicon.word_class(word)
    if group:
        own.append(f"c={group}")
    near = [f"w={lower}", f"s={form}", f"e={lower[-3:]}", f"c={group}", *(f"l={name}" for name in listed)]
    far = [f"w={lower}", f"s={form}", f"c={group}", *(f"l={name}" for name in listed)]
    lists = (own, near, near, far, far)
    return tuple(
        [crc32(f"{at}{name}".encode()) for name in names] for at, names in zip(OFFSETS, lists, strict=True)
    )


def _marks(word: str) -> list[str]:
    marks = []
    if any(char.isdigit() for char in word):
        marks.append("digit")
    if "-" in word:
        head, _, tail = word.rpartition("-")
        marks += ["hyphen", f"h={fold(tail)}", f"H={fold(head)}"]
    if word.endswith("."):
        marks.append("stop")
    if any(a.islower() and b.isupper() for a, b in pairwise(word)):
        marks.append("mixed")
    if len(word) > 1 and word.isupper():
        marks.append("capitals")
    return marks


class Types:
    """Token types by number, with what the dynamic features need of each. Type 0 stands between sentences."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"": 0}
        self.words: list[str] = [""]
        self._rows = np.zeros((1024, 3), dtype=np.uint32)
        self._lowers: dict[str, int] = {}
        self._lower = np.zeros(1024, dtype=np.int32)
        self._mark = np.zeros(1024, dtype=bool)

    def number(self, words: list[str]) -> Array:
        """The numbers of tokens; new types get the next ones."""
        numbers = self.numbers
        try:
            return np.array([numbers[word] for word in words], dtype=np.int32)
        except KeyError:
            for word in words:
                if word not in numbers:
                    self._learn(word)
        return np.array([numbers[word] for word in words], dtype=np.int32)

    def _learn(self, word: str) -> None:
        at = self.numbers[word] = len(self.words)
        self.words.append(word)
        if at == len(self._rows):
            self._rows = np.concatenate((self._rows, np.zeros_like(self._rows)))
            self._lower = np.concatenate((self._lower, np.zeros_like(self._lower)))
            self._mark = np.zeros(len(self._lower), dtype=bool)
        lower = fold(word.replace("’", "'"))
        self._lower[at] = self._lowers.setdefault(lower, len(self._lowers))
        self._rows[at] = (crc32(lower.encode()), crc32(shape(word).encode()), _case(word))

    def among(self, numbers: Array, chosen: Array) -> Array:
        """Which of the tokens are, in small letters, the same word as one of those ``chosen``."""
        lower = self._lower[numbers]
        self._mark[lower[chosen]] = True
        found = self._mark[lower]
        self._mark[lower[chosen]] = False
        return found

    @property
    def rows(self) -> Array:
        """Of each type: hash of the lower-case word, hash of the shape, case (0 none, 1 lower, 2 capital)."""
        return self._rows


def _case(word: str) -> int:
    return 1 if word.islower() else 2 if word[0].isupper() else 0


@dataclass(frozen=True, slots=True)
class Sequence:
    """One article for the tagger."""

    types: Array
    """Token type numbers."""
    bounds: Array
    """Starts of sentences, and the number of tokens as the last."""
    codes: Array
    """What the rules said of each token, as a small number; 0 when nothing."""
    flags: Array
    """Headline, capitals, and how the document writes a word whose capital says little."""


_EVIDENCE = (
    "name after",
    "name in a list",
    "known",
    "name that ends",
    "“",
    "dateline",
    "stands for",
    "short for",
)
_KINDS = tuple(EntityKind)


def rule_codes(view: Scan, spans: list[Span]) -> Array:
    """A small number for each token: the kind of its rule's span, the place in it, and the sort of evidence."""
    codes = np.zeros(len(view.words), dtype=np.uint32)
    for span in spans:
        sort = next((k for k, start in enumerate(_EVIDENCE) if span.evidence.startswith(start)), len(_EVIDENCE))
        code = (_KINDS.index(span.kind) * (len(_EVIDENCE) + 1) + sort) * 2 + 1
        codes[span.first] = code
        codes[span.first + 1 : span.behind] = code + 1
    return codes


def sequence(view: Scan, spans: list[Span], types: Types) -> Sequence:
    """One article, ready for the tagger."""
    numbers = types.number(view.words)
    bounds = _bounds(view)
    return Sequence(numbers, bounds, rule_codes(view, spans), _flags(view, numbers, bounds, types))


def _bounds(view: Scan) -> Array:
    """Starts of sentences, none longer than :data:`LONGEST`, and the number of tokens."""
    starts = [cut for first, behind in sentences(view.tokens) for cut in range(first, behind, LONGEST)]
    return np.array([*starts, len(view.words)], dtype=np.int64)


def _flags(view: Scan, numbers: Array, bounds: Array, types: Types) -> Array:
    """Bit 0: headline; 1: loud body; 2: capital without weight; 3, 4: seen small, seen capital elsewhere."""
    n = len(numbers)
    flags = np.zeros(n, dtype=np.uint32)
    if not n:
        return flags
    case = types.rows[numbers, 2]
    weak = np.zeros(n, dtype=bool)
    weak[bounds[:-1]] = True
    weak[: view.headline] = True
    flags[: view.headline] |= 1
    if view.loud:
        flags |= 2
    ask = case == 2
    seen_small = types.among(numbers, case == 1)
    seen_capital = types.among(numbers, ask & ~weak)
    flags[ask & weak] |= 4
    flags[ask & seen_small] |= 8
    flags[ask & weak & seen_capital] |= 16
    return flags


_A, _B = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)


def _mix(salt: int, *columns: Array) -> Array:
    """One number for a combination of numbers (multiply and add, then stir the high bits down)."""
    mixed = np.full(len(columns[0]), salt, dtype=np.uint32)
    for column in columns:
        mixed = (mixed ^ column.astype(np.uint32)) * _A
        mixed = (mixed ^ (mixed >> np.uint32(15))) * _B
    return mixed ^ (mixed >> np.uint32(13))


def dynamic_features(rows: Array, codes: Array, flags: Array) -> Array:
    """The features of each token that depend on several types, on rules, or on the document: [n, DYNAMIC].

    The arrays hold sentences end to end with two rows of zeros between them, so that neighbours never mix.
    """
    word, form = rows[:, 0], rows[:, 1]
    before, after = _shift(word, 1), _shift(word, -1)
    form_before, form_after = _shift(form, 1), _shift(form, -1)
    code_before, code_after = _shift(codes, 1), _shift(codes, -1)
    columns = (
        _mix(1, before, word),
        _mix(2, word, after),
        _mix(3, form_before, form, form_after),
        _mix(4, before, form),
        _mix(5, form, after),
        _mix(6, codes),
        _mix(7, codes, form),
        _mix(8, code_before, codes, code_after),
        _mix(9, flags, form),
        _mix(10, flags, codes),
        _mix(11, codes, word),
        _mix(12, code_before),
        _mix(13, code_after),
        _mix(14, before, after),
    )
    return np.stack(columns, axis=1)


@dataclass(frozen=True, slots=True)
class Layout:
    """Articles end to end, two tokens of type 0 around each sentence. Arrays of length n are per real token."""

    types: Array
    """With the separating tokens."""
    dynamic: Array
    """[n, DYNAMIC]"""
    at: Array
    """Where each of the n tokens stands in :attr:`types`."""
    starts: Array
    """First token of each sentence, counted over all articles, and n as the last."""


def layout(sequences: list[Sequence], types: Types) -> Layout:
    """Lay articles end to end for training or tagging."""
    sizes = [len(s.types) for s in sequences]
    offsets = np.cumsum([0, *sizes])
    starts = np.concatenate([s.bounds[:-1] + at for s, at in zip(sequences, offsets[:-1], strict=True)])
    starts = np.append(starts, offsets[-1]).astype(np.int64)
    sentence = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    at = np.arange(offsets[-1]) + 2 * (sentence + 1)
    size = int(offsets[-1]) + 2 * len(starts)

    def spread(name: str) -> Array:
        column = np.zeros(size, dtype=getattr(sequences[0], name).dtype)
        column[at] = np.concatenate([getattr(s, name) for s in sequences])
        return column

    numbers = spread("types")
    dynamic = dynamic_features(types.rows[numbers], spread("codes"), spread("flags"))
    return Layout(numbers, dynamic[at], at, starts)


def _shift(column: Array, by: int) -> Array:
    shifted = np.zeros_like(column)
    if by > 0:
        shifted[by:] = column[:-by]
    else:
        shifted[:by] = column[-by:]
    return shifted
