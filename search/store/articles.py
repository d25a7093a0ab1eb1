"""Articles and their blocks as rows: written whole, loaded whole."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from search.article.days import day_of
from search.article.fields import Type, columns
from search.article.identity import GUID, article_id, key_kind, keys_of
from search.article.model import Article
from search.errors import NONSENSE, ArticleDamaged
from search.store import checksums, threads
from search.store.checksums import article_columns, sum_of
from search.store.listing import AT_ONCE, DAMAGED_TITLE, index_damaged, pks
from search.store.packing import pack_article, unpack_article, unpack_blocks
from search.store.parcel import Packed
from search.store.renditions import renditions_of
from search.store.safety import safe, safe_block
from search.text import printable
from search.work.row_sum import row_sum

_TYPES = {field.name: field.type for field in columns()}
"""Columns that are fields of an article, and what is in them."""
_FIELDS = tuple(_TYPES)
_COLUMNS = article_columns()
_SUMS = ("checksum", "listed")
_LISTED = tuple(map(_COLUMNS.index, checksums.LISTED.split(", ")))
_ALL = (*_COLUMNS, *_SUMS)
_INSERT = f"INSERT INTO articles ({', '.join(_ALL)}) VALUES ({', '.join('?' * len(_ALL))})"
_UPDATE = f"UPDATE articles SET {', '.join(f'{name} = ?' for name in _ALL)} WHERE pk = ?"
_LOAD = f"""SELECT blocks.packed, blocks.checksum = {checksums.sum_of("blocks", "blocks.")}, articles.checksum,
arrivals.forms, {", ".join(_COLUMNS)}
FROM articles JOIN blocks USING (pk) LEFT JOIN arrivals USING (pk) WHERE pk = ?"""


def _row(article: Article, packed: Packed, format: str, generation: int) -> tuple[Any, ...]:
    special: dict[str, Any] = {
        "sketch": packed.sketch,
        "format": format,
        "day": day_of(article.date),
        "sort_title": packed.sort_title,
        "title_day": packed.title_day,
        "changed": generation,
    }
    values = tuple(special[n] if n in special else _kept(_TYPES[n], getattr(article, n)) for n in _COLUMNS)
    return (*values, row_sum(*values), row_sum(*(values[place] for place in _LISTED)))


def _kept(type: Type, value: Any) -> Any:
    """A field's value as the store keeps it."""
    if type is Type.LIST:
        return json.dumps(value, ensure_ascii=False)
    return bytes.fromhex(value) if type is Type.DIGEST else value


def _loaded(type: Type, value: Any) -> Any:
    """What :func:`_kept` made of a value."""
    if type is Type.LIST:
        return tuple(json.loads(value))
    return value.hex() if type is Type.DIGEST else value


def insert(
    connection: sqlite3.Connection, article: Article, packed: Packed, format: str, generation: int
) -> int:
    """Store a new article, with its id set, under its keys. Returns its pk."""
    cursor = connection.execute(_INSERT, _row(article, packed, format, generation))
    pk = int(cursor.lastrowid or 0)
    connection.execute("INSERT INTO blocks VALUES (?1, ?2, row_sum(?1, ?2))", (pk, packed.blocks))
    learn_keys(connection, pk, article)
    return pk


def update(
    connection: sqlite3.Connection, pk: int, article: Article, packed: Packed, format: str, generation: int
) -> None:
    """Put an article in the place of what ``pk`` was; its mentions are forgotten, since texts moved."""
    former = connection.execute("SELECT id FROM articles WHERE pk = ?", (pk,)).fetchone()[0]
    connection.execute(_UPDATE, (*_row(article, packed, format, generation), pk))
    connection.execute("INSERT OR REPLACE INTO blocks VALUES (?1, ?2, row_sum(?1, ?2))", (pk, packed.blocks))
    connection.execute("DELETE FROM mentions WHERE pk = ?", (pk,))
    if former != article.id:
        connection.execute("INSERT OR IGNORE INTO former_ids VALUES (?1, ?2, row_sum(?1, ?2))", (former, pk))
        connection.execute("DELETE FROM former_ids WHERE id = ?", (article.id,))
    learn_keys(connection, pk, article)


