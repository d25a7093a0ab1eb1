"""Compressed files as streams that cannot swell without bound."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO, cast

from search.errors import IntakeError, TooLarge, Unreadable
from search.intake.model import Content

MAX_RATIO = 100
"""Unpacked bytes for a packed one. English packs 3 to 4 times, logs and tables up to 30."""
FREE = 8 * 2**20
"""Bytes that may come out before the ratio counts: a small file that packs well harms nobody."""
MAX_TOTAL = 8 * 2**30
"""Unpacked bytes at most: a million articles of 8 KB."""


class Guarded(io.RawIOBase):
    """A decompressing stream that refuses bombs and damage with a sentence."""

    def __init__(self, stream: BinaryIO, packed: int, below: BinaryIO) -> None:
        self._stream = stream
        self._below = below
        self._limit = min(MAX_TOTAL, max(FREE, MAX_RATIO * packed))
        self._out = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` with unpacked bytes. Raises TooLarge, Unreadable."""
        try:
            data = self._stream.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            raise _damaged(error) from error
        self._out += len(data)
        if self._out > self._limit:
            raise TooLarge(
                f"The compressed file swells to more than {self._limit // 2**20} MB.",
                "Unpack it yourself if you trust it.",
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the streams below too."""
        self._stream.close()
        self._below.close()
        super().close()


def _damaged(error: Exception) -> IntakeError:
    if isinstance(error, EOFError):
        return Unreadable("The compressed file ends too early.", "Copy it again.")
    return Unreadable(f"The compressed file is damaged: {error}.", "Copy it again.")


def decompressed(content: Content) -> Content:
    """What a gzip file holds, read as it is needed."""
    packed = content.size if content.size >= 0 else len(content.read())

    def opener() -> BinaryIO:
        below = content.opener()
        inner = cast(BinaryIO, gzip.GzipFile(fileobj=below))
        return cast(BinaryIO, io.BufferedReader(Guarded(inner, packed, below), 2**16))

    name = content.name.removesuffix(".gz")
    return Content(content.label, name, opener, depth=content.depth + 1)
