"""What could not be read, and why; and which articles lack words of their originals; on a page."""

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

    def __init__(
        self, failures: tuple[Failure, ...], losses: tuple[Failure, ...], retry: Callable[[], bool]
    ) -> None:
        super().__init__()
        self._failures = failures
        self._losses = losses
        self._retry = retry
        """Reads them again; False when something is being added already."""

    def page_lines(self) -> Sequence[Styled]:
        """Path and reason, wrapped."""
        width = max(10, self.app.size.width - 4)
        lines: list[Styled] = [] if self._failures else [("Every file could be read.", "text")]
        for heading, listed in (("What could not be read", self._failures), ("Words were lost", self._losses)):
            lines += _listed(heading, listed, width)
        return lines

    def press(self, event: events.Key) -> None:
        """Read again, or scroll and leave as every page does."""
        if name_of(event) != "r":
            super().press(event)
        elif not self._failures or not self._retry():
            self.status.show_message("There is nothing to read again now.")


def _listed(heading: str, failures: Sequence[Failure], width: int) -> list[Styled]:
    """A heading with their number, then path and reason of each; nothing when there are none."""
    lines: list[Styled] = [("", "text"), (f"{heading}: {len(failures):,}", "heading")] if failures else []
    for failure in failures:
        lines.append(("", "text"))
        for indent, text in (("", printable(failure.path)), ("  ", printable(failure.reason))):
            lines += [(f"{indent}{text[a:b]}", "text") for a, b in wrap(text, width)]
    return lines
