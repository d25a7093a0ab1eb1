"""The list of all articles, and the rows of some: fast at a million, without bodies, index or numpy."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Protocol

from search.article.days import UNDATED, is_inferred
from search.article.row import Hit, Sort
from search.errors import LibraryDamaged
from search.store.checksums import LISTED
from search.store.safety import safe_text
from search.text import printable
from search.work.row_sum import row_sum

_ORDERS = {
    Sort.DATE: "day DESC, pk",
    Sort.SCORE: "day DESC, pk",
    Sort.OLDEST: f"(day = {UNDATED}), day, pk",
    Sort.TITLE: "sort_title, day DESC, pk",
}
"""Each is the order of a covering index, since every index ends in the pk: an offset steps over small
entries only. The orders are those of :mod:`search.query.topk`, so that a list and a search agree."""
_ORDER_KEYS: dict[Sort, Callable[[int, bytes, int], tuple[object, ...]]] = {
    Sort.DATE: lambda day, _, pk: (-day, pk),
    Sort.SCORE: lambda day, _, pk: (-day, pk),
    Sort.OLDEST: lambda day, _, pk: (day == UNDATED, day, pk),
    Sort.TITLE: lambda day, title, pk: (title, -day, pk),
}
"""The same orders, said in Python: (day, sort title, pk) -> what sorts so."""

DAMAGED_TITLE = "[This article is damaged on the disk: dossier check says more]"
AT_ONCE = 500
"""Parameters of a select: under SQLite's limit of old (999)."""


COUNTED = {
    "articles": "SELECT count(*) FROM articles",
    "renditions": "SELECT count(*) FROM renditions",
    "tagged": "SELECT count(*) FROM mentions",
    "mentions": "SELECT ifnull(sum(count), 0) FROM mentions",
}
"""Counter -> what it should say."""


def counter(connection: sqlite3.Connection, name: str) -> int:
    """One of articles, renditions, tagged, mentions, entities, generation and library."""
    row = connection.execute("SELECT value, twin FROM counters WHERE name = ?", (name,)).fetchone()
    if row is not None and row[0] == -row[1]:
        return int(row[0])
    if name in COUNTED:  # it can be counted, if slowly
        return int(connection.execute(COUNTED[name]).fetchone()[0])
    raise LibraryDamaged(
        f"A number that the library keeps of itself is damaged ({name}).",
        "Mend it with: dossier check --repair",
    )


def last_change(connection: sqlite3.Connection) -> int:
    """The generation that wrote an article last; 0 in an empty store."""
    return int(connection.execute("SELECT ifnull(max(changed), 0) FROM articles").fetchone()[0])


def window(connection: sqlite3.Connection, offset: int, limit: int, sort: Sort) -> list[int]:
    """Pks of a window of all articles."""
    select = f"SELECT pk FROM articles {{}} ORDER BY {_ORDERS[sort]} LIMIT ? OFFSET ?"
    found = [pk for (pk,) in connection.execute(select.format(""), (limit, offset))]
    if not 0 <= limit <= AT_ONCE or _in_order(connection, found, offset, limit, sort):
        return found
    # The index is damaged: the order is worked out from the rows themselves.
    return [pk for (pk,) in connection.execute(select.format("NOT INDEXED"), (limit, offset))]


def _in_order(
    connection: sqlite3.Connection, found: Sequence[int], offset: int, limit: int, sort: Sort
) -> bool:
    """Whether what an index gave as a window is one, by the rows that it leads to."""
    marks = ", ".join("?" * len(found))
    rows = connection.execute(f"SELECT pk, day, sort_title FROM articles WHERE pk IN ({marks})", found)
    held = {pk: _ORDER_KEYS[sort](day, title, pk) for pk, day, title in rows}
    keys = [held.get(pk) for pk in found]
    wanted = max(0, min(limit, counter(connection, "articles") - offset))
    return len(found) == wanted and None not in keys and all(a < b for a, b in pairwise(keys))  # type: ignore[operator]


def rows(connection: sqlite3.Connection, pks: Sequence[int]) -> dict[int, Hit]:
    """The row of each article, without a score; pks that don't exist are left out."""
    out: dict[int, Hit] = {}
    for start in range(0, len(pks), AT_ONCE):
        some = pks[start : start + AT_ONCE]
        found = connection.execute(
            f"SELECT pk, listed, {LISTED} FROM articles WHERE pk IN ({', '.join('?' * len(some))})",
            some,
        )
        for pk, listed, *texts in found:
            out[pk] = _row(texts, sound=listed == row_sum(*texts))
    return out


