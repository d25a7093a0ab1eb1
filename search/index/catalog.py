"""The index as a folder: opening, snapshots, writers, tidying."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from search.errors import NONSENSE, IndexUnusable
from search.files import NotOurs
from search.index.manifest import NAME, SUFFIXES, Manifest, read_manifest, tidy, write_manifest
from search.text import printable
from search.work import made_here
from search.work.lock import IndexLock

if TYPE_CHECKING:
    from search.index.snapshot import Snapshot
    from search.index.writer import IndexWriter
    from search.work.progress import Stop

OPEN_ATTEMPTS = 10
"""How often a snapshot is tried when commits in other processes remove files under it; each try begins
with a newer manifest, so a second one nearly always does."""


class Index:
    """A folder of segments with a manifest. Cheap to open; safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index in a folder. Raises IndexUnusable when it is missing, old or damaged."""
        index = cls(folder)
        read_manifest(folder)
        return index

    @classmethod
    def create(cls, folder: Path) -> Self:
        """An empty index, in place of whatever is in the folder: other files of an index are removed.

        Raises LibraryLocked, IndexUnusable as :func:`forget` does.
        """
        _must_be_free(folder)
        folder.mkdir(parents=True, exist_ok=True)
        lock = IndexLock(folder).acquire()
        try:
            write_manifest(folder, Manifest())
            tidy(folder)
            made_here.note(folder)
        finally:
            lock.release()
        return cls(folder)

    def manifest(self) -> Manifest:
        """The current state. Raises IndexUnusable."""
        return read_manifest(self.folder)

    def snapshot(self) -> Snapshot:
        """The current state, mapped for searching. Raises IndexUnusable that names the file at fault."""
        from search.index.snapshot import open_snapshot

        missing = ""
        for _ in range(OPEN_ATTEMPTS):
            manifest = read_manifest(self.folder)
            try:
                return open_snapshot(self.folder, manifest)
            except (*NONSENSE, NotOurs) as error:
                raise IndexUnusable(
                    f"The index makes no sense ({printable(str(error), 120)}).",
                    "It is rebuilt from the articles themselves.",
                ) from error
            except FileNotFoundError as error:
                # Either a commit has replaced the file since the manifest was read, or it is really gone.
                gone = Path(error.filename).name
                if gone == missing:
                    break
                missing = gone
        raise IndexUnusable(f"Index file {missing} is missing.", "It is rebuilt from the articles themselves.")

    def writer(self, processes: int = 1) -> IndexWriter:
        """A writer; there can be one at a time. Raises LibraryLocked, IndexUnusable."""
        from search.index.writer import IndexWriter

        return IndexWriter(self.folder, processes)

    def merge(self, *, everything: bool = False, stop: Stop | None = None) -> bool:
        """Do one step of merging, if one is due, and say whether there was one.

        ``everything``: leave as few segments as fit. Raises Cancelled, with nothing changed, LibraryLocked,
        IndexUnusable.
        """
        from search.index.merging import merge

        return merge(self.folder, everything=everything, stop=stop)

    def verify(self) -> None:
        """Compare every byte of the index with its checksums. Raises IndexUnusable that names the file."""
        for view in self.snapshot().views:
            view.segment.verify()


def forget(folder: Path) -> None:
    """Delete an index; files of others stay, and searches under way keep what they have mapped.

    Raises IndexUnusable when something else is in its place.
    """
    _must_be_free(folder)
    (folder / NAME).unlink(missing_ok=True)  # first: without it the rest counts for nothing
    for path in folder.glob("*"):
        if path.suffix in SUFFIXES:
            path.unlink(missing_ok=True)


def _must_be_free(folder: Path) -> None:
    """Raises IndexUnusable when anything but an index is where it belongs."""
    inside = [folder / NAME, *(path for path in folder.glob("*") if path.suffix in SUFFIXES)]
    for place, right in ((folder, folder.is_dir()), *((path, not path.is_dir()) for path in inside)):
        if not right and (place.exists() or place.is_symlink()):
            what = "leads nowhere" if not place.exists() else "is a folder" if place.is_dir() else "is a file"
            raise IndexUnusable(
                f"{printable(str(place))} {what}, where the library's index belongs.",
                "Move it to another place; the index is then made anew from the articles.",
            )
