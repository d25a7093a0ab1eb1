"""Stars, tags and notes as lines of text beside their database: what a person made is never only in a database.

A line says that a fact begins or ceases to hold. It is written before the transaction that it belongs to is
committed; a database that lacks lines (a crash, a copy of the text alone, a deleted file) takes them in when it
is opened. What was merely read is not written down so.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from search.files import PRIVATE, open_file
from search.marks.facts import Edit, Fact, Kind, Subject
from search.work import journal


def beside(path: Path) -> Path:
    """The text beside a database of marks."""
    return path.with_suffix(".facts.jsonl")


def as_record(edit: Edit) -> dict[str, Any]:
    """An edit as it stands on a line."""
    record: dict[str, Any] = {"fact": edit.fact.kind.value, "value": edit.fact.value, "id": edit.subject.id}
    record |= {"source_key": edit.subject.source_key} if edit.subject.source_key else {}
    return record if edit.holds else {**record, "gone": True}


def as_edit(record: dict[str, Any]) -> Edit:
    """The edit on a line. Raises ValueError when it is none."""
    texts = [record.get(name, "") for name in ("id", "source_key", "value")]
    if any(not isinstance(text, str) for text in texts) or not texts[0]:
        raise ValueError("it says no article")
    return Edit(
        Subject(*texts[:2]), Fact(Kind(record.get("fact", "")), texts[2]), not record.get("gone", False)
    )


def write(path: Path, connection: sqlite3.Connection, edits: Iterable[Edit]) -> None:
    """Write edits down, inside the transaction that makes them. Raises OSError, DossierError."""
    records = [as_record(edit) for edit in edits if edit.fact.kind is not Kind.READ]
    if not records:
        return
    text = beside(path)
    row = connection.execute("SELECT size, seq FROM written").fetchone() or (0, 1)
    size, seq = row if _size(text) == row[0] else (_size(text), journal.read(text).next_seq)
    lines = b"".join(journal.as_line(one, seq + i) + b"\n" for i, one in enumerate(records))
    file = open_file(text, os.O_RDWR | os.O_CREAT | os.O_APPEND, PRIVATE)
    try:
        torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
        rest = memoryview(b"\n" + lines if torn else lines)
        try:
            while rest:
                rest = rest[os.write(file, rest) :]
            os.fsync(file)
        except OSError:
            os.ftruncate(file, size)
            raise
    finally:
        os.close(file)
    _note(connection, _size(text), seq + len(records))


def catch_up(path: Path, connection: sqlite3.Connection, make: Callable[[Edit], bool]) -> None:
    """Bring database and text together, inside a transaction: neither takes away what the other has."""
    text = beside(path)
    row = connection.execute("SELECT size, seq FROM written").fetchone() or (0, 1)
    if (size := _size(text)) == row[0] and size:
        return
    if not size:
        every = connection.execute(
            "SELECT id, source_key, kind, value FROM facts JOIN articles ON article = number ORDER BY 1, 3, 4"
        ).fetchall()
        _note(connection, 0, 1)
        write(
            path,
            connection,
            (Edit(Subject(id, key), Fact(Kind(kind), value)) for id, key, kind, value in every),
        )
        return
    content = journal.read(text)
    held: dict[tuple[str, Fact], Edit] = {}
    for entry in content.entries:
        if entry.seq < row[1] and row[0] <= size:
            continue
        try:
            edit = as_edit(entry.record)
        except ValueError:
            continue  # of a later version; the line stays where it is
        held[edit.subject.id, edit.fact] = edit
    for edit in held.values():
        make(edit)
    _note(connection, size, content.next_seq)


def _note(connection: sqlite3.Connection, size: int, seq: int) -> None:
    connection.execute("DELETE FROM written")
    connection.execute("INSERT INTO written VALUES (?, ?)", (size, seq))


def _size(path: Path) -> int:
    try:
        return path.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
