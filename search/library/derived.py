"""What is derived from the store, and where it lives: the index, the entities, the answers from both."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from search import places
from search.errors import Cancelled, IndexUnusable, LibraryLocked, LibraryReadOnly
from search.library.indexing import READY, STALE, Indexing
from search.library.tagging import Tagging
from search.library.valuing import Valuing
from search.store.store import Store
from search.text import printable
from search.work.clock import now
from search.work.lock import WriterLock
from search.work.progress import ImportReport, Report, Stop

if TYPE_CHECKING:
    from search.library.answers import Answers
    from search.library.importing import Import
    from search.library.resolver import Resolver
    from search.library.version_groups import Grouping
    from search.marks.marks import Marks
    from search.query.completion import Completion

FOLLOW_SECONDS = 5.0
"""How far the index may lag behind a long import: what was read can soon be found, and segments are
few enough to merge."""


class Derived:
    """Index and entities of one store. All of it may be deleted, and is made again."""

    def __init__(self, store: Store, marks: Callable[[], Marks]) -> None:
        self._store = store
        self._marks = marks
        home = _home(store)
        self.indexing = Indexing(store, home / "index")
        self.tagging = Tagging(store, home / "entities")
        self.valuing = Valuing(store, home)
        self._home = home
        self._followed = time.monotonic()
        self._guard = threading.Lock()
        self._answers: Answers | None = None
        self._grouping: Grouping | None = None

    @property
    def answers(self) -> Answers:
        """What answers questions; loads numpy and Whoosh."""
        from search.index.catalog import Index
        from search.library.answers import Answers

        with self._guard:
            if self._answers is None:
                self._answers = Answers(self._store, Index(self.indexing.folder), self.resolver)
            return self._answers

    @cached_property
    def resolver(self) -> Resolver:
        """What looks up the clauses that the index knows nothing of."""
        from search.library.resolver import Resolver

        return Resolver(self._store, self.tagging, self.valuing, self._marks)

    @property
    def grouping(self) -> Grouping:
        """What puts versions of a text into one row."""
        from search.library.version_groups import Grouping

        with self._guard:
            if self._grouping is None:
                self._grouping = Grouping(self._store)
            return self._grouping

    def follow(self) -> None:
        """During an import: catch up if the last time is a while ago."""
        if time.monotonic() - self._followed >= FOLLOW_SECONDS:
            self.indexing.catch_up()
            self._followed = time.monotonic()
        self.tagging.follow()

    def fill(self, work: Import, paths: Iterable[Path]) -> ImportReport:
        """Import, index and tag. Call it with the store's lock held. Raises IntakeError."""
        self.tagging.executor = work.executor
        try:
            for _ in work.run(paths):
                self.follow()
            self.catch_up(progress=work.progress, stop=work.stop)
            self.tagging.tag(progress=work.progress, stop=work.stop)
            self.valuing.catch_up(progress=work.progress, stop=work.stop)
        except Cancelled:  # the next run, or prepare() and tag(), catch up
            return replace(work.report, stopped=True)
        finally:
            self.tagging.rest()
        return work.report

    def complete(self, text: str, limit: int) -> tuple[Completion, ...]:
        """Ways to go on with a query that is being typed. Raises IndexUnusable."""
        from search.query.completion import complete

        own = self._marks().tags
        return complete(text, self.answers.snapshot(), names=self.tagging.names, own=own, limit=limit)

    def catch_up(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Bring the index and the counts up to the store. Call it with the lock held. Raises Cancelled."""
        self.indexing.catch_up(progress=progress, stop=stop)
        if not self.tagging.ready():
            self.tagging.count(progress=progress, stop=stop)

    def prepare(
        self, *, entities: bool = True, progress: Report | None = None, stop: Stop | None = None
    ) -> None:
        """Make it all usable, and load it; the counts of ``entities`` only if wanted.

        Raises Cancelled, LibraryLocked.
        """
        if self.indexing.state() != READY or (entities and not self.tagging.ready()):
            self._make_home()
            try:
                with WriterLock(self._home):
                    self.catch_up(progress=progress, stop=stop)
            except LibraryLocked:
                # Whoever writes is filling the index; what there is of it can be searched meanwhile.
                if self.indexing.state() not in (READY, STALE):
                    raise
        if self._store.count():
            try:
                self.answers.snapshot()
            except IndexUnusable:  # the manifest is sound, a file that it names is not
                self._make_anew(progress, stop)

    def _make_anew(self, progress: Report | None, stop: Stop | None) -> None:
        """Delete the index, make it again, and load it. Raises IndexUnusable when that didn't help."""
        with WriterLock(self._home):
            self.indexing.forget()
            self.indexing.catch_up(progress=progress, stop=stop)
        self.answers.snapshot()

    def _make_home(self) -> None:
        try:
            self._home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryReadOnly(
                "The library cannot be written to and its index must be made anew, but neither can the folder "
                f"{printable(str(self._home))} ({error.strerror}).",
                "Name another folder for it in XDG_CACHE_HOME.",
            ) from error

    def rebuild(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Delete everything and make it again. Call it with the lock held. Raises Cancelled."""
        self.indexing.forget()
        self.tagging.forget()
        with self._store.batch(now()) as batch:
            batch.forget_mentions()
        self.indexing.catch_up(progress=progress, stop=stop)
        self.tagging.tag(progress=progress, stop=stop)
        self.valuing.rebuild(progress=progress, stop=stop)


def _home(store: Store) -> Path:
    """The library's folder; where that can't be written to and lacks what is derived, a place in the cache."""
    folder = store.folder
    if not store.read_only or (
        Indexing(store, folder / "index").state() == READY and Tagging(store, folder / "entities").ready()
    ):
        return folder
    return places.cache() / f"{store.state().library:016x}"
