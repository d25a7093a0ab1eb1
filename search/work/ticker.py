"""Progress at a bearable pace: at most ten reports a second, with a rate and the time left."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from search.errors import Cancelled
from search.work.progress import Progress, Report, Stop

INTERVAL = 0.1
"""Seconds between two reports: faster than anybody reads."""
WINDOW = 5.0
"""Seconds over which the rate is taken: long enough to be steady, short enough to be true."""


class Ticker:
    """Counts work done and reports it."""

    def __init__(
        self, report: Report | None, stage: str, total: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._report = report
        self._stage = stage
        self._clock = clock
        self._started = clock()
        self._reported = self._started - INTERVAL
        self._marks: deque[tuple[float, int]] = deque([(self._started, 0)])
        self.total = total
        self.done = 0
        self.failed = 0
        self.share = 0.0
        """Part of the work that is done, 0 to 1, where the total is unknown but this is not."""

    def step(self, count: int = 1) -> None:
        """Note that ``count`` more are done; report if it is time."""
        self.done += count
        if self._report is not None and self._clock() - self._reported >= INTERVAL:
            self.flush()

    def flush(self) -> None:
        """Report now."""
        if self._report is None:
            return
        now = self._reported = self._clock()
        self._marks.append((now, self.done))
        while len(self._marks) > 2 and self._marks[1][0] <= now - WINDOW:
            self._marks.popleft()
        since, before = self._marks[0]
        rate = (self.done - before) / (now - since) if now > since else 0.0
        remaining = self._remaining(now, rate)
        self._report(
            Progress(self._stage, self.done, self.total, rate=rate, remaining=remaining, failed=self.failed)
        )

    def _remaining(self, now: float, rate: float) -> float:
        if self.total:
            return (self.total - self.done) / rate if rate else 0.0
        return (now - self._started) * (1 - self.share) / self.share if self.share else 0.0


def go_on(stop: Stop | None) -> None:
    """Raises Cancelled when the caller no longer wants the result."""
    if stop is not None and stop():
        raise Cancelled("Stopped.")
