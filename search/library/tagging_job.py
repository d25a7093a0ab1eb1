"""A run over the articles that have no mentions yet: found by a crew, stored and counted as they come."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from search.entities import EXTRACTOR_VERSION
from search.intake.pool import cores
from search.library import tagger_pool
from search.library.importing import now
from search.library.tagger_pool import Crew, Found, Portion
from search.store.store import Store

if TYPE_CHECKING:
    from search.entities.recorder import EntityWriter

WORTH_STARTING = 256
"""Articles from which other processes pay for their start, which takes each half a second."""
AHEAD = 6
"""Portions that are given out for each process at most: one in work, the others so that none waits while
an import commits."""
MOST_ANSWERS = 32
"""Portions that are stored in one transaction at most."""


class Finding:
    """Looks for articles without mentions, has theirs found, and stores them with the store's lock held."""

    def __init__(self, store: Store, writer: EntityWriter) -> None:
        """``writer``: takes what is found into the counts; it has seen everything that was found before."""
        self._store = store
        self._writer = writer
        self._crew: Crew | None = None
        self._seen = -1
        self._upcoming: deque[int] = deque()
        self.total = 0
        """Articles to look at that are known of."""
        self.done = 0

    def look(self) -> None:
        """Note the articles that have come, or changed, since the last look."""
        seen = self._store.generation()
        first = self._seen < 0
        found = self._store.untagged(EXTRACTOR_VERSION) if first else self._store.changed_since(self._seen)
        self._seen = seen
        self._upcoming.extend(found)
        self.total += len(found)

    @property
    def left(self) -> bool:
        """Whether there is anything to find, or to wait for."""
        return bool(self._upcoming or (self._crew and self._crew.waiting))

    @property
    def worth_a_crew(self) -> bool:
        """Whether there is work for several processes."""
        return self._crew is not None or (len(self._upcoming) >= WORTH_STARTING and cores() > 1)

    def step(self, wait: float = 0) -> None:
        """Give out what there is to do, and store what has been found; wait for that so many seconds.

        Too little for a crew, or what a process left when it died, is done here.
        """
        if not self.worth_a_crew:
            if self._upcoming:
                portion = self._portion()
                self._put([(portion, tagger_pool.find(self._store, portion.pks))])
            return
        working = self._give()
        answers: list[tuple[Portion, list[Found]]] = []
        while len(answers) < MOST_ANSWERS and (answer := working.answer(0 if answers else wait)):
            portion, found = answer
            answers.append((portion, tagger_pool.find(self._store, portion.pks) if found is None else found))
            self._give()
        self._put(answers)

    def _give(self) -> Crew:
        if self._crew is None:
            self._crew = Crew(self._store.folder)
        while self._upcoming and self._crew.waiting < AHEAD * cores():
            self._crew.ask(self._portion())
        return self._crew

    def _portion(self) -> Portion:
        count = min(tagger_pool.BATCH_ARTICLES, len(self._upcoming))
        return Portion(tuple(self._upcoming.popleft() for _ in range(count)), self._store.generation())

    def _put(self, answers: list[tuple[Portion, list[Found]]]) -> None:
        if not answers:
            return
        with self._store.batch(now()) as batch:
            for portion, found in answers:
                for one in found:
                    # What was changed after it was given out is looked at once more.
                    if batch.put_packed(one.pk, one.packed, one.mentions, EXTRACTOR_VERSION, portion.seen):
                        self._writer.add_named(one.pk, one.entities, one.date)
        self.done += sum(len(portion.pks) for portion, _ in answers)

    def end(self) -> None:
        """End the processes; what they were working on is found another time."""
        if self._crew is not None:
            self._crew.end()
            self._crew = None
