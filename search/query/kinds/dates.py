"""Days that articles are dated: ``date:2016``, ``date:2015..2016-03``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from search.index.document import UNDATED
from search.query.dates import days, moved, parse_range, read_as
from search.query.kinds.base import Clause, Compiler, Node, Scorer
from search.query.scanner import Kind, Token

if TYPE_CHECKING:
    from search.index.matches import Matches

LAST_DAY = 2**31 - 1
"""After every date."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateRange(Clause):
    """Articles dated from ``first`` to ``last``, both included, in days since 1970-01-01."""

    first: int | None
    last: int | None

    @property
    def bounds(self) -> tuple[int, int]:
        """The first and the last day; open at the left still leaves out the undated ones."""
        return (
            UNDATED + 1 if self.first is None else self.first,
            LAST_DAY if self.last is None else self.last,
        )

    def matches(self, scorer: Scorer) -> Matches:
        """A stretch of the segment, whose documents are in order of date."""
        return scorer.documents(*scorer.stretch(*self.bounds))


@dataclass(frozen=True, slots=True)
class Dates(Node):
    """Dated from ``first`` to ``last``, both included; None leaves that end open."""

    first: date | None
    last: date | None
    text: str = field(default="", compare=False)
    """The range as it was written: ``2015..2016``."""

    def unparse(self) -> str:
        """As two days."""
        return f"date:{self.first or ''}..{self.last or ''}" if self.first or self.last else "date:*"

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """In the shortest words; with how it was read where that could be otherwise."""
        how = read_as(self.text)
        return _dated(self.first, self.last) + (f" ({self.text} read with the {how})" if how else "")

    def compile(self, compiler: Compiler) -> Clause:  # noqa: ARG002 (as every kind)
        """As days since 1970."""
        return DateRange(days(self.first) if self.first else None, days(self.last) if self.last else None)


def parse_dates(token: Token, name: str = "date") -> list[Node]:
    """The leaf of a date or range; ``after:`` and ``since:`` are from a day on, ``before:`` before it.

    Raises QueryError.
    """
    word = token.kind is Kind.WORD
    written = token.raw.rstrip("?,;!") if word else token.text
    first, last = parse_range(written, token.start - token.raw.find(token.text) if word else token.start)
    if name in ("after", "since"):
        last = None
    elif name == "before":
        first, last = None, moved(first, -1) if first else None
    elif name == "until":
        first = None
    return [Dates(first, last, written, start=token.start, end=token.end)]


def _dated(first: date | None, last: date | None) -> str:
    return f"dated {ranged(first, last)}".rstrip()


def ranged(first: date | None, last: date | None) -> str:
    """A range of days in the shortest words; empty when it is open at both ends."""
    if first and last:
        return _calendar(first, last) or f"{_begin(first)} to {_end(last)}"
    if first:
        return f"{_begin(first)} or later"
    return f"{_end(last)} or earlier" if last else ""


def _calendar(first: date, last: date) -> str:
    """The year, month or day that the range is, or empty."""
    if first == last:
        return _day(first)
    after = last + timedelta(days=1) if last < date.max else None
    if first.day == 1 and (first.year, first.month) == (last.year, last.month) and _ends(after):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    whole = (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31)
    return str(first.year) if whole and first.year == last.year else ""


def _ends(after: date | None) -> bool:
    return after is None or after.day == 1


def _begin(day: date) -> str:
    """The shortest words for a range's first day."""
    if (day.month, day.day) == (1, 1):
        return str(day.year)
    return f"{_MONTHS[day.month - 1]} {day.year}" if day.day == 1 else _day(day)


def _end(day: date) -> str:
    """The shortest words for a range's last day."""
    if (day.month, day.day) == (12, 31):
        return str(day.year)
    after = day + timedelta(days=1)
    return f"{_MONTHS[day.month - 1]} {day.year}" if after.day == 1 else _day(day)


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
