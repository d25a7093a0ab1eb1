"""Threads of mail: which messages belong together, by the messages that each goes back to."""

from __future__ import annotations

import json
import sqlite3

from search.article.identity import key_kind
from search.article.model import Article

MOST = 5000
"""Articles of one thread that are given; longer ones are the work of a broken mail program."""

STEPS = (
    """CREATE TABLE thread_links (
        message TEXT NOT NULL,     -- a Message-ID
        pk INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
        PRIMARY KEY (message, pk)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX thread_links_pk ON thread_links (pk)",
)
"""What makes the table, for the store's schema."""

_THREAD = """WITH RECURSIVE thread(pk) AS (
    SELECT ?1 UNION
    SELECT theirs.pk FROM thread JOIN thread_links ours ON ours.pk = thread.pk
    JOIN thread_links theirs ON theirs.message = ours.message
) SELECT pk FROM thread LIMIT ?2"""
_ORDER = "SELECT pk, day, thread FROM articles WHERE pk IN (SELECT value FROM json_each(?))"


def link(connection: sqlite3.Connection, pk: int, article: Article) -> None:
    """Note the messages that an article is or goes back to."""
    if not article.thread and key_kind(article.source_key) != "message":
        return
    own = (article.source_key,) if key_kind(article.source_key) == "message" else ()
    connection.executemany(
        "INSERT OR IGNORE INTO thread_links VALUES (?, ?)",
        ((message, pk) for message in (*own, *article.thread)),
    )


def thread(connection: sqlite3.Connection, pk: int) -> list[int]:
    """The articles of the thread that one belongs to, itself included, in the order of reading.

    That is by day and, on one day, an answer after what it answers.
    """
    pks = [found for (found,) in connection.execute(_THREAD, (pk, MOST))]
    rows = connection.execute(_ORDER, (json.dumps(pks),)).fetchall()
    return [found for found, _, _ in sorted(rows, key=lambda row: (row[1], len(json.loads(row[2])), row[0]))]
