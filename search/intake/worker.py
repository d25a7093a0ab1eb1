"""The process in which files are parsed: limited in time and memory, without network, unable to write."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from search.errors import IntakeError, SettingsError, TooLarge, Unreadable
from search.intake import pulse
from search.intake.model import Draft, SourceFile
from search.intake.pipeline import parse
from search.progress import Failure
from search.text import printable

CPU_SECONDS = 10
"""Processor time for one article. A text of a million lines takes 6, a page of 200,000 paragraphs 8."""
LONGEST_SECONDS = 120
"""Processor time for one article whose importer shows signs of life: a PDF of 2,000 pages takes about 75."""
MEMORY = 2**30
"""Bytes of address space that a parser may add: sixteen times the largest document that is read whole."""
SEND_ARTICLES = 64
SEND_SECONDS = 0.2
"""Articles go to the parent when there are so many, or when the first has waited so long."""

TELL_SECONDS = 1.0
"""A busy worker tells the parent so often that it is alive."""

_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork", "pty.")
"""Events by which a process would reach out; parsers have no business with them."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGING = (
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.truncate",
)


@dataclass(frozen=True, slots=True)
class Result:
    """What a worker tells of a file: some articles and failures, and at the end how it ended."""

    source: SourceFile
    items: tuple[Draft | Failure, ...] = ()
    ended: bool = False
    """Whether this is the last of the file."""
    error: IntakeError | None = None
    """Why the file was refused; only at the end."""


def main(channel: Connection, memory: int, seconds: int) -> None:
    """Parse the files that come through ``channel`` until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    _silence()
    _limit_memory(memory)
    sys.addaudithook(_deny)
    try:
        while True:
            source = channel.recv()
            _parse(source, channel, seconds)
    except (EOFError, OSError):
        return  # the parent is gone or has closed the channel: there is nobody to work for


def _silence() -> None:
    """Libraries that print must not disturb the parent's screen, and none may read its keys."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.dup2(null, 2)


def _limit_memory(memory: int) -> None:
    with open("/proc/self/statm", encoding="ascii") if sys.platform == "linux" else open(os.devnull) as status:  # noqa: PTH123
        pages = int((status.read().split() or ["0"])[0])
    soft = pages * resource.getpagesize() + memory
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


class _Clock:
    """Limits the processor time of an article; the kernel ends the process when it is over."""

    def __init__(self, seconds: int, tell: Callable[[], None]) -> None:
        self._seconds = seconds
        self._tell = tell
        self._told = time.monotonic()
        self._end = 0
        self.start()

    def start(self) -> None:
        """An article begins: all the time is there again."""
        self._end = _used() + LONGEST_SECONDS
        self.beat()

    def beat(self) -> None:
        """A part of it is done: the next may take as long, but all of them not longer than the longest."""
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        soft = min(_used() + 1 + self._seconds, self._end)
        resource.setrlimit(
            resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
        )
        if time.monotonic() - self._told > TELL_SECONDS:
            self._told = time.monotonic()
            self._tell()


def _used() -> int:
    """Seconds of processor time that this process has had."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int(usage.ru_utime + usage.ru_stime)


def _deny(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: no network, no other program, no writing. Opening for reading is what parsers do."""
    if (
        event == "open"
        and isinstance(arguments[2], int)
        and arguments[2] & _WRITING
        and arguments[0] != os.devnull
    ):
        raise PermissionError("a parser tried to write a file")
    if event.startswith(_FORBIDDEN) or event in _CHANGING:
        raise PermissionError(f"a parser tried {event}")


def _parse(source: SourceFile, channel: Connection, seconds: int) -> None:
    """Send what a file holds, in portions; the clock starts anew with every article."""
    waiting: list[Draft | Failure] = []
    since = time.monotonic()
    error: IntakeError | None = None
    clock = _Clock(seconds, lambda: channel.send(Result(source)))
    pulse.listen(clock.beat)
    try:
        for item in parse(source):
            waiting.append(item)
            clock.start()
            if len(waiting) >= SEND_ARTICLES or time.monotonic() - since > SEND_SECONDS:
                channel.send(Result(source, tuple(waiting)))
                waiting.clear()
                since = time.monotonic()
    except IntakeError as refused:
        error = refused
    except MemoryError:
        error = TooLarge("The file needs more memory than a parser may have.", "Split it.")
    except SettingsError as mistake:
        error = Unreadable(mistake.sentence, mistake.remedy)
    except (BrokenPipeError, EOFError):
        raise
    except Exception as fault:  # noqa: BLE001 - an importer's own fault must not end the batch
        told = printable(f"{type(fault).__name__}: {fault}", 160)
        error = Unreadable(f"The importer failed ({told}).", "Report it with the file if you can.")
    channel.send(Result(source, tuple(waiting), True, error))
