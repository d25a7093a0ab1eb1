"""Where questions to the library are handed in: each runs in a thread, and only the newest is answered.

A thread cannot be ended from outside, so a question is numbered, its work polls ``stop``, and an answer that
is not to the newest question of its subject is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial

from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from search import Stop
from search.errors import Cancelled, DossierError
from tui.messages import Failed, Fault

Work = Callable[[Stop, int], Message]
"""Runs in a thread; gets ``stop`` and the question's number, returns the answer as a message."""

THREADS = 8
"""Questions that are worked on at once; what was asked before is told to stop and makes room soon."""


class Desk:
    """Numbers, delays and cancels the questions of one screen."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._numbers: dict[str, int] = {}
        self._timers: dict[str, Timer] = {}
        # Textual's own workers cost a task and three messages for each question.
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="question")
        self._closed = False

    def number(self, subject: str) -> int:
        """The number of the newest question."""
        return self._numbers.get(subject, 0)

    def is_newest(self, subject: str, number: int) -> bool:
        """Whether an answer is still wanted."""
        return number == self.number(subject)

    def ask(self, subject: str, work: Work, *, delay: float = 0.0) -> int:
        """Ask anew: whatever was asked about this subject before is no longer wanted."""
        number = self._numbers[subject] = self.number(subject) + 1
        if subject in self._timers:
            self._timers.pop(subject).stop()
        start = partial(self._start, subject, number, work)
        if delay:
            self._timers[subject] = self._screen.set_timer(delay, start)
        else:
            start()
        return number

    def ask_more(self, subject: str, work: Work) -> None:
        """Ask for more of the newest question's answer; several such may run at once."""
        self._start(subject, self.number(subject), work)

    def drop(self, subject: str) -> None:
        """Nothing that was asked about this subject is wanted any longer."""
        self._numbers[subject] = self.number(subject) + 1
        if subject in self._timers:
            self._timers.pop(subject).stop()

    def post(self, message: Message) -> None:
        """Say something to the screen, from any thread."""
        self._screen.post_message(message)

    def close(self) -> None:
        """Have whatever is being worked on stop; nobody waits for it."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _start(self, subject: str, number: int, work: Work) -> None:
        if not self._closed:
            self._threads.submit(copy_context().run, self._answer, subject, number, work)

    def _answer(self, subject: str, number: int, work: Work) -> None:
        """In the thread: work, and post what came of it."""

        def stop() -> bool:
            return self._closed or not self.is_newest(subject, number)

        message: Message
        try:
            message = work(stop, number)
        except Cancelled:
            return
        except DossierError as error:
            message = Failed(subject, number, error)
        except Exception as error:  # noqa: BLE001 - a fault in the program is told, and the reader goes on
            message = Fault(subject, error)
        if not stop():
            self._screen.post_message(message)