def learn_keys(connection: sqlite3.Connection, pk: int, article: Article) -> None:
    """Remember the names under which sources know this article; the first to claim one keeps it."""
    for key in keys_of(article):
        connection.execute("INSERT OR IGNORE INTO keys VALUES (?1, ?2, row_sum(?1, ?2))", (key, pk))
    threads.link(connection, pk, article)


def shelve(connection: sqlite3.Connection, pk: int, article: Article, now: str) -> None:
    """Keep the text of ``article``, about to be replaced, as an older revision."""
    connection.execute(
        "INSERT OR REPLACE INTO revisions VALUES (?1, ?2, ?3, ?4, ?5, row_sum(?1, ?2, ?3, ?4, ?5))",
        (pk, article.revision, bytes.fromhex(article.text_hash), now, pack_article(article)),
    )


def revisions(connection: sqlite3.Connection, pk: int) -> tuple[Article, ...]:
    """The older texts of an article, oldest first. Raises ArticleDamaged."""
    sound = sum_of("revisions")
    found = connection.execute(
        f"SELECT packed, checksum = {sound} FROM revisions WHERE pk = ? ORDER BY revision", (pk,)
    ).fetchall()
    row = connection.execute("SELECT older FROM arrivals WHERE pk = ?", (pk,)).fetchone()
    if row is None or row[0] != len(found):
        raise ArticleDamaged(
            f"An older text of article {pk} is lost on the disk.",
            "dossier check says more; dossier check --repair mends the database's indexes.",
        )
    return tuple(_believed(str(pk), bool(sound), partial(_revision, packed)) for packed, sound in found)


def _revision(packed: bytes) -> Article:
    older = unpack_article(packed)
    texts = {name: safe(type, getattr(older, name)) for name, type in _TYPES.items()}
    return replace(older, **texts, blocks=tuple(map(safe_block, older.blocks)))


def load(connection: sqlite3.Connection, pk: int) -> Article | None:
    """A whole article with its renditions; None when there is none with this pk. Raises ArticleDamaged."""
    row = connection.execute(_LOAD, (pk,)).fetchone()
    if row is None:
        return None
    packed, sound, checksum, forms, *values = row
    kept = dict(zip(_COLUMNS, values, strict=True))

    def built() -> Article:
        record = {name: safe(type, _loaded(type, kept[name])) for name, type in _TYPES.items()}
        blocks = tuple(map(safe_block, unpack_blocks(packed)))
        places = renditions_of(connection, pk)
        if len(places) != forms:
            raise ValueError("places where it was read are lost")
        return Article(**record, blocks=blocks, renditions=places)

    return _believed(str(kept["id"]), bool(sound) and checksum == row_sum(*values), built)


def is_sound(connection: sqlite3.Connection, pk: int) -> bool:
    """Whether an article is as it was stored."""
    try:
        return load(connection, pk) is not None
    except ArticleDamaged:
        return False


def stub(connection: sqlite3.Connection, pk: int) -> Article:
    """What stands for an article that is damaged, so that all others can be counted, indexed and read."""
    row = connection.execute("SELECT id FROM articles WHERE pk = ?", (pk,)).fetchone()
    return Article(printable(str(row[0] if row else pk), 60), DAMAGED_TITLE, ())


def _believed(name: str, sound: bool, build: Callable[[], Article]) -> Article:
    """What stored bytes say, once their checksums have vouched for them. Raises ArticleDamaged."""
    try:
        if not sound:
            raise ValueError("it does not fit its checksum")
        return build()
    except NONSENSE as error:
        raise ArticleDamaged(
            f"Article {printable(name, 60)} is damaged on the disk ({printable(str(error), 100)}).",
            "dossier check --repair mends it where its original or its file is still there.",
        ) from error


