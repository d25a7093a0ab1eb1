"""Driving the reader in tests: waiting for what it does in its own time, pasting what is long to type."""

from __future__ import annotations

from collections.abc import Callable

from textual.events import Paste
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


async def paste(pilot: Pilot[int], text: str) -> None:
    """Paste a text where the focus is: Pilot waits some 60 ms for every key that is pressed."""
    pilot.app.post_message(Paste(text))
    await pilot.pause()
