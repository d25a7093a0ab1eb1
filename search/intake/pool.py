"""Files parsed by several worker processes at once; what hangs, crashes or swells is ended and told."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import wait
from types import TracebackType
from typing import Self

from search.errors import IntakeError, TooLarge, Unreadable
from search.intake import registry, worker
from search.intake.compression import unpacked
from search.intake.detect import detect
from search.intake.model import Content, Result, SourceFile
from search.intake.process import Process

SILENCE_SECONDS = 10.0
"""A parser that has said nothing for so long, and is not at work, is ended. Work has its own limit."""
AHEAD = 4
"""Files given to a worker before it has answered for the first, so that it never waits."""
LIGHT_FORMATS = frozenset({"text", "jsonl", "csv", "markdown"})
LIGHT_BYTES = 2**16
"""Bytes: nothing limits what is parsed here, so it must be too small to take long, whatever it holds. The worst
Markdown takes two seconds; a table of 32,000 articles takes four, in portions."""
_POLL_SECONDS = 0.1


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool:
    """Workers that start when they are needed and are ended at the end of the ``with`` block."""

    def __init__(
        self,
        count: int = 0,
        *,
        memory: int = worker.MEMORY,
        seconds: int = worker.CPU_SECONDS,
        silence: float = SILENCE_SECONDS,
    ) -> None:
        self._count = count or cores()
        self._memory = memory
        self._seconds = seconds
        self._silence = silence
        self._workers: list[Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, whatever they are doing."""
        for member in self._workers:
            member.end()
        self._workers.clear()

    def parse(
        self, sources: Iterable[SourceFile], stop: Callable[[], bool] = lambda: False
    ) -> Iterator[Result]:
        """The articles of all files, as they come: portions of several files may alternate.

        Every file ends with one result whose ``ended`` is true, unless ``stop`` says to stop. ``sources``
        is read no further than the workers need.
        """
        upcoming = iter(sources)
        source = next(upcoming, None)
        light = source is not None and is_light(source)
        while not stop():
            while source is not None and (light or self._has_room()) and not stop():
                if light:
                    yield from worker.portions(source)
                else:
                    self._freest().give(source)
                source = next(upcoming, None)
                light = source is not None and is_light(source)
            busy = [member for member in self._workers if member.files]
            if not busy:
                return
            yield from self._hear(busy)

    def _has_room(self) -> bool:
        """Whether a worker can be given another file."""
        few = len(self._workers) < self._count
        return few or any(len(member.files) < AHEAD for member in self._workers)

    def _freest(self) -> Process:
        """The worker with the least to do; a new one while all are busy and there may be more."""
        free = min(self._workers, key=lambda member: len(member.files), default=None)
        if free is None or (free.files and len(self._workers) < self._count):
            return self._start()
        return free

    def _start(self) -> Process:
        self._workers.append(Process(self._memory, self._seconds))
        return self._workers[-1]

    def _hear(self, busy: list[Process]) -> Iterator[Result]:
        """What workers have to say, or what must be said of those that have died or hang."""
        before = time.monotonic()
        ready = wait([member.channel.fileno() for member in busy], _POLL_SECONDS)
        waited = time.monotonic() - before
        for member in busy:
            try:
                result = member.take() if member.channel.fileno() in ready else None
            except (EOFError, OSError, ValueError):
                yield from self._lost(member, None)
                continue
            if result is None:  # bytes that complete nothing are silence too
                member.silent += waited  # only while we listen: a full pipe is not the worker's fault
                if member.silent > self._silence and not member.is_working():
                    yield from self._lost(member, _silent(member.silent))
            elif result.ended or result.items:
                yield result  # anything else was a sign of life

    def _lost(self, member: Process, error: IntakeError | None) -> Iterator[Result]:
        """The file in work is refused; those after it go to a new worker."""
        code = member.end()
        self._workers.remove(member)
        source, *rest = member.files
        yield Result(source, ended=True, error=error or self._cause(code))
        if rest:
            fresh = self._start()
            for later in rest:
                fresh.give(later)

    def _cause(self, code: int) -> IntakeError:
        """Why a process ended by itself."""
        if code == -signal.SIGPROF:
            return TooLarge(f"The file takes more than {self._seconds} s to read.", "Split or simplify it.")
        if code == -signal.SIGKILL:
            return TooLarge("The system ended the parser, perhaps for want of memory.", "Split the file.")
        return Unreadable(f"The parser crashed on the file (code {code}).", "Convert it to another format.")


def is_light(source: SourceFile) -> bool:
    """Whether a file is small and in a format that our own rules read: no process is needed for it.

    What is compressed may be large, whatever the size of its file. And where third parties have registered
    importers, no file is: what they look at, they look at in a process.
    """
    if source.size > LIGHT_BYTES or registry.plugins():
        return False
    try:
        content = Content.of_file(source.path, source.size)
        return unpacked(content) is content and detect(content) in LIGHT_FORMATS
    except (IntakeError, OSError):
        return True  # it is refused as soon as it is read


def _silent(seconds: float) -> IntakeError:
    return TooLarge(
        f"The parser said nothing for {seconds:.0f} s and was ended.", "Split or simplify the file."
    )
