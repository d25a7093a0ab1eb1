"""From text to terms: one analysis for articles and queries, so that what is written is found as it is typed.

A raw token is a run of letters and digits with joiners inside (``JAXA's``, ``U.S``, ``F-16``, ``1,234``).
What becomes of it depends on nothing but itself, so an inverter analyses each distinct one once:

======================  =====================  ========================================================
written                 terms                  rule
======================  =====================  ========================================================
``Jueces``, ``Über``    ``juec``, ``uber``     lower case, no accents, Snowball English
``U.S.``, ``F.B.I.``    ``us``, ``fbi``        single letters with dots are an acronym
``JAXA's``, ``O'Neil``  ``jaxa``, ``oneil``    possessives and apostrophes go
``AT&T``, ``1,234.5``   ``att``, ``1234.5``    short pairs and numbers are one word
``Miami-based``         ``miami base``         hyphens part words, which then stand side by side
``F-16``, ``14-1234``   ``f16``, ``14-1234``   with a digit the whole is a term too, where its parts begin
``on-line``             ``onlin on line``      and so it is behind a stop word
======================  =====================  ========================================================

Stop words are terms like others (phrases need them); :data:`STOP_WORDS` says which ones a query may skip.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from search.scripts import MARKS, UNSPACED, UNSPACED_UNIT, WORD
from search.scripts import fold as fold

ANALYSIS_VERSION = 5
"""Raised whenever a text would give other terms: an older index is rebuilt."""

MAX_TERM = 64
"""Characters; longer words are cut, in articles and queries alike. A word of a megabyte helps nobody."""

STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be but by for if in into is it no not of on or such that the their then there "
        "these they this to was will with",
    )
)
"""The 33 words that Lucene's classic English analyser drops; here they are indexed, and skipped in queries."""

_JOINER = (
    "(?:[-'’.,&\u2010\u2011\u05be\u05f3\u05f4\u066b\u066c\u00b7]"
    '|(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea]))'  # typed for the sign of Hebrew acronyms
)
RAW_TOKEN = re.compile(
    rf"{WORD}(?:{_JOINER}{WORD})*(?:\+\+|#(?![\w#]))?"  # C++, C#
    r"|(?<![\w.])\.[A-Za-z]\w+"  # .NET
    r"|[§¶]"
)
"""A run of letters, digits and their marks, with single joiners inside; some signs that are part of a name."""

_JOINERS = str.maketrans(
    {"’": "'", "\u2010": "-", "\u2011": "-", "\u05be": "-", '"': "\u05f4", "\u066b": ".", "\u066c": ","}
)
_ACRONYM = re.compile(r"[^\W\d_](?:\.[^\W\d_])+(?:'s)?\Z")
_SPACED = rf"(?:[^\W_{UNSPACED}]|(?![{UNSPACED}])[{MARKS}])"
_PART = re.compile(
    r"\d+(?:[.,]\d+)+(?![^\W_])"  # 1,234.5
    r"|[^\W_]{1,2}&[^\W_]{1,2}(?![^\W_])"  # AT&T
    r"|\A\.[A-Za-z]\w+\Z|[A-Za-z]\w{0,30}\+\+\Z|[A-Za-z]#\Z|[§¶]"  # .NET, C++, C#
    rf"|{UNSPACED_UNIT}"  # scripts without spaces: each character a word
    rf"|[^\W_{UNSPACED}]{_SPACED}*(?:['\u00b7\u05f3\u05f4]{_SPACED}+)*"
)
_ELISION = re.compile(
    r"(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu"  # French, Catalan
    r"|dell|all|dall|nell|sull|coll|un|quest|quell|tutt|bell|mezz|anch|dov|com|gl|v)'(?=[^\W\d_])",  # Italian
    re.IGNORECASE,
)
"""What French, Catalan and Italian put before a word that begins with a vowel."""
_NAMES = re.compile(r"[+#.§¶]")

