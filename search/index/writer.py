"""Adding, replacing and deleting articles; nothing is seen before :meth:`IndexWriter.commit`."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from search.index.building import Workers, is_full, mean_length, size_of, write_inverted
from search.index.deletions import flag_deleted, write_deletions
from search.index.document import IndexDocument
from search.index.inverter import Inverter
from search.index.manifest import Manifest, SegmentEntry, SegmentFile, read_manifest, tidy, write_manifest
from search.index.merging import merge_locked
from search.index.schema import pivots
from search.index.snapshot import open_view
from search.work.lock import IndexLock

Array = NDArray[Any]


class _Part(NamedTuple):
    """A segment, there or being built, and what was deleted from those before it."""

    segment: SegmentEntry | Future[SegmentFile]
    deleted: frozenset[int]

    def entry(self) -> SegmentEntry:
        """The segment; waits until it is built."""
        if isinstance(self.segment, SegmentEntry):
            return self.segment
        return SegmentEntry(self.segment.result())


class IndexWriter:
    """One change of the index, made of many; use it as a context manager or call commit or abort.

    With one process, documents are analysed as they come. With more, they are gathered and handed to
    worker processes, a segment each; that pays from some ten thousand articles on.
    """

    def __init__(self, folder: Path, processes: int = 1) -> None:
        self._folder = folder
        self._lock = IndexLock(folder).acquire()
        try:
            self._manifest = read_manifest(self._folder)
        except BaseException:
            self._lock.release()
            raise
        self._workers = Workers(processes) if processes > 1 else None
        self._inverter = Inverter()
        self._gathered: list[IndexDocument] = []
        self._characters = 0
        self._pending: set[int] = set()
        self._deleted: set[int] = set()
        self._parts = [_Part(entry, frozenset()) for entry in self._manifest.segments]
        self._next = self._manifest.next_segment
        self._pivots = dict(self._manifest.pivots)
        self._marks = dict(self._manifest.marks)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        else:
            self.abort()

    def add(self, document: IndexDocument) -> None:
        """Add an article, in place of the one with the same pk."""
        if document.pk in self._pending:
            self._flush()
        self._deleted.add(document.pk)
        self._pending.add(document.pk)
        if self._workers is None:
            self._inverter.add(document)
            full = self._inverter.full
        else:
            self._gathered.append(document)
            self._characters += size_of(document)
            full = is_full(self._gathered, self._characters)
        if full:
            self._flush()

    def delete(self, pk: int) -> None:
        """Delete an article; one that is not there is no error."""
        if pk in self._pending:
            self._flush()
        self._deleted.add(pk)

    def mark(self, **marks: int) -> None:
        """Numbers that are kept with the next commit, such as how far it has got."""
        self._marks.update(marks)

    def commit(self) -> Manifest:
        """Make everything since the last commit visible at once.

        Merges that have become due follow, while readers see the new state already. The writer is done.
        """
        try:
            self._flush()
            entries = self._without_deleted([part.entry() for part in self._parts])
            manifest = self._manifest.advanced(
                segments=tuple(entry for entry in entries if entry.live),
                marks=self._marks,
                pivots=self._pivots,
                next_segment=self._next,
            )
            write_manifest(self._folder, manifest)
            tidy(self._folder)
            while merge_locked(self._folder):
                pass
        finally:
            self._close()
        return read_manifest(self._folder)

    def abort(self) -> None:
        """Forget everything since the last commit."""
        try:
            if self._workers is not None:
                self._workers.close()
            tidy(self._folder)
        finally:
            self._close()

    def _close(self) -> None:
        if self._workers is not None:
            self._workers.close()
        self._lock.release()

    def _flush(self) -> None:
        """Write what has been added as a segment, or have it written."""
        if not self._pending:
            return
        if not self._pivots:
            mean = mean_length(self._gathered) if self._gathered else self._inverter.mean_length()
            self._pivots = pivots(mean)
        number, self._next = self._next, self._next + 1
        segment: SegmentEntry | Future[SegmentFile]
        if self._workers is None:
            segment = SegmentEntry(write_inverted(self._folder, number, self._inverter, self._pivots))
            self._inverter = Inverter()
        else:
            segment = self._workers.submit(self._folder, number, self._gathered, self._pivots)
            self._gathered = []
            self._characters = 0
        self._parts.append(_Part(segment, frozenset(self._deleted)))
        self._pending = set()
        self._deleted = set()

    def _without_deleted(self, entries: list[SegmentEntry]) -> list[SegmentEntry]:
        """The segments with everything flagged in them that was deleted after they were written."""
        later = set(self._deleted)
        for i in reversed(range(len(entries))):
            if later:
                pks = np.fromiter(sorted(later), np.int64, len(later))
                view = open_view(self._folder, entries[i])
                flags = flag_deleted(view, pks)
                if flags is not None:
                    entries[i] = write_deletions(self._folder, entries[i], flags, self._manifest.generation + 1)
            later |= self._parts[i].deleted
        return entries
