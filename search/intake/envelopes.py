"""Where the records of articles are in a JSON document: under names, in lists, inside of envelopes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from search.intake.nodes import is_nodes

_ENVELOPES = (
    "_source", "source_fields", "data", "attributes", "fields", "node", "doc", "document", "article", "item",
    "record",
    "payload", "post", "entry", "properties", "object", "story", "result", "content", "metadata", "meta",
)  # fmt: skip
"""Names under which APIs and databases put a record into another one."""
_DEEPEST = 6


def opened(record: Mapping[str, Any], known: Callable[[str], bool], depth: int = 0) -> dict[str, Any]:
    """A record with what its envelopes hold; what stands outside wins where both say something."""
    inner: dict[str, Any] = {}
    if depth < _DEEPEST:
        for name in _ENVELOPES:
            value = record.get(name)
            if isinstance(value, Mapping) and sum(known(key) for key in value if isinstance(key, str)) > (
                name == "content"
            ):
                inner = {**opened(value, known, depth + 1), **inner}
    outer = {
        key: value for key, value in record.items() if value not in (None, "", [], {}) and key not in inner
    }
    return (
        {**outer, **inner}
        if "_source" in record or "data" in record
        else {**inner, **outer, **_filled(record, inner)}
    )


def _filled(record: Mapping[str, Any], inner: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key in inner and value not in (None, "", [], {})}


def records(document: Any, is_record: Callable[[Any], bool]) -> list[dict[str, Any]]:
    """The records in a document: its longest list of them, else itself where it is one.

    A document that is a record with text of its own is one article, whatever lists it holds.
    """
    lists = list(_lists(document, is_record, 0))
    best = max(lists, key=len, default=[])
    if isinstance(document, dict) and is_record(document) and not (best and not _says_much(document)):
        return [document]
    return best


def _lists(value: Any, is_record: Callable[[Any], bool], depth: int) -> Iterator[list[dict[str, Any]]]:
    """Every list of records at or below a value, and every mapping from ids to records."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        found = [item for item in value if is_record(item)]
        if found:
            yield found
        else:
            for item in value[:1000]:
                yield from _lists(item, is_record, depth + 1)
    elif isinstance(value, dict):
        inside = [item for item in value.values() if isinstance(item, dict)]
        if len(inside) == len(value) and inside and all(is_record(item) for item in inside):
            yield inside
        for item in value.values():
            if isinstance(item, list | dict):
                yield from _lists(item, is_record, depth + 1)


def _says_much(document: dict[str, Any]) -> bool:
    """Whether a document that holds lists has a text of its own, which may be a list of nodes."""
    texts = [document.get(name) for name in ("body", "text", "content", "html", "content_html")]
    return any(isinstance(text, str) or is_nodes(text) for text in texts)
