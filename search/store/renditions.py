"""Where each article came from: one row for every file, line or member that held it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from search.article.model import Rendition
from search.errors import ArticleDamaged
from search.store.checksums import sum_of
from search.store.packing import MOST_ORIGINAL, unpack_bytes
from search.store.safety import safe_rendition
from search.text import printable


@dataclass(frozen=True, slots=True)
class Known:
    """What the store remembers of a place in a source."""

    pk: int
    text_hash: str
    digest: bytes
    sha256: str


def known(connection: sqlite3.Connection, source: int, member: str) -> Known | None:
    """What was read at this place of a source before."""
    row = connection.execute(
        "SELECT pk, text_hash, digest, sha256 FROM renditions WHERE source = ? AND member = ?", (source, member)
    ).fetchone()
    return None if row is None else Known(row[0], row[1].hex(), row[2], row[3])


def record(
    connection: sqlite3.Connection,
    source: int,
    member: str,
    pk: int,
    rendition: Rendition,
    text_hash: str,
    digest: bytes,
    original: bytes | None,
) -> None:
    """Remember what was read at this place, in place of what was remembered. ``original`` is packed."""
    # An upsert, since REPLACE would delete the row, and with it the original, without firing triggers.
    connection.execute(
        """INSERT INTO renditions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
        row_sum(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10))
        ON CONFLICT DO UPDATE SET pk = excluded.pk, sha256 = excluded.sha256, format = excluded.format,
        encoding = excluded.encoding, importer = excluded.importer, imported_at = excluded.imported_at,
        text_hash = excluded.text_hash, digest = excluded.digest, checksum = excluded.checksum""",
        (
            source, member, pk, rendition.sha256, rendition.format, rendition.encoding,
            rendition.importer, rendition.imported_at, bytes.fromhex(text_hash), digest,
        ),
    )  # fmt: skip
    if original is not None:
        connection.execute(
            "INSERT OR REPLACE INTO originals VALUES (?1, ?2, ?3, row_sum(?1, ?2, ?3))",
            (source, member, original),
        )
    else:
        connection.execute("DELETE FROM originals WHERE source = ? AND member = ?", (source, member))


def renditions_of(connection: sqlite3.Connection, pk: int) -> tuple[Rendition, ...]:
    """Every form in which an article came, in the order of paths. Raises ValueError for damaged ones."""
    found = connection.execute(
        f"""SELECT r.checksum = {sum_of("renditions", "r.")} AND s.checksum = {sum_of("sources", "s.")},
        path || member, r.sha256, format, encoding, importer, imported_at
        FROM renditions r JOIN sources s USING (source) WHERE pk = ? ORDER BY path, member""",
        (pk,),
    ).fetchall()
    if not all(sound for sound, *_ in found):
        raise ValueError("where it was read does not fit its checksum")
    return tuple(safe_rendition(Rendition(*row)) for _, *row in found)


def by_text(connection: sqlite3.Connection, text_hash: str) -> list[tuple[int, str]]:
    """(pk, source key) of the articles that have or had this normalised text, in the order of ids."""
    found = connection.execute(
        """SELECT pk, source_key FROM articles WHERE pk IN (
            SELECT pk FROM renditions WHERE text_hash = ?1
            UNION SELECT pk FROM revisions WHERE text_hash = ?1
        ) ORDER BY id""",
        (bytes.fromhex(text_hash),),
    )
    return found.fetchall()


def in_source(connection: sqlite3.Connection, pk: int, source: int) -> bool:
    """Whether an article came from this source before."""
    return (
        connection.execute("SELECT 1 FROM renditions WHERE pk = ? AND source = ?", (pk, source)).fetchone()
        is not None
    )


def has_text(connection: sqlite3.Connection, pk: int, text_hash: str) -> bool:
    """Whether this article has had this text, now or in an older revision."""
    wanted = (pk, bytes.fromhex(text_hash))
    return any(
        connection.execute(f"SELECT 1 FROM {table} WHERE pk = ? AND text_hash = ?", wanted).fetchone()
        for table in ("articles", "renditions", "revisions")
    )


def _overlooked(connection: sqlite3.Connection, pk: int, path: str) -> tuple[int, bytes] | None:
    """An original that an index of the database has lost, and the table has: its row, looked for one by one."""
    names = connection.execute(
        "SELECT source, member FROM renditions JOIN sources USING (source) WHERE pk = ? AND path || member = ?",
        (pk, path),
    ).fetchone()
    if names is None:
        return None
    row: tuple[int, bytes] | None = connection.execute(
        f"""SELECT checksum = {sum_of("originals")}, packed FROM originals NOT INDEXED
        WHERE source = ? AND member = ?""",
        names,
    ).fetchone()
    return row


def original(connection: sqlite3.Connection, pk: int, path: str) -> bytes | None:
    """The bytes that a rendition was read from; None when they were too many to keep.

    Raises ArticleDamaged.
    """
    row = connection.execute(
        f"""SELECT o.checksum = {sum_of("originals", "o.")}, o.packed FROM originals o
        JOIN renditions USING (source, member) JOIN sources USING (source)
        WHERE pk = ? AND path || member = ?""",
        (pk, path),
    ).fetchone()
    if row is None:
        row = _overlooked(connection, pk, path)
    if row is None:
        return None
    try:
        if not row[0]:
            raise ValueError("it does not fit its checksum")
        return unpack_bytes(row[1], MOST_ORIGINAL)
    except ValueError as error:
        raise ArticleDamaged(
            f"The original of this article is damaged on the disk ({error}).",
            f"Look at the file that it was read from: {printable(path, 200)}",
        ) from error
