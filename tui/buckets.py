"""Years, months and days with their counts, without gaps: what the timeline draws."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from search import FacetValue

UNITS = ("year", "month", "day")
_SHAPES = {"year": r"\d{4}", "month": r"\d{4}-\d{2}", "day": r"\d{4}-\d{2}-\d{2}"}
FEW = 2
"""Up to so many years are told by month, up to so many months by day."""
MOST = 1200
"""Buckets that are drawn: a hundred years of months."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A stretch of time and how many of the results fall into it."""

    value: str
    """As the query language writes it: ``2016``, ``2016-03`` or ``2016-03-07``."""
    count: int


def finer(unit: str, values: Iterable[FacetValue]) -> str:
    """The unit to count by when these are all values of ``unit``; the same when they reach far enough.

    What counts is the stretch from the first to the last, empty buckets with it: 2016 and 2026 are told by
    year.
    """
    few = len(filled(unit, values)) <= FEW
    return UNITS[UNITS.index(unit) + 1] if few and unit != "day" else unit


def _known(unit: str, values: Iterable[FacetValue]) -> list[FacetValue]:
    shape = re.compile(_SHAPES[unit])
    return sorted((v for v in values if shape.fullmatch(v.value)), key=lambda v: v.value)


def filled(unit: str, values: Iterable[FacetValue]) -> tuple[Bucket, ...]:
    """The values in order of time, with empty buckets between them; undated ones are left out.

    Of more than :data:`MOST` buckets the latest are kept.
    """
    known = _known(unit, values)
    counts = {v.value: v.count for v in known}
    if not known:
        return ()
    out: list[Bucket] = []
    value = known[0].value
    while value <= known[-1].value:
        out.append(Bucket(value, counts.get(value, 0)))
        if value == known[-1].value:
            break  # after 9999-12-31 there is no next day
        value = _next(unit, value)
    return tuple(out[-MOST:])


def _next(unit: str, value: str) -> str:
    """The bucket after this one."""
    if unit == "year":
        return f"{int(value) + 1:04d}"
    year, month = int(value[:4]), int(value[5:7])
    if unit == "month":
        return f"{year + month // 12:04d}-{month % 12 + 1:02d}"
    return (date(year, month, int(value[8:])) + timedelta(days=1)).isoformat()


def clause(one: Bucket, other: Bucket) -> str:
    """The value of ``date:`` for everything from one bucket to the other, in either order."""
    first, last = sorted((one.value, other.value))
    return first if first == last else f"{first}..{last}"