Mode = Literal["index", "query", "phrase"]


class Token(NamedTuple):
    """A term and where it stands."""

    text: str
    position: int
    """Counted in words from 0."""
    start: int
    end: int
    """Characters of the source text."""
    stop: bool
    """Whether it is a stop word."""


class Piece(NamedTuple):
    """A term of one raw token."""

    text: str
    delta: int
    """Words after the raw token's first one."""
    start: int
    end: int
    """Characters of the raw token."""
    whole: bool
    """Whether it stands for all parts of a compound; the parts follow."""
    stop: bool


class Analysed(NamedTuple):
    """What one raw token becomes."""

    pieces: tuple[Piece, ...]
    advance: int
    """Positions that it takes."""


@lru_cache(maxsize=1 << 12)
def keyword(value: str) -> str:
    """The form in which keyword fields compare values: folded, single spaces."""
    return " ".join(fold(value).split())


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english", 0)


def stem(word: str) -> str:
    """Snowball English of a folded word; words with digits stay as they are."""
    if not word.isalpha():
        return word[:MAX_TERM]
    stemmed: str = _stemmer().stemWord(word[:MAX_TERM])
    return stemmed


def stems(words: list[str]) -> list[str]:
    """:func:`stem` of words that consist of letters and are short enough, all at once."""
    found: list[str] = _stemmer().stemWords(words)
    return found


def _word(part: str) -> str:
    """The bare folded word of a part: no possessive, apostrophe, ampersand or thousands separator."""
    if part[0].isdigit():
        return fold(part.replace(",", ""))
    if part.endswith(("'s", "'S")):
        part = part[:-2]
    return fold(part.translate(_DROPPED))


_DROPPED = str.maketrans("", "", "'&\u00b7\u05f3\u05f4")


class _Part(NamedTuple):
    """A part of a raw token."""

    word: str
    start: int
    end: int
    elided: int
    """Where the word begins that an elided one or a sign stands before; 0 where none does."""


def _parts(text: str) -> list[_Part]:
    found = []
    for match in _PART.finditer(text):
        elision = _ELISION.match(text, match.start(), match.end())
        if word := _word(match.group()):
            inner = elision.end() if elision else match.start() + 1 if word[0] == "." else 0
            found.append(_Part(word, match.start(), match.end(), inner))
    return found


def _term(word: str) -> str:
    """The term of a folded word."""
    return word[:MAX_TERM] if _NAMES.search(word) else stem(word)


@lru_cache(maxsize=1 << 14)
def analyse_raw(raw: str) -> Analysed:
    """The terms of one match of :data:`RAW_TOKEN`, in order of position, wholes before parts."""
    text = raw.translate(_JOINERS)
    if _ACRONYM.match(text):
        word = fold(text.removesuffix("'s").removesuffix("'S").replace(".", ""))[:MAX_TERM]
        return Analysed((Piece(word, 0, 0, len(raw), False, False),), 1)
    parts = _parts(text)
    wholes = _wholes(text, parts)
    pieces: list[Piece] = []
    for i, (word, start, end, elided) in enumerate(parts):
        pieces += wholes.get(i, ())
        if elided:
            pieces.append(Piece(_term(word), i, start, end, True, False))
            word = _word(text[elided:end])
            pieces.append(Piece(_term(word), i, elided, end, False, word in STOP_WORDS))
        else:
            pieces.append(Piece(_term(word), i, start, end, False, word in STOP_WORDS))
    return Analysed(tuple(pieces), len(parts))


