"""From paths to drafts: which files there are, and what is in each."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from search.errors import Unreadable
from search.intake.archives import is_resource
from search.intake.decode import reading_as
from search.intake.model import Content, Draft, Evidence, SourceFile
from search.intake.reading import read
from search.work.progress import Failure

LIBRARY = "articles.sqlite"
"""The file that makes a folder a library."""

__all__ = ["Draft", "Evidence", "Failure", "SourceFile", "parse", "plan", "read"]


def plan(paths: Iterable[Path]) -> Iterator[SourceFile]:
    """The regular files at and below ``paths``: each once, folders in sorted order.

    In folders, hidden names are skipped, and what only belongs to saved pages: pictures, styles, scripts and
    the folder ``page_files`` beside ``page.html``. A link is followed unless it leads back to a folder above
    it. A library of Dossier is passed over: its articles are in it. A name given outright is never skipped.
    Raises Unreadable for a path in ``paths`` that does not exist or is neither a file nor a folder.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        try:
            status = path.stat()
        except OSError as error:
            raise Unreadable(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            raise Unreadable(f"{path} is neither a file nor a folder.", "Save what it holds in a file.")
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
    """Names in a folder that may lead to articles, sorted; none when it cannot be listed or is a library."""
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith("."))  # noqa: PTH208
    except PermissionError:
        return []
    if LIBRARY in names:
        return []
    pages = {name.rpartition(".")[0] for name in names if name.lower().endswith((".html", ".htm"))}
    return [name for name in names if not is_resource(name) and name.removesuffix("_files") not in pages]


def parse(source: SourceFile) -> Iterator[Draft | Failure]:
    """The articles of one file, lazily. A bad record is a Failure, and the next record follows.

    Raises IntakeError when the whole file is refused.
    """
    try:
        with reading_as(source.encoding):
            yield from read(Content.of_file(source.path, source.size))
    except OSError as error:
        if error.errno is None:
            raise  # not the file's fault, but an importer's
        raise Unreadable(f"The file cannot be read: {error.strerror}.", "Check its permissions.") from error
