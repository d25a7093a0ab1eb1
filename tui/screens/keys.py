"""What a screen is that takes keys one after another, and what is typed in a line."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from textual import events
from textual.app import App

from tui.wire.hook import WiredApp


@runtime_checkable
class TakesKeys(Protocol):
    """A screen that acts on a key at once."""

    def press(self, event: events.Key) -> None:
        """Act on a key."""


def has_own_cursor(app: App[Any]) -> bool:
    """Whether the terminal's own cursor is shown: the wire does, Textual's own output does not."""
    return isinstance(app, WiredApp) and not app.wire.stats.fallback and not app.is_headless


def name_of(event: events.Key) -> str:
    """The key in the notation of the table of actions: the character where there is one."""
    if event.is_printable and event.character:
        return "space" if event.character == " " else event.character
    return event.key
