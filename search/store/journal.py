"""What was read from where, and what became of it: an import that was cut short goes on from here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from search.article.provenance import LOSS, loss_in
from search.store.checksums import sum_of
from search.work.progress import Failure

READING, DONE, REFUSED, MISSING = "reading", "done", "refused", "missing"


_MISSING = "SELECT path FROM sources WHERE outcome = 'missing'"
_MISSING_NUMBERS = "SELECT source FROM sources WHERE outcome = 'missing'"


@dataclass(frozen=True, slots=True)
class Source:
    """A file as the journal knows it."""

    source: int
    size: int
    mtime_ns: int
    sha256: str
    outcome: str
    """``reading`` (cut short), ``done``, ``refused``, or ``missing``: gone, or forgotten by command."""
    reason: str
    articles: int
    """Articles that were read from it."""


def find(connection: sqlite3.Connection, path: str) -> Source | None:
    """What the journal knows of a file."""
    row = connection.execute(
        "SELECT source, size, mtime_ns, sha256, outcome, reason, articles FROM sources WHERE path = ?", (path,)
    ).fetchone()
    return None if row is None else Source(*row)


def begin(connection: sqlite3.Connection, path: str, now: str) -> int:
    """Note that a file is being read; returns its number. Until :func:`finish` it counts as cut short."""
    connection.execute(
        """INSERT INTO sources (path, size, mtime_ns, sha256, outcome, reason, articles, read_at)
        VALUES (?, 0, 0, '', ?, '', 0, ?) ON CONFLICT (path) DO UPDATE SET outcome = excluded.outcome""",
        (path, READING, now),
    )
    row = connection.execute("SELECT source FROM sources WHERE path = ?", (path,)).fetchone()
    _seal(connection, row[0])
    return int(row[0])


def _seal(connection: sqlite3.Connection, source: int) -> None:
    """Let a file's row vouch for itself again after a change."""
    connection.execute(f"UPDATE sources SET checksum = {sum_of('sources')} WHERE source = ?", (source,))


def finish(connection: sqlite3.Connection, state: Source, failures: Sequence[Failure], now: str) -> None:
    """Note what became of a file, and which of its records failed."""
    connection.execute(
        """UPDATE sources SET size = ?, mtime_ns = ?, sha256 = ?, outcome = ?, reason = ?, articles = ?,
        read_at = ? WHERE source = ?""",
        (
            state.size, state.mtime_ns, state.sha256, state.outcome, state.reason, state.articles,
            now, state.source,
        ),
    )  # fmt: skip
    _seal(connection, state.source)
    connection.execute("DELETE FROM failures WHERE source = ?", (state.source,))
    connection.executemany(
        "INSERT INTO failures VALUES (?1, ?2, ?3, row_sum(?1, ?2, ?3))",
        ((state.source, f.path, f.reason) for f in failures),
    )


def restamp(connection: sqlite3.Connection, state: Source) -> None:
    """Note that a file has a new time stamp but the content that it had."""
    connection.execute(
        "UPDATE sources SET size = ?, mtime_ns = ? WHERE source = ?", (state.size, state.mtime_ns, state.source)
    )
    _seal(connection, state.source)


def failures(connection: sqlite3.Connection) -> tuple[Failure, ...]:
    """Every file and record that failed when it was last read, in the order of paths."""
    found = connection.execute(
        """SELECT path, reason FROM sources WHERE outcome = 'refused'
        UNION ALL SELECT path, reason FROM failures ORDER BY path"""
    )
    return tuple(Failure(*row) for row in found)


def losses(connection: sqlite3.Connection) -> tuple[Failure, ...]:
    """Where the articles were read that lack words of their originals, with the warnings that say so."""
    found = connection.execute(
        """SELECT a.warnings, s.path || r.member FROM articles a JOIN renditions r USING (pk)
        JOIN sources s USING (source) WHERE a.warnings LIKE ? GROUP BY a.pk ORDER BY 2""",
        (f"%{LOSS}%",),
    )
    return tuple(Failure(path, loss_in(json.loads(warnings))) for warnings, path in found)


def failure_count(connection: sqlite3.Connection) -> int:
    """How many files and records failed when they were last read."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM sources WHERE outcome = 'refused') + (SELECT count(*) FROM failures)"
    ).fetchone()
    return int(row[0])


def failed(connection: sqlite3.Connection) -> list[str]:
    """The files that failed, or of which a record failed, when they were last read."""
    found = connection.execute(
        """SELECT path FROM sources WHERE outcome = 'refused'
        OR (outcome != 'missing' AND source IN (SELECT source FROM failures)) ORDER BY path"""
    )
    return [path for (path,) in found]


def below(connection: sqlite3.Connection, path: str) -> list[str]:
    """The files at or below a path that are not missing, in the order of paths."""
    folder = path.rstrip("/")
    found = connection.execute(
        """SELECT path FROM sources WHERE (path = ? OR (path > ? AND path < ?)) AND outcome != 'missing'
        ORDER BY path""",
        (path, folder + "/", folder + "0"),  # "0" is the character after "/"
    )
    return [path for (path,) in found]


def mark_missing(connection: sqlite3.Connection, paths: Sequence[str]) -> None:
    """Note that files are gone; what they gave stays, but they have not failed any more."""
    for path in paths:
        connection.execute(
            "DELETE FROM failures WHERE source = (SELECT source FROM sources WHERE path = ?)", (path,)
        )
        connection.execute("UPDATE sources SET outcome = ? WHERE path = ?", (MISSING, path))
        for (source,) in connection.execute("SELECT source FROM sources WHERE path = ?", (path,)).fetchall():
            _seal(connection, source)


def missing(connection: sqlite3.Connection) -> list[str]:
    """The files that are missing, in the order of paths."""
    return [path for (path,) in connection.execute(f"{_MISSING} ORDER BY path")]


def only_missing(connection: sqlite3.Connection) -> list[int]:
    """The pks of the articles that came from missing files alone, ascending."""
    found = connection.execute(
        f"""SELECT pk FROM renditions WHERE source IN ({_MISSING_NUMBERS})
        EXCEPT SELECT pk FROM renditions WHERE source NOT IN ({_MISSING_NUMBERS}) ORDER BY pk"""
    )
    return [pk for (pk,) in found]


def purge(connection: sqlite3.Connection, pks: Sequence[int]) -> None:
    """Delete missing files from the journal, and these articles, which came from nowhere else."""
    connection.executemany("DELETE FROM articles WHERE pk = ?", ((pk,) for pk in pks))
    connection.execute("DELETE FROM sources WHERE outcome = 'missing'")
