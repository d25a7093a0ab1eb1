"""Mentions as rows: one packed row an article, with the version of the extractor that made it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from search.entities.model import Mention
from search.store.packing import pack_mentions, unpack_mentions


def put(
    connection: sqlite3.Connection, pk: int, mentions: Sequence[Mention], extractor: int, generation: int
) -> None:
    """Store the mentions of an article; an empty row says that it was looked at."""
    connection.execute("DELETE FROM mentions WHERE pk = ?", (pk,))
    connection.execute(
        "INSERT INTO mentions VALUES (?, ?, ?, ?, ?)",
        (pk, extractor, generation, len(mentions), pack_mentions(mentions)),
    )


def get(connection: sqlite3.Connection, pk: int) -> tuple[Mention, ...] | None:
    """The mentions of an article; None before it was tagged."""
    row = connection.execute("SELECT packed FROM mentions WHERE pk = ?", (pk,)).fetchone()
    return None if row is None else unpack_mentions(row[0])


def untagged(connection: sqlite3.Connection, extractor: int, after: int, limit: int) -> list[int]:
    """The next pks above ``after`` that this version of the extractor hasn't seen, ascending."""
    found = connection.execute(
        """SELECT a.pk FROM articles a LEFT JOIN mentions m USING (pk)
        WHERE a.pk > ? AND (m.extractor IS NULL OR m.extractor <> ?) ORDER BY a.pk LIMIT ?""",
        (after, extractor, limit),
    )
    return [pk for (pk,) in found]


def since(
    connection: sqlite3.Connection, generation: int, after: int, limit: int
) -> list[tuple[int, tuple[Mention, ...]]]:
    """The next (pk, mentions) above ``after`` that were tagged later than ``generation``, by pk."""
    found = connection.execute(
        "SELECT pk, packed FROM mentions WHERE generation > ? AND pk > ? ORDER BY pk LIMIT ?",
        (generation, after, limit),
    )
    return [(pk, unpack_mentions(packed)) for pk, packed in found]