def lost(pk: int) -> Hit:
    """What stands for a row that an index has and the table has lost."""
    return Hit(str(pk), "", DAMAGED_TITLE, "")


def _row(texts: Sequence[str], *, sound: bool) -> Hit:
    """A row of the list; a damaged one says so, and is shown with what can be read of it."""
    if not sound:
        id, key, *_ = (printable(str(text), 200) for text in texts)
        return Hit(id, key, DAMAGED_TITLE, "")
    id, key, title, date, category, date_source = map(safe_text, texts)
    inferred = bool(date) and is_inferred(date_source)
    return Hit(id=id, source_key=key, title=title, date=date, category=category, date_inferred=inferred)


class Seen(Protocol):
    """Up to where somebody has looked at a library."""

    @property
    def library(self) -> str:
        """The library for which :attr:`pk` holds, as 16 hex digits."""

    @property
    def pk(self) -> int:
        """The newest article that was there."""

    @property
    def time(self) -> str:
        """When, ISO 8601; empty: never."""


@dataclass(frozen=True, slots=True)
class Newest:
    """A state of the library that somebody has looked at."""

    library: str
    pk: int


def newest(connection: sqlite3.Connection) -> Newest:
    """The newest article: what comes from now on has a higher number, whatever is deleted."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'articles'").fetchone()
    return Newest(f"{counter(connection, 'library'):016x}", int(row[0]) if row else 0)


def added(connection: sqlite3.Connection, begin: int, end: int) -> list[int]:
    """Pks of the articles that came between two seconds, ascending. Raises LibraryDamaged."""
    select = "SELECT pk, at = -twin FROM arrivals WHERE (at >= ? AND at < ?) OR at != -twin ORDER BY pk"
    found = connection.execute(select, (begin, end)).fetchall()
    if not all(sound for _, sound in found):
        raise index_damaged("of when articles came")
    return [pk for pk, _ in found]


def newer(connection: sqlite3.Connection, looked: Seen) -> list[int]:
    """Pks of the articles that came after somebody looked, ascending; in another library, by the time."""
    if looked.library == newest(connection).library:
        found = connection.execute("SELECT pk FROM articles WHERE pk > ? ORDER BY pk", (looked.pk,))
        return [pk for (pk,) in found]
    try:
        begin = int(datetime.fromisoformat(looked.time).timestamp()) if looked.time else 0
    except (ValueError, OverflowError):
        begin = 0
    return added(connection, begin, 2**53)


def pks(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, int]:
    """The pk of each id; ids that don't exist are left out. Raises LibraryDamaged."""
    wanted = list(ids)
    out: dict[str, int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        found = dict(connection.execute(f"SELECT pk, id FROM articles WHERE id IN ({marks})", some).fetchall())
        there = f"SELECT pk, id FROM articles NOT INDEXED WHERE pk IN ({', '.join('?' * len(found))})"
        if dict(connection.execute(there, list(found))) != found:
            raise index_damaged("of ids")
        out.update((id, pk) for pk, id in found.items())
    return out


def index_damaged(of_what: str) -> LibraryDamaged:
    """The error for an index of the database that does not lead where it should."""
    return LibraryDamaged(
        f"The database's index {of_what} is damaged.", "It is made anew by: dossier check --repair"
    )


def changed_since(connection: sqlite3.Connection, generation: int) -> list[int]:
    """The pks of the articles that were written later than ``generation``, ascending."""
    found = connection.execute("SELECT pk FROM articles WHERE changed > ? ORDER BY pk", (generation,))
    return [pk for (pk,) in found]


def changes_since(connection: sqlite3.Connection, generation: int) -> list[tuple[int, int]]:
    """(generation, pk) of the articles that were written later than ``generation``, ascending."""
    found = connection.execute(
        "SELECT changed, pk FROM articles WHERE changed > ? ORDER BY changed, pk", (generation,)
    )
    return found.fetchall()


def changed(connection: sqlite3.Connection, pk: int, generation: int) -> bool | None:
    """Whether an article was written later than ``generation``; None when there is none."""
    row = connection.execute("SELECT changed > ? FROM articles WHERE pk = ?", (generation, pk)).fetchone()
    return bool(row[0]) if row else None


def dates(connection: sqlite3.Connection) -> tuple[str, str]:
    """The oldest and the newest date; empty without dated articles."""
    select = f"SELECT date FROM articles WHERE day > {UNDATED} ORDER BY day"
    ends = [connection.execute(f"{select} {way} LIMIT 1").fetchone() for way in ("ASC", "DESC")]
    return tuple(row[0] if row else "" for row in ends)  # type: ignore[return-value]
