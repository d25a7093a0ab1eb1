"""Files parsed by several worker processes at once; what hangs, crashes or swells is ended and told."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Self

from search.errors import IntakeError, TooLarge, Unreadable
from search.intake import worker
from search.intake.compression import unpacked
from search.intake.detect import detect
from search.intake.model import Content, Draft, SourceFile
from search.intake.pipeline import parse
from search.intake.worker import Result
from search.progress import Failure

SILENCE_SECONDS = 30.0
"""A worker that says nothing for so long hangs: its processor time ends sooner, even on a busy machine."""
AHEAD = 4
"""Files given to a worker before it has answered for the first, so that it never waits."""
LIGHT_FORMATS = frozenset({"text", "jsonl", "csv", "markdown"})
LIGHT_BYTES = 2**18
"""Bytes: so much text is read in a tenth of a second, so much Markdown at worst in two."""
_POLL_SECONDS = 0.1


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(slots=True)
class _Worker:
    """A process, and the files that it has yet to answer for, the one in work first."""

    process: SpawnProcess
    channel: Connection
    files: deque[SourceFile] = field(default_factory=deque)
    silent: float = 0.0
    """Seconds that the parent has waited for it since its last word."""


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
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, whatever they are doing."""
        for member in self._workers:
            _end(member)
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
                    yield from _read_here(source)
                else:
                    self._give(self._freest(), source)
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

    def _freest(self) -> _Worker:
        """The worker with the least to do; a new one while all are busy and there may be more."""
        free = min(self._workers, key=lambda member: len(member.files), default=None)
        if free is None or (free.files and len(self._workers) < self._count):
            return self._start()
        return free

    def _give(self, member: _Worker, source: SourceFile) -> None:
        member.files.append(source)
        try:
            member.channel.send(source)
        except OSError:
            return  # it has died; that is noticed, and told, when it is listened to

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=worker.main, args=(theirs, self._memory, self._seconds), name="dossier-parser", daemon=True
        )
        process.start()
        theirs.close()
        member = _Worker(process, ours)
        self._workers.append(member)
        return member

    def _hear(self, busy: list[_Worker]) -> Iterator[Result]:
        """What workers have to say, or what must be said of those that have died or hang."""
        before = time.monotonic()
        ready = wait([member.channel for member in busy], _POLL_SECONDS)
        waited = time.monotonic() - before
        for member in busy:
            if member.channel not in ready:
                member.silent += waited  # only while we listen: a full pipe is not the worker's fault
                if member.silent > self._silence:
                    yield from self._lost(member, _hangs(self._silence))
                continue
            member.silent = 0.0
            try:
                result: Result = member.channel.recv()
            except (EOFError, OSError):
                yield from self._lost(member, None)
                continue
            if result.ended:
                member.files.popleft()
            if result.ended or result.items:
                yield result  # anything else was a sign of life

    def _lost(self, member: _Worker, error: IntakeError | None) -> Iterator[Result]:
        """The file in work is refused; those after it go to a new worker."""
        code = _end(member)
        self._workers.remove(member)
        yield Result(member.files.popleft(), ended=True, error=error or self._cause(code))
        rest = list(member.files)
        if rest:
            fresh = self._start()
            for source in rest:
                self._give(fresh, source)

    def _cause(self, code: int | None) -> IntakeError:
        """Why a process ended by itself."""
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return TooLarge(f"The file takes more than {self._seconds} s to read.", "Split or simplify it.")
        return Unreadable(f"The parser crashed on the file (code {code}).", "Convert it to another format.")


def is_light(source: SourceFile) -> bool:
    """Whether a file is small and in a format that our own rules read: no process is needed for it."""
    if source.size > LIGHT_BYTES:
        return False
    try:
        return detect(unpacked(Content.of_file(source.path, source.size))) in LIGHT_FORMATS
    except (IntakeError, OSError):
        return True  # it is refused as soon as it is read


def _read_here(source: SourceFile) -> Iterator[Result]:
    """A light file, read in this process."""
    error: IntakeError | None = None
    items: list[Draft | Failure] = []
    try:
        for item in parse(source):
            items.append(item)
            if len(items) >= worker.SEND_ARTICLES:
                yield Result(source, tuple(items))
                items.clear()
    except IntakeError as refused:
        error = refused
    yield Result(source, tuple(items), True, error)


def _hangs(seconds: float) -> IntakeError:
    return TooLarge(
        f"The parser said nothing for {seconds:.0f} s and was ended.", "Split or simplify the file."
    )


def _end(member: _Worker) -> int | None:
    """End a process; gives its exit code."""
    member.channel.close()
    if member.process.is_alive():
        member.process.join(0.2)
    if member.process.is_alive():
        member.process.kill()
        member.process.join()
    code = member.process.exitcode
    member.process.close()
    return code
