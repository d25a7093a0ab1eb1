"""Is the store as it was written? Pages, references, counters, and every article against its digest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from search.article.identity import text_hash
from search.errors import DossierError
from search.store import articles
from search.text import printable

_COUNTED = {
    "articles": "SELECT count(*) FROM articles",
    "renditions": "SELECT count(*) FROM renditions",
    "tagged": "SELECT count(*) FROM mentions",
    "mentions": "SELECT ifnull(sum(count), 0) FROM mentions",
}
"""Counter -> what it should say."""


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """A sentence for everything that is wrong; none in a sound store. Takes a second a thousand articles."""
    for (told,) in connection.execute("PRAGMA integrity_check"):
        if told != "ok":
            yield f"The database is damaged: {printable(str(told), 200)}."
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"Row {row} of {table} refers to a row of {parent} that is not there."
    for name, select in _COUNTED.items():
        counted = connection.execute(select).fetchone()[0]
        noted = connection.execute("SELECT value FROM counters WHERE name = ?", (name,)).fetchone()[0]
        if noted != counted:
            yield f"There are {counted:,} {name}, and {noted:,} are noted."
    for (pk,) in connection.execute("SELECT pk FROM articles ORDER BY pk"):
        yield from _article(connection, pk)


def _article(connection: sqlite3.Connection, pk: int) -> Iterator[str]:
    (name,) = connection.execute("SELECT id FROM articles WHERE pk = ?", (pk,)).fetchone()
    try:
        article = articles.load(connection, pk)
    except (DossierError, ValueError) as error:
        yield f"The text of article {name} cannot be read ({printable(str(error), 120)})."
        return
    if article is None:
        yield f"Article {name} has no text."
    elif text_hash(article) != article.text_hash:
        yield f"The text of article {name} is not the one that was imported."
