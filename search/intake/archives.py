"""Members of zip and tar archives as content: read in place, never extracted, within limits."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Self, cast

from search.errors import IntakeError, TooLarge, Unreadable
from search.intake.compression import Guarded, allowed, swollen
from search.intake.model import MAX_DOCUMENT, Content
from search.text import printable

MAX_MEMBERS = 65_535
"""Entries of one archive: the limit of the classic zip format."""
MAX_DEPTH = 2
"""Archives inside of one another."""
_KINDS = {
    "pictures": (
        ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".bmp", ".tif", ".tiff", ".heic", ".avif",
        ".psd",
    ),
    "sound and video": (
        ".mp3", ".mp4", ".webm", ".ogg", ".wav", ".avi", ".mov", ".mkv", ".m4a", ".m4v", ".flac", ".aac",
        ".opus",
    ),
    "styles, scripts and fonts": (".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot"),
}  # fmt: skip
RESOURCES = tuple(ending for endings in _KINDS.values() for ending in endings)
"""Endings of what belongs to pages but is no text: passed over in folders and archives."""
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of an archive: its content, or why it is refused."""

    content: Content
    refused: IntakeError | None = None


def is_resource(name: str) -> bool:
    """Whether a file only belongs to a page."""
    return name.lower().endswith(RESOURCES)


def resource_kind(name: str) -> str:
    """What a file is that only belongs to a page, by its ending; empty for any other."""
    lowered = name.lower()
    return next((kind for kind, endings in _KINDS.items() if lowered.endswith(endings)), "")


@contextmanager
def open_zip(content: Content) -> Iterator[zipfile.ZipFile]:
    """A zip archive, its index checked against the limits. Raises Unreadable, TooLarge."""
    with content.opener() as raw:
        stream = raw if raw.seekable() else io.BytesIO(content.read())
        try:
            archive = zipfile.ZipFile(stream)
        except _DAMAGE as error:
            raise Unreadable(
                f"The archive is damaged: {printable(str(error), 100)}.", "Copy it again."
            ) from error
        with archive:
            entries = archive.infolist()
            if len(entries) > MAX_MEMBERS:
                raise TooLarge(f"The archive has more than {MAX_MEMBERS} members.", "Unpack it yourself.")
            limit = allowed(stream.seek(0, io.SEEK_END))
            if sum(entry.file_size for entry in entries) > limit:
                raise swollen(limit)
            yield archive


def read_entry(archive: zipfile.ZipFile, name: str, limit: int = MAX_DOCUMENT) -> bytes:
    """The bytes of one entry. Raises Unreadable when it is missing or damaged, TooLarge."""
    try:
        with archive.open(name) as stream:
            data = stream.read(limit + 1)
    except KeyError as error:
        raise Unreadable(f"The archive has no member {printable(name, 80)}.", "Copy it again.") from error
    except _DAMAGE as error:
        raise Unreadable(f"A member is damaged: {printable(str(error), 100)}.", "Copy it again.") from error
    if len(data) > limit:
        raise TooLarge(f"A member is larger than {limit // 2**20} MB.", "Unpack it yourself.")
    return data


def zip_members(content: Content) -> Iterator[Member]:
    """The members of a zip archive."""
    with open_zip(content) as archive:
        seen: set[str] = set()
        for entry in archive.infolist():
            if not entry.is_dir() and not is_resource(entry.filename):
                yield _zip_member(archive, entry, content, seen)


def _zip_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, outer: Content, seen: set[str]) -> Member:
    def opener() -> BinaryIO:
        try:
            stream = cast(BinaryIO, archive.open(entry))
        except _DAMAGE as error:
            raise Unreadable(
                f"The member is damaged: {printable(str(error), 100)}.", "Copy it again."
            ) from error
        return cast(BinaryIO, io.BufferedReader(Guarded(stream, entry.compress_size), 2**16))

    mode = entry.external_attr >> 16
    refused = _refusal(entry.filename, seen)
    if entry.flag_bits & _ENCRYPTED:
        refused = Unreadable("The member is encrypted.", "Unpack it yourself.")
    elif mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        refused = Unreadable("The member is a link or a device, not a file.")
    return Member(_inside(outer, entry.filename, opener, entry.file_size), refused)


def tar_members(content: Content) -> Iterator[Member]:
    """The members of a tar archive, in one pass; raises Unreadable, behind those that are sound, for damage."""
    seen: set[str] = set()
    header = _header()
    with content.opener() as stream:
        try:
            with tarfile.open(fileobj=stream, mode="r|", tarinfo=header, ignore_zeros=True) as archive:
                for entry in archive:
                    if len(seen) >= MAX_MEMBERS:
                        raise TooLarge(
                            f"The archive has more than {MAX_MEMBERS} members.", "Unpack it yourself."
                        )
                    if not entry.isdir() and not is_resource(entry.name):
                        yield _tar_member(archive, entry, content, seen)
            if header.damage:
                raise tarfile.ReadError(header.damage)
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise Unreadable(
                f"The archive is damaged: {printable(str(error), 100)}.", "Copy it again."
            ) from error


class _Header(tarfile.TarInfo):
    """The head of a member. Python ends at a bad one without a word; here the next good one is looked for."""

    damage = ""
    """What is wrong with the first bad one."""
    ended = False
    """Whether the mark of the archive's end has come: what follows is another archive, or none."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile_)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            cls.ended = True
            raise
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            if not cls.ended:
                cls.damage = cls.damage or f"the head of a member is bad ({error})"
            raise


def _header() -> type[_Header]:
    """A class of heads for one archive."""
    return type("_Header", (_Header,), {})


def _tar_member(archive: tarfile.TarFile, entry: tarfile.TarInfo, outer: Content, seen: set[str]) -> Member:
    refused = _refusal(entry.name, seen)
    data = b""
    if not entry.isreg():
        refused = Unreadable("The member is a link or a device, not a file.")
    elif entry.size > MAX_DOCUMENT:
        refused = TooLarge(f"The member is larger than {MAX_DOCUMENT // 2**20} MB.", "Unpack it yourself.")
    elif refused is None:
        stream = archive.extractfile(entry)
        data = stream.read() if stream else b""
    return Member(_inside(outer, entry.name, lambda: io.BytesIO(data), len(data)), refused)


def _refusal(name: str, seen: set[str]) -> IntakeError | None:
    """Why a member of this name is not read."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        return Unreadable("The member's name leads outside of the archive.", "Rename it if you trust it.")
    if name in seen:
        return Unreadable("The archive has another member of this name before.", "Rename it.")
    seen.add(name)
    return None


def _inside(outer: Content, name: str, opener: Callable[[], BinaryIO], size: int) -> Content:
    safe = printable(name, 300)
    return Content(f"{outer.label}!{safe}", safe.rpartition("/")[2], opener, size, outer.depth + 1)
