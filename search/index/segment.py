"""Segments: immutable flat files of arrays, mapped into memory.

A file is magic, the header's length and checksum, a JSON header, then arrays, each starting at a multiple
of 64 bytes after the header::

    DOSSEG01 | u32 length | u32 crc32 | {"articles": n, "arrays": {name: [dtype, length, offset, crc32]}} | ...

Opening checks magic, header and size; :meth:`Segment.verify` checks every byte. Nothing in a file is code.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.errors import IndexUnusable
from search.files import NotOurs, clear, open_file, sync_folder
from search.index.manifest import REMEDY, SegmentFile

MAGIC = b"DOSSEG01"
ALIGNMENT = 64
"""Bytes: a cache line, and a multiple of every element's size."""
MAX_ARTICLES = 1 << 16
"""So that a posting names its article in two bytes."""
VERIFIED_AT_USE = 4 * 2**20
"""Bytes of an array that is compared with its checksum whenever a file is opened: a millisecond's work, and
nearly all arrays. Larger ones (the postings of hundreds of thousands of articles) would hold up the first
search; ``check`` reads them, and so does whatever makes no sense of them."""
_PREFIX = struct.Struct("<8sII")
_DTYPES = {"|u1", "<u2", "<u4", "<i4", "<i8", "|S24"}

Array = NDArray[Any]


def _aligned(offset: int) -> int:
    return -(-offset // ALIGNMENT) * ALIGNMENT


def write_segment(
    path: Path, articles: int, arrays: Mapping[str, Array], meta: Mapping[str, Any]
) -> SegmentFile:
    """Write arrays (one-dimensional, little-endian) as one file: under another name, synced, renamed."""
    table: dict[str, list[Any]] = {}
    offset = 0
    for name, array in arrays.items():
        offset = _aligned(offset)
        table[name] = [array.dtype.str, len(array), offset, zlib.crc32(np.ascontiguousarray(array).data)]
        offset += array.nbytes
    header = json.dumps({"articles": articles, "meta": dict(meta), "arrays": table}).encode()
    checksum = zlib.crc32(header)
    base = _aligned(_PREFIX.size + len(header))
    temporary = path.with_suffix(".tmp")
    clear(temporary)
    with os.fdopen(open_file(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
        file.write(_PREFIX.pack(MAGIC, len(header), checksum) + header)
        for name, array in arrays.items():
            file.seek(base + table[name][2])
            file.write(np.ascontiguousarray(array).data)
        file.truncate(base + offset)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)
    return SegmentFile(path.name, base + offset, checksum, articles)


def _opened(path: Path) -> int:
    """A descriptor of a segment. Raises FileNotFoundError, and IndexUnusable for a link or a pipe."""
    try:
        return open_file(path)
    except NotOurs as error:
        raise IndexUnusable(error.sentence, REMEDY) from error


class Segment:
    """One mapped segment file. Arrays stay valid as long as the object lives, even when the file is removed."""

    def __init__(self, path: Path, expected: SegmentFile) -> None:
        """Map the file. Raises FileNotFoundError; IndexUnusable when it is not what the manifest says."""
        self.path = path
        self.file = expected
        with os.fdopen(_opened(path), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size != expected.size or size < _PREFIX.size:
                raise self._unusable(f"has {size} bytes instead of {expected.size}")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = self._header(expected.checksum)
        if header["articles"] != expected.articles:
            raise self._unusable("has another number of articles than the manifest says")
        self.articles: int = header["articles"]
        self.meta: dict[str, Any] = header["meta"]
        self._table: dict[str, list[Any]] = header["arrays"]
        self._cache: dict[str, Array] = {}

    def _unusable(self, what: str) -> IndexUnusable:
        return IndexUnusable(f"Index file {self.path.name} {what}.", REMEDY)

    def _header(self, checksum: int) -> dict[str, Any]:
        magic, length, stated = _PREFIX.unpack(self._map[: _PREFIX.size])
        if magic != MAGIC:
            raise self._unusable("is not a segment of this version")
        raw = self._map[_PREFIX.size : _PREFIX.size + length]
        if stated != checksum or zlib.crc32(raw) != checksum:
            raise self._unusable("is damaged in its header")
        self._base = _aligned(_PREFIX.size + length)
        try:
            header: dict[str, Any] = json.loads(raw)
            known = all(isinstance(header[name], dict) for name in ("meta", "arrays"))
            known = known and type(header["articles"]) is int
            held = known and all(self._holds(*entry) for entry in header["arrays"].values())
        except (ValueError, TypeError, KeyError, RecursionError):
            held = False
        if not held:
            raise self._unusable("describes arrays that it does not hold")
        return header

    def _holds(self, dtype: str, count: int, offset: int, checksum: int) -> bool:
        """Whether an array of this description lies inside of the file; nothing is read or allocated for it."""
        numbers = all(isinstance(number, int) and number >= 0 for number in (count, offset, checksum))
        if not numbers or dtype not in _DTYPES or offset % ALIGNMENT:
            return False
        return self._base + offset + np.dtype(dtype).itemsize * count <= len(self._map)

    def array(self, name: str) -> Array:
        """An array of the file, without copying, compared with its checksum before it is first believed.

        Raises IndexUnusable when it is damaged or there is none of this name.
        """
        if name not in self._table:
            raise self._unusable(f"has no {name}")
        found = self._cache.get(name)
        if found is None:
            dtype, count, offset, checksum = self._table[name]
            found = np.frombuffer(self._map, np.dtype(dtype), count, self._base + offset)
            if found.nbytes <= VERIFIED_AT_USE and zlib.crc32(found.view(np.uint8).data) != checksum:
                raise self._unusable(f"is damaged in {name}")
            self._cache[name] = found
        return found

    def release(self) -> None:
        """Give the mapped pages back to the system's cache; they come back as they are touched."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def names(self) -> tuple[str, ...]:
        """The names of all arrays."""
        return tuple(self._table)

    def verify(self) -> None:
        """Compare every byte with its checksum. Raises IndexUnusable that names the first array at fault."""
        covered = _PREFIX.size + _PREFIX.unpack(self._map[: _PREFIX.size])[1]
        for name, (dtype, count, offset, checksum) in self._table.items():
            start = self._base + offset
            if any(self._map[covered:start]):
                raise self._unusable(f"is damaged before {name}")
            covered = start + np.dtype(dtype).itemsize * count
            with memoryview(self._map) as view, view[start:covered] as part:
                if zlib.crc32(part) != checksum:
                    raise self._unusable(f"is damaged in {name}")
