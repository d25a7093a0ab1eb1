"""Records as articles: which name of a field means what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from search.article.fields import BY_NAME, Type, record_names
from search.article.model import Article, Block, BlockKind, Rendition, Span, SpanKind
from search.errors import NotAnArticle
from search.intake.datelines import find_dateline
from search.intake.envelopes import opened
from search.intake.markup import safe_link
from search.intake.nodes import attributes_of, body_of, is_nodes
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
_SUMMARY = _NAMES["body"].index("abstract")
"""Names of a body from here on are those of summaries."""
_LESS = 100
"""By how much a name with something around it is a worse one."""
_PROSE_WORDS = 12
"""A text of so many words under a name that nobody knows is the record's text, if there is no other."""
_AROUND = re.compile(
    r"(?:(?:story|article|post|news|item|doc|entry|page|dc|sioc|field)_)?(?P<name>\w+?)"
    r"(?:_(?:i|s|t|txt|dt|ts|ms|str|raw|utc|gmt|text|html|md|plain|value|en))?\Z"
)
"""What programs put around the name of a field: ``story_text``, ``created_at_i``, ``title_s``."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ADDRESS_ONLY = "The record holds no text, only where it is."


def known(name: str) -> bool:
    """Whether a field of this name is understood."""
    return bool(_named(name))


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
    body = body_of(values.get("body"))
    fields = metadata(record)
    body = body or _prose(record)
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


def _prose(record: Mapping[str, Any]) -> str:
    """The longest text under a name that is not known, when it reads like prose; else empty."""
    texts = [
        text
        for name, value in record.items()
        if not _named(name) and (isinstance(value, str) or is_nodes(value)) and (text := body_of(value))
    ]
    longest = max(texts, key=len, default="")
    return longest if len(plain(longest).split()) >= _PROSE_WORDS else ""


def seen_in(record: Mapping[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """All texts of a record; and, with the rule, those that its article does not keep as its text."""
    record = _bookmarked(opened(record, known))
    chosen = _by_field(record)
    texts: list[str] = []
    cut: list[tuple[str, str]] = []
    for name, value in record.items():
        text = "\n".join(plain(text) if is_markup(text) else text for text in all_texts(value))
        texts.append(text)
        field = _named(name)
        if _plain(name) in _NOTES:
            continue
        if not field:
            cut.append(("field of a name that is not known", text))
        elif chosen.get(field) is not value:
            cut.append((f"another {field} of the record", text))
        elif field == "body" and is_nodes(value):
            cut.append(("kind of a node", "\n".join(attributes_of(value))))
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
    byline = re.sub(r"\A[Bb]y\s{1,9}(?=[^\W\d_])", "", known["byline"])
    known["byline"] = "" if byline.isdigit() else byline  # the number of an author stands in another table
    known |= {field: _values(values.get(field)) for field in _LISTS}
    return known


def _date(record: Mapping[str, Any]) -> tuple[str, str]:
    """The best of a record's dates that can be read, and what tells it."""
    names = sorted(
        (rank, name) for name in record if (found := _ranked(name))[0] == "date" for rank in [found[1]]
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
        field, rank = _ranked(name)
        if not field or value in (None, "", [], {}) or (field in ranked and rank >= ranked[field][0]):
            continue
        if not isinstance(value, dict | list) or body_of(value) or field == "date":
            ranked[field] = rank, value
    if ranked.get("body", (0, ""))[0] >= _SUMMARY:
        ranked["body"] = 0, _longest_summary(record)
    return {field: value for field, (_, value) in ranked.items()}


def _longest_summary(record: Mapping[str, Any]) -> Any:
    """Of a record without a text, the summary that says most: which name it has tells little."""
    values = [value for name, value in record.items() if _named(name) == "body" and _plain(name) not in _NOTES]
    values = values or [value for name, value in record.items() if _named(name) == "body"]
    return max(values, key=lambda value: len(body_of(value)))


@lru_cache(4096)
def _ranked(name: str) -> tuple[str, int]:
    """The field of an article that a name means, empty for none; and how good a name it is, 0 the best."""
    if found := _FIELD_OF.get(name) or _FIELD_OF.get(_plain(name)):
        return found
    inner = _AROUND.match(_plain(name))
    field, rank = _FIELD_OF.get(inner["name"], ("", 0)) if inner else ("", 0)
    return field, rank + _LESS


def _named(name: str) -> str:
    return _ranked(name)[0]


def _plain(name: str) -> str:
    """A name as the table has it; a leading underscore makes another name of it, but for ``_id``."""
    if name.startswith("_") and name != "_id":
        return ""
    return re.sub(r"[\s.:-]+", "_", _CAMEL.sub("_", name.strip().lstrip("﻿"))).lower().strip("_")


def _values(value: Any) -> tuple[str, ...]:
    """Values from a list, or from one string with separators; each once."""
    items = (
        [one for one in value if type(one) is not int]
        if isinstance(value, list)
        else re.split(r"[;,|]", value)
        if isinstance(value, str)
        else []
    )
    return tuple(dict.fromkeys(filter(None, (line_of(item) for item in items))))


def opening(body: str) -> str:
    """The first words of a body, as a title for what has none."""
    words = " ".join(body[:200].split())
    return words if len(words) <= 80 else cut(words, 80).rsplit(" ", 1)[0] + "…"
