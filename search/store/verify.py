"""Is the store as it was written? Pages, references, counters, and every row against its checksum."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from search.article.identity import text_hash
from search.errors import ArticleDamaged
from search.store import articles, checksums
from search.store.listing import COUNTED
from search.text import counted, printable

LISTED = 20
"""Damaged rows of a table that are named; the others are counted."""
_MEANING = {
    "articles": "",  # each is told by name
    "blocks": "",
    "keys": "An article may not be known again by what its source calls it.",
    "former_ids": "An id that an article had before may not find it.",
    "sources": "A file may be read again at the next import.",
    "failures": "What is told of files that failed may be wrong.",
    "renditions": "Where an article was read may be told wrong.",
    "originals": "The original of an article cannot be shown.",
    "revisions": "An older text of an article cannot be shown.",
    "mentions": "Names in an article are found anew.",
}
"""Table -> what it means when a row of it is damaged."""


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """A sentence for everything that is wrong; none in a sound store. Takes a second a thousand articles."""
    for (told,) in connection.execute("PRAGMA integrity_check"):
        if told != "ok":
            yield f"The database is damaged: {printable(str(told), 200)}."
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"Row {row} of {table} refers to a row of {parent} that is not there."
    yield from _counters(connection)
    for table in checksums.COLUMNS:
        if _MEANING[table]:
            yield from _rows(table, list(checksums.damaged(connection, table)))
    for (pk,) in connection.execute("SELECT pk FROM articles ORDER BY pk"):
        yield from _article(connection, pk)


def _counters(connection: sqlite3.Connection) -> Iterator[str]:
    noted = dict(connection.execute("SELECT name, value FROM counters"))
    for name, select in COUNTED.items():
        there = connection.execute(select).fetchone()[0]
        if noted.get(name) != there:
            yield f"There are {there:,} {name}, and {noted.get(name, 0):,} are noted."
    wanted = {*COUNTED, "entities", "generation", "library"}
    twins = "SELECT name FROM counters WHERE value IS NOT -twin"
    wrong = {name for (name,) in connection.execute(twins)} | (wanted ^ noted.keys())
    for name in sorted(map(str, wrong)):
        yield f"A number that the library keeps of itself is damaged ({printable(name, 40)})."
    for pk, *_ in connection.execute("SELECT pk FROM arrivals WHERE at IS NOT -twin"):
        yield f"When article {pk} came is damaged."
    for column, table in (("forms", "renditions"), ("older", "revisions")):
        wrong_rows = f"""SELECT a.pk FROM arrivals a LEFT JOIN (
            SELECT pk, count(*) AS there FROM {table} NOT INDEXED GROUP BY pk) USING (pk)
            WHERE {column} != ifnull(there, 0)"""
        for pk, *_ in connection.execute(wrong_rows):
            yield f"Article {pk} has lost rows of {table}, or their number is damaged."
    gone = "SELECT count(*) FROM articles WHERE pk NOT IN (SELECT pk FROM arrivals NOT INDEXED)"
    if number := connection.execute(gone).fetchone()[0]:
        yield f"When {counted(number, 'article')} came is lost."
    for table, key in (("articles", "pk"), ("sources", "source")):
        above = f"SELECT 1 FROM sqlite_sequence WHERE name = ? AND seq < (SELECT max({key}) FROM {table})"
        if connection.execute(above, (table,)).fetchone():
            yield f"The highest number of {table} is damaged."


def _rows(table: str, names: Iterable[str]) -> Iterator[str]:
    found = list(names)
    for name in found[:LISTED]:
        yield f"Row {printable(name, 80)} of {table} is not as it was written. {_MEANING[table]}"
    if len(found) > LISTED:
        yield f"So are {counted(len(found) - LISTED, 'more row')} of {table}."


def _article(connection: sqlite3.Connection, pk: int) -> Iterator[str]:
    select = f"SELECT id, listed = row_sum({checksums.LISTED}) FROM articles WHERE pk = ?"
    row = connection.execute(select, (pk,)).fetchone()
    if row is None:  # an index of the database has it, and the table has not
        yield f"Article {pk} is damaged on the disk (its row is not found)."
        return
    name, listed = row
    try:
        article = articles.load(connection, pk)
    except ArticleDamaged as error:
        yield error.sentence
        return
    shown = printable(str(name), 60)
    if article is None:
        yield f"Article {shown} has no text."
    elif text_hash(article) != article.text_hash:
        yield f"The text of article {shown} is not the one that was imported."
    elif not listed:
        yield f"What the list shows of article {shown} is not as it was written."
