"""Connections to the library's SQLite file: one a thread, opened as the medium allows."""

from __future__ import annotations

import math
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from search.errors import LibraryDamaged, LibraryError, LibraryLocked, LibraryMissing, LibraryReadOnly
from search.files import has_other_names
from search.store import origins, schema
from search.store.boundary import check_members, check_new, check_schema, check_size
from search.text import printable
from search.work import row_sum

FILE = "articles.sqlite"
BUSY_SECONDS = 5.0
"""How long a write waits for another connection: more than any batch takes, less than patience."""
CLOSE_SECONDS = 2.0
"""How long closing waits for what other threads still ask, which is interrupted and so ends soon."""
DEADLINE_SECONDS = 120.0
"""How long one transaction may ask: a hundred times the slowest question to a million articles."""
PROGRESS_STEPS = 1_000_000
"""Steps of SQLite's machine between two looks at the clock: a few milliseconds."""
CACHE_KIB = 16 * 1024
"""Page cache of a connection: the list's index pages of a million articles, and little more."""


class NoRoom(LibraryError):
    """The disk is full, or does not take what SQLite writes beside a file."""


class Database:
    """The SQLite file of a library. Each thread that asks gets a connection of its own."""

    def __init__(self, folder: Path, *, read_only: bool, full: bool = False) -> None:
        """``full``: the disk has no room for what SQLite puts beside a file that is written to."""
        self.folder = folder
        self.path = folder / FILE
        self.read_only = read_only
        self.full = full
        closed = full or not os.access(folder, os.W_OK)
        self._immutable = read_only and closed and not self._live_log()
        self._local = threading.local()
        self._guard = threading.Condition(threading.Lock())
        self._users = 0
        """Transactions that are under way."""
        self.deadline = DEADLINE_SECONDS
        """Seconds that a transaction may ask; whoever checks everything allows more."""
        self._connections: list[tuple[threading.Thread, sqlite3.Connection]] = []

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, read_only: bool = False) -> Database:
        """Open the file in ``folder``, bringing its schema up to date; the folder is made if ``create``.

        Raises LibraryMissing, LibraryNewer, LibraryDamaged, and LibraryReadOnly when it would have to be
        created or migrated but cannot be written to.
        """
        path = folder / FILE
        check_members(folder, FILE)
        check_size(path)
        if not path.exists():
            _make_room(folder, create=create and not read_only)
            check_new(folder)
        writable = os.access(folder, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))
        writable = writable and not has_other_names(path)  # what is written would be written elsewhere, too
        database = cls(folder, read_only=read_only or not writable)
        try:
            database._checked()
        except NoRoom:
            database.close()
            if not path.exists() or database._live_log():
                raise
            database = cls(folder, read_only=True, full=True)
            database._checked()
        return database

    def _checked(self) -> None:
        """Look at what there is, and bring it up to date; closed when that raises."""
        try:
            with self.errors():
                self._check()
        except BaseException:
            self.close()
            raise

    def _check(self) -> None:
        connection = self.connection()
        connection.execute("BEGIN")  # one state of it, whoever else may be making it now
        try:
            found = self._found(connection)
        finally:
            connection.execute("ROLLBACK")
        known = len(schema.MIGRATIONS)
        if found < known and self.full:
            self.must_write()
        if found < known and self.read_only:
            raise LibraryReadOnly(
                f"The library in {printable(str(self.folder))} was made by an earlier version and "
                "cannot be brought up to date where it is.",
                "Copy it to a place that can be written to.",
            )
        if not self.read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            schema.migrate(connection)

    def _found(self, connection: sqlite3.Connection) -> int:
        """The version of the schema, which is exactly as it should be; 0 for an empty file."""
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        found, known = schema.version(connection), len(schema.MIGRATIONS)
        if application != schema.APPLICATION_ID and (found or self._has_tables(connection)):
            raise LibraryDamaged(
                f"{printable(str(self.path))} is not a library of Dossier.", "Choose another folder."
            )
        if found > known:
            raise schema.newer(found, known)
        if found:
            check_schema(connection, found)
        else:
            check_new(self.folder)
        return found

    @staticmethod
    def _has_tables(connection: sqlite3.Connection) -> bool:
        return connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is not None

    def _live_log(self) -> bool:
        """Whether a write-ahead log holds transactions that the main file lacks."""
        log = self.path.with_name(FILE + "-wal")
        return log.exists() and log.stat().st_size > 0

    def connection(self) -> sqlite3.Connection:
        """The connection of the thread that asks, in autocommit mode."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._connect()
            self._local.connection = found
            with self._guard:
                self._close_ended()
                self._connections.append((threading.current_thread(), found))
        return found

    def uri(self, *, read_only: bool) -> str:
        """How SQLite is told to open the file."""
        mode = ("ro" if read_only else "rwc") + ("&immutable=1" if self._immutable else "")
        return f"file:{quote(os.fsencode(self.path.absolute()))}?mode={mode}"

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.uri(read_only=self.read_only),
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,  # close() runs in another thread, after this one has ended
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            # With WAL, NORMAL cannot corrupt; a power cut may lose the last batch, which is then read again.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            row_sum.install(connection)
            origins.install(connection)
            connection.set_progress_handler(self._too_late, PROGRESS_STEPS)
        except BaseException:
            connection.close()
            raise
        return connection

    def _close_ended(self) -> None:
        """Close the connections of threads that have ended."""
        for thread, connection in self._connections:
            if not thread.is_alive():
                connection.close()
        self._connections = [pair for pair in self._connections if pair[0].is_alive()]

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn SQLite's errors into the library's."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise self._translated(error) from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error
        except UnicodeEncodeError as error:
            raise LibraryError(
                "What was asked for holds bytes that are no text.", "Nothing in a library is called so."
            ) from error
        except UnicodeDecodeError as error:
            raise self._damaged(sqlite3.DataError(str(error))) from error

    def _translated(self, error: sqlite3.OperationalError) -> LibraryError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        where = printable(str(self.path))
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return LibraryLocked(
                f"{where} is being written to by another process.", "Try again when it has finished."
            )
        if code == sqlite3.SQLITE_INTERRUPT and self._too_late():
            return LibraryError(
                f"{where} took more than {self.deadline:.0f} seconds to answer.",
                "Check it with: dossier check",
            )
        if code == sqlite3.SQLITE_INTERRUPT:
            return LibraryError(f"{where} was closed meanwhile.", "Open it and ask again.")
        if code == sqlite3.SQLITE_READONLY:
            return LibraryReadOnly(f"{where} cannot be written to.", "Copy the library to another place.")
        if code == sqlite3.SQLITE_FULL:
            return NoRoom(f"The disk that holds {where} is full.", "Make room and go on.")
        if code == sqlite3.SQLITE_IOERR:
            return NoRoom(
                f"The disk that holds {where} does not answer as it should ({printable(str(error))}).",
                "Make sure that it has room and is connected, and try again; nothing that was there is lost.",
            )
        if code == sqlite3.SQLITE_CANTOPEN:
            return LibraryMissing(f"{where} cannot be opened.", "Check the path and its permissions.")
        return self._damaged(error)

    def _damaged(self, error: sqlite3.Error) -> LibraryDamaged:
        return LibraryDamaged(
            f"{printable(str(self.path))} cannot be read ({printable(str(error))}).",
            "dossier check says what is damaged; what cannot be mended comes back from a copy.",
        )

    def _too_late(self) -> bool:
        """Whether what this thread asks has taken too long; SQLite then gives up."""
        return time.monotonic() - getattr(self._local, "began", math.inf) > self.deadline

    @contextmanager
    def _used(self) -> Iterator[sqlite3.Connection]:
        """The connection of the thread that asks; it is not closed before it is given back."""
        with self._guard:
            self._users += 1
        try:
            connection = self.connection()
            if not connection.in_transaction:
                self._local.began = time.monotonic()
            yield connection
        finally:
            with self._guard:
                self._users -= 1
                self._guard.notify_all()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent state of the database for several selects."""
        with self._used() as connection, self.errors():
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Without a deadline: for whoever reads everything, and says how far it is."""
        before, self.deadline = self.deadline, math.inf
        try:
            yield
        finally:
            self.deadline = before

    def must_write(self) -> None:
        """Raises LibraryReadOnly when nothing can be changed."""
        if self.full:
            raise LibraryReadOnly(
                f"The disk that holds {printable(str(self.folder))} is full: nothing can be changed.",
                "Make room, and open the library again.",
            )
        if self.read_only:
            raise LibraryReadOnly(
                f"The library in {printable(str(self.folder))} is open for reading only.",
                "Copy it to a place that can be written to, or choose another with --library.",
            )

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed as a whole at the end, or not at all."""
        self.must_write()
        with self._used() as connection, self.errors():
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close every connection. What other threads still ask is interrupted, and raises LibraryError there.

        SQLite must not close a connection while another thread is in it; should one not come back in
        CLOSE_SECONDS, all stay open until the program ends.
        """
        with self._guard:
            if self._users:
                for _, connection in self._connections:
                    connection.interrupt()
            if not self._guard.wait_for(lambda: self._users == 0, CLOSE_SECONDS):
                return
            for _, connection in self._connections:
                connection.close()
            self._connections = []
            self._local = threading.local()


def _make_room(folder: Path, *, create: bool) -> None:
    if not create:
        raise LibraryMissing(
            f"There is no library in {printable(str(folder))}.", "Add articles to it with: dossier add PATH"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryMissing(
            f"The folder {printable(str(folder))} cannot be made ({error.strerror}).",
            "Choose another with --library.",
        ) from error
    if not os.access(folder, os.W_OK):
        raise LibraryReadOnly(
            f"The folder {printable(str(folder))} cannot be written to.", "Choose another with --library."
        )
