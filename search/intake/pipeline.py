"""From paths to drafts: which files there are, and what is in each."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from search.errors import NotAnArticle, Unreadable
from search.intake.detect import detect, unpacked
from search.intake.model import Content, Draft, Evidence, SourceFile
from search.intake.registry import importer
from search.progress import Failure

__all__ = ["Draft", "Evidence", "Failure", "SourceFile", "parse", "plan"]


def plan(paths: Iterable[Path]) -> Iterator[SourceFile]:
    """The regular files at and below ``paths``: each once, folders in sorted order, hidden names skipped.

    A link is followed unless it leads back to a folder above it. A name given outright is never skipped.
    Raises Unreadable for a path in ``paths`` that does not exist.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        try:
            status = path.stat()
        except OSError as error:
            raise Unreadable(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
        yield from _walk(path, status, seen, ())


def _walk(
    path: Path, status: os.stat_result, seen: set[tuple[int, int]], above: tuple[tuple[int, int], ...]
) -> Iterator[SourceFile]:
    key = (status.st_dev, status.st_ino)
    if stat.S_ISREG(status.st_mode):
        if key not in seen:
            seen.add(key)
            yield SourceFile(path, status.st_size, status.st_mtime_ns)
    elif stat.S_ISDIR(status.st_mode) and key not in above:
        for name in _names(path):
            child = path / name
            try:
                child_status = child.stat()
            except OSError:
                continue  # a dangling link, or gone since it was listed: there is nothing to read
            yield from _walk(child, child_status, seen, (*above, key))


def _names(folder: Path) -> list[str]:
    """Names in a folder, sorted; none when it cannot be listed."""
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))  # noqa: PTH208
    except PermissionError:
        return []


def parse(source: SourceFile) -> Iterator[Draft | Failure]:
    """The articles of one file, lazily. A bad record is a Failure, and the next record follows.

    Raises IntakeError when the whole file is refused.
    """
    try:
        yield from read(Content.of_file(source.path, source.size))
    except OSError as error:
        raise Unreadable(
            f"The file cannot be read: {error.strerror or error}.", "Check its permissions."
        ) from error


def read(content: Content) -> Iterator[Draft | Failure]:
    """The articles in some content, whatever its format. Raises IntakeError."""
    if content.size == 0:
        raise NotAnArticle("The file is empty.", "Leave it out, or save the page again.")
    content = unpacked(content)
    found = 0
    for item in importer(detect(content)).read(content):
        found += 1
        yield item
    if not found:
        raise NotAnArticle("The file holds no articles.", "Check that it is the file you meant.")
