"""Records as articles: which name of a field means what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from search.article.fields import BY_NAME, Type, record_names
from search.article.model import Article, Block, BlockKind, Rendition, Span, SpanKind
from search.errors import NotAnArticle
from search.intake.datelines import find_dateline
from search.intake.envelopes import opened
from search.intake.markup import safe_link
from search.intake.rich import blocks_of, is_markup, plain
from search.intake.values import all_texts, date_of, line_of, text_of
from search.text import cut

_NAMES = record_names()
"""Field of an article -> names that records give it, the better one first."""
_FIELD_OF = {name: (field, rank) for field, names in _NAMES.items() for rank, name in enumerate(names)}
_LINES = tuple(name for name in _NAMES if BY_NAME[name].type is Type.TEXT and name != "date")
_LISTS = tuple(name for name in _NAMES if BY_NAME[name].type is Type.LIST)
_KINDS = frozenset({"article", "speech", "caption", "transcript"})
_NOTES = frozenset(
    {"note", "notes", "annotation", "annotations", "highlights", "comment_by_reader", "user_note"}
)
"""Names of what a reader wrote or marked: it is kept beside the text."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ADDRESS_ONLY = "The record holds no text, only where it is."


def known(name: str) -> bool:
    """Whether a field of this name is understood."""
    return _plain(name) in _FIELD_OF


def is_record(value: Any) -> bool:
    """Whether a value of a JSON document looks like the record of an article: it has a title or a text."""
    if not isinstance(value, Mapping):
        return False
    fields = _by_field(opened(value, known))
    return "title" in fields or "body" in fields


def from_record(record: Mapping[str, Any], rendition: Rendition) -> Article:
    """A record as an article without an id. Fields of unknown name are ignored.

    Raises NotAnArticle when there is neither a title nor a body.
    """
    record = _bookmarked(opened(record, known))
    values = _by_field(record)
    body = text_of(values.get("body"), "\n\n")
    fields = metadata(record)
    blocks = [*blocks_of(body), *_notes(record, body)]
    if not blocks and not fields["title"]:
        raise NotAnArticle("The record has neither a title nor a text.", "Name the fields title and body.")
    warnings: tuple[str, ...] = ()
    if not blocks and fields["url"]:
        blocks, warnings = [_address(fields["url"])], (_ADDRESS_ONLY,)
    fields["title"] = fields["title"] or opening(plain(body) if is_markup(body) else body)
    if not fields["dateline"] and blocks and (found := find_dateline(blocks[0].text)):
        fields["dateline"], fields["place"] = found.text, fields["place"] or found.place
    return Article(id="", blocks=tuple(blocks), renditions=(rendition,), warnings=warnings, **fields)


def seen_in(record: Mapping[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """All texts of a record; and, with the rule, those that its article does not keep as its text."""
    record = _bookmarked(opened(record, known))
    chosen = _by_field(record)
    texts: list[str] = []
    cut: list[tuple[str, str]] = []
    for name, value in record.items():
        text = "\n".join(plain(text) if is_markup(text) else text for text in all_texts(value))
        texts.append(text)
        field = _FIELD_OF.get(_plain(name), ("", 0))[0]
        if _plain(name) in _NOTES:
            continue
        if not field:
            cut.append(("field of a name that is not known", text))
        elif chosen.get(field) is not value:
            cut.append((f"another {field} of the record", text))
        elif field != "body" or isinstance(value, Mapping):
            cut.append((f"form or part of {field}", text))
    return "\n".join(texts), tuple(cut)


def metadata(record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an article that a record gives, but for its body: arguments for :class:`Article`."""
    values = _by_field(record)
    known: dict[str, Any] = {field: line_of(values.get(field)) for field in _LINES}
    known["date"], known["date_source"] = _date(record)
    known["language"] = known["language"][:2].lower()
    known["kind"] = kind if (kind := known["kind"].lower()) in _KINDS else "article"
    known |= {field: _values(values.get(field)) for field in _LISTS}
    return known


def _date(record: Mapping[str, Any]) -> tuple[str, str]:
    """The best of a record's dates that can be read, and what tells it."""
    names = sorted(
        (rank, name)
        for name in record
        if (found := _FIELD_OF.get(_plain(name))) and found[0] == "date"
        for rank in [found[1]]
    )
    for _, name in names:
        if day := date_of(record[name]):
            return day, "field"
    return "", ""


def _bookmarked(record: dict[str, Any]) -> dict[str, Any]:
    """A record of a bookmarking service, which calls the title ``description`` and the text ``extended``."""
    if "extended" not in record or "href" not in record:
        return record
    tags = str(record.get("tags") or "").split()
    return {
        **record,
        "title": record.get("description"),
        "description": "",
        "body": record["extended"],
        "tags": tags,
    }


def _notes(record: Mapping[str, Any], body: str) -> list[Block]:
    """What a reader wrote beside a text, each as a note."""
    found: list[Block] = []
    for name, value in record.items():
        text = text_of(value, "\n").strip() if _plain(name) in _NOTES else ""
        if text and text != body.strip():
            lines = (line.strip() for line in (plain(text) if is_markup(text) else text).split("\n"))
            found.append(Block(BlockKind.NOTE, "\n".join(filter(None, lines))))
    return found


def _address(url: str) -> Block:
    """A paragraph that leads to where a text is."""
    target = safe_link(url)
    spans = (Span(0, len(url), SpanKind.LINK, target),) if target else ()
    return Block(BlockKind.PARAGRAPH, url, spans=spans)


def _by_field(record: Mapping[str, Any]) -> dict[str, Any]:
    """The best value for each field of an article: an empty one never hides another."""
    ranked: dict[str, tuple[int, Any]] = {}
    for name, value in record.items():
        field, rank = _FIELD_OF.get(name) or _FIELD_OF.get(_plain(name)) or ("", 0)
        if not field or value in (None, "", [], {}) or (field in ranked and rank >= ranked[field][0]):
            continue
        if not isinstance(value, dict | list) or text_of(value, " ") or field == "date":
            ranked[field] = rank, value
    return {field: value for field, (_, value) in ranked.items()}


def _plain(name: str) -> str:
    """A name as the table has it; a leading underscore makes another name of it, but for ``_id``."""
    if name.startswith("_") and name != "_id":
        return ""
    return re.sub(r"[\s.:-]+", "_", _CAMEL.sub("_", name.strip().lstrip("﻿"))).lower().strip("_")


def _values(value: Any) -> tuple[str, ...]:
    """Values from a list, or from one string with separators; each once."""
    items = value if isinstance(value, list) else re.split(r"[;,|]", value) if isinstance(value, str) else []
    return tuple(dict.fromkeys(filter(None, (line_of(item) for item in items))))


def opening(body: str) -> str:
    """The first words of a body, as a title for what has none."""
    words = " ".join(body[:200].split())
    return words if len(words) <= 80 else cut(words, 80).rsplit(" ", 1)[0] + "…"
