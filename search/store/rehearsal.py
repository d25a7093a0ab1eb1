"""What an import would do, found out in a database of its own; the library is only read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from search.store import schema
from search.store.batch import Batch
from search.store.database import Database

if TYPE_CHECKING:
    from search.store.admission import Admitted, Arrival

_OF_ARTICLES = ("articles", "blocks", "keys", "former_ids", "revisions", "renditions")
"""Tables by whose rows an article is recognised."""
_KIN = """
    SELECT pk FROM real.keys WHERE key IN (:key, :url)
    UNION SELECT pk FROM real.renditions WHERE text_hash = :text OR (source = :source AND member = :member)
    UNION SELECT pk FROM real.revisions WHERE text_hash = :text
    UNION SELECT pk FROM real.articles WHERE title_day = :day
"""
"""The articles of the library that an arrival could turn out to be."""


class Rehearsal(Batch):
    """A batch in a passing database, to which whatever an arrival could be is copied before it is judged.

    So the ladder of identity decides as it does in an import, and nobody who writes is kept waiting.
    """

    def __init__(self, connection: sqlite3.Connection, now: str) -> None:
        self._connection = connection
        self._now = now
        self.generation = 1

    def begin(self, path: str) -> int:
        """Note that a file is being read, under the number that the library has for it."""
        self._connection.execute(
            "INSERT OR IGNORE INTO main.sources SELECT * FROM real.sources WHERE path = ?", (path,)
        )
        return super().begin(path)

    def admit(self, arrival: Arrival) -> Admitted:
        """What the article would be."""
        self._bring(arrival)
        return super().admit(replace(arrival, parcel=replace(arrival.parcel, original=None)))

    def _bring(self, arrival: Arrival) -> None:
        """Copy the articles that an arrival could be, if they are not here yet."""
        head = arrival.head
        wanted = {
            "key": head.source_key,
            "url": head.url,
            "text": bytes.fromhex(head.text_hash),
            "source": arrival.source,
            "member": arrival.member,
            "day": arrival.parcel.packed.title_day,
        }
        for (pk,) in self._connection.execute(_KIN, wanted).fetchall():
            if self._connection.execute("SELECT 1 FROM main.articles WHERE pk = ?", (pk,)).fetchone():
                continue
            for table in _OF_ARTICLES:
                self._connection.execute(
                    f"INSERT OR IGNORE INTO main.{table} SELECT * FROM real.{table} WHERE pk = ?", (pk,)
                )


@contextmanager
def rehearsing(database: Database, now: str) -> Iterator[Rehearsal]:
    """A rehearsal over a library; nothing is left of it afterwards. ``now``: ISO 8601, UTC."""
    # Without a name, SQLite keeps it in a file that only it knows, and deletes.
    connection = sqlite3.connect("", uri=True, isolation_level=None)
    try:
        schema.migrate(connection)
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("ATTACH ? AS real", (database.uri(read_only=True),))
        for table, key in (("articles", "pk"), ("sources", "source")):
            connection.execute(f"INSERT INTO sqlite_sequence SELECT '{table}', max({key}) FROM real.{table}")
        with database.errors():
            yield Rehearsal(connection, now)
    finally:
        connection.close()
