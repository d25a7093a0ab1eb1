"""The values of records as texts, dates and names, however an export nests and writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from search.intake.dates import read_date
from search.intake.rich import is_markup, line
from search.text import sanitise

_EMPTY = frozenset({"none", "null", "nan"})
_INNER = (
    "rendered", "main", "original", "text", "html", "value", "content", "body", "plain", "name", "label",
    "title", "tag", "term", "display_name", "displayName", "screen_name", "full_name", "fullName", "#text",
    "_", "$t", "en", "username", "slug",
)  # fmt: skip
"""Keys under which exports keep the text of a field, the better one first."""
_FAMILY = ("family", "lastName", "last_name", "lastname", "surname")
_GIVEN = ("given", "firstName", "first_name", "firstname")
_EARLIEST, _LATEST = datetime(1971, 1, 1, tzinfo=UTC).timestamp(), datetime(2100, 1, 1, tzinfo=UTC).timestamp()
_PER_SECOND = (1, 10**3, 10**6, 10**9)
_DEEPEST = 6
"""Values inside of one another."""


def text_of(value: Any, between: str, depth: int = 0) -> str:
    """Any JSON value as safe text."""
    if isinstance(value, str):
        text = sanitise(value)
        return "" if text.strip().lower() in _EMPTY else text
    if depth > _DEEPEST or value is None or isinstance(value, bool):
        return ""
    if isinstance(value, list):
        return between.join(filter(None, (text_of(item, between, depth + 1) for item in value)))
    if isinstance(value, Mapping):
        return name_of(value) or next(
            (found for key in _INNER if (found := text_of(value.get(key), between, depth + 1))), ""
        )
    return str(value)


def all_texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text and number in a JSON value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list) and depth <= _DEEPEST:
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from all_texts(item, depth + 1)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def line_of(value: Any, between: str = "; ") -> str:
    """A value on one line, without markup."""
    text = text_of(value, between)
    return line(text) if is_markup(text) else " ".join(text.split())


def name_of(value: Mapping[str, Any]) -> str:
    """A person's name in parts as one: given name, family name."""
    family = next((str(value[key]) for key in _FAMILY if value.get(key)), "")
    given = next((str(value[key]) for key in _GIVEN if value.get(key)), "")
    return sanitise(f"{given} {family}".strip())


def date_of(value: Any) -> str:
    """A date in any of the forms of exports: text, seconds or milliseconds since 1970, parts; else empty."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return _of_epoch(float(value))
    if isinstance(value, list):
        return _of_parts(value)
    if isinstance(value, Mapping):
        for key in (
            "date-parts",
            "date_parts",
            "$date",
            "raw",
            "literal",
            "iso",
            "date",
            "value",
            "timestamp",
            "seconds",
        ):
            if found := date_of(value.get(key)):
                return found
        return _of_parts([value.get(part) for part in ("year", "month", "day") if value.get(part)])
    text = line_of(value)
    if re.fullmatch(r"\d{9,19}(?:\.\d{1,9})?", text) and (found := _of_epoch(float(text))):
        return found
    if dotted := re.fullmatch(
        r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:[ T,].{0,20})?", text
    ):  # the day comes first
        return read_date(f"{dotted[3]}-{int(dotted[2]):02}-{int(dotted[1]):02}")
    return read_date(text) or _of_mail(text)


def _of_epoch(number: float) -> str:
    """A day from seconds, milli-, micro- or nanoseconds since 1970; a plain year is one."""
    if number.is_integer() and 1500 <= number <= 2100:
        return f"{int(number)}"
    for scale in _PER_SECOND:
        if _EARLIEST <= number / scale <= _LATEST:
            return datetime.fromtimestamp(number / scale, UTC).date().isoformat()
    return read_date(str(int(number))) if number.is_integer() else ""


def _of_parts(parts: list[Any]) -> str:
    """``[2016, 3, 7]``, perhaps within another list."""
    if parts and isinstance(parts[0], list):
        parts = parts[0]
    try:
        numbers = [int(part) for part in parts[:3]]
    except (TypeError, ValueError):
        return next((found for part in parts[:3] if isinstance(part, str) and (found := read_date(part))), "")
    if not numbers or not 1000 <= numbers[0] <= 2100:
        return ""
    return read_date("-".join(f"{number:02}" for number in numbers))


def _of_mail(text: str) -> str:
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    found = re.fullmatch(r"\w{3} (\w{3}) (\d\d) [\d:]{8} [+-]\d{4} (\d{4})", text)  # as Twitter writes it
    return read_date(f"{found[2]} {found[1]} {found[3]}") if found else ""
