"""Tagging runs after import, counting after tagging; each goes on from its own high-water mark."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from search.entities import DECISIONS
from search.entities.manifest import MANIFEST, forget
from search.entities.model import EntityKind, Mention
from search.errors import NONSENSE, IndexUnusable, MentionsDamaged
from search.library.executor import Executor, Processes
from search.store.store import Store
from search.text import counted
from search.work import made_here
from search.work.clock import now
from search.work.progress import Report, Stop
from search.work.ticker import Ticker, go_on

if TYPE_CHECKING:
    from search.entities.counts import EntityCounts
    from search.entities.log import DecisionLog
    from search.entities.recorder import EntityWriter
    from search.library.backlog import TaggingBacklog
    from search.query.kinds.base import Pks

OFFERED = 2000
"""Entities of each kind that are looked through for completions: the rest are named once or twice."""
COUNT_SECONDS = 10.0
"""New mentions reach the counts at least this often: the sidebar grows while one reads."""
WAIT_SECONDS = 0.1
"""How long to wait for mentions before looking whether to stop."""
_GENERATIONS = 2**40
"""More generations than a store will see: a mark is library number times this, plus a generation."""


Stamp = tuple[int, int]
"""When a file was written last, and its size."""
NOWHERE = 0, 0
"""The stamp of a file that is not there."""


@dataclass(slots=True)
class _Run:
    """Tagging and counting under way."""

    backlog: TaggingBacklog
    writer: EntityWriter
    counted: float
    """When what was found was last let be seen."""


class Tagging:
    """Keeps mentions in step with the articles, and the counts in ``entities/`` in step with the mentions.

    Mentions are stored beside the articles, since they take long to find. The counts are marked with the
    library and the generation of the store that they have seen, so that a crash between the two is
    noticed, and what was deleted is counted again from the mentions.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self.folder = folder
        self._guard = threading.Lock()
        self._held: tuple[Stamp, Stamp, EntityCounts] | None = None
        self._log: tuple[Stamp, DecisionLog] | None = None
        self._decided = store.folder / "curation"
        self._running: _Run | None = None
        self.executor: Executor = Processes()
        """Who finds mentions."""
        self.mended = ""
        """What was found damaged and made anew, as a sentence."""

    def counts(self) -> EntityCounts:
        """The counts as they are now, seen through the user's decisions. Raises IndexUnusable without any."""
        with self._guard:
            counted, log = _stamp(self.folder / MANIFEST), self._read_log()
            decided = _stamp(log.path)
            if self._held is None or self._held[:2] != (counted, decided):
                held = self._held[2] if self._held is not None else None
                same = self._held is not None and self._held[0] == counted
                plain = held if held and same else self._opened(held)
                seen = plain.seen_through(log.overlay(self._pk))
                seen.told = self._distrusted
                self._held = (counted, decided, seen)
            return self._held[2]

    def _opened(self, held: EntityCounts | None) -> EntityCounts:
        """The counts from the disk. Raises IndexUnusable."""
        from search.entities.counts import EntityCounts

        try:
            return EntityCounts.open(self.folder, before=held)
        except NONSENSE as error:
            raise self._distrusted(error) from error

    def _distrusted(self, error: Exception) -> IndexUnusable:
        """Believe the counts no longer. Raises ``error`` when this process has made them all by itself."""
        from search.entities.counts import unusable

        if made_here.is_made_here(self.folder):
            raise error
        if not self._store.read_only or self.folder.parent != self._store.folder:
            self.forget()
        return unusable(error)

    def log(self) -> DecisionLog:
        """What the user decided, as the file has it now."""
        with self._guard:
            return self._read_log()

    def _read_log(self) -> DecisionLog:
        from search.entities.log import DecisionLog

        stamp = _stamp(self._decided / DECISIONS)
        held = self._log[1] if self._log is not None else None
        if held is None or (self._log and self._log[0] != stamp and not held.follow()):
            held = DecisionLog(self._decided)
        self._log = (stamp, held)
        return held

    def _pk(self, id: str) -> int | None:
        return self._store.pks([id]).get(id)

    def mentions(self, pk: int) -> tuple[Mention, ...]:
        """An article's mentions under the names and kinds of the sidebar, without what is hidden.

        Before anything is counted: under the names that the article itself gives.
        """
        try:
            kept = self._store.mentions(pk)
            counts = self._store.counts() if kept is None else None
            lost = counts is not None and counts.tagged >= counts.articles  # all were tagged, so there are some
            found = self._found_again(pk) if lost else kept or ()
        except MentionsDamaged:
            found = self._found_again(pk)
        try:
            return self.counts().curated(pk, found) if found else ()
        except IndexUnusable:
            return found

    def damaged_decisions(self) -> str:
        """A sentence when lines of the decisions cannot be believed; empty when all can."""
        if _stamp(self._decided / DECISIONS) == NOWHERE:
            return ""
        lines = self.log().unreadable
        if not lines:
            return ""
        told = counted(lines, "line")
        return f"Of the decisions about entities, {told} cannot be read: dossier check names them."

    def _found_again(self, pk: int) -> tuple[Mention, ...]:
        """The mentions of an article of which those that are stored are damaged."""
        from search.entities import extract_many

        self.mended = "Names in an article were found anew: those that were stored are damaged."
        article = self._store.article(pk)
        return next(iter(extract_many([article]))) if article else ()

    def version(self) -> int:
        """Another number whenever a lookup may have another result."""
        return hash((_stamp(self.folder / MANIFEST), _stamp(self._decided / DECISIONS)))

    def lookup(self, kind: str, text: str, exact: bool) -> Pks:
        """The sorted pks of the articles that name such an entity; none before any was tagged.

        Raises IndexUnusable when the counts are missing or damaged.
        """
        import numpy as np

        if not self._store.tagged_until():
            return np.zeros(0, np.int64)
        return self.counts().matching(EntityKind(kind), text, exact)

    def names(self, kind: str, beginning: str, limit: int) -> list[tuple[str, int]]:
        """Of the entities named most often, those of which a word begins like this, with their articles.

        ``kind``: an :class:`EntityKind`, or empty for all. Raises IndexUnusable as :meth:`lookup` does.
        """
        if not self._store.tagged_until():
            return []
        start = beginning.casefold()
        cards = self.counts().cards(None, kind=EntityKind(kind) if kind else None, limit=OFFERED)
        fits = (c for c in cards if f" {start}" in f" {c.name.casefold()}")
        best = sorted(fits, key=lambda card: (-card.articles, card.name))
        return [(card.name, card.articles) for card in best[:limit]]

    def total(self) -> int:
        """Entities that are shown. Without decisions the store knows; else they are counted through them."""
        if not len(self.log()):
            return self._store.counts().entities
        try:
            return self.counts().total()
        except IndexUnusable:  # not counted yet, or damaged: what was counted last
            return self._store.counts().entities

    def ready(self) -> bool:
        """Whether every stored mention is counted."""
        try:
            return self._store.tagged_until() <= self._seen(self.counts()) <= self._store.generation()
        except IndexUnusable:
            return not self._store.tagged_until()

    def _seen(self, counts: EntityCounts) -> int:
        """The generation that the counts have seen; 0 when they were made for another library."""
        library, generation = divmod(counts.mark, _GENERATIONS)
        return generation if library == self._store.state().library else 0

    def follow(self) -> None:
        """During an import: have the mentions of what was stored found meanwhile, where that is worth it.

        Call it with the store's lock held, and :meth:`rest` when the import has ended.
        """
        run = self._run()
        run.backlog.refresh()
        if run.backlog.worth_processes:
            run.backlog.advance()
            self._keep_up(run)

    def tag(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Find the mentions of every article that this extractor hasn't seen, then count them.

        Call it with the store's lock held. Raises Cancelled; what was committed stays.
        """
        try:
            run = self._run()
            backlog = run.backlog
            backlog.refresh()
            ticker = Ticker(progress, "entities", backlog.total)
            while backlog.left:
                go_on(stop)
                backlog.advance(WAIT_SECONDS)
                ticker.step(backlog.done - ticker.done)
                self._keep_up(run)
            self._commit(run.writer)
            ticker.flush()
        finally:
            self.rest()

    def rest(self) -> None:
        """End what :meth:`follow` began; what is not stored is found another time."""
        if self._running is not None:
            self._running.backlog.close()
            self._running = None

    def _run(self) -> _Run:
        """The run that is under way, or a new one on counts that have seen all stored mentions."""
        if self._running is None:
            from search.entities.recorder import EntityWriter
            from search.library.backlog import TaggingBacklog

            self.count()
            writer = EntityWriter(self.folder)
            self._running = _Run(TaggingBacklog(self._store, writer, self.executor), writer, time.monotonic())
        return self._running

    def _keep_up(self, run: _Run) -> None:
        if time.monotonic() - run.counted >= COUNT_SECONDS:
            self._commit(run.writer)
            run.counted = time.monotonic()

    def _commit(self, writer: EntityWriter) -> None:
        """Let what was counted be seen. It must be all that the store has."""
        from search.entities.counts import EntityCounts

        try:
            writer.commit(self._store.state().library * _GENERATIONS + self._store.tagged_until())
            found = EntityCounts.open(self.folder).total()  # before decisions, which may be taken back
        except NONSENSE as error:
            raise self._distrusted(error) from error
        if not self._store.read_only:
            with self._store.batch(now()) as batch:
                batch.note_entities(found)

    def count(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Bring the counts up to the stored mentions; make them anew when they cannot be used."""
        from search.entities.counts import EntityCounts

        if self._running is not None:  # nobody else may write, and it has seen what is stored
            self._commit(self._running.writer)
            return
        try:
            seen = self._seen(EntityCounts.open(self.folder))
            if not seen or seen > self._store.generation():
                raise IndexUnusable("The counts were made for another library.")
        except (IndexUnusable, *NONSENSE):
            if (self.folder / MANIFEST).exists():
                self.mended = "Entities were counted anew: the old counts could not be used."
            self.forget()
            EntityCounts.create(self.folder)
            seen = 0
        if seen >= self._store.tagged_until():
            return
        writer = EntityCounts.open(self.folder).writer()
        ticker = Ticker(progress, "counting entities", self._store.tagged_after(seen))
        for pk, date, mentions in self._store.tagged_since(seen):
            go_on(stop)
            writer.add(pk, mentions, date)
            ticker.step()
        self._commit(writer)
        ticker.flush()

    def forget(self) -> None:
        """Delete the counts. Raises IndexUnusable when something else is in their place."""
        forget(self.folder)


def _stamp(path: Path) -> Stamp:
    """What changes with a file's content; zeros when there is none."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return NOWHERE
    return found.st_mtime_ns, found.st_size
