"""What goes between parent and parser: a line of JSON, then bytes that stay bytes. Nothing in it can run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from search import errors
from search.article.fields import Type, columns
from search.article.model import Rendition
from search.intake.model import Evidence, Ready, Result, SourceFile
from search.store.packing import as_record, from_record
from search.store.parcel import Packed, Parcel
from search.work.progress import Failure

_ERRORS = {
    kind.__name__: kind
    for kind in (
        errors.Unreadable,
        errors.NotAnArticle,
        errors.TooLarge,
        errors.Unsupported,
        errors.IntakeError,
    )
}

_LISTS = tuple(field.name for field in columns() if field.type is Type.LIST)
_NUMBERS = tuple(field.name for field in columns() if field.type is Type.NUMBER)
_OTHERWISE = frozenset({"blocks", *_LISTS, *_NUMBERS})
"""Fields of an article that are no text."""


def pack_source(source: SourceFile) -> bytes:
    """A file to parse. Its name is sent as its bytes, whatever they are: no escapes can make it long."""
    skipped = json.dumps(source.skipped, ensure_ascii=False).encode("utf-8", "surrogatepass")
    names = b"\0".join(os.fsencode(path) for path in (source.path, source.copy) if path is not None)
    encoding = source.encoding.encode("ascii") or b"-"
    return b"%d %d %b %d %b %b" % (source.size, source.mtime_ns, encoding, len(skipped), skipped, names)


def unpack_source(frame: bytes) -> SourceFile:
    """What :func:`pack_source` packed."""
    size, mtime_ns, encoding, length, rest = frame.split(b" ", 4)
    forced = "" if encoding == b"-" else encoding.decode("ascii")
    skipped, names = rest[: int(length)], rest[int(length) + 1 :]
    records = tuple(
        (str(label), str(why)) for label, why in json.loads(skipped.decode("utf-8", "surrogatepass"))
    )
    path, *copy = (Path(os.fsdecode(name)) for name in names.split(b"\0"))
    return SourceFile(path, int(size), int(mtime_ns), forced, records, copy[0] if copy else None)


def pack_result(result: Result) -> bytes:
    """A result without its source: whoever gave the file to parse knows it."""
    parts: list[bytes] = []
    error = result.error
    header = {
        "items": [_item(item, parts) for item in result.items],
        "ended": result.ended,
        "error": None if error is None else [type(error).__name__, error.sentence, error.remedy],
    }
    line = json.dumps(header, ensure_ascii=False, separators=(",", ":"))
    return b"\n".join((line.encode("utf-8", "surrogatepass"), b"".join(parts)))


def _item(item: Ready | Failure, parts: list[bytes]) -> dict[str, Any]:
    if isinstance(item, Failure):
        return {"failure": [item.path, item.reason]}
    parcel, packed = item.parcel, item.parcel.packed
    own = (packed.blocks, packed.sketch, packed.sort_title, packed.title_day, parcel.digest, parcel.original)
    parts += filter(None, own)
    return {
        "head": as_record(parcel.head),
        "renditions": [
            (r.path, r.sha256, r.format, r.encoding, r.importer, r.imported_at) for r in parcel.head.renditions
        ],
        "evidence": [(e.field, e.rule, e.value) for e in item.evidence],
        "parts": [-1 if part is None else len(part) for part in own],
        "characters": parcel.characters,
    }


def unpack_result(frame: bytes, source: SourceFile) -> Result:
    """What :func:`pack_result` packed, about ``source``. Raises ValueError for anything else.

    A parser that a hostile file has taken over can send what it likes: it becomes plain values, or nothing.
    """
    line, _, parts = frame.partition(b"\n")
    try:
        header = json.loads(line.decode("utf-8", "surrogatepass"))
        error = header["error"]
        return Result(
            source,
            tuple(_items(header["items"], BytesIO(parts))),
            bool(header["ended"]),
            None if error is None else _ERRORS[error[0]](str(error[1]), str(error[2])),
        )
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError) as fault:
        raise ValueError(f"not a result: {fault}") from fault


def _items(records: list[dict[str, Any]], parts: BytesIO) -> Iterator[Ready | Failure]:
    for record in records:
        if "failure" in record:
            path, reason = record["failure"]
            yield Failure(str(path), str(reason))
            continue
        blocks, sketch, sort_title, day, digest, original = (
            parts.read(size) if size >= 0 else None for size in record["parts"]
        )
        if blocks is None or sketch is None or sort_title is None or digest is None:
            raise TypeError("a part is missing")
        renditions = tuple(Rendition(*map(str, fields)) for fields in record["renditions"])
        head = from_record(_plain(record["head"]), renditions)
        packed = Packed(blocks, sketch, sort_title, day)
        evidence = tuple(Evidence(*map(str, fields)) for fields in record["evidence"])
        yield Ready(Parcel(head, packed, digest, original, int(record["characters"])), evidence)


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """The record of an article without blocks, each field of which is of its type. Raises TypeError."""
    texts = [value for name, value in record.items() if name not in _OTHERWISE]
    texts += [text for name in _LISTS for text in record[name]]
    numbers = [record[name] for name in _NUMBERS]
    if not all(isinstance(text, str) for text in texts) or not all(type(n) is int for n in numbers):
        raise TypeError("a field is not of its type")
    return record
