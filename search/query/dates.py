"""Dates as they are asked for: a year, a month, a day, or a range of them."""

from __future__ import annotations

import os
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


def moved(day: date, by: int) -> date:
    """The day so many days later; the first or last day that there is, where it would be beyond."""
    return date.fromordinal(min(max(1, day.toordinal() + by), date.max.toordinal()))


def parse_range(text: str, column: int) -> tuple[date | None, date | None]:
    """First and last day of a written range; None where it is open. Raises QueryError.

    Relative ones too: ``today``, ``yesterday``, ``7d`` (seven days, with today), ``2w``, ``3m``, ``1y``.

    ``column`` is where ``text`` stands in the query; errors point at the faulty end of the range.
    """
    if text == "*":
        return None, None
    if ".." not in text:
        return _span(text, column)
    left, _, right = text.partition("..")
    if not left and not right:
        raise QueryError("The range of dates has neither a beginning nor an end.", _REMEDY, column=column)
    after = column + len(left) + len("..")
    first = last = None
    if left.startswith(">"):
        first = moved(_span(left[1:], column)[1], 1)
    elif left:
        first = _span(left, column)[0]
    if right.startswith("<"):
        last = moved(_span(right[1:], after)[0], -1)
    elif right:
        last = _span(right, after)[1]
    if first and last and first > last:
        raise QueryError(
            f"The range of dates ends ({right}) before it begins ({left}).",
            f"Write date:{right}..{left}",
            column=column,
        )
    return first, last


_AGO = re.compile(
    r"(?:now)?-?([0-9]{1,3})\s*(d|w|m|y|days?|weeks?|months?|years?)(?:/d|/day)?\Z", re.IGNORECASE
)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def _relative(text: str) -> tuple[date, date] | None:
    """First and last day of a range that ends with the day of the clock; None for another text."""
    now = date.today()
    if text.lower() in ("today", "now", "yesterday"):
        day = now - timedelta(text.lower() == "yesterday")
        return day, day
    ago = _AGO.match(text)
    return (moved(now, 1 - int(ago[1]) * _DAYS[ago[2][0].lower()]), now) if ago and int(ago[1]) else None


_SPAN = re.compile(
    r"(?:last|past|previous|this)\s+(?:([0-9]{1,4})\s+)?(day|week|month|year)s?\Z", re.IGNORECASE
)
_SINCE = re.compile(r"([0-9]{1,4})\s+(day|week|month|year)s?\s+ago\Z", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(
    r"(?:(?P<first>[0-9]{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[a-z]{3,9})\.?,?(?:\s+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?)?"
    r"\s+(?P<year>[0-9]{4})\Z",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})[/.]([0-9]{4})\Z")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})\Z")
_TIME = re.compile(r"T[0-9:.]{2,15}(?:Z|[+-][0-9:]{4,6})?\Z")
_MONTH_FIRST = re.compile(r"(?:[a-z]{2,3}_(?:US|PH|PR|GU|FM|MH|PW|AS|VI)|C|POSIX|)(?:[.@].*)?\Z")
"""Names of locales that write the month before the day, the nameless one included."""


def _spoken(text: str) -> tuple[date, date] | None:
    """``last week``, ``last 30 days``, ``this year``, ``2 weeks ago``: they end with the day of the clock."""
    now = date.today()
    if found := _SINCE.match(text):
        day = moved(now, -int(found[1]) * _DAYS[found[2][0].lower()])
        return day, day
    found = _SPAN.match(text)
    if not found:
        return None
    unit = found[2][0].lower()
    if text.lower().startswith("this") and not found[1]:
        start = {"d": now, "w": now - timedelta(now.weekday()), "m": now.replace(day=1)}
        return start.get(unit, now.replace(month=1, day=1)), now
    return moved(now, 1 - int(found[1] or 1) * _DAYS[unit]), now


def _in_order(text: str) -> str:
    """A date as ISO 8601 has it: from ``2016/03/07``, ``March 7, 2016``, and ``03/07/2016`` by the locale."""
    if found := _SLASHED.match(text):
        one, two, year = int(found[1]), int(found[3]), int(found[4])
        first = found[2] == "/" and month_first() and one <= 12
        month, day = (one, two) if (two > 12 or first) else (two, one)
        return f"{year}-{month:02}-{day:02}"
    found = _NAMED.match(text)
    if found and found["month"][:3].lower() in _MONTHS:
        month = _MONTHS.index(found["month"][:3].lower()) + 1
        of_month = found["day"] or found["first"]
        return f"{found['year']}-{month:02}" + (f"-{int(of_month):02}" if of_month else "")
    if found := _COMPACT.match(text):
        return "-".join(found.groups())
    return _TIME.sub("", text.strip("'")).replace("/", "-")


def month_first() -> bool:
    """Whether the locale of the environment writes the month before the day, where slashes part them."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_TIME", "LANG"))
    return _MONTH_FIRST.match(next(filter(None, names), "")) is not None


def read_as(text: str) -> str:
    """How a date was read that could be another: ``month first``; empty for one that could not."""
    for part in text.split(".."):
        found = _SLASHED.match(part.strip("<>"))
        if found and found[2] == "/" and int(found[1]) <= 12 and int(found[3]) <= 12 and found[1] != found[3]:
            return "month first" if month_first() else "day first"
    return ""


def _span(text: str, column: int) -> tuple[date, date]:
    """First and last day of a year, a month, a day, or a span in words."""
    if near := _relative(text) or _spoken(text):
        return near
    written = _WRITTEN.match(_in_order(text))
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
