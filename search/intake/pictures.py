"""The pictures that an article brought along: in its archive, its message, or the folder of its saved page.

Nothing is fetched, and nothing outside the folder of a saved page is read.
"""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from search.errors import DossierError
from search.files import read_file

MOST = 200
"""Pictures of an article that are listed: nobody goes through more."""
LARGEST = 32 << 20
"""Bytes of a picture that are read: larger files are no illustrations."""
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".avif"})
_ZIPPED = frozenset({"docx", "odt", "epub", "office"})
_ALT = re.compile(r"""\bdescr="([^"]{0,1000})\"""")


class PictureMissing(DossierError):
    """A picture cannot be had."""

    title = "Picture"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, not loaded yet."""

    name: str
    alt: str
    """The words that stand for it; empty when there are none."""
    load: Callable[[], bytes] = field(compare=False)
    """Its bytes, undecoded. Raises PictureMissing."""


def pictures_of(data: bytes, path: str, format: str) -> tuple[Picture, ...]:
    """The pictures of an original that was read from ``path``; none where the format has none."""
    if data.startswith(b"PK\x03\x04") or format in _ZIPPED:
        found = _zipped(data)
    elif format in ("mail", "mhtml", "eml", "mbox"):
        found = _attached(data)
    elif format in ("html", "web"):
        found = _linked(data.decode("utf-8", "replace"), Path(path))
    else:
        return ()
    return tuple(picture for picture, _ in zip(found, range(MOST), strict=False))


def _checked(data: bytes) -> bytes:
    if not data or len(data) > LARGEST:
        raise PictureMissing("The picture is empty or too large.", f"At most {LARGEST >> 20} MB are shown.")
    return data


# Archives


def _zipped(data: bytes) -> Iterator[Picture]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = [name for name in archive.namelist() if PurePosixPath(name).suffix.lower() in SUFFIXES]
        words = _described(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return
    for number, name in enumerate(names):
        alt = words[number] if number < len(words) else ""
        yield Picture(PurePosixPath(name).name, alt, lambda name=name: _member(archive, name))  # type: ignore[misc]


def _described(archive: zipfile.ZipFile) -> list[str]:
    """The descriptions that a Word document gives its pictures, in their order."""
    if "word/document.xml" not in archive.namelist():
        return []
    with archive.open("word/document.xml") as file:
        return _ALT.findall(file.read(LARGEST).decode("utf-8", "replace"))


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as file:
            return _checked(file.read(LARGEST + 1))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise PictureMissing(f"{name} cannot be read: the archive is damaged.") from error


# Messages


def _attached(data: bytes) -> Iterator[Picture]:
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_maintype() == "image":
            place = str(part.get("Content-Location", ""))
            name = part.get_filename() or PurePosixPath(urlsplit(place).path).name or "picture"
            yield Picture(str(name), "", lambda part=part: _checked(part.get_payload(decode=True) or b""))  # type: ignore[misc]


# Saved pages


class _Images(HTMLParser):
    """Collects the sources of a page's pictures, with the words that stand for each."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an ``img`` says."""
        said = dict(attrs)
        if tag == "img" and said.get("src"):
            self.found.append((str(said["src"]), (said.get("alt") or said.get("title") or "").strip()))


def _linked(text: str, page: Path) -> Iterator[Picture]:
    parser = _Images()
    parser.feed(text)
    for source, alt in dict(parser.found).items():
        if source.startswith("data:image/"):
            yield Picture("picture in the page", alt, lambda source=source: _inline(source))  # type: ignore[misc]
        elif (name := _beside(source)) is not None:
            yield Picture(name.name, alt, lambda name=name: _file(page, name))  # type: ignore[misc]


def _beside(source: str) -> PurePosixPath | None:
    """The path of a picture in the folder of its page; None for one elsewhere, which is not fetched."""
    parts = urlsplit(source)
    path = PurePosixPath(unquote(parts.path))
    if parts.scheme or parts.netloc or path.is_absolute() or ".." in path.parts or not path.name:
        return None
    return path


def _inline(source: str) -> bytes:
    head, _, body = source.partition(",")
    try:
        return _checked(base64.b64decode(unquote(body), validate=False) if head.endswith("base64") else b"")
    except (binascii.Error, ValueError) as error:
        raise PictureMissing("The picture in the page is damaged.") from error


def _file(page: Path, name: PurePosixPath) -> bytes:
    path = page.parent / name
    try:
        if not path.resolve().is_relative_to(page.parent.resolve()):
            raise PictureMissing(f"{name} lies outside the folder of its page.", "It is not read.")
        return _checked(read_file(path, LARGEST))
    except ValueError as error:
        raise PictureMissing(f"{name} is too large.", f"At most {LARGEST >> 20} MB are shown.") from error
    except OSError as error:
        raise PictureMissing(f"{name} is not in the folder of its page any more.") from error
