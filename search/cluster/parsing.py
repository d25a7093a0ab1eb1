"""Files parsed by a cluster's workers, from a shared folder or sent along; what they cannot do is done here."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from search.cluster import tasks
from search.cluster.build import stamp
from search.cluster.connection import Connection, Future
from search.cluster.framing import pack, unpack
from search.intake.frames import pack_source, unpack_result
from search.intake.model import Result, SourceFile
from search.intake.pool import Pool

PORTION_FILES = 64
PORTION_BYTES = 4 * 2**20
"""Files of a task: so many, or of so many bytes together; a larger one is a task by itself."""
SENT_BYTES = 16 * 2**20
"""Bytes of a file that is sent to workers which do not see it; a larger one is parsed here."""
AHEAD = 2
"""Tasks for each that the workers can do at once, so that none waits."""
LISTEN_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class _Portion:
    """Files that are parsed in one task."""

    files: tuple[SourceFile, ...]
    sent: bool = False
    """Whether their bytes go along."""

    def order(self) -> bytes:
        """What the task is told. Raises OSError when a file cannot be read."""
        return pack([stamp(), *(pack(self._told(file)) for file in self.files)])

    def _told(self, file: SourceFile) -> list[bytes]:
        if not self.sent:
            return [pack_source(file)]
        return [pack_source(replace(file, copy=file.path)), file.path.read_bytes()]


class ClusterParsers:
    """Does what :class:`search.intake.pool.Pool` does, on a cluster, and gives the files in their order."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._woken: queue.SimpleQueue[Future] = queue.SimpleQueue()
        """Tasks that have ended. Their answers stay with the workers until it is their turn."""
        self._running: deque[tuple[Future, _Portion]] = deque()
        self._here = Pool()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget what is under way."""
        self._connection.forget(future for future, _ in self._running)
        self._running.clear()
        self._here.close()

    def parse(
        self, sources: Iterable[SourceFile], stop: Callable[[], bool] = lambda: False
    ) -> Iterator[Result]:
        """The articles of all files: see :meth:`search.intake.pool.Pool.parse`.

        Raises ClusterError when the scheduler is gone.
        """
        portions = _portions(sources)
        more = True
        while not stop():
            while more and len(self._running) < AHEAD * self._connection.threads:
                portion = next(portions, None)
                more = portion is not None
                if portion is not None:
                    self._running.append((self._submit(portion), portion))
            if not self._running:
                return
            if self._running[0][0].done():
                yield from self._results(*self._running.popleft(), stop)
            else:
                self._listen()

    def _listen(self) -> None:
        """Wait a moment for a task to end."""
        try:
            self._woken.get(timeout=LISTEN_SECONDS)
        except queue.Empty:
            self._connection.check()

    def _submit(self, portion: _Portion) -> Future:
        return self._connection.submit(tasks.parse, portion.order(), self._woken.put)

    def _results(self, future: Future, portion: _Portion, stop: Callable[[], bool]) -> Iterator[Result]:
        """What an ended task tells of its files, and what is told here of those that it left."""
        answers = _answers(self._connection.answer(future), portion)
        resent = list(self._resend(portion, answers))
        for file, (outcome, *frames) in zip(portion.files, answers, strict=True):
            if outcome == tasks.READ:
                yield from (unpack_result(frame, file) for frame in frames)
            elif not (outcome == tasks.UNSEEN and file in resent):
                yield from self._here.parse([file], stop)

    def _resend(self, portion: _Portion, answers: list[list[bytes]]) -> Iterator[SourceFile]:
        """Send the files that workers do not see, to be heard of next; gives those that could be sent."""
        unseen = [
            file for file, (outcome, *_) in zip(portion.files, answers, strict=True) if outcome == tasks.UNSEEN
        ]
        for file in reversed(unseen if not portion.sent else []):
            again = _Portion((file,), sent=True)
            try:
                future = self._submit(again) if file.size <= SENT_BYTES else None
            except OSError:
                future = None  # parsing it here tells why
            if future is not None:
                self._running.appendleft((future, again))
                yield file


def _answers(packed: bytes | None, portion: _Portion) -> list[list[bytes]]:
    """The answer for each file; all files are to be parsed here when no sensible one came."""
    try:
        answers = [unpack(one) for one in unpack(packed or b"")]
    except ValueError:
        answers = []
    if len(answers) == len(portion.files) and all(answers):
        return answers
    return [[tasks.MUCH]] * len(portion.files)


def _portions(sources: Iterable[SourceFile]) -> Iterator[_Portion]:
    """Files put together to tasks."""
    gathered: list[SourceFile] = []
    size = 0
    for source in sources:
        if gathered and (len(gathered) >= PORTION_FILES or size + source.size > PORTION_BYTES):
            yield _Portion(tuple(gathered))
            gathered, size = [], 0
        gathered.append(source)
        size += source.size
    if gathered:
        yield _Portion(tuple(gathered))
