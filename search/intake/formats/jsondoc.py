"""JSON documents: one record, or a list of records, perhaps under a name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from search.errors import Unreadable
from search.intake.decode import decode, wide
from search.intake.envelopes import records
from search.intake.fields import from_record, is_record, seen_in
from search.intake.formats import jsonl
from search.intake.model import Content, Draft, rendition
from search.intake.records import guarded
from search.text import printable
from search.work.progress import Failure

VERSION = 1
_BETWEEN = re.compile(r"[\s,\x1e]*")
"""What stands between documents that follow one another (RFC 7464)."""
_COMMA = re.compile(r",\s{0,90}([\]}])\s{0,90}\Z")
"""A comma after the last element of a list."""


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article a record; a bad one is a Failure. Raises Unreadable when nothing in it looks like one."""
    data = content.read()
    text, warnings = _text(data)
    try:
        document = _loaded(text)
    except (ValueError, RecursionError) as error:
        if data.count(b"\n") and data.lstrip()[:1] == b"{":
            yield from jsonl.read(content)  # lines of records under another name
            return
        raise Unreadable(f"The file is not JSON: {printable(str(error), 100)}.", "Mend it.") from error
    for number, record in enumerate(_records(document), 1):
        label = f"{content.label}#{number}"
        original = json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")
        yield from guarded(label, partial(_draft, record, label, original, warnings))


def _loaded(text: str) -> Any:
    """A document; several after one another are a list. Raises ValueError for what is no JSON."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        decoder, at = json.JSONDecoder(), 0
        found: list[Any] = []
        while behind := _BETWEEN.match(text, at):
            if behind.end() == len(text):
                return found
            try:
                value, at = decoder.raw_decode(text, behind.end())
            except json.JSONDecodeError:
                break
            found.append(value)
        if ended := _COMMA.search(text, max(0, len(text) - 100)):  # as programs write that print line by line
            return json.loads(text[: ended.start()] + ended[1])
        raise error


def _text(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The document as text, with warnings when its encoding had to be guessed."""
    try:
        if not wide(data[:4096]):
            return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    decoded = decode(data)
    return decoded.text, decoded.warnings


def _draft(record: dict[str, Any], label: str, original: bytes, warnings: tuple[str, ...]) -> Iterator[Draft]:
    article = from_record(record, rendition(label, original, "json", VERSION))
    if warnings:
        article = replace(article, warnings=(*article.warnings, *warnings))
    yield Draft(article, original, (), *seen_in(record))


def _records(document: Any) -> list[dict[str, Any]]:
    """The records of a document: itself, or its longest list of them, wherever it is."""
    found = records(document, is_record)
    if not found:
        raise Unreadable("The JSON holds no records of articles.", "Name their fields: title, date, body ...")
    return found
