"""Entities follow the articles: tagged behind the import, counted behind the tagging."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from search.crew import tag
from search.entities import EXTRACTOR_VERSION
from search.entities.log import FILE, DecisionLog
from search.entities.manifest import MANIFEST, forget
from search.entities.model import EntityKind, Mention
from search.errors import IndexUnusable
from search.importing import now
from search.progress import Report
from search.query.model import Stop
from search.store.store import Store
from search.ticking import Ticker, go_on

if TYPE_CHECKING:
    from search.entities.counts import EntityCounts
    from search.query.nodes import Pks

OFFERED = 2000
"""Entities of each kind that are looked through for completions: the rest are named once or twice."""
COUNT_SECONDS = 10.0
"""New mentions reach the counts at least this often: the sidebar grows while one reads."""
_GENERATIONS = 2**40
"""More generations than a store will see: a mark is library number times this, plus a generation."""


Stamp = tuple[int, int]
"""When a file was written last, and its size."""


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
        self.mended = ""
        """What was found damaged and made anew, as a sentence."""

    def counts(self) -> EntityCounts:
        """The counts as they are now, seen through the user's decisions. Raises IndexUnusable without any."""
        from search.entities.counts import EntityCounts

        with self._guard:
            counted, log = _stamp(self.folder / MANIFEST), self._read_log()
            decided = _stamp(log.path)
            if self._held is None or self._held[:2] != (counted, decided):
                same = self._held is not None and self._held[0] == counted
                plain = self._held[2] if self._held is not None and same else EntityCounts.open(self.folder)
                self._held = (counted, decided, plain.seen_through(log.overlay(self._pk)))
            return self._held[2]

    def log(self) -> DecisionLog:
        """What the user decided, as the file has it now."""
        with self._guard:
            return self._read_log()

    def _read_log(self) -> DecisionLog:
        stamp = _stamp(self._decided / FILE)
        if self._log is None or self._log[0] != stamp:
            self._log = (stamp, DecisionLog(self._decided))
        return self._log[1]

    def _pk(self, id: str) -> int | None:
        return self._store.pks([id]).get(id)

    def mentions(self, pk: int) -> tuple[Mention, ...]:
        """An article's mentions under the names and kinds of the sidebar, without what is hidden.

        Before anything is counted: under the names that the article itself gives.
        """
        found = self._store.mentions(pk) or ()
        try:
            return self.counts().curated(pk, found) if found else ()
        except IndexUnusable:
            return found

    def version(self) -> int:
        """Another number whenever a lookup may have another result."""
        return hash((_stamp(self.folder / MANIFEST), _stamp(self._decided / FILE)))

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

    def ready(self) -> bool:
        """Whether every stored mention is counted."""
        try:
            return self._seen(self.counts()) == self._store.tagged_until()
        except IndexUnusable:
            return not self._store.tagged_until()

    def _seen(self, counts: EntityCounts) -> int:
        """The generation that the counts have seen; 0 when they were made for another library."""
        library, generation = divmod(counts.mark, _GENERATIONS)
        return generation if library == self._store.state().library else 0

    def tag(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Find the mentions of every article that this extractor hasn't seen, then count them.

        Call it with the store's lock held. Raises Cancelled; what was committed stays.
        """
        untagged = self._store.untagged(EXTRACTOR_VERSION)
        ticker = Ticker(progress, "entities", len(untagged))
        counted = time.monotonic()
        portions = tag(self._store.articles(untagged), len(untagged))
        with closing(portions):
            for portion in portions:
                with self._store.batch(now()) as batch:
                    for pk, mentions in portion:
                        batch.put_mentions(pk, mentions, EXTRACTOR_VERSION)
                ticker.step(len(portion))
                go_on(stop)
                if time.monotonic() - counted >= COUNT_SECONDS:
                    self.count(stop=stop)
                    counted = time.monotonic()
        self.count(stop=stop)
        ticker.flush()

    def count(self, *, stop: Stop | None = None) -> None:
        """Bring the counts up to the stored mentions; make them anew when they cannot be used."""
        from search.entities.counts import EntityCounts

        until = self._store.tagged_until()
        try:
            counts = EntityCounts.open(self.folder)
            seen = self._seen(counts)
            if not seen or seen > until:
                raise IndexUnusable("The counts were made for another library.")
        except IndexUnusable as error:
            if (self.folder / MANIFEST).exists():
                self.mended = str(error)
            self.forget()
            counts, seen = EntityCounts.create(self.folder), 0
        if seen == until:
            return
        writer = counts.writer()
        try:
            for pk, date, mentions in self._store.tagged_since(seen):
                go_on(stop)
                writer.add(pk, mentions, date)
        except BaseException:
            writer.abort()
            raise
        writer.commit(self._store.state().library * _GENERATIONS + until)
        if not self._store.read_only:
            found = EntityCounts.open(self.folder).total()  # whatever was decided about them
            with self._store.batch(now()) as batch:
                batch.note_entities(found)

    def forget(self) -> None:
        """Delete the counts. Raises IndexUnusable when something else is in their place."""
        forget(self.folder)


def _stamp(path: Path) -> Stamp:
    """What changes with a file's content; zeros when there is none."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return 0, 0
    return found.st_mtime_ns, found.st_size
