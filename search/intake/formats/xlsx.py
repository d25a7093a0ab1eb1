"""Excel workbooks (OOXML): a table of articles is read as one, other sheets as tables of one article."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

from search.article.model import Block, BlockKind
from search.errors import NotAnArticle, TooLarge
from search.intake.archives import open_zip, read_entry
from search.intake.fields import from_record, known, seen_in
from search.intake.formats.pptx import _relations
from search.intake.model import Content, Draft, rendition
from search.intake.office import draft, properties
from search.intake.records import guarded
from search.intake.xmltree import all_named, local, parse_xml
from search.text import sanitise
from search.work.heartbeat import beat
from search.work.progress import Failure

VERSION = 1
MAX_ROWS = 100_000
MAX_COLUMNS = 1000
_CELL = re.compile(r"([A-Z]{1,3})\d+\Z")
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DAYS = frozenset({*range(14, 18), 22, *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of built-in formats for dates (ECMA-376, part 1, 18.8.30)."""
_DATE_FORMAT = re.compile(r"(?<![\[\\\"])[dy]", re.IGNORECASE)
_EPOCH = date(1899, 12, 30)


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article a row where the first row names fields; else one article with a table a sheet."""
    data = content.read()
    with open_zip(Content.of_bytes(data, content.label, content.name)) as archive:
        names = set(archive.namelist())
        book = _Book(archive, names)
        sheets = [(title, list(islice(book.rows(member), MAX_ROWS + 1))) for title, member in book.sheets()]
        core = read_entry(archive, "docProps/core.xml") if "docProps/core.xml" in names else b""
    if any(len(rows) > MAX_ROWS for _, rows in sheets):
        raise TooLarge(f"The table has more than {MAX_ROWS:,} rows.", "Export it as CSV.")
    filled = [(title, rows) for title, rows in sheets if rows]
    if not filled:
        raise NotAnArticle("The workbook is empty.", "Leave it out.")
    plain: list[Block] = []
    tables: list[list[list[str]]] = []
    for title, rows in filled:
        if _is_records(rows):
            yield from _records(title, rows, content)
        else:
            text = "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
            tables.append(rows)
            plain += [Block(BlockKind.HEADING, sanitise(title), 2), Block(BlockKind.TABLE, text)]
    if plain:
        if len(plain) == 2:
            plain = plain[1:]
        found = draft(content, data, "xlsx", VERSION, tuple(plain), properties(core))
        yield replace(found, seen=" ".join(cell for cells in tables for row in cells for cell in row))


def _is_records(rows: list[list[str]]) -> bool:
    """Whether the first row names the fields of articles: a title and something to read or to go to."""
    names = {name.strip().lower() for name in rows[0]}
    return (
        len(rows) > 1
        and sum(known(name) for name in names) >= 2
        and bool(names & {"title", "headline", "subject", "name", "body", "text", "content"})
    )


def _records(title: str, rows: list[list[str]], content: Content) -> Iterator[Draft | Failure]:
    for number, row in enumerate(rows[1:], 2):
        label = f"{content.label}!{sanitise(title)}#{number}"
        names = dict(enumerate(rows[0]))
        record = {names.get(n) or f"column {n + 1}": value for n, value in enumerate(row) if value}

        def parse(record: dict[str, str] = record, label: str = label) -> Iterator[Draft]:
            original = json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")
            article = from_record(record, rendition(label, original, "xlsx", VERSION))
            yield Draft(article, original, (), *seen_in(record))

        if record:
            yield from guarded(label, parse)


class _Book:
    """The sheets of a workbook, their cells as text."""

    def __init__(self, archive: zipfile.ZipFile, names: set[str]) -> None:
        self._archive = archive
        self._names = names
        self._strings = self._shared()
        self._dates = self._date_styles()

    def sheets(self) -> Iterator[tuple[str, str]]:
        """Name and member of each sheet, in their order."""
        members = {key: member for key, _, member in _relations(self._archive, self._names, "xl/workbook.xml")}
        for sheet in all_named(parse_xml(read_entry(self._archive, "xl/workbook.xml")), "sheet"):
            member = members.get(str(sheet.get(f"{_R}id")), "")
            if member in self._names:
                yield str(sheet.get("name") or ""), member

    def rows(self, member: str) -> Iterator[list[str]]:
        """The rows of a sheet that hold anything."""
        for number, row in enumerate(all_named(parse_xml(read_entry(self._archive, member)), "row")):
            cells: list[str] = []
            for cell in row:
                place = _column(str(cell.get("r") or ""), len(cells))
                cells += [""] * (place - len(cells))
                cells.append(self._value(cell))
            if any(cells):
                yield cells
            if number % 1000 == 0:
                beat()

    def _shared(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._names:
            return []
        root = parse_xml(read_entry(self._archive, "xl/sharedStrings.xml"))
        return [_text(item) for item in root if local(item) == "si"]

    def _date_styles(self) -> set[int]:
        """Numbers of the cell styles that show a number as a date."""
        if "xl/styles.xml" not in self._names:
            return set()
        root = parse_xml(read_entry(self._archive, "xl/styles.xml"))
        own = {
            int(item.get("numFmtId") or 0)
            for item in all_named(root, "numFmt")
            if _DATE_FORMAT.search(
                re.sub(r"\[[^\[\]]{0,99}\]|\"[^\"]{0,99}\"", "", str(item.get("formatCode") or ""))
            )
        }
        cells = next(iter(all_named(root, "cellXfs")), ())
        return {number for number, item in enumerate(cells) if int(item.get("numFmtId") or 0) in _DAYS | own}

    def _value(self, cell: Any) -> str:
        kind = str(cell.get("t") or "n")
        if kind == "inlineStr":
            return _text(cell)
        raw = next((node.text or "" for node in cell if local(node) == "v"), "")
        if kind == "s":
            return self._strings[int(raw)] if raw.isdigit() and int(raw) < len(self._strings) else ""
        if kind == "b":
            return "yes" if raw == "1" else "no"
        style = str(cell.get("s") or "")
        if kind == "n" and style.isdigit() and int(style) in self._dates:
            return _day(raw)
        return sanitise(raw)


def _text(element: Any) -> str:
    """The text of a string with its runs, without how it is pronounced."""
    parts: list[str] = []
    for node in element.iter():
        above = node.getparent()
        if local(node) == "t" and not (above is not None and local(above) == "rPh"):
            parts.append(node.text or "")
    return sanitise("".join(parts))


def _day(raw: str) -> str:
    """A number of days since the last of 1899 as a date."""
    try:
        return (_EPOCH + timedelta(days=int(float(raw)))).isoformat()
    except (ValueError, OverflowError):
        return raw


def _column(reference: str, following: int) -> int:
    """The column of a cell such as ``AB12``, counted from 0; the next one where it names none."""
    found = _CELL.match(reference)
    if not found:
        return following
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return min(max(number - 1, following), MAX_COLUMNS)
