"""What goes between parent and parser, as bytes: a line of JSON, then the originals. Nothing in it can run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from search import errors
from search.article.model import Rendition
from search.intake.model import Draft, Evidence, Result, SourceFile
from search.progress import Failure
from search.store.packing import as_record, from_record
from search.store.renditions import ORIGINAL_LIMIT

MOST = 256 * 2**20
"""Bytes of a frame: the largest document as text and as JSON. Who sends more has swollen, and is ended."""
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

_OTHERWISE = frozenset({"blocks", "tags", "warnings", "revision"})
"""Fields of an article that are no text."""


def pack_source(source: SourceFile) -> bytes:
    """A file to parse. Its name may hold bytes that are no UTF-8."""
    return json.dumps([str(source.path), source.size, source.mtime_ns]).encode()


def unpack_source(frame: bytes) -> SourceFile:
    """What :func:`pack_source` packed."""
    path, size, mtime_ns = json.loads(frame)
    return SourceFile(Path(path), size, mtime_ns)


def pack_result(result: Result) -> bytes:
    """A result without its source: whoever gave the file to parse knows it.

    Originals of which the library keeps none because they are too large stay behind.
    """
    originals: list[bytes] = []
    error = result.error
    header = {
        "items": [_item(item, originals) for item in result.items],
        "ended": result.ended,
        "error": None if error is None else [type(error).__name__, error.sentence, error.remedy],
    }
    line = json.dumps(header, ensure_ascii=False, separators=(",", ":"))
    return b"\n".join((line.encode("utf-8", "surrogatepass"), b"".join(originals)))


def _item(item: Draft | Failure, originals: list[bytes]) -> dict[str, Any]:
    if isinstance(item, Failure):
        return {"failure": [item.path, item.reason]}
    size = -1
    if item.original is not None and len(item.original) <= ORIGINAL_LIMIT:
        originals.append(item.original)
        size = len(item.original)
    return {
        "article": as_record(item.article),
        "renditions": [
            (r.path, r.sha256, r.format, r.encoding, r.importer, r.imported_at) for r in item.article.renditions
        ],
        "evidence": [(e.field, e.rule, e.value) for e in item.evidence],
        "original": size,
    }


def unpack_result(frame: bytes, source: SourceFile) -> Result:
    """What :func:`pack_result` packed, about ``source``. Raises ValueError for anything else.

    A parser that a hostile file has taken over can send what it likes: it becomes plain values, or nothing.
    """
    line, _, originals = frame.partition(b"\n")
    try:
        header = json.loads(line.decode("utf-8", "surrogatepass"))
        error = header["error"]
        return Result(
            source,
            tuple(_items(header["items"], originals)),
            bool(header["ended"]),
            None if error is None else _ERRORS[error[0]](str(error[1]), str(error[2])),
        )
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError) as fault:
        raise ValueError(f"not a result: {fault}") from fault


def _items(records: list[dict[str, Any]], originals: bytes) -> Iterator[Draft | Failure]:
    start = 0
    for record in records:
        if "failure" in record:
            path, reason = record["failure"]
            yield Failure(str(path), str(reason))
            continue
        size = int(record["original"])
        original = originals[start : start + size] if size >= 0 else None
        start += max(size, 0)
        renditions = tuple(Rendition(*map(str, fields)) for fields in record["renditions"])
        article = from_record(_plain(record["article"]), renditions)
        evidence = tuple(Evidence(*map(str, fields)) for fields in record["evidence"])
        yield Draft(article, original, evidence)


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """The record of an article, each field of which is of its type. Raises TypeError."""
    texts = [value for name, value in record.items() if name not in _OTHERWISE]
    texts += [*record["tags"], *record["warnings"]]
    for row in record["blocks"]:
        texts += (row[1], *(span[3] for span in row[3])) if len(row) > 3 else row[1:2]
    if not all(isinstance(text, str) for text in texts) or type(record["revision"]) is not int:
        raise TypeError("a field is not of its type")
    return record
