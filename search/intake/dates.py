"""Dates as people print them, as ISO 8601."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"{_WEEKDAY}\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b",  # March 7, 2016
        rf"{_WEEKDAY}\b{_DAY}(?:\s+|-){_MONTH},?(?:\s+|-){_YEAR}\b",  # 7 March 2016, 26-FEB-1987
        rf"\b(?P<month>\d\d)\.(?P<day>\d\d)\.{_YEAR}\b",  # 02.15.2023, as US military pages print it
        rf"\b(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/{_YEAR}\b",  # 3/7/2016: American order
        rf"\b{_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
    )
)
_PARTIAL = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (rf"\b{_YEAR}-(?P<month>\d\d)\b", rf"\b{_MONTH},?\s+{_YEAR}\b", rf"\b{_YEAR}\b")
)


def find_date(text: str) -> str:
    """The first whole date in ``text`` as ``2016-03-07``; empty when there is none."""
    hits = [hit for form in _FORMS if (hit := form.search(text))]
    for hit in sorted(hits, key=lambda hit: hit.start()):
        if iso := _iso(hit):
            return iso
    return ""


def read_date(text: str) -> str:
    """A field that should hold a date, partial dates too: ``2016-03-07``, ``2016-03``, ``2016`` or empty."""
    if whole := find_date(text):
        return whole
    for form in _PARTIAL:
        if (hit := form.fullmatch(text.strip())) and (iso := _iso(hit)):
            return iso
    return ""


def is_date(text: str) -> bool:
    """Whether ``text`` is a date and nothing else, but for a time of day after it."""
    rest = text.strip(" .,|")
    for form in _FORMS:
        hit = form.match(rest)
        if (
            hit
            and _iso(hit)
            and re.fullmatch(r"[\s,.T|-]*(?:[\d:.]+)?\s*(?:[ap]\.?m\.?)?(?:\s*[A-Z]{1,4})?", rest[hit.end() :])
        ):
            return True
    return False


def _iso(hit: re.Match[str]) -> str:
    parts = hit.groupdict()
    year, month = int(parts["year"]), parts.get("month")
    if month is None:
        return f"{year:04}"
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    if "day" not in parts:
        return f"{year:04}-{number:02}" if 1 <= number <= 12 else ""
    try:
        return date(year, number, int(parts["day"])).isoformat()
    except ValueError:
        return ""
