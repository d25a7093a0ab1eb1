"""The values of a library in one SQLite file: derived, made when the user asks for them, deleted when not.

The file is all there is: where it is missing values are off, and nothing reads a text for their sake.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from search.errors import IndexUnusable
from search.text import printable
from search.values.value import Value, ValueKind

VERSION = 1
"""Of the patterns and the file together: a file of another version is made anew."""
_SCHEMA = """
CREATE TABLE mark (version INTEGER, library INTEGER, generation INTEGER, articles INTEGER);
CREATE TABLE value (id INTEGER PRIMARY KEY, kind TEXT, norm TEXT, shown TEXT, amount REAL, UNIQUE (kind, norm));
CREATE TABLE place (pk INTEGER, value INTEGER, number INTEGER, PRIMARY KEY (pk, value)) WITHOUT ROWID;
CREATE INDEX place_of ON place (value, pk);
INSERT INTO mark VALUES (?, 0, 0, 0);
"""
Mark = tuple[int, int, int]
"""Number of the library, generation of its store that was seen, articles that there were."""


class ValueTable:
    """The file, read and written; safe from several threads, one writer at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    @property
    def on(self) -> bool:
        """Whether values are kept."""
        return self.path.is_file() and not self.path.is_symlink()

    def create(self) -> None:
        """An empty file in the place of what was there."""
        self.delete()
        with self._opened() as connection:
            for statement in filter(str.strip, _SCHEMA.split(";")):
                connection.execute(statement, (VERSION,) if "?" in statement else ())
            connection.commit()

    def delete(self) -> None:
        """Values are off from now on."""
        self.close()
        for suffix in ("", "-journal", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        with self._guard:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time. Raises IndexUnusable when the file is none of ours."""
        with self._guard:
            try:
                if self._connection is None:
                    self._connection = sqlite3.connect(self.path, check_same_thread=False)
                    self._connection.execute("PRAGMA trusted_schema = OFF")
                yield self._connection
            except sqlite3.Error as error:
                told = f"The values make no sense ({printable(str(error), 80)})."
                raise IndexUnusable(told, "dossier values --on makes them anew.") from error

    def mark(self) -> Mark:
        """What the file has seen. Raises IndexUnusable, also for a file of another version."""
        with self._opened() as connection:
            version, *rest = connection.execute(
                "SELECT version, library, generation, articles FROM mark"
            ).fetchone()
        if version != VERSION:
            raise IndexUnusable("The values were found by other rules.", "dossier values --on makes them anew.")
        return rest[0], rest[1], rest[2]

    def write(self, found: Iterable[tuple[int, Sequence[Value]]], mark: Mark) -> None:
        """Keep the values of some articles in the place of those that they had, and what has been seen."""
        with self._opened() as connection, connection:
            known: dict[tuple[str, str], int] = {}
            for pk, values in found:
                connection.execute("DELETE FROM place WHERE pk = ?", (pk,))
                counted = Counter(_id_of(connection, known, value) for value in values)
                connection.executemany(
                    "INSERT INTO place VALUES (?, ?, ?)", [(pk, v, n) for v, n in counted.items()]
                )
            connection.execute("UPDATE mark SET library = ?, generation = ?, articles = ?", mark)

    def forget_others(self, pks: Iterable[int]) -> None:
        """Forget the articles that are no longer there: keep those of ``pks`` alone."""
        with self._opened() as connection, connection:
            _choose(connection, pks)
            connection.execute("DELETE FROM place WHERE pk NOT IN (SELECT pk FROM temp.chosen)")

    def lookup(self, kind: str, text: str, exact: bool) -> list[int]:
        """The pks, ascending, of the articles with such a value: an amount, a whole value, a part of one."""
        clause, given = _condition(ValueKind(kind), text, exact)
        with self._opened() as connection:
            rows = connection.execute(
                "SELECT DISTINCT pk FROM place WHERE value IN"
                f" (SELECT id FROM value WHERE kind = ? AND {clause}) ORDER BY pk",
                (kind, *given),
            )
            return [pk for (pk,) in rows]

    def counts(self, kind: ValueKind, pks: Iterable[int] | None, limit: int) -> list[tuple[str, int]]:
        """The values of a kind in these articles (None: all), with how many have each; most frequent first."""
        within = "" if pks is None else "AND pk IN (SELECT pk FROM temp.chosen)"
        with self._opened() as connection:
            if pks is not None:
                _choose(connection, pks)
            return connection.execute(
                "SELECT shown, COUNT(*) AS n FROM value JOIN place ON place.value = value.id"
                f" WHERE kind = ? {within} GROUP BY value.id ORDER BY n DESC, amount DESC, shown LIMIT ?",
                (kind.value, limit),
            ).fetchall()

    def kinds(self) -> dict[ValueKind, int]:
        """How many different values of each kind there are."""
        with self._opened() as connection:
            rows = connection.execute(
                "SELECT kind, COUNT(*) FROM value WHERE id IN (SELECT value FROM place) GROUP BY kind"
            )
            found = dict(rows.fetchall())
        return {kind: found[kind.value] for kind in ValueKind if kind.value in found}


def _choose(connection: sqlite3.Connection, pks: Iterable[int]) -> None:
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (pk INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.chosen")
    connection.executemany("INSERT OR IGNORE INTO temp.chosen VALUES (?)", ((int(pk),) for pk in pks))


def _id_of(connection: sqlite3.Connection, known: dict[tuple[str, str], int], value: Value) -> int:
    key = value.kind.value, value.norm
    if key not in known:
        row = connection.execute("SELECT id FROM value WHERE kind = ? AND norm = ?", key).fetchone()
        if row is None:
            made = connection.execute(
                "INSERT INTO value (kind, norm, shown, amount) VALUES (?, ?, ?, ?)",
                (*key, value.shown, value.amount),
            )
            row = (made.lastrowid,)
        known[key] = int(row[0])
    return known[key]


def _condition(kind: ValueKind, text: str, exact: bool) -> tuple[str, tuple[object, ...]]:
    """What holds of the values that a query means, as SQL with its parameters."""
    from search.values.money import asked  # by need: it makes patterns

    plain = " ".join(text.lower().split())
    if kind is ValueKind.MONEY and (bounds := asked(text)) is not None:
        low, high, code = bounds
        clause = "amount BETWEEN ? AND ?" + (" AND norm LIKE ? || ' %'" if code else "")
        return clause, (low, min(high, 1e300), *([code.lower()] if code else []))
    if kind is ValueKind.PHONE and any(char.isdigit() for char in plain):
        digits = "".join(char for char in plain if char.isdigit())
        return "instr(replace(replace(replace(norm, '-', ''), ' ', ''), 'x', ''), ?) > 0", (digits,)
    if kind is ValueKind.CRYPTO:
        return ("norm = ?" if exact else "instr(norm, ?) > 0"), (text.strip(),)
    if exact:
        return "(norm = ? OR lower(shown) = ?)", (plain, plain)
    return "instr(norm, ?) > 0", (plain,)
