"""The file with everybody's marks on one library: facts in SQLite, one small transaction a change.

Several readers may have the file open. Edits add and take away single facts inside a transaction, so two
readers never write over each other, and a crash leaves a change whole or undone. Every row has a checksum; a
database that is damaged is made again from the lines of text beside it.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from search.errors import DossierError, MarksError
from search.marks import mirror
from search.marks.facts import Edit, Fact, Kind, Mark, Subject
from search.text import printable
from search.work import row_sum

T = TypeVar("T")

VERSION = 3
BUSY_SECONDS = 2.0
"""How long a change waits for that of another reader, which takes a millisecond."""
_AT_ONCE = 400
"""Articles asked for in one statement; SQLite takes at most 999 parameters everywhere."""
_SCHEMA = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source_key TEXT NOT NULL) STRICT;
CREATE INDEX by_source_key ON articles (source_key) WHERE source_key != '';
CREATE TABLE facts (
    article INTEGER NOT NULL REFERENCES articles, kind TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (article, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX by_fact ON facts (kind, value);
"""
_SECOND = "CREATE TABLE written (size INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT"
"""How much of the text beside the database it has seen."""
_THIRD = (
    "ALTER TABLE articles ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE facts ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0",
    "UPDATE articles SET checksum = row_sum(number, id, source_key)",
    "UPDATE facts SET checksum = row_sum(article, kind, value)",
    "DELETE FROM written",  # the text lacks what was read
)
SOUND = """facts.checksum = row_sum(article, kind, value)
AND articles.checksum = row_sum(number, id, source_key)"""
"""Whether a fact and the article that it is of are as they were written."""
_EVERY = f"SELECT {SOUND}, id, source_key, kind, value FROM facts JOIN articles ON article = number"


class Unsound(Exception):
    """A row that is not as it was written."""


