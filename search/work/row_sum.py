"""Checksums of rows in a database: the CRC-32 of their values, wherever a row is written or read."""

from __future__ import annotations

import sqlite3
import zlib
from typing import Any

_DEFAULTS = ("", "[]", 0, b"", None)


def row_sum(*values: Any) -> int:
    """The CRC-32 of a row's values. Trailing defaults don't count: a column that is added changes no sum."""
    end = len(values)
    while end and values[end - 1] in _DEFAULTS:
        end -= 1
    total = 1
    for value in values[:end]:
        if isinstance(value, str):
            value = value.encode("utf-8", "surrogatepass")
            kind = b"t"
        elif isinstance(value, bytes):
            kind = b"b"
        else:
            kind, value = b"n", repr(value).encode()
        total = zlib.crc32(value, zlib.crc32(b"%c%d:" % (kind, len(value)), total))
    return total


def install(connection: sqlite3.Connection) -> None:
    """Give a connection the function ``row_sum``."""
    connection.create_function("row_sum", -1, row_sum, deterministic=True)