def _wholes(text: str, parts: list[_Part]) -> dict[int, list[Piece]]:
    """Terms that stand for several parts, by the first of these: ``F-16``, ``2020-07-13``.

    Parts that hyphens join are one word too if a digit is among them. Of more than four, those that read
    as one: a letter part beside a number, and numbers side by side (a date in the name of a file).
    """
    wholes: dict[int, list[Piece]] = {}
    if "-" not in text or len(parts) < 2:
        return wholes
    if not any(c.isdigit() for c in text):
        return _by_law(text, parts)
    for first, last in _runs(text, parts):
        for one, other in {(first, last)} if last - first <= 4 else _readings(parts, first, last):
            words = [part.word for part in parts[one:other]]
            if any(c.isdigit() for word in words for c in word):
                joint = "-" if all(word[0].isdigit() for word in words) else ""
                whole = joint.join(words)[:MAX_TERM]
                wholes.setdefault(one, []).append(
                    Piece(whole, one, parts[one].start, parts[other - 1].end, True, False)
                )
    return wholes


def _by_law(text: str, parts: list[_Part]) -> dict[int, list[Piece]]:
    """The whole of ``by-law``, ``on-line``: sentences have such words side by side where they are not one."""
    first, second = parts[:2]
    joint = text[first.end : second.start] == "-" and len(parts) == 2
    if not joint or first.word not in STOP_WORDS or second.word in STOP_WORDS:
        return {}
    return {0: [Piece(stem(first.word + second.word), 0, first.start, second.end, True, False)]}


def _runs(text: str, parts: list[_Part]) -> list[tuple[int, int]]:
    """Stretches of two and more parts with nothing but hyphens between them: first and past the last."""
    runs: list[tuple[int, int]] = []
    first = 0
    for i in range(1, len(parts) + 1):
        if i == len(parts) or text[parts[i - 1].end : parts[i].start] != "-":
            if i - first > 1:
                runs.append((first, i))
            first = i
    return runs


def _readings(parts: list[_Part], first: int, last: int) -> list[tuple[int, int]]:
    """What reads as one in a long run of parts."""
    found = []
    numeric = [part.word[0].isdigit() for part in parts]
    start = first
    for i in range(first, last):
        if i + 1 < last and numeric[i] != numeric[i + 1]:
            found.append((i, i + 2))
        if not numeric[i]:
            start = i + 1
        elif (i + 1 == last or not numeric[i + 1]) and 2 <= i + 1 - start <= 4:
            found.append((start, i + 1))
    return sorted(found)


def analyze(text: str, mode: Mode = "index") -> list[Token]:
    """The terms of a text.

    ``index`` gives everything that an article is found by: wholes and parts of compounds. ``query`` gives
    a compound's whole where it stands for everything that was written, and else its parts, which belong
    side by side. ``phrase`` gives parts only, so that positions count up by one.
    """
    tokens: list[Token] = []
    position = 0
    for match in RAW_TOKEN.finditer(text):
        pieces, advance = analyse_raw(match.group())
        base = match.start()
        if mode != "index":
            whole = [piece for piece in pieces if piece.whole]
            covers = len(whole) == 1 and (whole[0].start, whole[0].end) == (pieces[0].start, pieces[-1].end)
            asked = mode == "query" and covers and _is_asked(whole[0], pieces, match.group())
            pieces = tuple(whole) if asked else tuple(piece for piece in pieces if not piece.whole)
        for text_, delta, start, end, _, stop in pieces:
            tokens.append(Token(text_, position + delta, base + start, base + end, stop))
        position += advance
    return tokens


def _is_asked(whole: Piece, pieces: tuple[Piece, ...], raw: str) -> bool:
    """Whether a whole is what a query means: ``F-16``, ``D'Angelo``; not ``l'eau``, nor ``on-line``."""
    hyphened = "-" in raw.translate(_JOINERS) and not any(char.isdigit() for char in raw)
    return not hyphened and not _elides(whole, pieces, raw)


def _elides(whole: Piece, pieces: tuple[Piece, ...], raw: str) -> bool:
    """Whether a whole is an article with its noun, asked for without it: ``l'eau``, not ``D'Angelo``."""
    elided = any(not piece.whole and whole.start < piece.start and piece.end == whole.end for piece in pieces)
    return elided and len(pieces) == 2 and raw[whole.start].islower()
