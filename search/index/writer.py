"""Adding, replacing and deleting articles; nothing is seen before :meth:`IndexWriter.commit`."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from search.index.deletions import flag_deleted, write_deletions
from search.index.document import IndexDocument
from search.index.inverter import Inverter
from search.index.locking import WriteLock
from search.index.manifest import Manifest, SegmentEntry, SegmentFile, write_manifest
from search.index.merging import merge_locked
from search.index.schema import coarse
from search.index.segment import write_segment
from search.index.snapshot import open_view

if TYPE_CHECKING:
    from search.index.catalog import Index

Array = NDArray[Any]


class IndexWriter:
    """One change of the index, made of many; use it as a context manager or call commit or abort."""

    def __init__(self, index: Index, processes: int = 1) -> None:
        self._index = index
        self._folder = index.folder
        self._lock = WriteLock(index.folder)
        try:
            self._manifest = index.manifest()
        except BaseException:
            self._lock.release()
            raise
        self._processes = processes
        self._inverter = Inverter()
        self._pending: set[int] = set()
        self._deleted: set[int] = set()
        self._entries: list[SegmentEntry] = list(self._manifest.segments)
        self._next = self._manifest.next_segment
        self._pivots = dict(self._manifest.pivots)

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
        self._inverter.add(document)
        if self._inverter.full:
            self._flush()

    def delete(self, pk: int) -> None:
        """Delete an article; one that is not there is no error."""
        if pk in self._pending:
            self._flush()
        self._deleted.add(pk)

    def commit(self, marks: Mapping[str, int] | None = None) -> Manifest:
        """Make everything since the last commit visible at once; ``marks`` are kept with it.

        Merges that have become due follow, while readers see the new state already. The writer is done.
        """
        self._flush()
        self._apply_deletions()
        manifest = self._manifest.advanced(
            segments=tuple(entry for entry in self._entries if entry.live),
            marks={**self._manifest.marks, **(marks or {})},
            pivots=self._pivots,
            next_segment=self._next,
        )
        write_manifest(self._folder, manifest)
        try:
            self._index.tidy()
            while merge_locked(self._index):
                pass
        finally:
            self._lock.release()
        return self._index.manifest()

    def abort(self) -> None:
        """Forget everything since the last commit."""
        self._index.tidy()
        self._lock.release()

    def _flush(self) -> None:
        """Write what has been added as a segment, after deleting what it replaces from the others."""
        if not len(self._inverter):
            return
        self._apply_deletions()
        if not self._pivots:
            self._pivots = {name: coarse(mean) for name, mean in self._inverter.mean_lengths().items()}
        name = f"{self._next:08d}.segment"
        self._next += 1
        articles = len(self._inverter)
        arrays = self._inverter.finish(self._pivots)
        file: SegmentFile = write_segment(self._folder / name, articles, arrays, {"pivots": self._pivots})
        self._entries.append(SegmentEntry(file))
        self._inverter = Inverter()
        self._pending = set()

    def _apply_deletions(self) -> None:
        """Flag what is deleted in the segments written so far."""
        if not self._deleted:
            return
        pks = np.fromiter(sorted(self._deleted), np.int64, len(self._deleted))
        for i, entry in enumerate(self._entries):
            flags = flag_deleted(open_view(self._folder, entry), pks)
            if flags is not None:
                self._entries[i] = write_deletions(self._folder, entry, flags, self._manifest.generation + 1)
        self._deleted = set()
