"""A line at the bottom that asks for a few words: to find, to save, to pipe."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.screen import ModalScreen

from tui.messages import QueryChanged, QuerySubmitted
from tui.widgets.query_line import QueryLine


class PromptScreen(ModalScreen[str | None], inherit_bindings=False):
    """Gives back what was typed, or None after Escape; ``changed`` is called with every change."""

    DEFAULT_CSS: ClassVar[str] = """
    PromptScreen { background: transparent; }
    PromptScreen QueryLine { dock: bottom; }
    """

    def __init__(self, label: str, text: str = "", changed: Callable[[str], None] | None = None) -> None:
        super().__init__()
        self.line = QueryLine(sign=label)
        self.line.show(text)
        self._changed = changed

    def compose(self) -> ComposeResult:
        """The line."""
        yield self.line

    def on_mount(self) -> None:
        """Type at once."""
        self.set_focus(self.line)

    @on(QueryChanged)
    def tell(self, message: QueryChanged) -> None:
        """Pass a change on."""
        if self._changed is not None:
            self._changed(message.text)

    @on(QuerySubmitted)
    def finish(self, message: QuerySubmitted) -> None:
        """Enter."""
        self.dismiss(message.text)

    def on_key(self, event: events.Key) -> None:
        """Escape gives up."""
        event.stop()
        if event.key in ("escape", "ctrl+c"):
            self.dismiss(None)
