"""What the index is told about an article: plain texts, keywords, a day and a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

UNDATED = -(2**31)
"""The day of an article without a date: before every other."""

_EPOCH = date(1970, 1, 1).toordinal()

Keywords = Mapping[str, tuple[str, ...]]


def day_number(text: str) -> int:
    """Days since 1970-01-01 of an ISO date; a year or month counts as its first day, no date as UNDATED.

    Raises ValueError when the text is neither.
    """
    if not text:
        return UNDATED
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :]).toordinal() - _EPOCH


def day_text(day: int) -> str:
    """The ISO date of a day number; empty for UNDATED."""
    return "" if day == UNDATED else date.fromordinal(day + _EPOCH).isoformat()


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One article as the index sees it."""

    pk: int
    """The store's number of the article; adding a pk that is there replaces it."""
    date: int = UNDATED
    """A :func:`day_number`."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """``title``, ``subtitle``, ``byline``, ``organisation``, ``dateline``, ``body``; missing means empty."""
    keywords: Keywords = field(default_factory=dict)
    """``category``, ``tag``, ``org_name``, ``kind``, ``number``; the first, second and last are words too."""
    languages: tuple[str, ...] = ()
    """The languages beside English whose stems it is found by (:mod:`search.index.stemming`)."""
