"""Checksums of whole rows: what a disk breaks is noticed before it is believed.

Every table of articles has a column ``checksum``: the CRC-32 of the row's other values. It is worked out by
the SQL function ``row_sum``, which each connection is given, so that whatever writes a row says it as well.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from search.article.fields import columns

DERIVED = ("sketch", "format", "day", "sort_title", "title_day", "changed")
"""Columns of the table of articles that are no fields of an article."""
KEYS = {
    "articles": "pk",
    "blocks": "pk",
    "keys": "key",
    "former_ids": "id",
    "sources": "source",
    "failures": "rowid",
    "renditions": "source || member",
    "originals": "source || member",
    "revisions": "pk",
    "mentions": "pk",
}
"""Table with checksums -> what a row of it is called when it is damaged."""
COLUMNS = {
    # Without pk, which is not known before the row is there: blocks and mentions vouch for it.
    "articles": "",  # as the table of fields has them
    "blocks": "pk, packed",
    "keys": "key, pk",
    "former_ids": "id, pk",
    "sources": "source, path, size, mtime_ns, sha256, outcome, reason, articles, read_at",
    "failures": "source, path, reason",
    "renditions": ("source, member, pk, sha256, format, encoding, importer, imported_at, text_hash, digest"),
    "originals": "source, member, packed",
    "revisions": "pk, revision, text_hash, replaced_at, packed",
    "mentions": "pk, extractor, generation, count, packed",
}
"""Table -> the columns that its checksum covers."""
LISTED = "id, source_key, title, date, category, date_source"
"""Columns of an article that a list shows; they have a checksum of their own, ``listed``."""


def article_columns(schema: int = 2**31) -> tuple[str, ...]:
    """The columns of the table of articles that its checksum covers, in a database of this schema.

    Without pk, which is not known before the row is there: blocks and mentions vouch for it. Columns of later
    schemas come last, where their defaults don't count.
    """
    known = sorted((field for field in columns() if field.schema <= schema), key=lambda field: field.schema)
    return (*DERIVED, *(field.name for field in known))


def sum_of(table: str, prefix: str = "", *, schema: int = 2**31) -> str:
    """The expression in SQL of what a row's checksum should be. ``prefix``: of the columns, as ``r.``."""
    names = article_columns(schema) if table == "articles" else COLUMNS[table].split(", ")
    return f"row_sum({', '.join(prefix + name for name in names)})"


def damaged(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """The names of the rows of a table whose checksums are wrong."""
    wrong = f"SELECT {KEYS[table]} FROM {table} WHERE checksum IS NOT {sum_of(table)}"
    for (name,) in connection.execute(wrong):
        yield str(name)
