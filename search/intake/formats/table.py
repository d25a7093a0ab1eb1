"""CSV and TSV: one record a row below a row of names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import TextIO

from search.errors import IntakeError, TooLarge, Unreadable
from search.intake.fields import from_record, known, seen_in
from search.intake.model import Content, Draft, rendition
from search.text import printable
from search.work.progress import Failure

VERSION = 1
MAX_FIELD = 10 * 2**20
"""Characters of one cell: as for a line of JSONL."""
MAX_COLUMNS = 1000
"""A table of articles has a dozen columns."""


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article a row; a bad row is a Failure named ``path#row``. Raises Unreadable without a head."""
    csv.field_size_limit(MAX_FIELD)
    with content.opener() as stream, _text(stream.read(65536), content) as text:
        delimiter = _delimiter(text)
        rows = csv.reader(text, delimiter=delimiter)
        names = _names(rows)
        yield from _drafts(rows, names, content.label)


def _text(sample: bytes, content: Content) -> TextIO:
    """The content as text; the encoding is UTF-8 or, where the beginning is not, cp1252."""
    encoding = "utf-8-sig"
    try:
        sample[: sample.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        encoding = "cp1252"
    # A byte that fits neither becomes a replacement character, which shows.
    return io.TextIOWrapper(content.opener(), encoding, errors="replace", newline="")


def _delimiter(text: TextIO) -> str:
    """The mark that parts most names in the first line."""
    first = text.readline(65536)
    text.seek(0)
    return max("\t,;|", key=first.count)


def _names(rows: Iterator[list[str]]) -> list[str]:
    try:
        names = next(rows, [])
    except csv.Error as error:
        raise Unreadable(f"The table cannot be read: {error}.", "Save it as CSV again.") from error
    if len(names) > MAX_COLUMNS or not any(known(name) for name in names):
        raise Unreadable(
            "The table's first row does not name the columns.", "Name them: title, date, body, url, id ..."
        )
    return names


def _drafts(rows: Iterator[list[str]], names: list[str], path: str) -> Iterator[Draft | Failure]:
    number = 1
    while True:
        number += 1
        label = f"{path}#{number}"
        try:
            row = next(rows, None)
            if row is None:
                return
            if any(row):
                yield _draft(row, names, label)
        except csv.Error as error:
            yield Failure(label, f"The row cannot be read: {printable(str(error))}.")
        except IntakeError as error:
            yield Failure(label, str(error))


def _draft(row: list[str], names: list[str], label: str) -> Draft:
    if len(row) > len(names):
        raise Unreadable("The row has more cells than there are names.", "Quote cells that hold the separator.")
    if sum(map(len, row)) > MAX_FIELD:
        raise TooLarge(f"The row is longer than {MAX_FIELD // 2**20} MB.", "Split it.")
    record = dict(zip(names, row, strict=False))
    original = json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")
    seen, cut = seen_in(record)
    return Draft(from_record(record, rendition(label, original, "csv", VERSION)), original, (), seen, cut)
