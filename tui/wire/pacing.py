"""Keeps frames from piling up on a slow link: the terminal says when it has drawn what was sent.

A cursor position request (``ESC [ 6 n``) is put behind a frame; the terminal answers it when it gets
there. While too much is unanswered, frames wait, and those that wait merge into one, since only the
difference to the newest is ever sent. Input never waits: this decides about output only.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

REQUEST = "\x1b[6n"
# Bytes that may be on their way. Waiting after every frame costs a round trip a key.
WINDOW = 2048
# Smaller amounts are not asked about: a typed character should not cost a request.
ASK_AFTER = 256
# A terminal that has not answered for so long (seconds) never will, unless the link needs longer for the bytes.
PATIENCE = 3.0
# The slowest link that is still waited for (bytes a second): 9,600 baud.
SLOWEST_LINK = 960


@dataclass
class Pacer:
    """Counts what is on its way. Times are seconds of any steady clock."""

    window: int = WINDOW
    silent: bool = False
    """The terminal does not answer, so nothing waits for it; a late answer changes that."""
    _unasked: int = 0
    _asked: deque[tuple[int, float]] = field(default_factory=deque)

    @property
    def unanswered(self) -> int:
        """Bytes that the terminal may not have drawn yet."""
        return self._unasked + sum(size for size, _ in self._asked)

    @property
    def awaiting(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._asked) and not self.silent

    def may_send(self, now: float) -> bool:
        """Whether a frame may be sent now."""
        if self.awaiting and now >= self.deadline():
            self.silent = True
        return not self.awaiting or self.unanswered < self.window

    def sent(self, size: int, now: float) -> bool:
        """Note a frame of `size` bytes; says whether a request should follow it."""
        self._unasked += size
        if self.silent or self._unasked < ASK_AFTER:
            return False
        self._asked.append((self._unasked + len(REQUEST), now))
        self._unasked = 0
        return True

    def answered(self) -> bool:
        """Note an answer; says whether it was one to our own request."""
        if not self._asked:
            return False
        self._asked.popleft()
        self.silent = False
        return True

    def deadline(self) -> float:
        """When the oldest request counts as never to be answered."""
        size, asked = self._asked[0]
        return asked + PATIENCE + size / SLOWEST_LINK

    def reset(self) -> None:
        """Forget what is on its way, as after the terminal was handed to another program."""
        self._asked.clear()
        self._unasked = 0
