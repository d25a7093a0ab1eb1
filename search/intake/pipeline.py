"""From paths to drafts: which files there are, and what is in each."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from search.errors import Unreadable
from search.intake.archives import resource_kind
from search.intake.decode import reading_as
from search.intake.model import Content, Draft, Evidence, SourceFile
from search.intake.reading import read
from search.work.progress import Failure

LIBRARY = "articles.sqlite"
"""The file that makes a folder a library."""

__all__ = ["Draft", "Evidence", "Failure", "SourceFile", "parse", "plan", "read"]


PASSED = "pictures", "sound and video", "styles, scripts and fonts", "hidden files", "folders of saved pages"
"""Kinds of what is passed over in folders."""
_UNLISTED = "folders that cannot be listed"
Passed = Callable[[Path, str], None]
"""Hears of each path that is passed over, with its kind."""


def _nobody(path: Path, kind: str) -> None:
    """Nobody is told."""


def plan(paths: Iterable[Path], passed: Passed = _nobody) -> Iterator[SourceFile]:
    """The regular files at and below ``paths``: each once, folders in sorted order.

    In folders, hidden names are skipped, and what only belongs to saved pages: pictures, styles, scripts and
    the folder ``page_files`` beside ``page.html``; ``passed`` hears of each. A link is followed unless it leads
    back to a folder above it. A library of Dossier is passed over: its articles are in it. A name given
    outright is never skipped. Raises Unreadable for a path in ``paths`` that does not exist or is neither a
    file nor a folder.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        try:
            status = path.stat()
        except OSError as error:
            raise Unreadable(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            raise Unreadable(f"{path} is neither a file nor a folder.", "Save what it holds in a file.")
        yield from _walk(path, status, seen, passed)


_Key = tuple[int, int]
"""Device and inode."""


def _walk(top: Path, status: os.stat_result, seen: set[_Key], passed: Passed) -> Iterator[SourceFile]:
    """Files at and below a path, without recursion: folders may be nested as deep as the system lets them."""
    above: list[_Key] = []
    waiting: list[tuple[Path, os.stat_result, int]] = [(top, status, 0)]
    while waiting:
        path, status, depth = waiting.pop()
        del above[depth:]
        key = (status.st_dev, status.st_ino)
        if stat.S_ISREG(status.st_mode):
            if key not in seen:
                seen.add(key)
                yield SourceFile(path, status.st_size, status.st_mtime_ns)
        elif stat.S_ISDIR(status.st_mode) and key not in above:
            above.append(key)
            for name in reversed(_names(path, passed)):
                child = path / name
                try:
                    waiting.append((child, child.stat(), depth + 1))
                except OSError:
                    continue  # a dangling link, or gone since it was listed: there is nothing to read


def _names(folder: Path, passed: Passed) -> list[str]:
    """Names in a folder that may lead to articles, sorted; none when it cannot be listed or is a library."""
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208
    except OSError:  # no permission, or a path longer than the system takes
        passed(folder, _UNLISTED)
        return []
    if LIBRARY in names:
        return []
    pages = {name.rpartition(".")[0] for name in names if name.lower().endswith((".html", ".htm"))}
    kept: list[str] = []
    for name in names:
        if name.startswith("."):
            kind = PASSED[3]
        elif name.endswith("_files") and name.removesuffix("_files") in pages:
            kind = PASSED[4]
        else:
            kind = resource_kind(name)
        if kind:
            passed(folder / name, kind)
        else:
            kept.append(name)
    return kept


def parse(source: SourceFile) -> Iterator[Draft | Failure]:
    """The articles of one file, lazily. A bad record is a Failure, and the next record follows.

    Raises IntakeError when the whole file is refused.
    """
    try:
        with reading_as(source.encoding):
            yield from read(Content.of_file(source.path, source.size, source.copy))
    except OSError as error:
        if error.errno is None:
            raise  # not the file's fault, but an importer's
        raise Unreadable(f"The file cannot be read: {error.strerror}.", "Check its permissions.") from error
