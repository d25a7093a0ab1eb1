"""Mentions as rows: one packed row an article, with the version of the extractor that made it."""

from __future__ import annotations

import sqlite3

from search.article.mention import Mention
from search.errors import NONSENSE, MentionsDamaged
from search.store.checksums import sum_of
from search.store.packing import unpack_mentions
from search.store.safety import safe_mentions

_SOUND = f"mentions.checksum = {sum_of('mentions', 'mentions.')}"


def put_packed(connection: sqlite3.Connection, pk: int, row: tuple[int, int, int, bytes]) -> None:
    """Store the mentions of an article; an empty list says that it was looked at.

    ``row``: extractor, generation, count, packed mentions.
    """
    forget(connection, pk)
    put = "INSERT INTO mentions VALUES (?1, ?2, ?3, ?4, ?5, row_sum(?1, ?2, ?3, ?4, ?5))"
    connection.execute(put, (pk, *row))


def forget(connection: sqlite3.Connection, pk: int) -> None:
    """Delete the mentions of an article, so that they are found again."""
    connection.execute("DELETE FROM mentions WHERE pk = ?", (pk,))


def get(connection: sqlite3.Connection, pk: int) -> tuple[Mention, ...] | None:
    """The mentions of an article; None before it was tagged. Raises MentionsDamaged."""
    row = connection.execute(f"SELECT packed, {_SOUND} FROM mentions WHERE pk = ?", (pk,)).fetchone()
    return None if row is None else _believed(pk, row[0], row[1])


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
        f"SELECT date, packed, {_SOUND} FROM mentions JOIN articles USING (pk) WHERE pk = ?", (pk,)
    ).fetchone()
    return None if row is None else (row[0], _believed(pk, row[1], row[2]))


def _believed(pk: int, packed: bytes, sound: int) -> tuple[Mention, ...]:
    """Mentions, once their checksum has vouched for them. Raises MentionsDamaged."""
    try:
        if not sound:
            raise ValueError("they do not fit their checksum")
        return safe_mentions(unpack_mentions(packed))
    except NONSENSE as error:
        raise MentionsDamaged(
            f"What was found in article {pk} is damaged on the disk ({error}).",
            "It is found anew from the text of the article.",
        ) from error
