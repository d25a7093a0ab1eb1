"""Operators that fingers know from other programs: ``!word``, ``a | b``, ``NEAR/5``, ``/5``, ``^2``.

Only what is clearly meant as an operator is one; the same signs in pasted text are dropped or are words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.errors import QueryError

DEFAULT_NEAR = 10
"""Words that NEAR without a number allows in between."""
MAX_NEAR = 30
"""The index keeps sections of an article only a little farther apart."""
MAX_BOOST = 100.0

DATE_FIELDS = ("date", "after", "before", "since", "until")
"""Fields of days; all but the first name one end of a range."""

_NEAR = re.compile(r"(?:NEAR[/:]?([0-9]+)|NEAR\(([0-9]+)\)|[wW]?/([0-9]+)|AROUND\(([0-9]+)\)|NEAR)(?=[\s(\"“])")
WEIGHT = r"\^(-?[0-9]+(?:\.[0-9]+)?)"
_BOOST = re.compile(rf'{WEIGHT}(?=[^\w\s()"“”„|^]*(?:[\s()"“”„|]|\Z))')
"""A weight behind a clause, and nothing but punctuation up to the end of the word."""


@dataclass(frozen=True, slots=True)
class Found:
    """An operator or value at a place of the query."""

    text: str
    end: int
    number: int = 0


def near(text: str, at: int, *, loud: bool = False) -> Found | None:
    """``NEAR``, ``NEAR/5``, ``w/5``, ``AROUND(5)`` between two words. Raises QueryError for a far reach.

    ``loud``: the query is in capitals, so that ``NEAR`` without a number is a word.
    """
    found = _NEAR.match(text, at)
    if not found or not between(text, at, found.end()):
        return None
    written = next((group for group in found.groups() if group), "")
    if loud and not written:
        return None
    written = written or str(DEFAULT_NEAR)
    if len(written) > 2 or int(written) > MAX_NEAR:
        raise QueryError(
            f"{found[0]} reaches too far.",
            f"Write at most NEAR/{MAX_NEAR}.",
            column=at,
        )
    return Found(found[0], found.end(), int(written))


def reads_as_near(word: str) -> bool:
    """Whether a plain word would be taken for an operator of nearness if it stood between two others."""
    return _NEAR.match(f"{word} ") is not None


def boost(text: str, at: int) -> tuple[float, int]:
    """What is behind a clause, ``^2``, and where it ends; 1 when there is nothing. Raises QueryError."""
    found = _BOOST.match(text, at)
    if not found:
        return 1.0, at
    factor = float(found[1])
    if not 0 < factor <= MAX_BOOST:
        raise QueryError(
            f"A clause cannot weigh {found[1][:9]} times as much.",
            f"Write ^0.1 to ^{MAX_BOOST:.0f}.",
            column=at,
        )
    return factor, found.end()


def between(text: str, start: int, end: int) -> bool:
    """Whether a stretch of a query stands between two words, phrases or groups."""
    before = text[:start].rstrip()[-1:]
    return bool(re.match(r"[\w)\"”*?~.]", before) and re.match(r"\s*[^\s)|&]", text[end:]))


def unheard(text: str) -> str:
    """An operator that is a word because the query is in capitals; empty when there is none."""
    found = re.search(r"(?<=\w )(?:AND|OR|NOT|NEAR)(?= \w)", text) if shouted(text) else None
    return found[0] if found else ""


def shouted(text: str) -> bool:
    """Whether a query is itself in capitals, so that those of its operators tell nothing."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word not in ("AND", "OR", "NOT", "NEAR")]
    return bool(words) and all(word.isupper() for word in words) and any(len(word) > 3 for word in words)


def quiet(text: str) -> str:
    """A query that is in capitals in small letters: it asks the same, and goes on doing so beside filters."""
    return text.replace("NEAR/", "   W/").lower() if shouted(text) else text


def written_or(text: str) -> str:
    """The OR to put between parts that read ``text`` together: one that is none is only a word in capitals."""
    words = re.findall(r"[^\W\d_]+", text)
    return "OR" if any(not word.isupper() for word in words) else "|"
