"""Pages of plain lines that lie over the reader: the base of the help page and of the provenance page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset

from tui.painting import Row, filled
from tui.screens.keys import name_of
from tui.widgets.lines import LinePane
from tui.widgets.status_line import StatusLine
from tui.wire.screen import WiredScreen

Styled = tuple[str, str]
"""A line, and its role: ``heading`` or ``text``."""


_widest = [80]
"""Cells of the widest column of text, as the settings say."""


def use_text_width(width: int) -> None:
    """Have pages be no wider than the article."""
    _widest[0] = width


class TextPane(LinePane):
    """Lines of text that scroll."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text-pane--heading"}
    DEFAULT_CSS = """
    TextPane > .text-pane--heading { text-style: bold; color: $text-primary; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: tuple[Styled, ...] = ()

    def show(self, lines: Sequence[Styled]) -> None:
        """Show other lines, from the top."""
        self.lines = tuple(lines)
        self.top = 0
        self.refresh()

    def line_count(self) -> int:
        """As many as were given."""
        return len(self.lines)

    def paint(self, line: int) -> Row:
        """One line in the style of its role."""
        text, role = self.lines[line]
        style = self.role("text-pane--heading") if role == "heading" else self.looks.base
        return filled(f" {text}", self.looks.width, style)


class PageScreen(WiredScreen[None], inherit_bindings=False):
    """A page that is scrolled with the movement keys and left with Esc or q."""

    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (("j/k", "move"), ("Space", "page"), ("Esc", "close"))

    def __init__(self) -> None:
        super().__init__()
        self.pane = TextPane(id="page")
        self.status = StatusLine(id="status")

    def compose(self) -> ComposeResult:
        """The text and the status line."""
        yield self.pane
        yield self.status

    def on_mount(self) -> None:
        """Show the lines."""
        self.pane.focus()
        self.status.show_hints(self.HINTS)
        self.show()

    def pointer(self) -> Offset:
        """The cursor stands where reading begins."""
        return Offset(1, 0)

    @property
    def text_width(self) -> int:
        """Cells of a line of text: as many as the article has, as far as there is room."""
        return max(20, min(_widest[0], self.app.size.width - 2))

    def page_lines(self) -> Sequence[Styled]:
        """The lines of the page, for the present width."""
        raise NotImplementedError

    def show(self) -> None:
        """Fill the page."""
        self.pane.show(self.page_lines())

    def on_resize(self) -> None:
        """Lines may wrap elsewhere."""
        self.show()

    def press(self, event: events.Key) -> None:
        """Movement keys and those that leave."""
        pane = self.pane
        name = name_of(event)
        if name in ("j", "down"):
            pane.move(1)
        elif name in ("k", "up"):
            pane.move(-1)
        elif name in ("space", "pagedown", "ctrl+f"):
            pane.page(1)
        elif name in ("b", "pageup", "ctrl+b"):
            pane.page(-1)
        elif name in ("ctrl+d", "ctrl+u"):
            pane.page(0.5 if name == "ctrl+d" else -0.5)
        elif name in ("g", "home"):
            pane.go_top()
        elif name in ("G", "end"):
            pane.go_end()
        elif name in ("escape", "q", "?", "i", "f1", "enter", "ctrl+c"):
            self.app.pop_screen()
        elif name == "Q":
            self.app.exit(0)
