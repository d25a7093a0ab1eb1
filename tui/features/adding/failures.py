"""What could not be read, and why, on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events

from search import Failure
from search.text import printable
from tui.screens.keys import name_of
from tui.screens.page import PageScreen, Styled
from tui.typeset import wrap


class FailuresScreen(PageScreen):
    """Every file that could not be read and why; ``r`` reads them again."""

    HINTS = (("j/k", "move"), ("r", "read them again"), ("Esc", "close"))

    def __init__(self, failures: tuple[Failure, ...], retry: Callable[[], bool]) -> None:
        super().__init__()
        self._failures = failures
        self._retry = retry
        """Reads them again; False when something is being added already."""

    def page_lines(self) -> Sequence[Styled]:
        """Path and reason, wrapped."""
        if not self._failures:
            return [("Every file could be read.", "text")]
        width = max(10, self.app.size.width - 4)
        lines: list[Styled] = [(f"What could not be read: {len(self._failures):,}", "heading")]
        for failure in self._failures:
            lines.append(("", "text"))
            for indent, text in (("", printable(failure.path)), ("  ", printable(failure.reason))):
                lines += [(f"{indent}{text[a:b]}", "text") for a, b in wrap(text, width)]
        return lines

    def press(self, event: events.Key) -> None:
        """Read again, or scroll and leave as every page does."""
        if name_of(event) != "r":
            super().press(event)
        elif not self._failures or not self._retry():
            self.status.show_message("There is nothing to read again now.")
