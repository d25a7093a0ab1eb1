"""Waiting, in tests that drive the reader, for what the program does in its own time."""

from __future__ import annotations

from collections.abc import Callable

from textual.pilot import Pilot

PATIENCE = 3_000
"""Hundredths of a second: a loaded machine may need seconds where a quiet one needs none."""


async def until(pilot: Pilot[int], condition: Callable[[], bool]) -> None:
    """Let the program work until something is so."""
    for _ in range(PATIENCE):
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came true")
