"""Mentions as rows: one packed row an article, with the version of the extractor that made it."""

from __future__ import annotations

import sqlite3

from search.article.mention import Mention
from search.store.packing import unpack_mentions


def put_packed(connection: sqlite3.Connection, pk: int, row: tuple[int, int, int, bytes]) -> None:
    """Store the mentions of an article; an empty list says that it was looked at.

    ``row``: extractor, generation, count, packed mentions.
    """
    connection.execute("DELETE FROM mentions WHERE pk = ?", (pk,))
    connection.execute("INSERT INTO mentions VALUES (?, ?, ?, ?, ?)", (pk, *row))


def get(connection: sqlite3.Connection, pk: int) -> tuple[Mention, ...] | None:
    """The mentions of an article; None before it was tagged."""
    row = connection.execute("SELECT packed FROM mentions WHERE pk = ?", (pk,)).fetchone()
    return None if row is None else unpack_mentions(row[0])


def untagged(connection: sqlite3.Connection, extractor: int) -> list[int]:
    """The pks of all articles that this version of the extractor hasn't seen, ascending."""
    found = connection.execute(
        "SELECT pk FROM articles EXCEPT SELECT pk FROM mentions WHERE extractor = ? ORDER BY pk", (extractor,)
    )
    return [pk for (pk,) in found]


def until(connection: sqlite3.Connection) -> int:
    """The generation that tagged an article last; 0 when none did."""
    return int(connection.execute("SELECT ifnull(max(generation), 0) FROM mentions").fetchone()[0])


def tagged_after(connection: sqlite3.Connection, generation: int) -> int:
    """How many articles were tagged later than ``generation``."""
    found = connection.execute("SELECT count(*) FROM mentions WHERE generation > ?", (generation,))
    return int(found.fetchone()[0])


def tagged_since(connection: sqlite3.Connection, generation: int) -> list[int]:
    """The pks of the articles that were tagged later than ``generation``, ascending."""
    found = connection.execute("SELECT pk FROM mentions WHERE generation > ? ORDER BY pk", (generation,))
    return [pk for (pk,) in found]


def dated(connection: sqlite3.Connection, pk: int) -> tuple[str, tuple[Mention, ...]] | None:
    """An article's date and mentions; None before it was tagged."""
    row = connection.execute(
        "SELECT date, packed FROM mentions JOIN articles USING (pk) WHERE pk = ?", (pk,)
    ).fetchone()
    return None if row is None else (row[0], unpack_mentions(row[1]))
