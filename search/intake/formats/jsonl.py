"""JSON lines: one record a line, fields mapped by name."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from search.errors import TooLarge, Unreadable
from search.intake.decode import decode, encoding_of
from search.intake.envelopes import records
from search.intake.fields import from_record, is_record, seen_in
from search.intake.model import Content, Draft, rendition
from search.intake.records import guarded
from search.work.progress import Failure

VERSION = 1
MAX_DOUBTFUL = 20
"""Bad lines before the first good one, after which the file is not taken for what it seemed."""
SAMPLE = 65536
"""Bytes by which the encoding is told."""
MAX_LINE = 10 * 2**20
"""Bytes of one record: three times the longest book in English."""


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article a line; a bad line is a Failure named ``path#line``.

    Raises Unreadable when the first lines are all bad: then it is something else.
    """
    doubtful: list[Failure] | None = []
    with as_utf8(content) as stream:
        for item in _items(stream, content.label):
            if doubtful is None:
                yield item
            elif isinstance(item, Failure) and len(doubtful) < MAX_DOUBTFUL:
                doubtful.append(item)
            elif isinstance(item, Failure):
                raise Unreadable("The file is not JSON lines.", "Write one object with named fields a line.")
            else:
                yield from doubtful
                doubtful = None
                yield item
    yield from doubtful or ()


def as_utf8(content: Content) -> BinaryIO:
    """The content as a stream of UTF-8. Raises TooLarge for a large one in another encoding."""
    encoding, _ = encoding_of(content.head(SAMPLE))
    if encoding in ("utf-8-sig", "utf-8"):
        return content.opener()
    return io.BytesIO(decode(content.read()).text.encode("utf-8", "surrogatepass"))


def _items(stream: BinaryIO, path: str) -> Iterator[Draft | Failure]:
    for number, line in enumerate(lines(stream), 1):
        if line.isspace():
            continue
        label = f"{path}#{number}"
        yield from guarded(label, partial(_drafts, line, label))


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines by newline alone; of one that is over the limit only the beginning, which is over it too."""
    while line := stream.readline(MAX_LINE + 1):
        yield line
        whole = len(line) <= MAX_LINE or line.endswith(b"\n")
        while not whole:
            rest = stream.readline(MAX_LINE)
            whole = not rest or rest.endswith(b"\n")


def _drafts(line: bytes, label: str) -> Iterator[Draft | Failure]:
    """The article of a line; several where a line is an answer with a list of them."""
    if len(line) > MAX_LINE:
        raise TooLarge(f"The line is longer than {MAX_LINE // 2**20} MB.", "Split it into several records.")
    line = line.strip()
    record = _record(line)
    inside = [record] if is_record(record) else records(record, is_record)
    if len(inside) < 2:
        seen, cut = seen_in(record := next(iter(inside), record))
        yield Draft(from_record(record, rendition(label, line, "jsonl", VERSION)), line, (), seen, cut)
        return
    for number, one in enumerate(inside, 1):
        original = json.dumps(one, ensure_ascii=False).encode("utf-8", "surrogatepass")
        seen, cut = seen_in(one)
        origin = rendition(f"{label}.{number}", original, "jsonl", VERSION)
        yield Draft(from_record(one, origin), original, (), seen, cut)


def _record(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable("The line is not UTF-8.", "Convert the file to UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"The line is not JSON: {error}.", "Mend the line.") from error
    if not isinstance(record, dict):
        raise Unreadable("The line is not a JSON object.", "Write one object with named fields a line.")
    return record
