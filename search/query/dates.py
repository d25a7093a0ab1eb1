"""Dates as they are asked for: a year, a month, a day, or a range of them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from search.errors import QueryError

EPOCH = date(1970, 1, 1)

_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?\Z")
_REMEDY = "Write date:2016, date:2016-03, date:2016-03-07, date:2015..2016, date:..2014, date:today or date:7d"


def days(day: date) -> int:
    """Days since 1970-01-01, negative before it: what the index's date column holds."""
    return (day - EPOCH).days


def parse_range(text: str, column: int) -> tuple[date | None, date | None]:
    """First and last day of a written range; None where it is open. Raises QueryError.

    Relative ones too: ``today``, ``yesterday``, ``7d`` (seven days, with today), ``2w``, ``3m``, ``1y``.

    ``column`` is where ``text`` stands in the query; errors point at the faulty end of the range.
    """
    if near := _relative(text):
        return near
    if ".." not in text:
        return _span(text, column)
    left, _, right = text.partition("..")
    if not left and not right:
        raise QueryError("The range of dates has neither a beginning nor an end.", _REMEDY, column=column)
    after = column + len(left) + len("..")
    first = _span(left, column)[0] if left else None
    last = _span(right, after)[1] if right else None
    if first and last and first > last:
        raise QueryError(
            f"The range of dates ends ({right}) before it begins ({left}).",
            f"Write date:{right}..{left}",
            column=column,
        )
    return first, last


_AGO = re.compile(r"([0-9]{1,3})(d|w|m|y)\Z", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def _relative(text: str) -> tuple[date, date] | None:
    """First and last day of a range that ends with the day of the clock; None for another text."""
    now = date.today()
    if text.lower() in ("today", "yesterday"):
        day = now - timedelta(text.lower() == "yesterday")
        return day, day
    ago = _AGO.match(text)
    return (now - timedelta(int(ago[1]) * _DAYS[ago[2].lower()] - 1), now) if ago and int(ago[1]) else None


def _span(text: str, column: int) -> tuple[date, date]:
    """First and last day of a year, a month or a day."""
    written = _WRITTEN.match(text)
    if not written:
        raise QueryError(f"“{text}” is not a date.", _REMEDY, column=column)
    year, month, day = (int(part) if part else 0 for part in written.groups())
    if not year:
        raise QueryError("There is no year 0.", _REMEDY, column=column)
    if written[2] is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        raise QueryError(
            f"There is no month {month}.", "Months are 01 to 12.", column=column + written.start(2)
        )
    length = monthrange(year, month)[1]
    if written[3] is None:
        return date(year, month, 1), date(year, month, length)
    if not 1 <= day <= length:
        raise QueryError(
            f"There is no day {day} in {year}-{month:02}.",
            f"That month has {length} days.",
            column=column + written.start(3),
        )
    return date(year, month, day), date(year, month, day)
