"""Dates that may be partial, as days that can be sorted and compared."""

from __future__ import annotations

from datetime import date

UNDATED = -(2**31)
"""The day of an article without a date: smaller than every other, and it fits 32 bits."""

INFERRED = "inferred: "
"""How the source of a date begins when nothing names it as that of publication: it may be another's."""

_EPOCH = date(1970, 1, 1).toordinal()


def is_inferred(date_source: str) -> bool:
    """Whether a date is the program's conclusion, by its source."""
    return date_source.startswith(INFERRED)


def day_of(text: str) -> int:
    """Days from 1970-01-01 to an ISO date; ``2016-03`` and ``2016`` stand for their first day.

    What is no date gives UNDATED.
    """
    parts = text.split("-")
    try:
        year, month, day = (int(part) for part in (*parts, "1", "1")[:3])
        return date(year, month, day).toordinal() - _EPOCH
    except (ValueError, OverflowError):
        return UNDATED
