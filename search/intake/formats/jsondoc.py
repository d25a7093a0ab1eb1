"""JSON documents: one record, or a list of records, perhaps under a name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from search.errors import Unreadable
from search.intake.envelopes import records
from search.intake.fields import from_record, is_record, seen_in
from search.intake.formats import jsonl
from search.intake.model import Content, Draft, rendition
from search.intake.records import guarded
from search.text import printable
from search.work.progress import Failure

VERSION = 1


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article a record; a bad one is a Failure. Raises Unreadable when nothing in it looks like one."""
    data = content.read()
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable("The file is not UTF-8.", "Convert it to UTF-8.") from error
    except (ValueError, RecursionError) as error:
        if data.count(b"\n") and data.lstrip()[:1] == b"{":
            yield from jsonl.read(content)  # lines of records under another name
            return
        raise Unreadable(f"The file is not JSON: {printable(str(error), 100)}.", "Mend it.") from error
    for number, record in enumerate(_records(document), 1):
        label = f"{content.label}#{number}"
        original = json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")
        yield from guarded(label, partial(_draft, record, label, original))


def _draft(record: dict[str, Any], label: str, original: bytes) -> Iterator[Draft]:
    seen, cut = seen_in(record)
    yield Draft(from_record(record, rendition(label, original, "json", VERSION)), original, (), seen, cut)


def _records(document: Any) -> list[dict[str, Any]]:
    """The records of a document: itself, or its longest list of them, wherever it is."""
    found = records(document, is_record)
    if not found:
        raise Unreadable("The JSON holds no records of articles.", "Name their fields: title, date, body ...")
    return found
