r"""Query text cut into tokens: words, quoted phrases, parentheses, operators, field names.

Pasted text must not be an error, so only what is clearly meant as an operator is one:

- a name and a colon are a field when a value follows directly; ``Note: this``, ``10:30``, ``http://x.y``,
  ``C:\x`` and ``mailto:a@b`` are words;
- a minus sign excludes when it stands before a word and after a space;
- a question mark is a wildcard inside a word (``wom?n``) and punctuation at its end (``why?``);
- punctuation around a word is dropped, and a plus sign before it makes a plain word of anything (``+AND``).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import Enum, auto
from functools import lru_cache

from search.errors import QueryError
from search.query.fields import FIELD_LIKE, FIELDS, KEYWORD_FIELDS, ORIGINS, OTHER_WAYS, SYNONYMS
from search.query.foreign import refuse_foreign
from search.query.operators import (
    DATE_FIELDS,
    WEIGHT,
    between,
    boost,
    near,
    shouted,
)
from search.query.written_dates import date_range, spoken_date, spoken_range
from search.scripts import MARKS
from search.text import sanitise

_SCHEMES = {"http", "https", "ftp", "mailto", "tel", "urn", "doi", "file", "news", "data", "about"}
_GERSHAYIM = re.compile('(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea])')
_OPEN_QUOTES = '"“”„«'
_WORD_ENDS = re.compile(r'[\s()"“”„«|]|&&')
_COMMA = re.compile(r"(?<=[^\W\d_])[,;](?=[^\W\d_])")
"""Between words without a space; between digits it belongs to a number."""
_WEIGHT = re.compile(rf"{WEIGHT}\Z")
_SLOP = re.compile(r"~([0-9]*)|\s+~([0-9]+)(?=[\s)]|\Z)")
_PIECES = re.compile(rf"[\w*?][\w*?{MARKS}]*")
_JAMO = ("\u1160", "\u11ff")
"""Vowels and final consonants of Hangul, which compose with what stands before them."""
LITERAL = re.compile(r"[^\W_]")
"""A letter or a digit."""
MAX_WORD = 80
"""Characters of a fuzzy word or pattern; comparing costs the square of it."""
_EDGES = re.compile(rf"\A[^\w*?]+|[^\w*?~{MARKS}]+\Z")
_NAME = re.compile(r"[(\[{]*([A-Za-z]\w*\+\+|[A-Za-z]#|\.[A-Za-z]\w+\*?|[§¶]+\w*)[)\]},;:!?.]*\Z")
"""A word in which a sign is part of the name: ``C++``, ``C#``, ``.NET``, ``§12``."""
_SECTION = re.compile(r"[§¶]+ ?[0-9][\w.,-]*")
"""A sign that belongs to the number behind it."""
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_FUZZY_MARK = re.compile(rf"[\w*{MARKS}]~[0-9]*(?:\.[0-9]+)?\Z")


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    PHRASE = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    NEAR = auto()
    """Two words near one another; :attr:`Token.slop` is how many may be between."""
    DATES = auto()
    """A range of days, as :func:`search.query.dates.parse_range` knows it."""
    REGEX = auto()
    """A regular expression between slashes."""
    FIELD = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the query."""

    kind: Kind
    text: str
    """Word: without the punctuation at its ends. Phrase: what is between the quotes. Field: its name."""
    start: int
    end: int
    raw: str = ""
    """Word: as it was written."""
    slop: int = 0
    boost: float = 1.0
    """What is behind it: ``^2``."""


@dataclass(frozen=True, slots=True)
class Clean:
    """Query text without what is never searched for, and where each of its characters was typed."""

    text: str
    columns: tuple[int, ...]
    """One more than characters: the last is the length of the typed text."""


def clean(typed: str) -> Clean:
    """Sanitise a query cluster by cluster, so that every character keeps its column.

    A quote between two letters of Hebrew is the sign of an acronym, as keyboards have it.
    """
    typed = _GERSHAYIM.sub("\u05f4", typed)
    if sanitise(typed) == typed:
        return Clean(typed, tuple(range(len(typed) + 1)))
    kept: list[str] = []
    columns: list[int] = []
    start = 0
    while start < len(typed):
        end = start + 1
        while end < len(typed) and (unicodedata.combining(typed[end]) or _JAMO[0] <= typed[end] <= _JAMO[1]):
            end += 1
        piece = sanitise(typed[start:end])
        kept.append(piece)
        columns.extend([start] * len(piece))
        start = end
    return Clean("".join(kept), (*columns, len(typed)))


def scan(text: str) -> Iterator[Token]:
    """Tokens of a cleaned query; a field is always followed by its value or by an opening parenthesis.

    Raises QueryError with columns in ``text``.
    """
    at = 0
    field: Token | None = None
    loud = shouted(text)
    while at < len(text):
        token, at = _next(text, at, field, loud)
        if token is not None and token.kind in _WEIGHED:
            factor, at = boost(text, at)
            token = replace(token, boost=factor)
        if token is not None:
            yield token
        field = token if token is not None and token.kind is Kind.FIELD else None
    if field is not None:
        raise no_value(field)


def no_value(field: Token) -> QueryError:
    """The error of a field that has nothing to look for."""
    example = "2016" if field.text in DATE_FIELDS else "word"
    return QueryError(
        f"{field.text}: needs a value directly behind the colon.",
        f"Write {field.text}:{example}, or +{field.text} to look for the word itself.",
        column=field.start,
    )


_WEIGHED = {Kind.WORD, Kind.PHRASE, Kind.CLOSE}


def _next(text: str, at: int, field: Token | None, loud: bool) -> tuple[Token | None, int]:
    """The token at ``at``, or None for what is dropped, and where to go on."""
    char = text[at]
    if field is not None and (char.isspace() or char == ")"):
        raise no_value(field)
    if char.isspace():
        return None, at + 1
    if char in "()":
        return Token(Kind.OPEN if char == "(" else Kind.CLOSE, char, at, at + 1), at + 1
    if char in _OPEN_QUOTES:
        return _phrase(text, at) if _closing(text, at) >= 0 else (None, at + 1)  # a stray one
    if (value := _special(text, at, field)) is not None:
        return value, value.end
    if field is None:
        if (sign := _operator(text, at, loud)) is not None:
            return sign, sign.end
        named = _field(text, at)
        if named is not None:
            return named, named.end
        if char == "-" and _excludes(text, at):
            return Token(Kind.NOT, "-", at, at + 1), at + 1
    if char == "|" or text.startswith("&&", at):
        return None, at + 1 + (char == "&")  # between no words: a rule of a pasted table
    return _word(text, at, field)


def _special(text: str, at: int, field: Token | None) -> Token | None:
    """A value that is neither word nor phrase: days, a range of them, a regular expression.

    Raises QueryError for ranges of other fields.
    """
    dated = field is not None and field.text in (*DATE_FIELDS, "added")
    if field is not None and (dated or field.text in KEYWORD_FIELDS) and _ANY.match(text, at):
        return Token(Kind.WORD, "*", at, at + 1, "*")
    if (dated or field is None) and (days := date_range(text, at)):
        return Token(Kind.DATES, days.text, at, days.end)
    if dated and (days := spoken_range(text, at)):
        return Token(Kind.DATES, days.text, at, days.end)
    if dated and (days := spoken_date(text, at)):
        return Token(Kind.WORD, days.text, at, days.end, days.text)
    if field is not None and field.text == "money" and (amount := _AMOUNT.match(text, at)):
        return Token(Kind.WORD, amount[0], at, amount.end(), amount[0])
    if field is not None and _RANGED.match(text, at):
        raise QueryError(
            f"{field.text}: knows no ranges.",
            "Ranges are of dates: date:2015..2016, date:>2016.",
            column=at,
        )
    if field is not None and field.text in KEYWORD_FIELDS and (found := _REGEX.match(text, at)):
        return Token(Kind.REGEX, found[1], at, found.end())
    if field is None or field.text not in ORIGINS:
        refuse_foreign(text, at, in_field=field is not None)
    return None


_RANGED = re.compile(r"[\[{][^\]}]*\sTO\s|[<>]=?[0-9]")
_ANY = re.compile(r"\*(?=[\s)]|\Z)")
"""Any value at all."""
_AMOUNT = re.compile(r"[A-Za-z]{0,3}[<>]=?[$£€]?[0-9][\w.,]*")
"""Amounts above or below a number: ``>1m``, ``eur<=500k``."""
_REGEX = re.compile(r"/((?:[^/\\]|\\.)+)/(?=[\s)]|\Z)")
"""A regular expression: of the values of a field."""
_SIGNS = {"|": Kind.OR, "||": Kind.OR, "&&": Kind.AND}
_SIGN = re.compile(r"\|\|?|&&")


def _operator(text: str, at: int, loud: bool) -> Token | None:
    """An operator at ``at`` that stands where one can: between words, or before one."""
    if text[at] == "!" and _excludes(text, at):
        return Token(Kind.NOT, "!", at, at + 1)
    if (sign := _SIGN.match(text, at)) and between(text, at, sign.end()):
        return Token(_SIGNS[sign[0]], sign[0], at, sign.end())
    if found := near(text, at, loud=loud):
        return Token(Kind.NEAR, found.text, at, found.end, slop=found.number)
    written = _CAPITALS.match(text, at)
    if loud or not written:
        return None
    if written[0] == "ANDNOT" and between(text, at, written.end()):
        return Token(Kind.NOT, written[0], at, written.end())
    if written[0] == "NOT" and re.match(r"\s*[^\s)]", text[written.end() :]):
        return Token(Kind.NOT, written[0], at, written.end())
    if written[0] in ("AND", "OR") and between(text, at, written.end()):
        return Token(Kind[written[0]], written[0], at, written.end())
    return None


_CAPITALS = re.compile(r"(?:ANDNOT|AND|OR|NOT)(?=[\s()\"“”„]|\Z)")


def _word(text: str, at: int, field: Token | None) -> tuple[Token | None, int]:
    found = _WORD_ENDS.search(text, at)
    if field is None and (comma := _COMMA.search(text, at + 1, found.end() if found else len(text))):
        found = comma
    end = found.start() if found else len(text)
    raw = text[at:end]
    if section := _SECTION.match(text, at):
        inside = section[0].rstrip(".,-")
        return Token(Kind.PHRASE, inside, at, at + len(inside)), max(end, section.end())
    word = strip(raw)
    if (weight := _WEIGHT.search(word)) and (bare := strip(word[: weight.start()])):
        end = at + raw.index(word) + weight.start()
        raw, word = text[at:end], bare
    if not word:
        if field is not None:
            raise no_value(field)
        return None, end
    start = at + raw.index(word)
    return Token(Kind.WORD, word, start, start + len(word), raw), end


def strip(raw: str) -> str:
    """A word without the punctuation around it; empty when there is neither letter nor digit.

    Wildcards and a fuzzy mark at its end stay; question marks at the end are punctuation.
    """
    if named := _NAME.match(raw):
        return named[1]
    if not LITERAL.search(raw):
        return ""
    word = raw
    while True:
        shorter = _EDGES.sub("", word).rstrip("?")
        if not _FUZZY_MARK.search(shorter):
            shorter = shorter.rstrip("~")
        if shorter == word:
            return f"{word}." if _ACRONYM.match(word) and f"{word}." in raw else word
        word = shorter


def pieces(text: str) -> Iterator[re.Match[str]]:
    """The parts of a fuzzy word or pattern: those that have a letter or a digit."""
    return (piece for piece in _PIECES.finditer(text) if LITERAL.search(piece[0]))


def _excludes(text: str, at: int) -> bool:
    """Whether the minus sign at ``at`` is an operator: before a word, after a space or parenthesis."""
    before = text[at - 1] if at else " "
    follows = text[at + 1] if at + 1 < len(text) else " "
    return (before.isspace() or before in "()") and not follows.isspace() and follows not in "-)"


def _field(text: str, at: int) -> Token | None:
    """The field named at ``at``, or None when this is a word. Raises QueryError for an unknown name."""
    named = FIELD_LIKE.match(text, at)
    if not named:
        return None
    name, after = named[1], named.end()
    follows = text[after] if after < len(text) else " "
    if name.lower() in FIELDS:
        if name != name.lower() and follows.isspace():
            return None  # "Title: something", pasted
        return Token(Kind.FIELD, name.lower(), at, after)
    if name.lower() in SYNONYMS and not follows.isspace():
        return Token(Kind.FIELD, SYNONYMS[name.lower()], at, after)
    if follows not in '("“' and (name.lower() in _SCHEMES or not LITERAL.match(follows)):
        return None
    raise QueryError(f"There is no field “{name}”.", suggest_field(name), column=at)


def suggest_field(name: str) -> str:
    """What to do about a field that does not exist."""
    if name.lower() in OTHER_WAYS:
        return OTHER_WAYS[name.lower()]
    close = get_close_matches(name.lower(), (*FIELDS, *SYNONYMS), n=1, cutoff=0.7)
    if close:
        meant = SYNONYMS.get(close[0], close[0])
        return f"Did you mean {meant}: ? Leave a space after the colon to look for the word."
    return f"Fields are {', '.join(FIELDS)}; leave a space after the colon to look for the word."


def _phrase(text: str, at: int) -> tuple[Token, int]:
    """A phrase in straight or curly quotes, and its slop."""
    close = _closing(text, at)
    if close < 0:
        raise QueryError("This quotation mark is not closed.", "Put another one behind the phrase.", column=at)
    inside = text[at + 1 : close]
    if text[at] == '"':
        inside = re.sub(r'\\(["\\])', r"\1", inside)
    slop = _SLOP.match(text, close + 1)
    if not slop:
        return Token(Kind.PHRASE, " ".join(inside.split()), at, close + 1), close + 1
    written = slop[1] or slop[2]
    if not written:
        raise QueryError(
            "How far apart may the words of the phrase stand?",
            'Write a number behind the tilde: "space security"~3.',
            column=close + 1,
        )
    # Nothing is near that far apart, and int() refuses thousands of digits.
    distance = int(written[:6])
    return Token(Kind.PHRASE, " ".join(inside.split()), at, slop.end(), slop=distance), slop.end()


def _closing(text: str, at: int) -> int:
    """Where the quotation mark at ``at`` is closed, or -1. Pasted text mixes straight and curly ones."""
    if text[at] == "«":
        return text.find("»", at + 1)
    if text[at] != '"':
        curly = [i for i in (text.find("”", at + 1), text.find("“", at + 1)) if i >= 0]
        return min(curly) if curly else text.find('"', at + 1)
    straight = _straight_quotes(text)
    place = bisect_right(straight, at)
    return straight[place] if place < len(straight) else text.find("”", at + 1)


@lru_cache(maxsize=1)
def _straight_quotes(text: str) -> list[int]:
    """Where straight quotation marks stand that no backslash escapes; worked out once for a whole query."""
    return [found.end() - 1 for found in _QUOTED.finditer(text) if (found.end() - found.start()) % 2]


_QUOTED = re.compile(r'(?<!\\)\\*+"')
