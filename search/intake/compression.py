"""Compressed files as streams that cannot swell without bound."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO, cast

from search.errors import IntakeError, TooLarge, Unreadable, Unsupported
from search.intake.model import Content

MAX_RATIO = 100
"""Unpacked bytes for a packed one. English packs 3 to 4 times, logs and tables up to 30."""
FREE = 8 * 2**20
"""Bytes that may come out before the ratio counts: a small file that packs well harms nobody."""
MAX_TOTAL = 8 * 2**30
"""Unpacked bytes at most: a million articles of 8 KB."""
MAX_LAYERS = 2
"""Compressions around one another."""


def _zstandard(below: BinaryIO) -> object:
    try:
        import zstandard
    except ImportError as error:
        raise Unsupported(
            "What is compressed with Zstandard cannot be read here.",
            "Install dossier with the extra compression, or unpack it (zstd -d FILE).",
        ) from error
    # Its window is bounded, since a frame may ask for gigabytes.
    reader = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(below, read_across_frames=True)
    return _Translated(cast(BinaryIO, reader), zstandard.ZstdError)


def _lz4(below: BinaryIO) -> object:
    try:
        import lz4.frame
    except ImportError as error:
        raise Unsupported(
            "What is compressed with LZ4 cannot be read here.",
            "Install dossier with the extra compression, or unpack it (lz4 -d FILE).",
        ) from error
    return _Translated(cast(BinaryIO, lz4.frame.LZ4FrameFile(below)), RuntimeError)


class _Translated:
    """A stream whose library has errors of its own, which become those that files have."""

    def __init__(self, stream: BinaryIO, fault: type[Exception]) -> None:
        self._stream = stream
        self._fault = fault

    def read(self, size: int) -> bytes:
        """Unpacked bytes, as many as come at once. Raises OSError for damage."""
        try:
            return self._stream.read(size)
        except self._fault as error:
            raise OSError(str(error)[:100]) from error

    def close(self) -> None:
        """Close it."""
        self._stream.close()


_LAYERS: dict[bytes, tuple[Callable[[BinaryIO], object], tuple[str, ...]]] = {
    b"\x1f\x8b": (lambda below: gzip.GzipFile(fileobj=below), (".gz", ".tgz")),
    b"BZh": (bz2.BZ2File, (".bz2", ".tbz2", ".tbz")),
    b"\xfd7zXZ\x00": (lzma.LZMAFile, (".xz", ".txz")),
    b"\x28\xb5\x2f\xfd": (_zstandard, (".zst", ".zstd", ".tzst")),
    b"\x04\x22\x4d\x18": (_lz4, (".lz4",)),
}
"""Magic number -> what reads the layer, and the endings of names that it takes away."""


class Guarded(io.RawIOBase):
    """A stream of unpacked bytes that refuses bombs and damage with a sentence."""

    def __init__(self, stream: BinaryIO, packed: int, below: BinaryIO | None = None) -> None:
        self._stream = stream
        self._below = below
        self._limit = allowed(packed)
        self._out = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` with unpacked bytes. Raises TooLarge, Unreadable."""
        try:
            data = self._stream.read(len(buffer))
        except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, ValueError) as error:
            raise damaged(error) from error
        self._out += len(data)
        if self._out > self._limit:
            raise swollen(self._limit)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the streams below too."""
        self._stream.close()
        if self._below:
            self._below.close()
        super().close()


def allowed(packed: int) -> int:
    """Bytes that may come out of so many packed ones."""
    return min(MAX_TOTAL, max(FREE, MAX_RATIO * packed))


def swollen(limit: int) -> TooLarge:
    """The error for a bomb."""
    return TooLarge(
        f"The compressed file swells to more than {limit // 2**20} MB.", "Unpack it yourself if you trust it."
    )


def damaged(error: Exception) -> IntakeError:
    """The error for a compressed file that cannot be read on."""
    if isinstance(error, EOFError):
        return Unreadable("The compressed file ends too early.", "Copy it again.")
    return Unreadable(f"The compressed file is damaged: {error}.", "Copy it again.")


def unpacked(content: Content) -> Content:
    """The content inside of a compressed file; the content itself when it is not compressed."""
    for _ in range(MAX_LAYERS):
        head = content.head(6)
        magic = next((magic for magic in _LAYERS if head.startswith(magic)), None)
        if magic is None:
            return content
        content = _layer(content, magic)
    return content


def _layer(content: Content, magic: bytes) -> Content:
    """What a compressed file holds, read as it is needed."""
    reader, endings = _LAYERS[magic]
    packed = content.size if content.size >= 0 else len(content.read())

    def opener() -> BinaryIO:
        below = content.opener()
        inner = cast(BinaryIO, reader(below))
        return cast(BinaryIO, io.BufferedReader(Guarded(inner, packed, below), 2**16))

    name = next((content.name[: -len(end)] for end in endings if content.name.endswith(end)), content.name)
    return Content(content.label, name, opener, depth=content.depth)
