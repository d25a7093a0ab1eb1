"""Marks as text: one JSON object a line, which people can read, merge and keep under version control.

Marks on articles say what holds; records of the notebook say each version of a passage, a dossier or a search.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from search.errors import MarksError
from search.marks.facts import Mark, Subject, as_note, as_tag
from search.marks.record import Record, is_record
from search.marks.record import parse as parse_record
from search.text import printable

LONGEST_LINE = 1 << 20
"""Characters: room for thousands of tags and long notes, and no room to fill the memory."""
LONGEST_NAME = 4096
"""Characters of an id or a source key: addresses are at most about half of it."""


def rendered(subject: Subject, mark: Mark) -> str:
    """One line, without its end. What does not hold is left out."""
    data: dict[str, Any] = {"id": subject.id}
    if subject.source_key:
        data["source_key"] = subject.source_key
    data |= {name: True for name in ("read", "starred") if getattr(mark, name)}
    data |= {name: list(getattr(mark, name)) for name in ("tags", "notes") if getattr(mark, name)}
    return json.dumps(data, ensure_ascii=False)


def read_lines(lines: Iterable[str]) -> tuple[list[tuple[Subject, Mark]], list[Record]]:
    """The marks and records that lines hold. Raises MarksError with the number of the first bad line."""
    pairs: list[tuple[Subject, Mark]] = []
    records: list[Record] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if (record := _record(line, number)) is not None:
            records.append(record)
        else:
            pairs.append(parse(line, number))
    return pairs, records


def _record(line: str, number: int) -> Record | None:
    """The record of the notebook that a line holds; None when it holds none."""
    try:
        data = json.loads(line) if len(line) <= LONGEST_LINE else None
        if not isinstance(data, dict) or not is_record(data):
            return None
        return parse_record({key: value for key, value in data.items() if key not in ("seq", "check")})
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError | RecursionError):
            return None  # parse() says what is wrong with it
        raise MarksError(
            f"Line {number} cannot be read: {printable(str(error), 200)}.",
            "Nothing was taken in; export writes an object a line.",
        ) from error


def parse(line: str, number: int) -> tuple[Subject, Mark]:
    """The article and its mark that a line holds. Raises MarksError with the line's number."""
    try:
        if len(line) > LONGEST_LINE:
            raise ValueError(f"it is longer than {LONGEST_LINE:,} characters")
        data = json.loads(line)
        if not isinstance(data, dict):
            raise ValueError("it is not an object")
        return _subject(data), _mark(data)
    except MarksError as error:
        raise MarksError(f"Line {number}: {error.sentence}", error.remedy) from error
    except (ValueError, RecursionError) as error:
        raise MarksError(
            f"Line {number} cannot be read: {printable(str(error), 200)}.",
            "Nothing was taken in; export writes an object a line.",
        ) from error


def _subject(data: dict[str, Any]) -> Subject:
    id, source_key = data.get("id"), data.get("source_key", "")
    if not (_is_name(id) and _is_name(source_key)):
        raise ValueError("id and source_key are printable texts")
    if not id:
        raise ValueError("the id is empty")
    return Subject(str(id), str(source_key))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NAME and printable(value) == value


def _mark(data: dict[str, Any]) -> Mark:
    flags = data.get("read", False), data.get("starred", False)
    texts = data.get("tags", []), data.get("notes", [])
    if not all(isinstance(flag, bool) for flag in flags):
        raise ValueError("read and starred are true or false")
    if not all(isinstance(some, list) and all(isinstance(one, str) for one in some) for some in texts):
        raise ValueError("tags and notes are lists of texts")
    tags = sorted({as_tag(tag) for tag in texts[0]})
    notes = sorted({note for note in map(as_note, texts[1]) if note})
    return Mark(*flags, tuple(tags), tuple(notes))
