"""Jobs: work in threads, of which only the newest of a subject is answered.

A thread cannot be ended from outside, so a job is numbered, its work polls ``stop``, and the result of one
that is not the newest of its subject is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TypeVar

from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from search import Progress, Stop
from search.errors import Cancelled, DossierError
from tui.messages import Answered, Failed, Fault, Progressed

Result = TypeVar("Result")
Work = Callable[[Stop], Callable[[], object]]
"""Runs in a thread; returns what is left to do on the screen's side."""

THREADS = 8
"""Jobs that are worked on at once; what was begun before is told to stop and makes room soon."""


class Jobs:
    """Numbers, delays and cancels the jobs of one screen."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._numbers: dict[str, int] = {}
        self._timers: dict[str, Timer] = {}
        self._delayed: dict[str, Callable[[], None]] = {}
        """What the timers begin."""
        self._pending: set[str] = set()
        """Subjects whose newest job has not ended."""
        # Textual's own workers cost a task and three messages for each job.
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="job")
        self._closed = False

    def number(self, subject: str) -> int:
        """The number of the newest job."""
        return self._numbers.get(subject, 0)

    def is_newest(self, subject: str, number: int) -> bool:
        """Whether a result is still wanted."""
        return number == self.number(subject)

    def run(
        self,
        subject: str,
        work: Callable[[Stop], Result],
        then: Callable[[Result], object],
        *,
        delay: float = 0.0,
    ) -> None:
        """Begin anew: whatever was begun before about this subject is no longer wanted."""
        self.drop(subject)
        start = partial(self._start, subject, self.number(subject), lambda stop: partial(then, work(stop)))
        self._pending.add(subject)
        if delay:
            self._delayed[subject] = start
            self._timers[subject] = self._screen.set_timer(delay, partial(self.hurry, subject))
        else:
            start()

    def hurry(self, subject: str) -> None:
        """Begin a job now that was to begin later."""
        if subject in self._timers:
            self._timers.pop(subject).stop()
            self._delayed.pop(subject)()

    def is_pending(self, subject: str) -> bool:
        """Whether the newest job of a subject has not ended yet."""
        return subject in self._pending

    def ended(self, subject: str) -> None:
        """The newest job has been answered, or has failed."""
        self._pending.discard(subject)

    def run_more(self, subject: str, work: Callable[[Stop], Result], then: Callable[[Result], object]) -> None:
        """Do more of the newest job; several such may run at once."""
        self._start(subject, self.number(subject), lambda stop: partial(then, work(stop)))

    def answer(self, subject: str, then: Callable[[], object]) -> None:
        """As if a job had ended now."""
        self._screen.post_message(Answered(subject, self.number(subject), then))

    def fail(self, subject: str, error: Exception) -> None:
        """As if a job had failed now."""
        self._screen.post_message(_failure(subject, self.number(subject), error))

    def drop(self, subject: str) -> None:
        """Nothing that was begun about this subject is wanted any longer."""
        self._numbers[subject] = self.number(subject) + 1
        self._pending.discard(subject)
        if subject in self._timers:
            self._timers.pop(subject).stop()
            del self._delayed[subject]

    def report(self, progress: Progress) -> None:
        """Say how far long work is, from any thread."""
        self._screen.post_message(Progressed(progress))

    def close(self) -> None:
        """Have whatever is being worked on stop; nobody waits for it."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _start(self, subject: str, number: int, work: Work) -> None:
        if not self._closed:
            self._threads.submit(copy_context().run, self._work, subject, number, work)

    def _work(self, subject: str, number: int, work: Work) -> None:
        """In the thread: work, and post what came of it."""

        def stop() -> bool:
            return self._closed or not self.is_newest(subject, number)

        message: Message
        try:
            message = Answered(subject, number, work(stop))
        except Cancelled:
            return
        except Exception as error:  # noqa: BLE001 - a fault in the program is told, and the reader goes on
            message = _failure(subject, number, error)
        if not stop():
            self._screen.post_message(message)


def _failure(subject: str, number: int, error: Exception) -> Message:
    return Failed(subject, number, error) if isinstance(error, DossierError) else Fault(subject, error)
