"""Processes that find the mentions in stored articles: pks go to them, packed mentions come back."""

from __future__ import annotations

import gc
import json
import os
import queue
import struct
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from search.article.model import Article
from search.entities import extract_many
from search.entities.batch import Named, named
from search.store.packing import pack_mentions
from search.store.store import Store
from search.work import framing
from search.work.pool import POLL_SECONDS, Lost, Program, WorkerPool, cores
from search.work.pool import Answer as Heard

BATCH_ARTICLES = 32
"""Articles in a job: a sixth of a second's work."""
AHEAD = 2
"""Jobs that a process is given at once: one in work, the other so that it never waits."""
MOST_WAITING = 6
"""Jobs that are asked for for each process at most."""
NICENESS = 5
"""How far the processes stand back behind whoever reads, searches or imports."""
_COLLECTED = 64
"""Jobs after which memory in cycles is looked for; looking all the time costs a fifth of the time."""
_HEAD = struct.Struct("<I")


class Tagged(NamedTuple):
    """What there is in one article."""

    pk: int
    date: str
    mentions: int
    packed: bytes
    """The mentions, as the store keeps them."""
    entities: list[Named]
    """The same as the counts take them in."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Articles that one process tags in one go."""

    pks: tuple[int, ...]
    seen: int
    """The generation of the store at which it was given out."""


Answer = tuple[Job, list[Tagged] | None]
"""A job with what was found in it; with None when its process died."""


def tag(store: Store, pks: Sequence[int]) -> list[Tagged]:
    """What there is in the articles with these pks; those that are gone are left out."""
    return tag_articles(list(store.articles(pks)))


def tag_articles(pairs: Sequence[tuple[int, Article]]) -> list[Tagged]:
    """What there is in some articles, each with its pk."""
    found = extract_many(article for _, article in pairs)
    return [
        Tagged(pk, article.date, len(mentions), pack_mentions(mentions), named(mentions))
        for (pk, article), mentions in zip(pairs, found, strict=True)
    ]


class TaggerPool:
    """Processes that tag, and one thread here that talks to them, so that an import never waits for them."""

    def __init__(self, folder: Path, count: int = 0) -> None:
        """``folder``: the library's. ``count``: processes; 0 for one a processor."""
        self._folder = folder
        self._count = count or cores()
        self._asked: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tagger pool", daemon=True)
        self._workers: WorkerPool[Job] = WorkerPool(
            Program("search.library.tagger_pool", (str(folder),)), _pack_job, count=self._count, ahead=AHEAD
        )
        self.waiting = 0
        """Jobs that were asked for and have not been answered."""
        self._thread.start()

    @property
    def room(self) -> int:
        """Jobs that may be waiting, so that no process waits while an import commits."""
        return MOST_WAITING * self._count

    def ask(self, job: Job) -> None:
        """Have the mentions of some articles found."""
        self._asked.put(job)
        self.waiting += 1

    def answer(self, wait: float) -> Answer | None:
        """What was found in some job; None when nothing comes within ``wait`` seconds."""
        try:
            found = self._answers.get(timeout=wait) if wait else self._answers.get_nowait()
        except queue.Empty:
            return None
        self.waiting -= 1
        return found

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        """Give jobs out and take answers, until the pool is closed."""
        try:
            while not self._closing.is_set():
                self._give()
                for heard in self._workers.hear(POLL_SECONDS):
                    self._take(heard)
        finally:
            self._workers.close(0)

    def _give(self) -> None:
        while self._workers.has_room():
            try:
                job = self._asked.get(timeout=POLL_SECONDS if self._workers.idle else 0)
            except queue.Empty:
                return
            try:
                self._workers.give(job)
            except OSError:  # the system has no process left: whoever asked does the work
                self._answers.put((job, None))

    def _take(self, heard: Heard[Job] | Lost[Job]) -> None:
        if isinstance(heard, Heard):
            try:
                found = unpack_tagged(heard.frame)
            except ValueError:  # a process that makes no sense is ended
                heard = self._workers.lose(heard.worker)
            else:
                heard.worker.finish()
                self._answers.put((heard.job, found))
                return
        self._answers.put((heard.job, None))


def _pack_job(job: Job) -> bytes:
    return json.dumps(job.pks).encode()


def main(asked: int, answers: int, folder: str) -> None:
    """Tag the jobs that come until the pipe is closed; what a process of the pool runs."""
    os.nice(NICENESS)
    orders = framing.Reader(asked)
    store = Store.open(Path(folder), read_only=True)
    gc.disable()
    try:
        for done in range(sys.maxsize):
            framing.write(answers, pack_tagged(tag(store, json.loads(orders.read() or b"[]"))))
            if done % _COLLECTED == 0:
                gc.collect()
                gc.freeze()
    except (EOFError, OSError):
        return  # the parent is gone or has closed the pipe: there is nobody to work for


def pack_tagged(found: Iterable[Tagged]) -> bytes:
    """Answers as bytes: the length of a JSON list, the list, the packed mentions end to end."""
    rows, packed = [], []
    for one in found:
        rows.append([one.pk, one.date, one.mentions, len(one.packed), one.entities])
        packed.append(one.packed)
    head = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    return b"".join((_HEAD.pack(len(head)), head, *packed))


def unpack_tagged(data: bytes) -> list[Tagged]:
    """What :func:`pack_tagged` packed. Raises ValueError for anything else."""
    try:
        at = _HEAD.size + _HEAD.unpack_from(data)[0]
        found = []
        for pk, date, mentions, size, entities in json.loads(data[_HEAD.size : at]):
            named_there = [Named(k, n, d, [(t, a, b) for t, a, b in forms]) for k, n, d, forms in entities]
            found.append(Tagged(pk, date, mentions, data[at : at + size], named_there))
            at += size
    except (struct.error, TypeError) as error:
        raise ValueError(str(error)) from error
    return found
