"""A collection of articles as it is opened, filled and kept in order; Library asks and reads it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from search.errors import Cancelled
from search.store import schema
from search.store.store import Store
from search.work.progress import Failure, ImportReport, Report, Status, Stop

if TYPE_CHECKING:
    from search.library.derived import Derived
    from search.library.importing import Import
    from search.library.upkeep import Purge
    from search.marks.marks import Marks


class Collection:
    """A folder with a store, and what is derived from it.

    Safe to use from several threads: each thread gets a database connection of its own.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._made: Derived | None = None
        self._marks: Marks | None = None

    @classmethod
    def open(cls, path: Path, *, create: bool = False, read_only: bool = False) -> Self:
        """Open the library at ``path``; cheap: the index is not touched before it is needed.

        Raises LibraryMissing (unless ``create``), LibraryNewer, LibraryDamaged. On media that cannot be
        written to, the library opens read-only by itself.
        """
        return cls(Store.open(Path(path), create=create, read_only=read_only))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files. Reading threads must have ended."""
        if self._marks is not None:
            self._marks.close()
        self._store.close()

    @property
    def path(self) -> Path:
        """The library's folder."""
        return self._store.folder

    @property
    def read_only(self) -> bool:
        """Whether nothing can be added."""
        return self._store.read_only

    @property
    def _derived(self) -> Derived:
        from search.library.derived import Derived  # loaded late, since the list is painted without it

        with self._guard:
            if self._made is None:
                self._made = Derived(self._store, lambda: self.marks)
            return self._made

    # Filling

    def add(
        self,
        paths: Iterable[Path],
        *,
        checksum: bool = False,
        retry_failed: bool = False,
        again: bool = False,
        progress: Report | None = None,
        stop: Stop | None = None,
    ) -> ImportReport:
        """Import files and folders, index and tag what is new. One transaction a batch.

        ``checksum``: whether a file has changed is told by its content, not by size and time.
        ``retry_failed``: what failed is read again; without paths, all of it and nothing else.
        ``again``: all is read again, by the rules and site profiles as they are now.
        Raises LibraryLocked, LibraryReadOnly; IntakeError for a path that does not exist. A bad file is
        a failure in the report.
        """
        derived = self._derived
        with self._store.lock():
            work = self._import(progress, stop, checksum=checksum, retry_failed=retry_failed, again=again)
            try:
                for _ in work.run(paths):
                    derived.follow()
                derived.catch_up(progress=progress, stop=stop)
                derived.tagging.tag(progress=progress, stop=stop)
            except Cancelled:  # the next run, or prepare() and tag(), catch up
                return replace(work.report, stopped=True)
            finally:
                derived.tagging.rest()
        return work.report

    def rehearse(
        self,
        paths: Iterable[Path],
        *,
        checksum: bool = False,
        retry_failed: bool = False,
        again: bool = False,
        progress: Report | None = None,
        stop: Stop | None = None,
    ) -> ImportReport:
        """What :meth:`add` would do. Nothing stays of it, and nobody who writes is kept waiting.

        Raises IntakeError for a path that does not exist. A library that is read-only can be asked too.
        """
        work = self._import(progress, stop, checksum=checksum, retry_failed=retry_failed, again=again)
        work.rehearse(paths)
        return work.report

    def _import(self, progress: Report | None, stop: Stop | None, **how: bool) -> Import:
        from search.library.importing import (
            Import,  # the importers are loaded when there is something to import
        )

        return Import(self._store, progress=progress, stop=stop, **how)

    def prepare(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Load the index; rebuild it first when it is missing, stale or damaged. Call it in a thread.

        Raises Cancelled, and LibraryLocked when there is no index yet and another process is making it.
        """
        self._derived.prepare(progress=progress, stop=stop)

    def index_state(self) -> str:
        """``ready``, ``missing``, ``stale`` or ``damaged: why``; cheap."""
        return self._derived.indexing.state()

    @property
    def mended(self) -> str:
        """What was found damaged and has been made anew since the library was opened, as a sentence."""
        return self._derived.tagging.mended

    def tag(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Find the entities of the articles that have not been looked at; :meth:`add` does so by itself.

        Raises LibraryLocked, LibraryReadOnly, Cancelled; what was committed stays.
        """
        with self._store.lock():
            self._derived.tagging.tag(progress=progress, stop=stop)

    def reindex(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Delete and rebuild everything that is derived: mentions, entities, index.

        Raises LibraryLocked, LibraryReadOnly, Cancelled; what was committed stays, and the next
        :meth:`prepare` goes on.
        """
        with self._store.lock():
            self._derived.rebuild(progress=progress, stop=stop)

    # Keeping in order

    def forget(self, path: Path) -> int:
        """Mark all files at or below ``path`` as missing; their articles stay until :meth:`purge`.

        Gives how many files those were. Raises Unreadable when nothing was read from there, LibraryLocked,
        LibraryReadOnly.
        """
        from search.library.upkeep import forget

        with self._store.lock():
            return forget(self._store, path)

    def to_purge(self) -> Purge:
        """What :meth:`purge` would delete."""
        from search.library.upkeep import to_purge

        return to_purge(self._store)

    def purge(self) -> Purge:
        """Delete what came from missing files alone. Raises LibraryLocked, LibraryReadOnly."""
        from search.library.upkeep import purge

        with self._store.lock():
            return purge(self._store, self._derived)

    def check(self) -> tuple[str, ...]:
        """A sentence for everything that is wrong; reads every byte of the store and the index."""
        from search.library.upkeep import check

        return check(self._store, self._derived)

    def status(self) -> Status:
        """What is in the library."""
        counts = self._store.counts()
        return Status(
            path=str(self.path),
            articles=counts.articles,
            renditions=counts.renditions,
            entities=self._derived.tagging.total(),
            mentions=counts.mentions,
            index=self.index_state(),
            untagged=counts.articles - counts.tagged,
            schema=len(schema.MIGRATIONS),
            read_only=self.read_only,
            failures=counts.failures,
            oldest=counts.oldest,
            newest=counts.newest,
        )

    def failures(self) -> tuple[Failure, ...]:
        """Every file and record that failed when it was last read, with its reason."""
        return self._store.failures()

    @property
    def marks(self) -> Marks:
        """What the reader thinks of the articles: whose marks ``is:``, ``has:`` and ``own:`` ask for."""
        from search.marks.marks import Marks

        with self._guard:
            if self._marks is None:
                self._marks = Marks.of_library(self.path)
            return self._marks

    @marks.setter
    def marks(self, marks: Marks) -> None:
        with self._guard:
            self._marks = marks
