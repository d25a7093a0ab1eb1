"""CSV and TSV: one record a row below a row of names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from functools import partial
from typing import TextIO

from search.errors import TooLarge, Unreadable
from search.intake.decode import encoding_of
from search.intake.fields import from_record, known, seen_in
from search.intake.model import Content, Draft, rendition
from search.intake.records import guarded
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
    """The content as text, in the encoding of its beginning; stray bytes in UTF-8 are read as Windows-1252."""
    encoding, _ = encoding_of(sample)
    errors = "dossier.cp1252" if encoding == "utf-8-sig" else "replace"
    return io.TextIOWrapper(content.opener(), encoding, errors, newline="")


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
        except csv.Error as error:
            yield Failure(label, f"The row cannot be read: {printable(str(error))}.")
            continue
        if row is None:
            return
        if any(row):
            yield from guarded(label, partial(_draft, row, names, label))


def _draft(row: list[str], names: list[str], label: str) -> Iterator[Draft]:
    if len(row) > len(names):
        raise Unreadable("The row has more cells than there are names.", "Quote cells that hold the separator.")
    if sum(map(len, row)) > MAX_FIELD:
        raise TooLarge(f"The row is longer than {MAX_FIELD // 2**20} MB.", "Split it.")
    record = dict(zip(names, row, strict=False))
    original = json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")
    yield Draft(from_record(record, rendition(label, original, "csv", VERSION)), original, (), *seen_in(record))
