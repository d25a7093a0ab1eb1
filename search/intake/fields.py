"""Records as articles: which name of a field means what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from search.article.blocks import from_plain
from search.article.fields import BY_NAME, Type, record_names
from search.article.model import Article, Rendition
from search.errors import NotAnArticle
from search.intake.datelines import find_dateline
from search.intake.dates import read_date
from search.text import sanitise

_NAMES = record_names()
"""Field of an article -> names that records give it, the better one first."""
_FIELD_OF = {name: (field, rank) for field, names in _NAMES.items() for rank, name in enumerate(names)}
_LINES = tuple(name for name in _NAMES if BY_NAME[name].type is Type.TEXT and name != "date")
_LISTS = tuple(name for name in _NAMES if BY_NAME[name].type is Type.LIST)
_KINDS = frozenset({"article", "speech", "caption", "transcript"})
_PRINTED = "; "
"""Between the values of a list that becomes one line."""
_EMPTY = frozenset({"none", "null", "nan"})


def known(name: str) -> bool:
    """Whether a field of this name is understood."""
    return _plain(name) in _FIELD_OF


def from_record(record: Mapping[str, Any], rendition: Rendition) -> Article:
    """A record as an article without an id. Fields of unknown name are ignored.

    Raises NotAnArticle when there is neither a title nor a body.
    """
    values = _by_field(record)
    body = _text(values.get("body"), "\n\n")
    known = metadata(record)
    if not body.strip() and not known["title"]:
        raise NotAnArticle("The record has neither a title nor a text.", "Name the fields title and body.")
    blocks = from_plain(body)
    known["title"] = known["title"] or opening(body)
    if not known["dateline"] and blocks and (found := find_dateline(blocks[0].text)):
        known["dateline"], known["place"] = found.text, known["place"] or found.place
    return Article(id="", blocks=blocks, renditions=(rendition,), **known)


def metadata(record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an article that a record gives, but for its body: arguments for :class:`Article`."""
    values = _by_field(record)
    known: dict[str, Any] = {field: _line(values, field) for field in _LINES}
    known["date"] = read_date(_line(values, "date"))
    known["date_source"] = "field" if known["date"] else ""
    known["language"] = known["language"][:2].lower()
    known["kind"] = kind if (kind := known["kind"].lower()) in _KINDS else "article"
    known |= {field: _values(values.get(field)) for field in _LISTS}
    return known


def _by_field(record: Mapping[str, Any]) -> dict[str, Any]:
    """The best value for each field of an article: an empty one never hides another."""
    ranked: dict[str, tuple[int, Any]] = {}
    for name, value in record.items():
        field, rank = _FIELD_OF.get(name) or _FIELD_OF.get(_plain(name)) or ("", 0)
        if field and value not in (None, "", [], {}) and (field not in ranked or rank < ranked[field][0]):
            ranked[field] = rank, value
    return {field: value for field, (_, value) in ranked.items()}


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def _text(value: Any, between: str) -> str:
    """Any JSON value as safe text."""
    if isinstance(value, str):
        text = sanitise(value)
        return "" if text.strip().lower() in _EMPTY else text
    if isinstance(value, list):
        return between.join(filter(None, (_text(item, between) for item in value)))
    if isinstance(value, dict):
        return _text(value.get("name", ""), between)
    return "" if value is None or isinstance(value, bool) else str(value)


def _line(values: Mapping[str, Any], field: str) -> str:
    """A field that is one line."""
    value = values.get(field)
    return " ".join(_text(value, _PRINTED).split()) if value is not None else ""


def _values(value: Any) -> tuple[str, ...]:
    """Values from a list, or from one string with separators; each once."""
    items = value if isinstance(value, list) else re.split(r"[;,|]", value) if isinstance(value, str) else []
    texts = (" ".join(_text(item, " ").split()) for item in items)
    return tuple(dict.fromkeys(filter(None, texts)))


def opening(body: str) -> str:
    """The first words of a body, as a title for what has none."""
    words = " ".join(body[:200].split())
    return words if len(words) <= 80 else words[:80].rsplit(" ", 1)[0] + "…"
