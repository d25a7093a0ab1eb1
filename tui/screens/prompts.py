"""A line at the bottom that asks for a few words: to find, to save, to pipe."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.screen import ModalScreen

from tui.messages import QueryChanged
from tui.widgets.query_line import QueryLine, Typed


class PromptScreen(ModalScreen[None], inherit_bindings=False):
    """Calls ``done`` with what was typed, or with None after Escape; ``changed`` after every change."""

    DEFAULT_CSS: ClassVar[str] = """
    PromptScreen { background: transparent; }
    PromptScreen QueryLine { dock: bottom; }
    """

    def __init__(
        self,
        label: str,
        done: Callable[[str | None], None],
        text: str = "",
        changed: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self.line = QueryLine(sign=label)
        self.line.show(text)
        self._done = done
        self._changed = changed

    def compose(self) -> ComposeResult:
        """The line."""
        yield self.line

    def on_mount(self) -> None:
        """Type at once."""
        self.set_focus(self.line)

    def press(self, event: events.Key) -> None:
        """Edit, finish, or give up with Escape."""
        if event.key in ("escape", "ctrl+c"):
            self._leave(None)
            return
        typed = self.line.take(event)
        if typed is Typed.SUBMITTED:
            self._leave(self.line.line.text)
        elif typed is Typed.CHANGED:
            self.tell()

    @on(QueryChanged)
    def tell(self) -> None:
        """Pass a change on."""
        if self._changed is not None:
            self._changed(self.line.line.text)

    def _leave(self, text: str | None) -> None:
        # First the screen, so that what is done now finds the reader in front.
        self.app.pop_screen()
        self._done(text)
