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
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from search.entities import extract_many
from search.entities.batch import Named, named
from search.intake.pool import cores
from search.store.packing import pack_mentions
from search.store.store import Store
from search.work.process import spawn

BATCH_ARTICLES = 32
"""Articles in a portion: a sixth of a second's work."""
NICENESS = 5
"""How far the processes stand back behind whoever reads, searches or imports."""
_COLLECTED = 64
"""Portions after which memory in cycles is looked for; looking all the time costs a fifth of the time."""
_HEAD = struct.Struct("<I")
MOST = 2**31 - 1
"""Bytes of an answer that are taken."""


class Found(NamedTuple):
    """What there is in one article."""

    pk: int
    date: str
    mentions: int
    packed: bytes
    """The mentions, as the store keeps them."""
    entities: list[Named]
    """The same as the counts take them in."""


@dataclass(frozen=True, slots=True, eq=False)
class Portion:
    """Articles that one process looks at in one go."""

    pks: tuple[int, ...]
    seen: int
    """The generation of the store at which it was given out."""


Answer = tuple[Portion, list[Found] | None]
"""A portion with what was found in it; with None when its process died."""


def find(store: Store, pks: Sequence[int]) -> list[Found]:
    """What there is in the articles with these pks; those that are gone are left out."""
    pairs = list(store.articles(pks))
    found = extract_many(article for _, article in pairs)
    return [
        Found(pk, article.date, len(mentions), pack_mentions(mentions), named(mentions))
        for (pk, article), mentions in zip(pairs, found, strict=True)
    ]


class Crew:
    """Several processes, each with a thread here that talks to it; so none of them waits for whoever asks."""

    def __init__(self, folder: Path, count: int = 0) -> None:
        """``folder``: the library's."""
        self._asked: queue.SimpleQueue[Portion | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._members: list[_Member] = []
        for _ in range(count or cores()):
            with suppress(OSError):  # the system has no process left: those that there are do the work
                self._members.append(_Member(folder, self._asked, self._answers))
        self.waiting = 0
        """Portions that were asked for and have not been answered."""

    def ask(self, portion: Portion) -> None:
        """Have the mentions of a portion found."""
        self._asked.put(portion)
        self.waiting += 1

    def answer(self, wait: float) -> Answer | None:
        """What was found in some portion; None when nothing comes within ``wait`` seconds."""
        alive = any(member.is_alive() for member in self._members)
        found: Answer | None
        try:
            found = self._answers.get(timeout=wait) if alive and wait else self._answers.get_nowait()
        except queue.Empty:
            found = None if alive else self._abandoned()
        self.waiting -= found is not None
        return found

    def _abandoned(self) -> Answer | None:
        """A portion for which no process is left."""
        try:
            portion = self._asked.get_nowait()
        except queue.Empty:
            return None
        return (portion, None) if portion is not None else None

    def end(self) -> None:
        """End the processes, whatever they are doing."""
        for member in self._members:
            self._asked.put(None)
            member.stop()
        for member in self._members:
            member.join()


class _Member(threading.Thread):
    """One process, and the thread that gives it portions and takes its answers."""

    def __init__(
        self,
        folder: Path,
        asked: queue.SimpleQueue[Portion | None],
        answers: queue.SimpleQueue[Answer],
    ) -> None:
        super().__init__(name="mentions", daemon=True)
        self._asked = asked
        self._answers = answers
        self._process, to_it, from_it = spawn("search.library.tagger_pool", str(folder))
        self._to_it = Connection(to_it, readable=False)
        self._from_it = Connection(from_it, writable=False)
        self.start()

    def run(self) -> None:
        while (portion := self._asked.get()) is not None:
            try:
                self._to_it.send_bytes(json.dumps(portion.pks).encode())
                found = unpack_found(self._from_it.recv_bytes(MOST))
            except (OSError, EOFError, ValueError):  # it has died: whoever asked does its work
                self._answers.put((portion, None))
                return
            self._answers.put((portion, found))

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def join(self, timeout: float | None = None) -> None:
        super().join(timeout)
        self._to_it.close()
        self._from_it.close()


def main(asked: int, answers: int, folder: str) -> None:
    """Find the mentions in the portions that come until the pipe is closed; what a process of a crew runs."""
    os.nice(NICENESS)
    channel, back = Connection(asked, writable=False), Connection(answers, readable=False)
    store = Store.open(Path(folder), read_only=True)
    gc.disable()
    try:
        for done in range(sys.maxsize):
            back.send_bytes(pack_found(find(store, json.loads(channel.recv_bytes()))))
            if done % _COLLECTED == 0:
                gc.collect()
                gc.freeze()
    except (EOFError, OSError):
        return  # the parent is gone or has closed the pipe: there is nobody to work for


def pack_found(found: Iterable[Found]) -> bytes:
    """Answers as bytes: the length of a JSON list, the list, the packed mentions end to end."""
    rows, packed = [], []
    for one in found:
        rows.append([one.pk, one.date, one.mentions, len(one.packed), one.entities])
        packed.append(one.packed)
    head = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    return b"".join((_HEAD.pack(len(head)), head, *packed))


def unpack_found(data: bytes) -> list[Found]:
    """What :func:`pack_found` packed. Raises ValueError for anything else."""
    try:
        at = _HEAD.size + _HEAD.unpack_from(data)[0]
        found = []
        for pk, date, mentions, size, entities in json.loads(data[_HEAD.size : at]):
            named_there = [Named(k, n, d, [(t, a, b) for t, a, b in forms]) for k, n, d, forms in entities]
            found.append(Found(pk, date, mentions, data[at : at + size], named_there))
            at += size
    except (struct.error, TypeError) as error:
        raise ValueError(str(error)) from error
    return found
