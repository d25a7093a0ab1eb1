"""The articles that have no mentions yet: tagged in other processes, stored and counted as answers come."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from search.entities import EXTRACTOR_VERSION
from search.library import tagger_pool
from search.library.executor import Executor, Taggers
from search.library.tagger_pool import Job, Tagged
from search.store.store import Store
from search.work.clock import now

if TYPE_CHECKING:
    from search.entities.recorder import EntityWriter

MOST_ANSWERS = 32
"""Answers that are stored in one transaction at most."""


class TaggingBacklog:
    """Looks for articles without mentions, has theirs found, and stores them with the store's lock held."""

    def __init__(self, store: Store, writer: EntityWriter, executor: Executor) -> None:
        """``writer``: takes what is found into the counts; it has seen everything that was found before."""
        self._store = store
        self._writer = writer
        self._executor = executor
        self._pool: Taggers | None = None
        self._seen = -1
        self._upcoming: deque[int] = deque()
        self.total = 0
        """Articles to look at that are known of."""
        self.done = 0

    def refresh(self) -> None:
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
        return bool(self._upcoming or (self._pool and self._pool.waiting))

    @property
    def worth_processes(self) -> bool:
        """Whether there is work for several processes."""
        return self._pool is not None or self._executor.pays(len(self._upcoming))

    def advance(self, wait: float = 0) -> None:
        """Give out what there is to do, and store what has been found; wait for that so many seconds.

        Too little for other processes, or what a process left when it died, is done here.
        """
        if not self.worth_processes:
            if self._upcoming:
                job = self._next_job()
                self._store_answers([(job, tagger_pool.tag(self._store, job.pks))])
            return
        working = self._dispatch()
        answers: list[tuple[Job, list[Tagged]]] = []
        while len(answers) < MOST_ANSWERS and (answer := working.answer(0 if answers else wait)):
            job, found = answer
            answers.append((job, tagger_pool.tag(self._store, job.pks) if found is None else found))
            self._dispatch()
        self._store_answers(answers)

    def _dispatch(self) -> Taggers:
        if self._pool is None:
            self._pool = self._executor.taggers(self._store)
        room = self._pool.room
        while self._upcoming and self._pool.waiting < room:
            self._pool.ask(self._next_job())
        return self._pool

    def _next_job(self) -> Job:
        count = min(tagger_pool.BATCH_ARTICLES, len(self._upcoming))
        return Job(tuple(self._upcoming.popleft() for _ in range(count)), self._store.generation())

    def _store_answers(self, answers: list[tuple[Job, list[Tagged]]]) -> None:
        if not answers:
            return
        with self._store.batch(now()) as batch:
            for job, found in answers:
                for one in found:
                    # What was changed after it was given out is looked at once more.
                    if batch.put_packed(one.pk, one.packed, one.mentions, EXTRACTOR_VERSION, job.seen):
                        self._writer.add_named(one.pk, one.entities, one.date)
        self.done += sum(len(job.pks) for job, _ in answers)

    def close(self) -> None:
        """End the processes; what they were working on is found another time."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None
