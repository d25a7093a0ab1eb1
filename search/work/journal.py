"""Append-only files of JSON lines, each with a number and a checksum: what a person made is kept in them.

A line is a JSON object that people can read, whose last two members are added here::

    {"action": "same", "name": "Ada", "seq": 7, "check": "5f0c2b19"}

``seq`` counts lines from 1, and says in which order they were written whatever the clocks said; a gap tells
that lines are missing. ``check`` is the CRC-32 of the line's bytes before ``, "check"``. Lines that earlier
versions wrote have neither, and are read as they stand. A line that is damaged is told and passed over; no
other is lost.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.errors import DossierError, LibraryDamaged, LibraryError
from search.files import PRIVATE, open_file, read_file
from search.text import printable

MOST = 64 * 2**20
"""Bytes of a journal: hundreds of thousands of decisions."""
LONGEST = 2**20
"""Bytes of a line: a note with a long passage fits many times."""
_CHECKED = re.compile(rb'(\{.*), "check": "([0-9a-f]{8})"\}\Z', re.DOTALL)
_NUMBERED = re.compile(rb'"seq"|"check"')


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that is sound."""

    record: dict[str, Any]
    """The object without ``seq`` and ``check``."""
    seq: int
    """Its number; for lines of earlier versions, the number of the line in the file."""
    line: int
    """Where it stands in the file, from 1."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A line that cannot be believed, or a gap before one."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a journal holds."""

    entries: tuple[Entry, ...] = ()
    damaged: tuple[Damage, ...] = ()
    next_seq: int = 1
    """The number that the next line gets."""


def as_line(record: Mapping[str, Any], seq: int) -> bytes:
    """A record as a line, without its end. Raises ValueError when it is too long, or has our own members."""
    if "seq" in record or "check" in record:
        raise ValueError("seq and check are the journal's own")
    head = json.dumps({**record, "seq": seq}, ensure_ascii=False)[:-1].encode("utf-8", "surrogatepass")
    line = head + b', "check": "%08x"}' % zlib.crc32(head)
    if len(line) > LONGEST:
        raise ValueError(f"a line may have {LONGEST:,} bytes")
    return line


def read(path: Path, *, within: bool = True) -> Content:
    """All of a journal; an empty one when there is no file. ``within`` as for :func:`search.files.open_file`.

    Raises LibraryDamaged when the file as a whole cannot be read.
    """
    try:
        return parse(read_file(path, MOST, within=within))
    except FileNotFoundError:
        return Content()
    except DossierError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise LibraryDamaged(
            f"{printable(str(path))} cannot be read ({reason}).",
            "Look at its permissions, or put a copy of it in its place.",
        ) from error


def parse(content: bytes, first: int = 1) -> Content:
    """What the bytes of a journal say; never raises, whatever they are.

    ``first``: the number that their first line should have, when they are the rest of a journal that was read.
    """
    entries: list[Entry] = []
    damaged: list[Damage] = []
    lines = content.split(b"\n")
    expected = first
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            record, seq = _checked(raw)
        except (ValueError, RecursionError) as error:
            cut = number == len(lines)  # what is whole ends with a line feed
            damaged.append(Damage(number, "it was cut short while it was written" if cut else str(error)))
            expected += 1
            continue
        seq = number if seq is None else seq
        if seq > expected:
            damaged.append(Damage(number, f"{seq - expected} lines before it are missing"))
        entries.append(Entry(record, seq, number))
        expected = seq + 1
    return Content(tuple(entries), tuple(damaged), expected)


def _checked(raw: bytes) -> tuple[dict[str, Any], int | None]:
    """A line's record and number, None for a line of an earlier version. Raises ValueError, RecursionError."""
    if len(raw) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST:,} bytes")
    found = _CHECKED.match(raw)
    if found is None:
        if _NUMBERED.search(raw):
            raise ValueError("its checksum is damaged")
        return _record(raw), None
    if zlib.crc32(found[1]) != int(found[2], 16):
        raise ValueError("it does not fit its checksum")
    record = _record(raw)
    seq = record.pop("seq", None)
    record.pop("check")
    if type(seq) is not int:
        raise ValueError("it has no number")
    return record, seq


def _record(raw: bytes) -> dict[str, Any]:
    record = json.loads(raw.decode("utf-8", "surrogatepass"))
    if not isinstance(record, dict):
        raise ValueError("it is not an object")
    return record


def append(
    path: Path,
    records: Iterable[Mapping[str, Any]],
    *,
    mode: int = PRIVATE,
    within: bool = True,
    first: int | None = None,
) -> Sequence[int]:
    """Write records at the end, safely on the disk before this returns; gives their numbers.

    ``first``: the number that the first gets, where the caller has read all of the journal already and holds
    the lock since. Call it with a lock on the folder held. Raises LibraryDamaged as :func:`read` does, and
    LibraryError when they cannot be written; then none of them counts.
    """
    wanted = list(records)
    if not wanted:
        return ()
    first = read(path, within=within).next_seq if first is None else first
    numbers = range(first, first + len(wanted))
    lines = b"".join(as_line(record, seq) + b"\n" for record, seq in zip(wanted, numbers, strict=True))
    try:
        file = open_file(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, mode, within=within)
        try:
            _append(file, lines, path)
        finally:
            os.close(file)
    except OSError as error:
        raise LibraryError(
            f"{printable(str(path))} cannot be written to ({error.strerror}).",
            "Make room or mend its permissions, and do it again.",
        ) from error
    return numbers


def _append(file: int, lines: bytes, path: Path) -> None:
    """Write all of it or nothing. Raises OSError, LibraryError."""
    status = os.fstat(file)
    if status.st_nlink > 1:  # an append would be one to a file somewhere else
        raise LibraryError(
            f"{printable(str(path))} is one file with another one elsewhere (a hard link).",
            "Put a copy in its place.",
        )
    size = status.st_size
    torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
    if size + len(lines) > MOST:
        raise LibraryError(f"{printable(str(path))} has no room left ({MOST:,} bytes).", "Export and thin it.")
    rest = memoryview(b"\n" + lines if torn else lines)
    try:
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
    except OSError:
        os.ftruncate(file, size)
        raise