def believed(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows without their first column, which says of each whether it is sound. Raises Unsound."""
    found = list(rows)
    if not all(sound for sound, *_ in found):
        raise Unsound("a row does not fit its checksum")
    return [tuple(row) for _, *row in found]


class Shelf:
    """Facts by article. Usable from several threads; opened by the first question."""

    def __init__(self, path: Path | None) -> None:
        """A file that is made by the first edit, or with None a shelf in memory."""
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._guard = threading.Lock()
        self._edited = 0
        self.damaged: tuple[str, ...] = ()
        """What was found damaged, and what became of it, as sentences."""

    def close(self) -> None:
        """Let go of the file."""
        with self._guard:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def facts(self, subjects: Sequence[Subject]) -> list[frozenset[Fact]]:
        """The facts that hold of each article, by its id or else its source key. Raises MarksError."""

        def asked(connection: sqlite3.Connection) -> list[frozenset[Fact]]:
            numbers = _numbers(connection, subjects)
            held: dict[int, set[Fact]] = {number: set() for number in numbers if number}
            select = f"SELECT {SOUND}, article, kind, value FROM facts JOIN articles ON article = number"
            for some in _portions(held):
                rows = connection.execute(f"{select} WHERE article IN {_marks(some)}", some)
                for number, kind, value in believed(rows):
                    held[number].add(Fact(Kind(kind), value))
            return [frozenset(held.get(number, ())) for number in numbers]

        return self._asked(asked, [frozenset()] * len(subjects))

    def apply(self, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """Make the edits, all or none; returns those that changed something. Raises MarksError."""
        with self._opened(create=True) as connection, _transaction(connection):
            assert connection is not None
            made = tuple(edit for edit in edits if _made(connection, edit))
            if self._path is not None:  # the text first: what it has is put into the database by the next start
                mirror.write(self._path, connection, made)
            self._edited += len(made)
            return made

    def marked(self) -> list[tuple[Subject, Mark]]:
        """Every article of which something holds, in the order of ids. Raises MarksError."""

        def asked(connection: sqlite3.Connection) -> list[tuple[Subject, Mark]]:
            held: dict[Subject, set[Fact]] = {}
            for id, key, kind, value in believed(connection.execute(_EVERY)):
                held.setdefault(Subject(id, key), set()).add(Fact(Kind(kind), value))
            return sorted(((one, Mark.of(facts)) for one, facts in held.items()), key=lambda pair: pair[0].id)

        return self._asked(asked, [])

    def having(self, kind: Kind) -> list[tuple[Subject, str]]:
        """Every article of which facts of a kind hold, with the value of each. Raises MarksError."""

        def asked(connection: sqlite3.Connection) -> list[tuple[Subject, str]]:
            rows = believed(connection.execute(f"{_EVERY} WHERE kind = ?", (kind,)))
            return [(Subject(id, key), value) for id, key, _, value in rows]

        return self._asked(asked, [])

    def version(self) -> tuple[int, int]:
        """Another pair after every edit, by whomever. Raises MarksError."""
        with self._opened(create=False) as connection:
            if connection is None:
                return 0, 0
            return self._edited, int(connection.execute("PRAGMA data_version").fetchone()[0])

    # The file

    def _asked(self, question: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        """The answer to a question; ``nothing`` without a file. A damaged one is made again."""
        with self._opened(create=False) as connection:
            if connection is None:
                return nothing
            try:
                return question(connection)
            except (Unsound, ValueError):
                if self._path is None:
                    raise
            return question(self._restored(self._path))

    def _restored(self, path: Path) -> sqlite3.Connection:
        """The database made again from the lines beside it; what was there is put aside. Raises as opening."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if not mirror.whole(path):
            raise MarksError(
                f"The marks in {printable(str(path))} cannot be used: their database is damaged, "
                "and there are no sound lines beside it.",
                "Put both back from a copy. Reading and searching go on without them.",
            )
        for suffix in ("-wal", "-shm", ""):
            aside = path.with_name(f"{path.name}{suffix}")
            if aside.exists():
                aside.replace(path.with_name(f"{path.name}.damaged{suffix}"))
        self._connection = self._open(create=True)
        assert self._connection is not None
        self.damaged = (
            f"The database {printable(str(path))} was damaged and is made again from the lines beside it; "
            "as it was, it is kept beside them.",
        )
        return self._connection

    @contextmanager
    def _opened(self, *, create: bool) -> Iterator[sqlite3.Connection | None]:
        """The connection, alone; None when there is no file and none is to be made."""
        with self._guard:
            try:
                if self._connection is None:
                    self._connection = self._opened_soundly(create=create)
                yield self._connection
            except MarksError:
                raise
            except (sqlite3.Error, OSError, ValueError, Unsound, DossierError) as error:
                where = printable(str(self._path or "memory"))
                raise MarksError(
                    f"The marks in {where} cannot be used: {printable(str(error))}.",
                    "Reading and searching go on without them.",
                ) from error

    def _opened_soundly(self, *, create: bool) -> sqlite3.Connection | None:
        """The database, whose pages make sense; made again from the lines beside it when they don't."""
        try:
            connection = self._open(create=create)
            if connection is None or self._path is None:
                return connection
            self._connection = connection
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                return connection
        except sqlite3.OperationalError:
            raise  # busy, full, not to be opened: nothing is wrong with what it says
        except (sqlite3.DatabaseError, ValueError):
            if self._path is None or not self._path.exists():
                raise
        assert self._path is not None
        return self._restored(self._path)

    def _open(self, *, create: bool) -> sqlite3.Connection | None:
        if self._path is not None:
            if not create and not self._path.exists() and not mirror.beside(self._path).exists():
                return None
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # SQLite would make a file that others can read.
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        # As bytes, since a folder may have a name that is no text.
        place = f"file:{quote(os.fsencode(self._path.absolute()))}" if self._path else ":memory:"
        connection = sqlite3.connect(
            place, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection)
            if self._path is not None:
                with _transaction(connection):
                    mirror.catch_up(self._path, connection, lambda edit: _made(connection, edit))
        except BaseException:
            connection.close()
            raise
        return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Set the connection up, and make the tables in a new file. Raises MarksError, sqlite3.Error."""
    # With WAL, NORMAL cannot corrupt and a key press waits for no disk; a power cut may lose the last marks.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    row_sum.install(connection)
    if _version(connection) < VERSION:
        with _transaction(connection):
            found = _version(connection)  # another reader may have been first
            for statement in _SCHEMA.split(";") if found == 0 else ():
                connection.execute(statement)
            for statement in (*((_SECOND,) if found < 2 else ()), *_THIRD):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
    if (found := _version(connection)) > VERSION:
        raise MarksError(
            f"The marks were written by a later version of Dossier (form {found}).", "Use that version."
        )


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def _transaction(connection: sqlite3.Connection | None) -> Iterator[None]:
    """All or nothing, alone among writers from the start, so that it never has to begin again."""
    assert connection is not None
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _portions(values: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """The values, as many at a time as one statement takes."""
    rest = iter(values)
    while portion := tuple(islice(rest, _AT_ONCE)):
        yield portion


def _marks(values: Iterable[object]) -> str:
    return "(" + ",".join("?" for _ in values) + ")"


def _numbers(connection: sqlite3.Connection, subjects: Sequence[Subject]) -> list[int]:
    """The number of each article, 0 for one without marks."""
    by_id: dict[str, int] = {}
    for ids in _portions({one.id for one in subjects}):
        question = "SELECT id, number FROM articles WHERE id IN " + _marks(ids)
        by_id.update(connection.execute(question, ids).fetchall())
    by_key: dict[str, int] = {}
    missing = {one.source_key for one in subjects if one.source_key and one.id not in by_id}
    for keys in _portions(missing):
        question = "SELECT source_key, min(number) FROM articles WHERE source_key IN " + _marks(keys)
        by_key.update(connection.execute(question + " AND source_key != '' GROUP BY 1", keys).fetchall())
    return [by_id.get(one.id) or by_key.get(one.source_key, 0) for one in subjects]


def _made(connection: sqlite3.Connection, edit: Edit) -> bool:
    """Make one edit; returns whether it changed anything."""
    (number,) = _numbers(connection, [edit.subject])
    if not edit.holds:
        statement = "DELETE FROM facts WHERE article = ? AND kind = ? AND value = ?"
    else:
        statement = "INSERT OR IGNORE INTO facts VALUES (?1, ?2, ?3, row_sum(?1, ?2, ?3))"
        if not number:
            number = _new(connection, edit.subject)
    return connection.execute(statement, (number, edit.fact.kind, edit.fact.value)).rowcount > 0


def _new(connection: sqlite3.Connection, subject: Subject) -> int:
    """Give an article a number."""
    number = int(connection.execute("SELECT ifnull(max(number), 0) + 1 FROM articles").fetchone()[0])
    put = "INSERT INTO articles VALUES (?1, ?2, ?3, row_sum(?1, ?2, ?3))"
    connection.execute(put, (number, subject.id, subject.source_key))
    return number
