"""Are marks, notes and dossiers as they were written? Lines against checksums, the database against lines."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from search.errors import DossierError
from search.marks.facts import Fact, Kind
from search.marks.mirror import as_edit, beside
from search.marks.shelf import SOUND, VERSION
from search.text import printable
from search.work import journal, row_sum


def problems(path: Path) -> Iterator[str]:
    """A sentence for everything that is wrong with the marks whose database is at ``path``."""
    lines = sorted(path.parent.glob(f"{path.stem}.*.jsonl"))
    for text in lines:
        yield from _lines(text)
    if path.is_file():
        yield from _database(path, beside(path))


def _lines(path: Path) -> Iterator[str]:
    try:
        for one in journal.read(path).damaged:
            yield f"Line {one.line} of {printable(path.name)} is damaged: {one.why}."
    except DossierError as error:
        yield error.sentence


def _database(path: Path, text: Path) -> Iterator[str]:
    """What is wrong with the database, and whether it says what the lines beside it say."""
    try:
        connection = sqlite3.connect(f"file:{quote(os.fsencode(path.absolute()))}?mode=ro", uri=True)
        try:
            for (told,) in connection.execute("PRAGMA integrity_check"):
                if told != "ok":
                    yield f"The database of marks is damaged: {printable(str(told), 200)}."
            row_sum.install(connection)
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(facts)")]
            new = "checksum" in columns
            if version > VERSION or new != (version == VERSION):
                yield f"The database of marks says that it is of version {version}, which it is not."
            sound = SOUND if new else "1"
            rows = connection.execute(
                f"SELECT {sound}, id, kind, value FROM facts JOIN articles ON article = number"
            ).fetchall()
            if not all(one for one, *_ in rows):
                yield "The database of marks has rows that are not as they were written."
            held = {(id, Fact(Kind(kind), value)) for _, id, kind, value in rows}
        finally:
            connection.close()
        said = _said(text)
    except (sqlite3.Error, ValueError, DossierError) as error:
        yield f"The database of marks cannot be read ({printable(str(error), 120)})."
        return
    if not new:  # an earlier version wrote down no lines of what was merely read
        held = {(id, fact) for id, fact in held if fact.kind is not Kind.READ}
    if said is not None and held != said:
        yield "The database of marks does not say what the lines beside it say."


def _said(text: Path) -> set[tuple[str, Fact]] | None:
    """What the lines say in the end; None when there are none, or some are damaged."""
    content = journal.read(text)
    if content.damaged or not content.entries:
        return None
    held: set[tuple[str, Fact]] = set()
    for entry in content.entries:
        edit = as_edit(entry.record)
        (held.add if edit.holds else held.discard)((edit.subject.id, edit.fact))
    return held
