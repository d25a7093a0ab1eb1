"""Marks as lines of text beside their database: what a person made is never only in a database.

A line says that a fact begins or ceases to hold. It is written before the transaction that it belongs to is
committed; a database that lacks lines (a crash, a copy of the text alone, a deleted file) takes them in when it
is opened, and a text that lacks what the database has is given it. That an article was merely read is written
down too, but nobody waits for the disk: a power cut may lose the last of those lines.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from search.errors import LibraryError
from search.files import PRIVATE, open_file, replace_file
from search.marks.facts import Edit, Fact, Kind, Subject
from search.text import printable
from search.work import journal

THIN_FROM = 4 * 2**20
"""Bytes of text from which it is made anew when most of its lines are of facts that hold no longer."""
_FACTS = "SELECT id, source_key, kind, value FROM facts JOIN articles ON article = number ORDER BY 1, 3, 4"


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
    wanted = list(edits)
    if not wanted:
        return
    text = beside(path)
    row = _noted(connection)
    size, seq = row if _size(text) == row[0] else (_size(text), journal.read(text).next_seq)
    lines = _lines(wanted, seq)
    if size + len(lines) > journal.MOST:
        raise LibraryError(
            f"{printable(str(text))} has no room left ({journal.MOST:,} bytes).",
            "Keep your marks with dossier marks export, remove this file, and import them.",
        )
    _append(text, size, lines, safely=any(edit.fact.kind is not Kind.READ for edit in wanted))
    _note(connection, _size(text), seq + len(wanted))


def _append(text: Path, size: int, lines: bytes, *, safely: bool) -> None:
    """All of the lines or none. ``safely``: on the disk before this returns. Raises OSError."""
    file = open_file(text, os.O_RDWR | os.O_CREAT | os.O_APPEND, PRIVATE)
    try:
        torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
        rest = memoryview(b"\n" + lines if torn else lines)
        try:
            while rest:
                rest = rest[os.write(file, rest) :]
            if safely:
                os.fsync(file)
        except OSError:
            os.ftruncate(file, size)
            raise
    finally:
        os.close(file)


def catch_up(path: Path, connection: sqlite3.Connection, make: Callable[[Edit], bool]) -> None:
    """Bring database and text together, inside a transaction: neither takes away what the other has.

    Raises OSError, DossierError.
    """
    text = beside(path)
    noted, seen = _noted(connection)
    if (size := _size(text)) == noted and size:
        return
    content = journal.read(text)
    whole = noted > size or seen <= 1
    held = _newest(content.entries if whole else [one for one in content.entries if one.seq >= seen])
    for edit in held.values():
        make(edit)
    _note(connection, size, content.next_seq)
    if whole:
        facts = _facts(connection)
        write(path, connection, [one for one in facts if (one.subject.id, one.fact) not in held])
        if size > THIN_FROM and len(content.entries) > 2 * len(facts):
            rewrite(path, connection)


def rewrite(path: Path, connection: sqlite3.Connection) -> None:
    """Make the text anew from the database, inside a transaction. Raises OSError, NotOurs."""
    facts = _facts(connection)
    replace_file(beside(path), _lines(facts, 1), PRIVATE)
    _note(connection, _size(beside(path)), 1 + len(facts))


def whole(path: Path) -> bool:
    """Whether the lines beside a database are there and all sound, so that it can be made again from them."""
    content = journal.read(beside(path))
    return bool(content.entries) and not content.damaged


def _newest(entries: Iterable[journal.Entry]) -> dict[tuple[str, Fact], Edit]:
    """The last that was said of each fact."""
    held: dict[tuple[str, Fact], Edit] = {}
    for entry in entries:
        try:
            edit = as_edit(entry.record)
        except ValueError:
            continue  # of a later version; the line stays where it is
        held[edit.subject.id, edit.fact] = edit
    return held


def _facts(connection: sqlite3.Connection) -> list[Edit]:
    """Everything that holds."""
    rows = connection.execute(_FACTS).fetchall()
    return [Edit(Subject(id, key), Fact(Kind(kind), value)) for id, key, kind, value in rows]


def _lines(edits: Iterable[Edit], seq: int) -> bytes:
    return b"".join(journal.as_line(as_record(one), seq + i) + b"\n" for i, one in enumerate(edits))


def _noted(connection: sqlite3.Connection) -> tuple[int, int]:
    """The size of the text that the database has seen, and the number of the line that comes next."""
    row = connection.execute("SELECT size, seq FROM written").fetchone() or (0, 1)
    return int(row[0]), int(row[1])


def _note(connection: sqlite3.Connection, size: int, seq: int) -> None:
    connection.execute("DELETE FROM written")
    connection.execute("INSERT INTO written VALUES (?, ?)", (size, seq))


def _size(path: Path) -> int:
    try:
        return path.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
