"""Notes on entities, by kind and name: those written under any name of an entity are shown with it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from search.marks.book import Book
from search.marks.notebook import Draft
from search.marks.record import LONGEST_KEY, RecordKind, as_text
from search.text import printable


def key_of(kind: str, name: str) -> str:
    """The key of the note: the same in every notebook, so that notes of two people on one entity meet."""
    plain = " ".join(name.split()).casefold()
    digest = hashlib.sha256(f"{kind}\n{plain}".encode("utf-8", "replace")).hexdigest()
    return f"{RecordKind.ENTITY_NOTE.value}-{digest[:16]}"


def notes_on(book: Book, kind: str, names: Sequence[str]) -> tuple[str, ...]:
    """The notes on an entity; several when it has had several names, or two people wrote different ones."""
    keys = dict.fromkeys(key_of(kind, name) for name in names)
    heads = (one for key in keys for one in book.heads(key) if not one.gone)
    return tuple(dict.fromkeys(filter(None, (one.text("note") for one in heads))))


def write(book: Book, kind: str, names: Sequence[str], text: str) -> list[Draft]:
    """Write a note over all that are there, under the first name; empty takes them away. Raises MarksError."""
    note, own = as_text(text), key_of(kind, names[0])
    fields = {"entity": kind, "name": printable(names[0])[:LONGEST_KEY], "note": note}
    others = [key for key in dict.fromkeys(key_of(kind, name) for name in names) if key != own]
    stale = [Draft(RecordKind.ENTITY_NOTE, key, None) for key in others if book.heads(key)]
    return [Draft(RecordKind.ENTITY_NOTE, own, fields if note else None), *stale]
