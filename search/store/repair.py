"""Mending a store from what is sound in it: nothing that a person or a source said is made up or dropped."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from search.errors import ArticleDamaged
from search.store import articles, checksums
from search.store.listing import COUNTED
from search.text import counted


@dataclass(frozen=True, slots=True)
class Place:
    """Where a damaged article was read."""

    pk: int
    source: int
    """The journal's number of the file."""
    member: str
    path: str
    """Of the file."""


_LOST_ARRIVALS = """INSERT INTO arrivals (pk, at, twin)
SELECT pk, ifnull(at, 0), -ifnull(at, 0) FROM (
    SELECT pk, CAST(strftime('%s', min(imported_at)) AS INTEGER) AS at
    FROM articles LEFT JOIN renditions USING (pk)
    WHERE pk NOT IN (SELECT pk FROM arrivals) GROUP BY pk)"""
"""When an article came, by the oldest note of where it was read."""


def mend(connection: sqlite3.Connection) -> Iterator[str]:
    """Mend what is derived, inside the caller's transaction; a sentence for each kind of thing that was."""
    if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok" or _unsound(connection):
        connection.execute("REINDEX")
        yield "The database's own indexes were made anew."
    yield from _counters(connection)
    for table, what in (("mentions", "names found in articles"), ("failures", "notes on files that failed")):
        gone = connection.execute(
            f"DELETE FROM {table} WHERE checksum IS NOT {checksums.sum_of(table)}"
        ).rowcount
        if gone:
            yield f"Damaged {what} were dropped ({gone:,}); they are found again."
    lost = connection.execute(f"DELETE FROM keys WHERE checksum IS NOT {checksums.sum_of('keys')}").rowcount
    if lost:
        for column in ("source_key", "url"):
            connection.execute(
                f"""INSERT OR IGNORE INTO keys SELECT {column}, pk, row_sum({column}, pk) FROM articles
                WHERE {column} != '' ORDER BY pk"""
            )
        yield f"What sources call articles was learned again ({counted(lost, 'name')})."
    rows = connection.execute(
        f"""UPDATE articles SET listed = row_sum({checksums.LISTED})
        WHERE listed IS NOT row_sum({checksums.LISTED}) AND checksum IS {checksums.sum_of("articles")}"""
    ).rowcount
    if rows:
        yield f"What the list shows was vouched for again ({counted(rows, 'article')})."


def _unsound(connection: sqlite3.Connection) -> bool:
    return any(told != "ok" for (told,) in connection.execute("PRAGMA integrity_check(1)"))


def _counters(connection: sqlite3.Connection) -> Iterator[str]:
    wrong = []
    for name, select in COUNTED.items():
        there = connection.execute(select).fetchone()[0]
        put = "UPDATE counters SET value = ?1 WHERE name = ?2 AND (value != ?1 OR twin != -?1)"
        if connection.execute(put, (there, name)).rowcount:
            wrong.append(name)
    last = """SELECT max((SELECT ifnull(max(changed), 0) FROM articles),
        (SELECT ifnull(max(generation), 0) FROM mentions))"""
    newest = connection.execute(last).fetchone()[0]
    for name, value in (("generation", newest + 1), ("entities", 0)):
        put = "UPDATE counters SET value = ? WHERE name = ? AND value IS NOT -twin"
        if connection.execute(put, (value, name)).rowcount:
            wrong.append(name)
    # Which library it is: any number will do, and what is derived is made anew for it.
    if connection.execute(
        "UPDATE counters SET value = abs(random() / 2) WHERE name = 'library' AND value IS NOT -twin"
    ).rowcount:
        wrong.append("library")
    dates = connection.execute("UPDATE arrivals SET twin = -at WHERE twin IS NOT -at").rowcount
    dates += connection.execute(_LOST_ARRIVALS).rowcount
    for column, table in (("forms", "renditions"), ("older", "revisions")):
        there = f"(SELECT count(*) FROM {table} r WHERE r.pk = arrivals.pk)"
        dates += connection.execute(
            f"UPDATE arrivals SET {column} = {there} WHERE {column} != {there}"
        ).rowcount
    if wrong or dates:
        yield f"Numbers that the library keeps of itself were counted again ({', '.join(wrong) or 'arrivals'})."


def damaged_articles(connection: sqlite3.Connection) -> list[Place]:
    """Where the articles were read that are damaged: one place at least for each that has a sound one."""
    found: list[Place] = []
    for (pk,) in connection.execute("SELECT pk FROM articles ORDER BY pk").fetchall():
        try:
            sound = articles.load(connection, pk) is not None
        except ArticleDamaged:
            sound = False
        if not sound:
            places = connection.execute(
                f"""SELECT pk, source, member, path FROM renditions r JOIN sources s USING (source) WHERE pk = ?
                AND r.checksum IS {checksums.sum_of("renditions", "r.")}
                AND s.checksum IS {checksums.sum_of("sources", "s.")}""",
                (pk,),
            )
            found += [Place(*row) for row in places]
    return found
