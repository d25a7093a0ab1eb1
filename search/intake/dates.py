"""Dates as people print them, as ISO 8601. Nothing is guessed: what could be two days is none without evidence.

Numeric dates whose day and month could be exchanged (``3/7/2016``) are read by an ``order``, ``dmy`` or
``mdy``, for which the language of the document or its other dates are the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePath

from search.intake.months import ERAS, months, order_of, plain
from search.text import words

__all__ = [
    "all_dates",
    "ambiguous",
    "date_of_name",
    "find_date",
    "is_date",
    "order_in",
    "order_of",
    "read_date",
]

_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_WORD = r"(?P<month>[^\W\d_]{3,12}\.?)"
_OF = r"(?:(?:de|del|di|of|den|the|do|года)\s+)?"
_ORDINAL = r"(?:st|nd|rd|th|er|ère|e|º|ª|°|\.|-го)?"
_WRITTEN = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\d.,/-]){_WORD}\s{{1,3}}(?:the\s)?(?P<day>\d{{1,2}}){_ORDINAL}\s?,?\s{{1,3}}{_YEAR}(?!\d)",
        rf"(?<![\d.,/])(?P<day>\d{{1,2}}){_ORDINAL}(?:\s{{1,3}}|-){_OF}{_WORD},?(?:\s{{1,3}}|-){_OF}{_YEAR}(?!\d)",
        rf"(?<!\w){_WORD}\s{{1,3}}(?P<day>\d{{1,2}})\s{{1,3}}\d\d:\d\d(?::\d\d)?\s(?:[A-Z]{{1,5}}\s)?{_YEAR}(?!\d)",
        rf"(?<![\d.,/-]){_YEAR},?\s{{1,3}}{_WORD}\s{{1,3}}(?P<day>\d{{1,2}})(?!\d)",
    )
)
_YEAR_FIRST = tuple(
    re.compile(form)
    for form in (
        rf"(?<![\d.,/-]){_YEAR}(?P<s>[-/.])(?P<month>\d\d?)(?P=s)(?P<day>\d\d?)(?!\d)",
        rf"(?<![\d.,/-]){_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
        rf"(?P<era>{'|'.join(ERAS)})\s?(?P<years>\d{{1,3}}|元)年\s?(?P<month>\d{{1,2}})月\s?(?P<day>\d{{1,2}})日",
    )
)
_NUMERIC = re.compile(
    rf"(?<![\d.,/-])(?P<first>\d{{1,2}})(?P<s>[-/.])\s?(?P<second>\d{{1,2}})(?P=s)\s?{_YEAR}(?![\d/:])"
)
_SHORT_YEAR = re.compile(r"(?<![\d.,/-])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d\d)(?![\d.,/%])")
"""``27.01.22``: only where the day is known to come first."""
_PARTIAL = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/](?P<month>\d\d)",
        rf"{_WORD},?\s{{1,3}}{_OF}{_YEAR}",
        rf"{_YEAR}\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]",
        rf"{_YEAR}[年년]?",
    )
)
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d{1,9})?|(\d{12,13})")
_FIRST_EPOCH = 157766400
"""1975: smaller numbers are no seconds since 1970, but numbers of something."""
_AFTER = re.compile(
    r"[\s,.T|)(·-]{0,6}(?:(?:at|um|à|a las|alle|às|kl\.?"
    r"|в)\s)?(?:\d{1,2}[:.h]\d{2}(?::\d\d)?(?:\.\d{1,9})?)?\s?"
    r"(?:[ap]\.?\s?m\.?)?\s?(?:Z|uhr|heures|[+-]\d\d:?\d\d)?[\s(]{0,2}(?:[A-Z]{1,5})?[\s).]{0,3}\Z",
    re.IGNORECASE,
)
_WEEKDAYS = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|mie"
    r"|jue|vie|sáb|dom|seg"
    r"|ter|qua|qui|sex|sab|gio|понед|втор|сред|четв|пятн|субб|воскр|maandag|dinsdag|woensdag|donderdag|vrijdag"
    r"|zaterdag|zondag|poniedz|wtorek|środa|czwartek|piątek|sobota|niedz)\w{0,9}\.?\Z",
    re.IGNORECASE,
)
_LEADING = words("""
    published posted updated date dated issued release released on le der den am il el the publié publiée mis en
    ligne veröffentlicht erschienen publicado publicada pubblicato publicerad publiceret gepubliceerd op fecha
    data datum опубликовано дата stand de 発表日
