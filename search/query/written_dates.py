"""Days and ranges of days as people type them: ``[2015 TO 2016]``, ``>=2016``, ``last 30 days``.

Each becomes a text that :func:`search.query.dates.parse_range` knows.
"""

from __future__ import annotations

import re

from search.query.operators import Found

_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_UNIT = "(?:day|week|month|year)s?"
_SPOKEN = (
    rf"(?:last|past|previous)\s+(?:[0-9]{{1,4}}\s+)?{_UNIT}\b|this\s+{_UNIT}\b"
    rf"|[0-9]{{1,4}}\s+{_UNIT}(?:\s+ago\b|\b)"
    rf"|(?:{_MONTH})[a-z]{{0,6}}\.?\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+[0-9]{{4}}\b"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTH})[a-z]{{0,6}}\.?,?\s+[0-9]{{4}}\b"
    rf"|(?:{_MONTH})[a-z]{{0,6}}\.?,?\s+[0-9]{{4}}\b"
)
_ONE = r"[0-9][0-9/-]{3,9}(?![0-9])|today\b|yesterday\b|now\b"
_DAY = re.compile(_SPOKEN, re.IGNORECASE)
_SPAN = re.compile(
    rf"(?P<left>{_SPOKEN}|{_ONE})?(?:\s*(?:\.{{2,3}}|…)\s?|\s+(?:to|till|until|through|-|–|—)\s+|[–—])"
    rf"(?P<right>{_SPOKEN}|{_ONE})",
    re.IGNORECASE,
)
"""Two days with something between them; the left one may be missing where dots are."""
_YEARS = re.compile(r"([0-9]{4})[-/]([0-9]{4})(?![\w/-])")
_BARE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}\.\.[0-9]{4}(?:-[0-9]{2}){0,2}(?![\w.-])")
"""A range without the name of a field: of years, months or days that cannot be other numbers."""
_BRACKETS = re.compile(r"([\[{])\s*([^\s\[\]{}]+)\s+TO\s+([^\s\[\]{}]+)\s*([\]}])")
_COMPARED = re.compile(r"(>=|<=|>|<)\s?([0-9][^\s()]*)")


def date_range(text: str, at: int) -> Found | None:
    """``[2015 TO 2016]``, ``>=2016`` and ``2015..2016``, which are dates without a field's name, too."""
    if found := _BRACKETS.match(text, at):
        left, right = (end.strip('"') for end in found.group(2, 3))
        first = "" if left == "*" else f"{'>' if found[1] == '{' else ''}{left}"
        last = "" if right == "*" else f"{'<' if found[4] == '}' else ''}{right}"
        return Found(f"{first}..{last}", found.end())
    if found := _COMPARED.match(text, at):
        sign, day = found.group(1, 2)
        day = day.rstrip(",;!?")
        wanted = {">=": f"{day}..", "<=": f"..{day}", ">": f">{day}..", "<": f"..<{day}"}[sign]
        return Found(wanted, found.start(2) + len(day))
    if found := _BARE.match(text, at):
        return Found(found[0], found.end())
    return None


def spoken_range(text: str, at: int) -> Found | None:
    """Two days with words or dots between them: ``last week..today``, ``2015 to 2016``; of a field of days."""
    if found := _YEARS.match(text, at):
        return Found(f"{found[1]}..{found[2]}", found.end())
    found = _SPAN.match(text, at)
    return Found(f"{found['left'] or ''}..{found['right']}", found.end()) if found else None


def spoken_date(text: str, at: int) -> Found | None:
    """A day or span of several words: ``last 30 days``, ``March 7, 2016``."""
    found = _DAY.match(text, at)
    return Found(found[0], found.end()) if found else None
