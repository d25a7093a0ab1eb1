"""What a screen is that takes keys one after another, and what is typed in a line."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from textual import events
from textual.app import App

from tui.layouts import table
from tui.wire.hook import WiredApp


@runtime_checkable
class TakesKeys(Protocol):
    """A screen that acts on a key at once."""

    def press(self, event: events.Key) -> None:
        """Act on a key."""


def has_own_cursor(app: App[Any]) -> bool:
    """Whether the terminal's own cursor is shown: the wire does, Textual's own output does not."""
    return isinstance(app, WiredApp) and not app.wire.stats.fallback and not app.is_headless


_letters: dict[str, str] = {}


def use_layout(layout: str) -> None:
    """Have letters of another script stand for the keys at their places on the keyboard."""
    _letters.clear()
    _letters.update(table(layout))


def name_of(event: events.Key) -> str:
    """The key in the notation of the table of actions; of a letter of another script, the key at its place."""
    name = typed_name(event)
    return _letters.get(name, name)


def typed_name(event: events.Key) -> str:
    """The key as it was typed: the character where there is one."""
    if event.is_printable and event.character:
        return "space" if event.character == " " else event.character
    return event.key
