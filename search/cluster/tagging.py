"""Articles tagged by a cluster's workers: their texts go there, packed mentions come back."""

from __future__ import annotations

import json
import queue

from search.cluster import tasks
from search.cluster.build import stamp
from search.cluster.connection import Connection, Future
from search.cluster.framing import pack
from search.library.tagger_pool import Answer, Job, unpack_tagged
from search.store.packing import pack_article
from search.store.store import Store

AHEAD = 3
"""Jobs for each that the workers can do at once, so that none waits while an import commits."""


class ClusterTaggers:
    """Does what :class:`search.library.tagger_pool.TaggerPool` does, on a cluster. Use it from one thread."""

    def __init__(self, connection: Connection, store: Store) -> None:
        self._connection = connection
        self._store = store
        self._ended: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._running: dict[Future, Job] = {}

    @property
    def waiting(self) -> int:
        """Jobs that were asked for and have not been answered."""
        return len(self._running)

    @property
    def room(self) -> int:
        """Jobs that may be waiting."""
        return AHEAD * self._connection.threads

    def ask(self, job: Job) -> None:
        """Have the mentions of some articles found."""
        found = list(self._store.articles(job.pks))
        pks = json.dumps([pk for pk, _ in found]).encode()
        order = pack([stamp(), pks, *(pack_article(article) for _, article in found)])
        self._running[self._connection.submit(tasks.tag, order, self._ended.put)] = job

    def answer(self, wait: float) -> Answer | None:
        """What was found in some job; None when nothing comes within ``wait`` seconds.

        A job that workers could not do comes back with None. Raises ClusterError when the scheduler is gone.
        """
        try:
            future = self._ended.get(timeout=wait) if wait else self._ended.get_nowait()
        except queue.Empty:
            self._connection.check()
            return None
        job = self._running.pop(future)
        packed = self._connection.answer(future)
        try:
            return job, None if packed is None else unpack_tagged(packed)
        except ValueError:
            return job, None

    def close(self) -> None:
        """Forget what is under way."""
        self._connection.forget(self._running)
        self._running.clear()
