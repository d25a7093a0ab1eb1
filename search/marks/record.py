"""Records: versions of what a person made, each a line of text; together they make the newest state.

A passage, a dossier or a saved search has a key. Each change of it is a record that names the records it
replaces (``over``), as a commit names its parents. Files of two people are put together by taking the records
of both: what neither of two records replaces is a conflict, and both are kept until one is written over them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from search.errors import MarksError
from search.text import printable, sanitise

LONGEST_TEXT = 1 << 16
"""Characters of a note or of a dossier's own text: some thirty pages."""
LONGEST_QUOTE = 20_000
"""Characters of a passage: longer ones are articles, and an article can be in a dossier whole."""
LONGEST_NAME = 200
"""Characters of a name, a query or an address are shown on a line or two."""
LONGEST_KEY = 4096
"""Characters of an article's source key: addresses are at most about half of it."""
MOST_REPLACED = 100
"""Versions that one replaces: more never stand beside each other."""
MOST_TAGS = 100


class RecordKind(StrEnum):
    """What a record is a version of."""

    PASSAGE = "passage"
    ENTITY_NOTE = "entity-note"
    DOSSIER = "dossier"
    ITEM = "item"
    SEARCH = "search"
    LOOKED = "looked"
    CURRENT = "current"


_ARTICLE = {"article": LONGEST_NAME, "source_key": LONGEST_KEY, "title": LONGEST_KEY}
_FIELDS: dict[RecordKind, dict[str, int | type]] = {
    RecordKind.PASSAGE: {
        **_ARTICLE, "quote": LONGEST_QUOTE, "before": LONGEST_NAME, "after": LONGEST_NAME, "at": float,
        "text_hash": LONGEST_NAME, "note": LONGEST_TEXT, "tags": list,
    },
    RecordKind.ENTITY_NOTE: {"entity": LONGEST_NAME, "name": LONGEST_KEY, "note": LONGEST_TEXT},
    RecordKind.DOSSIER: {"name": LONGEST_NAME, "text": LONGEST_TEXT, "shared": bool},
    RecordKind.ITEM: {
        **_ARTICLE, "dossier": LONGEST_NAME, "order": float, "what": LONGEST_NAME, "passage": LONGEST_NAME,
        "query": LONGEST_KEY, "entity": LONGEST_NAME, "name": LONGEST_KEY, "text": LONGEST_TEXT,
    },
    RecordKind.SEARCH: {"name": LONGEST_NAME, "query": LONGEST_KEY},
    RecordKind.LOOKED: {"library": LONGEST_NAME, "pk": int, "time": LONGEST_NAME},
    RecordKind.CURRENT: {"dossier": LONGEST_NAME},
}  # fmt: skip
"""The fields of each kind: the most characters of a text, or the type of anything else."""


@dataclass(frozen=True, slots=True)
class Record:
    """One version of one thing."""

    kind: RecordKind
    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    over: tuple[str, ...] = ()
    """Revisions that this one replaces."""
    time: str = ""
    """ISO 8601 in UTC: for people, and to put versions in an order that all agree on."""
    by: str = ""
    """Who made it, as their system calls them."""
    gone: bool = False
    """Whether the thing was taken away."""

    def as_dict(self) -> dict[str, Any]:
        """What is written on a line."""
        line: dict[str, Any] = {"kind": self.kind.value, "key": self.key}
        line |= {name: value for name, value in sorted(self.fields.items()) if value not in ("", [], False)}
        line |= {"gone": True} if self.gone else {}
        line |= {"over": list(self.over)} if self.over else {}
        return {**line, "made": self.time, "by": self.by}

    @property
    def revision(self) -> str:
        """What other records call this one: a digest of all that it says."""
        text = json.dumps(self.as_dict(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]

    def text(self, name: str) -> str:
        """A field that is a text; empty when it is not there."""
        return str(self.fields.get(name, ""))

    @property
    def moment(self) -> tuple[str, str]:
        """By what versions are put in order."""
        return self.time, self.revision


def is_record(data: Mapping[str, Any]) -> bool:
    """Whether an object of a file of marks is a record, and not a mark on an article of the older form."""
    return "kind" in data and "key" in data


def parse(data: Mapping[str, Any]) -> Record:
    """The record that an object says. Raises ValueError with what is wrong with it."""
    try:
        kind = RecordKind(data.get("kind", ""))
    except ValueError as error:
        raise ValueError(f"it is of no kind that is known: {printable(str(data.get('kind')), 40)}") from error
    known = _FIELDS[kind]
    fields = {name: _field(name, data[name], known[name]) for name in known if name in data}
    strange = set(data) - set(known) - {"kind", "key", "gone", "over", "made", "by"}
    if strange:
        raise ValueError(f"it has a field that is not known: {printable(min(strange), 40)}")
    over, gone = data.get("over", []), data.get("gone", False)
    if not isinstance(over, list) or len(over) > MOST_REPLACED or not isinstance(gone, bool):
        raise ValueError("over is a list of revisions, gone is true or false")
    key = _field("key", data.get("key"), LONGEST_NAME)
    if not key:
        raise ValueError("its key is empty")
    replaced = tuple(_field("over", one, LONGEST_NAME) for one in over)
    made, by = (_field(name, data.get(name, ""), LONGEST_NAME) for name in ("made", "by"))
    return Record(kind, key, fields, replaced, made, by, gone)


def _field(name: str, value: Any, wanted: int | type) -> Any:
    if isinstance(wanted, int):
        if not isinstance(value, str) or len(value) > wanted or sanitise(value) != value:
            raise ValueError(f"{name} is a printable text of at most {wanted:,} characters")
        return value
    if wanted is list:
        texts = isinstance(value, list) and len(value) <= MOST_TAGS
        if not texts or any(not isinstance(one, str) or printable(one) != one for one in value):
            raise ValueError(f"{name} is a list of at most {MOST_TAGS} texts")
        return value
    if wanted is bool and isinstance(value, bool):
        return value
    if wanted in (int, float) and type(value) in (int, float) and abs(value) < 2**53:
        return wanted(value)
    raise ValueError(f"{name} is not of the right type")


def as_text(text: str, most: int = LONGEST_TEXT) -> str:
    """A text of several lines as it is kept: safe to show, without blanks at the ends.

    Raises MarksError when it is too long.
    """
    kept = "\n".join(line.rstrip() for line in sanitise(text).split("\n")).strip()
    if len(kept) > most:
        raise MarksError(f"The text has {len(kept):,} characters.", f"It may have {most:,} at most.")
    return kept


def as_name(text: str, what: str = "name") -> str:
    """A name as it is kept: one line. Raises MarksError when there is nothing left of it, or too much."""
    name = " ".join(printable(sanitise(text)).split())
    if not name or len(name) > LONGEST_NAME:
        raise MarksError(
            f"{printable(text, 60)!r} cannot be a {what}.", f"A {what} has 1 to {LONGEST_NAME} characters."
        )
    return name
