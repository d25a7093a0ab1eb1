"""The fields that a query can name, and what kind of clause a value of each is."""

from __future__ import annotations

import re

from search.article.fields import FIELDS as ARTICLE_FIELDS
from search.article.fields import asked_values, asked_words
from search.values.model import ValueKind

TEXT_FIELDS = asked_words()
"""Fields of words: terms, phrases, prefixes and fuzzy words may be looked for in each."""
KEYWORD_FIELDS = asked_values()
"""Fields of whole values: quotes mean the whole value, a bare word any value that contains it."""
ENTITY_FIELDS = ("person", "org", "place", "event")
"""Fields that the entity side resolves."""
VALUE_FIELDS = tuple(map(str, ValueKind))
"""Fields of values that were found by exact patterns, where a library keeps them."""
MARKS = {
    "is": ("read", "unread", "starred", "noted", "new"),
    "has": ("note", "tag", "passage"),
    "own": (),
    "note": (),
    "dossier": (),
    "added": (),
    "thread": (),
}
"""Fields that ask what the reader did with an article, with their values; ``own`` takes any tag, ``note`` words
of a note, ``dossier`` a name, ``added`` the days on which articles came into the library, ``thread`` a
mail by its id or Message-ID."""
FIELDS = (
    *TEXT_FIELDS,
    *KEYWORD_FIELDS,
    *ENTITY_FIELDS,
    *VALUE_FIELDS,
    "date",
    "after",
    "before",
    "since",
    "until",
    *MARKS,
    "like",
)
DEFAULT_FIELD = "text"
"""The index's field of words that name none."""
WHOLE_VALUES = {f.asked: f.keyword for f in ARTICLE_FIELDS if f.keyword and f.asked not in ("", f.keyword)}
"""Fields of words whose whole values are a keyword field of another name."""

OPERATORS = ("AND", "OR", "NOT")
FIELD_LIKE = re.compile(r"([A-Za-z][A-Za-z_]+):")
"""A word that could be meant as the name of a field."""


def in_field(name: str) -> str:
    """The field as it is written before a value; nothing for the default one."""
    return f"{name}:" if name else ""


def quoted(text: str) -> str:
    """The text in straight quotes, with what is in it made harmless."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
