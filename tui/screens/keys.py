"""What a screen is that takes keys one after another, and what is typed in a line."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual import events


@runtime_checkable
class TakesKeys(Protocol):
    """A screen that acts on a key at once."""

    def press(self, event: events.Key) -> None:
        """Act on a key."""


def name_of(event: events.Key) -> str:
    """The key in the notation of the table of actions: the character where there is one."""
    if event.is_printable and event.character:
        return "space" if event.character == " " else event.character
    return event.key