def sketches(connection: sqlite3.Connection, pks: Sequence[int]) -> dict[int, bytes]:
    """The shingle sketch of each article's body; pks that don't exist are left out."""
    out: dict[int, bytes] = {}
    for start in range(0, len(pks), AT_ONCE):
        some = pks[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        out.update(connection.execute(f"SELECT pk, sketch FROM articles WHERE pk IN ({marks})", some))
    return out


def format_shown(connection: sqlite3.Connection, pk: int) -> str:
    """The format of the rendition that readers see."""
    return str(connection.execute("SELECT format FROM articles WHERE pk = ?", (pk,)).fetchone()[0])


def by_key(connection: sqlite3.Connection, key: str) -> int | None:
    """The article that a source calls ``key``. Raises LibraryDamaged."""
    return by_keys(connection, [key]).get(key)


def by_keys(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, int]:
    """The pk of each article that a source calls so; keys of no article are left out. Raises LibraryDamaged."""
    out: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        select = f"SELECT checksum = {sum_of('keys')}, key, pk FROM keys WHERE key IN ({{}})"
        for sound, key, pk in connection.execute(select.format(", ".join("?" * len(some))), some):
            if not sound:
                raise index_damaged("of what sources call articles")
            out[key] = pk
    return out


def other_guid(connection: sqlite3.Connection, pk: int, key: str) -> bool:
    """Whether a feed names the article by another id than ``key``, which is one too."""
    if not key.startswith(GUID):
        return False
    found = connection.execute(
        "SELECT key FROM keys WHERE pk = ? AND substr(key, 1, ?) = ?", (pk, len(GUID), GUID)
    )
    known = {name for (name,) in found}
    return bool(known) and key not in known


def title_of(connection: sqlite3.Connection, pk: int) -> str:
    """The title of an article."""
    return str(connection.execute("SELECT title FROM articles WHERE pk = ?", (pk,)).fetchone()[0])


def by_title_day(connection: sqlite3.Connection, digest: bytes) -> list[tuple[int, str]]:
    """(pk, source key) of the articles with this digest of title and date, in the order of ids."""
    found = connection.execute("SELECT pk, source_key FROM articles WHERE title_day = ? ORDER BY id", (digest,))
    return found.fetchall()


def source_key_of(connection: sqlite3.Connection, pk: int) -> str:
    """What sources call the article; empty when they don't."""
    return str(connection.execute("SELECT source_key FROM articles WHERE pk = ?", (pk,)).fetchone()[0])


def by_id(connection: sqlite3.Connection, name: str) -> int | None:
    """The article with this id, former ids included. Raises LibraryDamaged."""
    found = pks(connection, [name])
    if found:
        return found[name]
    select = f"SELECT checksum = {sum_of('former_ids')}, pk FROM former_ids WHERE id = ?"
    row = connection.execute(select, (name,)).fetchone()
    if row is not None and not row[0]:
        raise index_damaged("of the ids that articles had before")
    return None if row is None else int(row[1])


def by_prefix(connection: sqlite3.Connection, prefix: str, limit: int = 5) -> list[tuple[int, str]]:
    """(pk, id) of at most ``limit`` articles whose ids begin with ``prefix``."""
    found = connection.execute(
        "SELECT pk, id FROM articles WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
        (prefix, prefix + "\U0010ffff", limit),
    )
    return found.fetchall()


def free_id(connection: sqlite3.Connection, article: Article) -> Article:
    """The article, its id made longer if another article has it (60 bits make that all but impossible)."""
    for length in (len(article.id), 16, 24, 52):
        candidate = article_id(article.source_key, article.text_hash, length)
        if by_id(connection, candidate) is None:
            return replace(article, id=candidate)
    raise ValueError(f"the whole digest {candidate} is taken")


def better_name(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether ``one`` (source key, id) names an article better than ``other``.

    So an article of several sources has the same id in whatever order they come.
    """
    order = ("name", "message", "address", "guid", "")
    return (order.index(key_kind(one[0])), one[1]) < (order.index(key_kind(other[0])), other[1])