""")
_NAMED = re.compile(rf"(?<!\d){_YEAR}(?P<s>[-_.]?)(?P<month>\d\d)(?P=s)(?P<day>\d\d)(?!\d)")
_LONGEST_LINE = 400
"""Characters of a line in which dates are looked for: they stand at its beginning or it is prose."""


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    iso: str


def find_date(text: str, order: str = "") -> str:
    """The first whole date in ``text`` as ``2016-03-07``; empty when there is none, or it could be two."""
    return min(_hits(text, order), key=lambda hit: (hit.start, -hit.end), default=_Hit(0, 0, "")).iso


def all_dates(text: str, order: str = "") -> list[tuple[int, int, str]]:
    """Start, end and day of the whole dates in the first 400 characters of a text, in their order."""
    found: list[tuple[int, int, str]] = []
    for hit in sorted(_hits(text, order, every=True), key=lambda hit: (hit.start, -hit.end)):
        if not found or hit.start >= found[-1][1]:
            found.append((hit.start, hit.end, hit.iso))
    return found


def read_date(text: str, order: str = "") -> str:
    """A field that should hold a date, partial dates and seconds since 1970 too; or empty."""
    line = " ".join(text[:_LONGEST_LINE].split())
    if whole := find_date(line, order):
        return whole
    if hit := _EPOCH.fullmatch(line):
        return _from_epoch(int(hit[1] or hit[2][:-3]))
    for form in _PARTIAL:
        if (hit := form.fullmatch(line)) and (iso := _partial(hit)):
            return iso
    return ""


def is_date(text: str) -> bool:
    """Whether ``text`` is a date and nothing else, but for a weekday before it and a time of day after it.

    Dates that could be two count: they are dates, whichever.
    """
    line = text.strip(" .,|")
    if len(line) > _LONGEST_LINE:
        return False
    hits = [*_hits(line, "dmy"), *_hits(line, "mdy")]
    return any(_is_lead(line[: hit.start]) and _AFTER.match(line[hit.end :]) for hit in hits)


def ambiguous(text: str) -> bool:
    """Whether there is a numeric date in ``text`` whose day and month could be exchanged."""
    return any(_order(hit) == "" for hit in _NUMERIC.finditer(text[:_LONGEST_LINE]))


def order_in(text: str) -> str:
    """The order of day and month that the numeric dates of a text have, where all that tell tell the same."""
    told = {_order(hit) for hit in _NUMERIC.finditer(text)} - {"", "same", "none"}
    return told.pop() if len(told) == 1 else ""


def date_of_name(name: str) -> str:
    """The date in a file's name: ``2016-03-07-harbour.md``, ``20160307.txt``; empty without one."""
    found = {iso for hit in _NAMED.finditer(PurePath(name).stem[:200]) if (iso := _iso(hit))}
    return found.pop() if len(found) == 1 else ""


def _is_lead(before: str) -> bool:
    words = before.replace(",", " ").replace(":", " ").split()
    return len(words) <= 3 and all(_WEEKDAYS.match(word) or word.lower() in _LEADING for word in words)


def _hits(text: str, order: str, *, every: bool = False) -> Iterator[_Hit]:
    """The first date of each form, or ``every`` one."""
    text = text[:_LONGEST_LINE]
    for form in (*_WRITTEN, *_YEAR_FIRST):
        for hit in form.finditer(text):
            if iso := _iso(hit):
                yield _Hit(hit.start(), hit.end(), iso)
                if not every:
                    break
    for hit in _NUMERIC.finditer(text):
        if iso := _by_order(hit, order):
            yield _Hit(hit.start(), hit.end(), iso)
            if not every:
                break
    for hit in _SHORT_YEAR.finditer(text) if order == "dmy" else ():
        if iso := _day(_century(int(hit["year"])), int(hit["month"]), int(hit["day"])):
            yield _Hit(hit.start(), hit.end(), iso)
            if not every:
                break


def _century(year: int) -> int:
    """A year of two digits in the hundred years that end with the next one."""
    following = datetime.now(UTC).year + 1
    return following - (following - year) % 100


def _order(hit: re.Match[str]) -> str:
    """What a numeric date tells of its order: ``dmy``, ``mdy``, ``same``, empty when it could be both."""
    first, second = int(hit["first"]), int(hit["second"])
    if first == second:
        return "same" if first <= 12 else "none"
    if first > 12 or second > 12:
        return "dmy" if second <= 12 else "mdy" if first <= 12 else "none"
    return ""


def _by_order(hit: re.Match[str], order: str) -> str:
    found = _order(hit) or order
    if found in ("", "none"):
        return ""
    first, second = int(hit["first"]), int(hit["second"])
    day, month = (second, first) if found == "mdy" else (first, second)
    return _day(int(hit["year"]), month, day)


def _iso(hit: re.Match[str]) -> str:
    parts = hit.groupdict()
    month = int(parts["month"]) if parts["month"].isdigit() else months().get(plain(parts["month"]), 0)
    if "era" in parts:
        year = ERAS[parts["era"]] + (1 if parts["years"] == "元" else int(parts["years"]))
    else:
        year = int(parts["year"])
    return _day(year, month, int(parts["day"]))


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _partial(hit: re.Match[str]) -> str:
    month = hit.groupdict().get("month")
    if month is None:
        return f"{int(hit['year']):04}"
    number = int(month) if month.isdigit() else months().get(plain(month), 0)
    return f"{int(hit['year']):04}-{number:02}" if 1 <= number <= 12 else ""


def _from_epoch(seconds: int) -> str:
    if seconds < _FIRST_EPOCH or seconds > datetime.now(UTC).timestamp() + 86400:
        return ""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
