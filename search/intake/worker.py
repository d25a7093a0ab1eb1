"""The process in which files are parsed: limited in time and memory, without network, unable to write."""

from __future__ import annotations

import importlib
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from search.errors import IntakeError
from search.intake import records
from search.intake.frames import pack_result, unpack_source
from search.intake.model import Draft, Ready, Result, SourceFile
from search.intake.pipeline import parse
from search.work import framing, heartbeat
from search.work.breadcrumb import Breadcrumb
from search.work.progress import Failure

CPU_SECONDS = 10
"""Processor time for one article. A text of a million lines takes 6, a page of 200,000 paragraphs 8."""
GRACE_SECONDS = 5
"""What a record may take longer, in code that Python cannot end, before the kernel ends the process."""
LONGEST_SECONDS = 120
"""Processor time for one article whose importer shows signs of life: a PDF of 2,000 pages takes about 75."""
MEMORY = 2**30
"""Bytes of address space that a parser may add: sixteen times the largest document that is read whole."""
SEND_ARTICLES = 64
SEND_SECONDS = 0.2
SEND_BYTES = 2**20
"""Articles go to the parent when there are so many, when the first has waited so long, or when their
originals and texts are so large: the parent's memory stays small, whatever is read."""

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


def main(reading: int, writing: int, memory: int, seconds: int, shared: int) -> None:
    """Parse the files that come through one pipe, and answer through the other, until they are closed.

    ``shared``: the descriptor of a breadcrumb, which names the record in work; -1 for none.
    """
    orders = framing.Reader(reading)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    importlib.import_module("numpy")  # each article's sketch needs it; what it reserves must not count below
    crumb = Breadcrumb(shared) if shared >= 0 else None
    _limit(memory)
    sys.addaudithook(_deny)

    def tell(result: Result) -> None:
        framing.write(writing, pack_result(result))

    try:
        while (order := orders.read()) is not None:
            _parse(unpack_source(order), tell, seconds, crumb)
    except (EOFError, OSError):
        return  # the parent is gone or has closed the pipes: there is nobody to work for


def _limit(memory: int) -> None:
    """Memory has an end; and what the audit hook cannot see, libraries in C, leaves no file behind either."""
    with open("/proc/self/statm", encoding="ascii") if sys.platform == "linux" else open(os.devnull) as status:  # noqa: PTH123
        pages = int((status.read().split() or ["0"])[0])
    _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + memory)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(limit: int, wanted: int) -> None:
    _, hard = resource.getrlimit(limit)
    if hard == resource.RLIM_INFINITY or wanted < hard:
        resource.setrlimit(limit, (wanted, hard))


class _Clock:
    """Limits the processor time of an article; the kernel ends the process when it is over."""

    def __init__(self, seconds: int, tell: Callable[[], None], crumb: Breadcrumb | None) -> None:
        self._seconds = seconds
        self._tell = tell
        self._crumb = crumb
        self._told = time.monotonic()
        self._end = 0.0
        self._telling = False
        signal.signal(signal.SIGVTALRM, self.late)
        self.start()

    def start(self) -> None:
        """An article begins: all the time is there again."""
        self._end = time.process_time() + LONGEST_SECONDS
        self.beat()

    def begin(self, label: str) -> None:
        """A record of a container begins, or goes on after one that is in it; an empty name is no record's."""
        if self._crumb is not None:
            self._crumb.leave(label)
        self.start()

    def beat(self) -> None:
        """A part of it is done: the next may take as long, but all of them not longer than the longest."""
        left = max(self._end - time.process_time(), 0.001)
        allowed = min(left, self._seconds)
        signal.setitimer(signal.ITIMER_VIRTUAL, allowed)  # its signal ends the record, wherever Python is
        signal.setitimer(signal.ITIMER_PROF, allowed + GRACE_SECONDS)  # this one's ends the process
        if time.monotonic() - self._told > TELL_SECONDS:
            self._told = time.monotonic()
            self.tell(self._tell)

    def tell(self, say: Callable[[], None]) -> None:
        """Say something to the parent, which no deadline may break off."""
        self._telling = True
        try:
            say()
        finally:
            self._telling = False

    def late(self, *_: object) -> None:
        """The record in work has had its time: it ends here, and the next one follows. Raises Late."""
        if self._telling:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0.1)
            return
        raise records.Late(self._seconds)

    def stop(self) -> None:
        """Nothing is being parsed."""
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)


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


def _parse(source: SourceFile, tell: Callable[[Result], None], seconds: int, crumb: Breadcrumb | None) -> None:
    """Tell what a file holds, in portions; the clock starts anew with every article."""
    clock = _Clock(seconds, lambda: tell(Result(source)), crumb)
    heartbeat.listen(clock.beat)
    records.listen(clock.begin)
    records.skip(dict(source.skipped))
    clock.begin("")
    for result in portions(source, clock.start):
        clock.tell(partial(tell, result))
    clock.stop()


def portions(source: SourceFile, parsed: Callable[[], None] = lambda: None) -> Iterator[Result]:
    """What a file holds, in portions, of which the last says how it ended. ``parsed`` hears of each article.

    Whatever an importer does wrong is the reason why its file is refused.
    """
    waiting: list[Ready | Failure] = []
    size, since = 0, time.monotonic()
    error: IntakeError | None = None
    items = parse(source)
    while True:
        try:
            item = next(items)
        except StopIteration:
            break
        except (Exception, records.Late, records.GivenUp) as fault:  # noqa: BLE001 - an importer's own fault must not end the batch
            error = records.reason(fault)
            break
        try:
            ready = item if isinstance(item, Failure) else Ready.of(item)
        except (Exception, records.Late) as fault:  # noqa: BLE001 - the records after it may be sound
            ready = Failure(_place(item), str(records.reason(fault)))
        parsed()
        waiting.append(ready)
        size += _size(ready)
        if len(waiting) >= SEND_ARTICLES or size >= SEND_BYTES or time.monotonic() - since > SEND_SECONDS:
            yield Result(source, tuple(waiting))
            waiting.clear()
            size, since = 0, time.monotonic()
    yield Result(source, tuple(waiting), True, error)


def _place(item: Draft | Failure) -> str:
    return item.path if isinstance(item, Failure) else item.article.renditions[0].path


def _size(item: Ready | Failure) -> int:
    """Bytes that the parent will hold, about."""
    if isinstance(item, Failure):
        return len(item.reason)
    return len(item.parcel.original or b"") + len(item.parcel.packed.blocks)
