"""What flows through intake: a file to read, its content, and the drafts that come out."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

from search.article.languages import code, detect
from search.article.model import Article, Rendition
from search.errors import IntakeError, TooLarge
from search.store.parcel import Parcel
from search.text import printable
from search.work.heartbeat import beat
from search.work.progress import Failure

MAX_DOCUMENT = 64 * 2**20
"""Bytes of one document that is read whole. The longest books are under 10 MB as text; PDFs with
pictures reach tens of MB."""
PORTION = 4 * 2**20
"""Bytes read at once: less than a second's work for the slowest stick."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that the plan found."""

    path: Path
    size: int
    """Bytes."""
    mtime_ns: int
    """Time of the last change, nanoseconds since 1970."""
    encoding: str = ""
    """The encoding that its text is in, when the user says so."""
    skipped: tuple[tuple[str, str], ...] = ()
    """Label and reason of each record that is not to be read: a parser died on it before."""
    copy: Path | None = None
    """Where its bytes lie, when that is not ``path``: another machine's copy of it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which rule gave a field its value."""

    field: str
    rule: str
    value: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as an importer understood it: no id yet, and one rendition."""

    article: Article
    original: bytes | None = None
    """The bytes that it was read from; None when they are too many to keep."""
    evidence: tuple[Evidence, ...] = ()
    seen: str | None = None
    """All text that a person would see in the source of this article, in any order; None when not counted."""
    cut: tuple[tuple[str, str], ...] = ()
    """Rule and text of what was taken out on purpose before there were blocks."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An article that a parser is done with."""

    parcel: Parcel
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def of(cls, draft: Draft) -> Ready:
        """Make ready what an importer gave."""
        return cls(Parcel.of(_in_language(draft.article), draft.original), draft.evidence)


@dataclass(frozen=True, slots=True)
class Result:
    """What is told of a file while it is parsed: some articles and failures, and at the end how it ended."""

    source: SourceFile
    items: tuple[Ready | Failure, ...] = ()
    ended: bool = False
    """Whether this is the last of the file."""
    error: IntakeError | None = None
    """Why the file was refused; only at the end."""


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes to read, wherever they lie: a file, or a member of a container."""

    label: str
    """Where it was read; members add ``!name``."""
    name: str
    """The name that the bytes go by: a hint at the format and, at worst, the title."""
    opener: Callable[[], BinaryIO]
    size: int = -1
    """Bytes, -1 when unknown."""
    depth: int = 0
    """How many containers are around it."""
    path: Path | None = None
    """The file, when it is one by itself: for parsers that need random access."""

    @classmethod
    def of_file(cls, path: Path, size: int = -1, copy: Path | None = None) -> Content:
        """The content of a file on disk; its bytes are those of ``copy``, when there is one."""
        label = printable(str(path))  # a name may hold controls, or bytes that are no text
        there = copy or path
        return cls(label, path.name, lambda: there.open("rb"), size, path=there)

    @classmethod
    def of_bytes(cls, data: bytes, label: str, name: str, depth: int = 0) -> Content:
        """Content that is in memory."""
        return cls(label, name, lambda: io.BytesIO(data), len(data), depth)

    def head(self, size: int = 4096) -> bytes:
        """The first ``size`` bytes."""
        with self.opener() as stream:
            return stream.read(size)

    def read(self, limit: int = MAX_DOCUMENT) -> bytes:
        """Everything. Raises TooLarge when it is more than ``limit`` bytes."""
        with self.opener() as stream:
            data = b"".join(_portions(stream, limit + 1))
        if len(data) > limit:
            raise TooLarge(f"The document is larger than {limit // 2**20} MB.", "Split it into smaller files.")
        return data


def _portions(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """Up to ``most`` bytes, with a sign of life after each portion: a slow disk is no parser that hangs."""
    while most > 0 and (portion := stream.read(min(PORTION, most))):
        yield portion
        most -= len(portion)
        beat()


class Importer(Protocol):
    """What a format's module offers."""

    VERSION: int
    """Raised when the same bytes would give another article."""

    def read(self, content: Content, /) -> Iterator[Draft | Failure]:
        """The articles in ``content``, lazily. Raises IntakeError when all of it is refused."""
        ...


def rendition(path: str, data: bytes, format: str, version: int, encoding: str = "utf-8") -> Rendition:
    """The record of the bytes that an article was read from."""
    return Rendition(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        format=format,
        encoding=encoding,
        importer=f"{format} {version}",
    )


def _in_language(article: Article) -> Article:
    """The article with the code of its language: the one that it names, else the one that its text is in."""
    given = article.language
    told = code(given) if given else detect(article.text)
    return article if told == given else replace(article, language=told)
