"""The boundary of a library that anybody may have made: plain files alone, and exactly the schema we make."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from pathlib import Path

from search.errors import LibraryDamaged
from search.files import NotOurs, check_file, check_folder, has_other_names, kind_of, open_file
from search.store import schema
from search.text import printable

FILES = ("-wal", "-shm", "-journal", "")
"""What SQLite appends to the name of the database for the files beside it."""
FOLDERS = ("index", "entities", "curation")
_JOURNAL = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
"""What begins a rollback journal, and ends one that names a super-journal (SQLite's file format, 3)."""
SMALLEST = 512
"""Bytes of the smallest page that a database can have."""
_SPACE = re.compile(r"\s+")
_STATISTICS = re.compile(r"sqlite_stat\d\Z")
"""Tables that SQLite's own ANALYZE makes."""

DIGESTS = frozenset({"98f5a62eecb361f8cefbac89896cf7a5"})
"""Digests of the newest schemas, so that opening a library need not make one to compare with."""

Statement = tuple[str, str, str, str]


def check_members(folder: Path, database: str) -> None:
    """Look at the names in a library's folder before any of them is opened.

    Raises NotOurs for links, pipes and devices: what they lead to is never read and never written to.
    """
    for suffix in FILES:
        path = folder / (database + suffix)
        if check_file(path) and suffix and has_other_names(path):  # SQLite writes to these even to read
            raise NotOurs(
                f"{printable(str(path))} is one file with another one elsewhere (a hard link).",
                "Copy the library to another place, and use the copy.",
            )
    _check_journal(folder / f"{database}-journal")
    check_file(folder / "writer.lock")
    for name in FOLDERS:
        if kind_of(folder / name) != "file":  # one in its place is told by whoever needs the folder
            check_folder(folder / name)
    for member in (folder / "curation").glob("*"):  # what people made; few files
        if kind_of(member) != "folder":
            check_file(member)


def _check_journal(path: Path) -> None:
    """Raises NotOurs for a rollback journal that names a super-journal: SQLite would delete that file.

    Transactions of ours concern one database, so that none of our journals names another file.
    """
    try:
        with os.fdopen(open_file(path, within=False), "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - len(_JOURNAL)))
            named = file.read() == _JOURNAL
    except OSError:
        return
    if named:
        raise NotOurs(
            f"{printable(str(path))} would have another file deleted; nothing is done by it.",
            "Remove it, and do not trust whoever made this library.",
        )


def check_size(path: Path) -> None:
    """Raises LibraryDamaged for a file that is too short for a database, and not empty: SQLite makes one of it.

    The file is not opened: closing it would let go of locks that other connections of this process hold.
    """
    try:
        size = path.lstat().st_size
    except OSError:
        return
    if 0 < size < SMALLEST:
        raise LibraryDamaged(
            f"{printable(str(path))} is not a library of Dossier.", "Choose another folder, or put a copy back."
        )


def check_new(folder: Path) -> None:
    """Raises LibraryDamaged when a folder without articles has what was derived from some."""
    if any((folder / name / "manifest.json").exists() for name in ("index", "entities")):
        raise LibraryDamaged(
            f"{printable(str(folder))} has an index, but the articles that it was made from are gone.",
            "Put articles.sqlite back from a copy; or remove the folders index and entities to begin anew.",
        )


def statements(connection: sqlite3.Connection) -> set[Statement]:
    """Every statement of a database's schema; white space and quotes of names don't count."""
    found = connection.execute("SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_schema")
    return {
        (str(kind), str(name), str(table), _SPACE.sub("", str(sql)).replace('"', ""))
        for kind, name, table, sql in found
        if not _STATISTICS.match(str(name))
    }


def expected(version: int) -> set[Statement]:
    """The statements of the schema of this version, as the migrations make it; takes ten milliseconds."""
    plain = sqlite3.connect(":memory:", isolation_level=None)
    try:
        schema.migrate(plain, schema.MIGRATIONS[:version])
        return statements(plain)
    finally:
        plain.close()


def digest(found: set[Statement]) -> str:
    """What tells one set of statements from any other."""
    return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()[:32]


def check_schema(connection: sqlite3.Connection, found: int) -> None:
    """Compare the schema of a database, which says that it is of version ``found``, with what it should be.

    A view in the place of a table, or a trigger that is not ours, would be run by whatever is asked next.
    Raises LibraryDamaged.
    """
    ours = statements(connection)
    if digest(ours) in DIGESTS:
        return
    wrong = ours ^ expected(found)
    if wrong:
        _, name, *_ = min(wrong)
        raise LibraryDamaged(
            f"The database has another schema than a library of Dossier ({printable(name, 60)}).",
            "Do not use it: restore the library from a copy, or import the articles anew.",
        )
