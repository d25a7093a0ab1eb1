"""Which articles came from somewhere: from a file or folder, an address, a source in any sense.

A bare text is found anywhere in the value; a whole one (in quotes, or a pattern with ``*`` and ``?``) is a
whole part of it between slashes: a folder, a file's name, a host.
"""

from __future__ import annotations

import sqlite3
import unicodedata

_PATH = "s.path || '/' || substr(r.member, 2)"
_ADDRESS = "substr(a.url, instr(a.url, '://') + 3 * (instr(a.url, '://') > 0))"
_HOST = f"substr({_ADDRESS}, 1, instr({_ADDRESS} || '/', '/') - 1)"
_FILE = "substr(s.path, 1 + length(rtrim(s.path, replace(s.path, '/', ''))))"
"""What is behind the last slash: SQLite can only trim the characters that the rest is made of."""
_HELD = "SELECT r.pk FROM renditions r JOIN sources s USING (source) WHERE"
_OF = "SELECT a.pk FROM articles a WHERE"


def named(connection: sqlite3.Connection, field: str, text: str, whole: bool) -> list[int]:
    """The pks, ascending, of the articles whose ``path``, ``url`` or ``source`` is this.

    A source is an organisation that published it, the host of its address, or the file that held it.
    """
    pattern = _pattern(text, whole)
    found: set[int] = set()
    for query in _queries(field):
        found.update(pk for (pk,) in connection.execute(query, {"pattern": pattern}))
    return sorted(found)


def _queries(field: str) -> tuple[str, ...]:
    if field == "path":
        return (f"{_HELD} {_like(_PATH)}",)
    if field == "url":
        return (f"{_OF} a.url <> '' AND {_like(_ADDRESS)}",)
    return (
        f"{_OF} a.organisation <> '' AND {_like('a.organisation')}",
        f"{_OF} a.url <> '' AND {_like(_HOST)}",
        f"{_HELD} {_like(_FILE)}",
    )


def _like(value: str) -> str:
    return f"folded('/' || {value} || '/') LIKE :pattern ESCAPE '\\'"


def _pattern(text: str, whole: bool) -> str:
    """A pattern of SQL's LIKE for a value between slashes."""
    text = folded(text.removeprefix("~").partition("://")[2] or text.removeprefix("~"))
    stars = "*" in text or "?" in text
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    if not (whole or stars):
        return f"%{escaped}%"
    return f"%/{escaped.replace('*', '%').replace('?', '_').strip('/')}/%"


def folded(text: str) -> str:
    """A value as it is compared: composed and without case."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


def install(connection: sqlite3.Connection) -> None:
    """Give a connection the function ``folded``."""
    connection.create_function("folded", 1, folded, deterministic=True)
