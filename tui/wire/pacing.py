"""Keeps frames from piling up on a slow link: the terminal says when it has drawn what was sent.

A cursor position request (``ESC [ 6 n``) is put behind a frame; the terminal answers it when it gets
there. While too much is unanswered, frames wait, and those that wait merge into one, since only the
difference to the newest is ever sent. Input never waits: this decides about output only.

How much may be unanswered follows from the answers. The quickest tells how long the way is when nothing
queues, the time between answers how fast the link works. ``rate x (quickest + QUEUE)`` bytes keep it busy
and add no more than QUEUE seconds to what comes next (as TCP Vegas does: Brakmo, O'Malley, Peterson 1994).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

REQUEST = "\x1b[6n"
# Bytes that may be unanswered before anything is known of the link. Waiting after every frame would cost a
# round trip a key.
WINDOW = 2048
LEAST_WINDOW, MOST_WINDOW = 256, 16_384
# With less than this the link is slow, and frames go in parts, so that a typed character gets through.
SLOW_WINDOW = 4096
# Parts that fill the window, each with a request of its own, so that the link never runs dry between two.
PARTS = 3
# Seconds that may be added by what queues on the way.
QUEUE = 0.12
# The shortest time that means anything (seconds).
MOMENT = 1e-3
# Bytes from which the time that they took tells something of the link.
TELLING = 128
# Smaller amounts are not asked about: a typed character should not cost a request.
ASK_AFTER = 256
# A terminal that has not answered for so long (seconds) never will, unless the link needs longer for the bytes.
PATIENCE = 3.0
# The same for the probe, which is short and goes first: longer than the way to any satellite and back.
PROBE_PATIENCE = 1.5
# The slowest link that is still waited for (bytes a second): 9,600 baud.
SLOWEST_LINK = 960


class _Request(NamedTuple):
    size: int
    """Bytes sent since the request before."""
    frame: int
    """Those of them that were sent with it; the others may have arrived long before."""
    asked: float
    measures: str = ""
    """The kind of sign that the terminal drew just before: the answer tells how wide it is."""


@dataclass
class Pacer:
    """Counts what is on its way. Times are seconds of any steady clock."""

    window: int = WINDOW
    silent: bool = False
    """The terminal does not answer, so nothing waits for it; a late answer changes that."""
    quickest: float | None = None
    """The shortest time to an answer so far."""
    _rate: float = 0.0
    """Bytes a second, smoothed; 0 while it is not known."""
    _latest: float = 0.0
    """When the latest answer came."""
    _unasked: int = 0
    _requests: deque[_Request] = field(default_factory=deque)

    @property
    def unanswered(self) -> int:
        """Bytes that the terminal may not have drawn yet."""
        return self._unasked + sum(request.size for request in self._requests)

    @property
    def awaiting(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._requests) and not self.silent

    def room(self, now: float) -> int | None:
        """Bytes that may be sent now; 0 is to wait, None is as many as there are."""
        if self.awaiting and now >= self.deadline():
            self.silent = True
        room = self.window - self.unanswered
        if self.silent or not self.awaiting:
            return None if self.quickest is None or self.window >= SLOW_WINDOW else self.window // PARTS
        if self.quickest is None or self.window >= SLOW_WINDOW:
            return None if room > 0 else 0
        return self.window // PARTS if room >= self.window // PARTS else 0

    def probe(self, now: float) -> str:
        """A request that goes before the very first frame: its answer tells how long the way is."""
        self._requests.append(_Request(0, 0, now))
        return REQUEST

    def measure(self, kind: str, now: float) -> str:
        """A request whose answer tells how wide a sign is; empty if the terminal does not answer."""
        if self.silent:
            return ""
        self._requests.append(_Request(0, 0, now, kind))
        return REQUEST

    @property
    def measures(self) -> str:
        """What the next answer tells the width of; empty if that of nothing."""
        return self._requests[0].measures if self._requests else ""

    def sent(self, size: int, now: float, *, more: bool = False) -> bool:
        """Note `size` bytes; says whether a request should follow. `more` bytes that wait need one."""
        self._unasked += size
        if self.silent or (self._unasked < ASK_AFTER and not more):
            return False
        self._requests.append(_Request(self._unasked + len(REQUEST), size, now))
        self._unasked = 0
        return True

    def answered(self, now: float) -> bool:
        """Note an answer; says whether it was one to our own request."""
        if not self._requests:
            return False
        request = self._requests.popleft()
        self.silent = False
        self._adapt(request, now)
        return True

    def _adapt(self, request: _Request, now: float) -> None:
        """Widen or narrow the window by what an answer tells of the link."""
        took = max(now - request.asked, MOMENT)
        self.quickest = took if self.quickest is None else min(self.quickest, took)
        # The link worked on these bytes since it was done with those before, or since they got there.
        begun = max(self._latest, request.asked + self.quickest)
        self._latest = now
        if request.frame < TELLING:
            return
        rate = request.frame / max(now - begun, MOMENT)
        self._rate = (self._rate + rate) / 2 if self._rate else rate
        self.window = min(MOST_WINDOW, max(LEAST_WINDOW, int(self._rate * (self.quickest + QUEUE))))

    def deadline(self) -> float:
        """When the oldest request counts as never to be answered."""
        request = self._requests[0]
        if not request.size:  # the probe has nothing before it to wait for
            return request.asked + PROBE_PATIENCE
        return request.asked + PATIENCE + self.unanswered / SLOWEST_LINK

    def reset(self) -> None:
        """Forget what is on its way, as after the terminal was handed to another program."""
        self._requests.clear()
        self._unasked = 0
