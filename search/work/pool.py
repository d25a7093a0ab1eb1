"""A pool of worker processes: jobs go to them as frames, and frames come back; none can hold up anybody.

A worker gets several jobs ahead, so that it never waits, and works on them in order. It may answer a job
with any number of frames. Whoever uses the pool says which one ends a job: :meth:`Worker.finish`.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Generic, TypeVar

from search.work import framing
from search.work.breadcrumb import Breadcrumb
from search.work.process import spawn

Job = TypeVar("Job")

PATIENCE = 0.2
"""Seconds that a process may take to end by itself."""
ENDING_SECONDS = 10.0
"""Seconds that one may take which has closed its pipe, and so is ending: a busy system writes it off slowly."""
POLL_SECONDS = 0.1
"""How long a worker is listened to before the others are looked at, and whether to stop."""


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Program:
    """What workers run: ``main`` of a module with the ends of its pipes and these arguments."""

    module: str
    arguments: tuple[int | str, ...] = ()
    environment: Mapping[str, str] | None = None
    breadcrumb: bool = False
    """Whether a descriptor of a :class:`Breadcrumb` is its last argument (-1 where there is no memory)."""


class Worker(Generic[Job]):
    """One process, and the jobs that it has yet to answer, the one in work first.

    Reading never waits for it, wherever it stops; writing has no need to, since the few jobs that it may be
    given are shorter than what a pipe holds.
    """

    def __init__(self, program: Program) -> None:
        """Start it. Raises OSError when the system has no process left."""
        self._breadcrumb = _breadcrumb() if program.breadcrumb else None
        shared = (self._breadcrumb.descriptor,) if self._breadcrumb else ()
        told = (*program.arguments, *(shared or (-1,))) if program.breadcrumb else program.arguments
        try:
            self._process, self._to_it, from_it = spawn(
                program.module, *told, environment=program.environment, shared=shared
            )
        except OSError:
            self._forget()
            raise
        os.set_blocking(from_it, False)
        self._from_it = framing.Reader(from_it)
        self.jobs: deque[Job] = deque()
        self.silent = 0.0
        """Seconds that the parent has waited for it since its last whole word."""
        self._used = 0.0
        self.was_at = ""
        """What it was at when it ended, by the breadcrumb that it left."""

    def fileno(self) -> int:
        """The pipe from it, for those who wait for several."""
        return self._from_it.fileno()

    @property
    def ended(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def give(self, job: Job, frame: bytes) -> None:
        """Have it do a job after those that it has."""
        self.jobs.append(job)
        try:
            framing.write(self._to_it, frame)
        except OSError:
            return  # it has died; that is noticed, and told, when it is listened to

    def finish(self) -> None:
        """The job in work is done."""
        self.jobs.popleft()

    def take(self) -> bytes | None:
        """What it says of the job in work; None while it is in the middle of saying it.

        Raises OSError, EOFError, or ValueError when it sends more than it may.
        """
        frame = self._from_it.read()
        if frame is not None:
            self.silent = 0.0
            _, self._used = _activity(self._process.pid)
        return frame

    def is_working(self) -> bool:
        """Whether it wants the processor now, or had it half of the time since its last word.

        A machine with too much to do makes workers slow; what they may use is limited by the kernel. Where the
        system does not tell (it has no ``/proc``), silence alone decides.
        """
        state, used = _activity(self._process.pid)
        return state == "R" or used - self._used > self.silent / 2

    def kill(self) -> None:
        """End the process at once; its pipes stay until :meth:`end`."""
        self._process.kill()
        self._process.wait()

    def end(self, patience: float = PATIENCE) -> int:
        """End it, whatever it is doing; gives its exit code, negative for a signal."""
        os.close(self._to_it)
        self._from_it.close()
        try:
            code = self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._forget()
        return code

    def _forget(self) -> None:
        """Keep what it was at, and let go of the memory in which that stood."""
        if self._breadcrumb is not None:
            self.was_at = self._breadcrumb.find()
            self._breadcrumb.close()
            self._breadcrumb = None


@dataclass(frozen=True, slots=True)
class Answer(Generic[Job]):
    """A frame from the worker that has a job in work."""

    worker: Worker[Job]
    job: Job
    frame: bytes


@dataclass(frozen=True, slots=True)
class Lost(Generic[Job]):
    """A job whose worker has died, or was ended since it hung or made no sense."""

    job: Job
    code: int | None
    """Its exit code, negative for a signal; None when it was ended."""
    silent: float = 0.0
    """Seconds of silence for which it was ended; 0 when it ended by itself."""
    was_at: str = ""
    """Which part of the job it was at, where workers leave breadcrumbs."""


class WorkerPool(Generic[Job]):
    """Workers that start when they are needed. Use it from one thread, and :meth:`close` it."""

    def __init__(
        self,
        program: Program,
        pack: Callable[[Job], bytes],
        *,
        count: int = 0,
        ahead: int = 4,
        silence: float = 0.0,
    ) -> None:
        """``pack``: a job as a frame. ``count``: processes at most; 0 for one a processor.

        ``ahead``: jobs given to a worker before it has answered the first. ``silence``: seconds after which a
        worker that is neither heard of nor at work is ended; 0 for never.
        """
        self._program = program
        self._pack = pack
        self._count = count or cores()
        self._ahead = ahead
        self._silence = silence
        self.workers: list[Worker[Job]] = []

    @property
    def idle(self) -> bool:
        """Whether no job is being worked on."""
        return not any(worker.jobs for worker in self.workers)

    def has_room(self) -> bool:
        """Whether another job can be given."""
        few = len(self.workers) < self._count
        return few or any(len(worker.jobs) < self._ahead for worker in self.workers)

    def give(self, job: Job) -> None:
        """Have a job done. Raises OSError when no process can be started and none is there."""
        self._freest().give(job, self._pack(job))

    def _freest(self) -> Worker[Job]:
        """The worker with the least to do; a new one while all are busy and there may be more."""
        free = min(self.workers, key=lambda worker: len(worker.jobs), default=None)
        if free is None:
            return self._start()
        if free.jobs and len(self.workers) < self._count:
            try:
                return self._start()
            except OSError:  # the system has no process left: those that there are do the work
                self._count = len(self.workers)
        return free

    def _start(self) -> Worker[Job]:
        self.workers.append(Worker(self._program))
        return self.workers[-1]

    def hear(self, seconds: float = POLL_SECONDS) -> Iterator[Answer[Job] | Lost[Job]]:
        """What workers have to say within so many seconds, or what must be said of those that died or hang."""
        busy = [worker for worker in self.workers if worker.jobs]
        before = time.monotonic()
        ready = wait([worker.fileno() for worker in busy], seconds)
        waited = time.monotonic() - before
        for worker in busy:
            try:
                frame = worker.take() if worker.fileno() in ready else None
            except (EOFError, OSError):  # it is ending by itself, however long a busy system takes for it
                yield self._lost(worker, worker.end(ENDING_SECONDS))
                continue
            except ValueError:
                yield self.lose(worker)
                continue
            if frame is not None:
                yield Answer(worker, worker.jobs[0], frame)
                continue
            worker.silent += waited  # only while we listen: a full pipe is not the worker's fault
            if 0 < self._silence < worker.silent and not worker.is_working():
                yield self.lose(worker, worker.silent)

    def lose(self, worker: Worker[Job], silent: float = 0.0) -> Lost[Job]:
        """End a worker; the job that it had in work is lost, those after it go to others. Raises as give."""
        worker.end()
        return self._lost(worker, None, silent)

    def _lost(self, worker: Worker[Job], code: int | None, silent: float = 0.0) -> Lost[Job]:
        self.workers.remove(worker)
        lost, *rest = worker.jobs
        for job in rest:
            self.give(job)
        return Lost(lost, code, silent, worker.was_at)

    def close(self, patience: float = PATIENCE) -> None:
        """End all workers, whatever they are doing."""
        for worker in self.workers:
            worker.end(patience)
        self.workers.clear()


def _breadcrumb() -> Breadcrumb | None:
    try:
        return Breadcrumb()
    except OSError:
        return None  # no memory can be shared: what a process dies on is not told by name


def _activity(pid: int) -> tuple[str, float]:
    """The state of a process (``R`` runs or waits for its turn) and its seconds of processor time so far."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return "", 0.0
    return fields[0], (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
