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
======================  =====================  ========================================================

Stop words are terms like others (phrases need them); :data:`STOP_WORDS` says which ones a query may skip.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from search.text import fold as fold

ANALYSIS_VERSION = 2
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

RAW_TOKEN = re.compile(r"\w+(?:[-'’.,&\u2010\u2011]\w+)*")
"""A run of word characters, with single joiners inside."""

_JOINERS = str.maketrans({"’": "'", "\u2010": "-", "\u2011": "-"})
_ACRONYM = re.compile(r"[^\W\d_](?:\.[^\W\d_])+(?:'s)?\Z")
_PART = re.compile(
    r"\d+(?:[.,]\d+)+(?![^\W_])"  # 1,234.5
    r"|[^\W_]{1,2}&[^\W_]{1,2}(?![^\W_])"  # AT&T
    r"|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"  # scripts without spaces: each character a word
    r"|(?:(?![\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])[^\W_])+(?:'[^\W_]+)*"
)

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
    return fold(part.replace("'", "").replace("&", ""))


@lru_cache(maxsize=1 << 14)
def analyse_raw(raw: str) -> Analysed:
    """The terms of one match of :data:`RAW_TOKEN`, in order of position, wholes before parts."""
    text = raw.translate(_JOINERS)
    if _ACRONYM.match(text):
        word = fold(text.removesuffix("'s").removesuffix("'S").replace(".", ""))[:MAX_TERM]
        return Analysed((Piece(word, 0, 0, len(raw), False, False),), 1)
    parts = [(_word(m.group()), m.start(), m.end()) for m in _PART.finditer(text)]
    parts = [part for part in parts if part[0]]
    pieces = [
        Piece(stem(word), i, start, end, False, word in STOP_WORDS)
        for i, (word, start, end) in enumerate(parts)
    ]
    if 1 < len(parts) <= 4 and "-" in text and any(c.isdigit() for c in text):
        joint = "-" if all(word[0].isdigit() for word, _, _ in parts) else ""
        whole = joint.join(word for word, _, _ in parts)[:MAX_TERM]
        pieces.insert(0, Piece(whole, 0, parts[0][1], parts[-1][2], True, False))
    return Analysed(tuple(pieces), len(parts))


def analyze(text: str, mode: Mode = "index") -> list[Token]:
    """The terms of a text.

    ``index`` gives everything that an article is found by: wholes and parts of compounds. ``query`` gives
    a compound's whole where there is one and else its parts, which belong side by side. ``phrase`` gives
    parts only, so that positions count up by one.
    """
    tokens: list[Token] = []
    position = 0
    for match in RAW_TOKEN.finditer(text):
        pieces, advance = analyse_raw(match.group())
        base = match.start()
        if pieces and pieces[0].whole and mode != "index":
            pieces = pieces[:1] if mode == "query" else pieces[1:]
        for text_, delta, start, end, _, stop in pieces:
            tokens.append(Token(text_, position + delta, base + start, base + end, stop))
        position += advance
    return tokens
