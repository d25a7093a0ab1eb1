"""The screen that shows an article's pictures, one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.message import Message

from search import Picture
from search.errors import DossierError
from search.text import printable
from tui.features.pictures.raster import Raster, decode, drawn
from tui.painting import Row, filled
from tui.screens.keys import name_of
from tui.widgets.drawn import Drawn
from tui.widgets.status_line import StatusLine
from tui.wire.hook import WiredApp
from tui.wire.screen import WiredScreen
from tui.wire.terminal import Depth, Terminal

SMALL = (40, 24)
"""Pixels of the first picture on a slow link: some two kilobytes."""


class Decoded(Message):
    """A picture has been decoded, or not."""

    def __init__(self, number: int, made: Raster | DossierError) -> None:
        super().__init__()
        self.number = number
        self.made = made


class PicturePane(Drawn):
    """The rows of one picture, in the middle."""

    DEFAULT_CSS = "PicturePane { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__(id="picture")
        self._rows: list[Row] = []
        self._columns = 0

    def show(self, rows: list[Row], columns: int) -> None:
        """Show other rows, so many cells wide."""
        self._rows, self._columns = rows, columns
        self.refresh()

    def draw(self, y: int) -> Row:
        """A row, with room on both sides."""
        base, width = self.looks.base, self.looks.width
        if not 0 <= y < len(self._rows):
            return filled("", width, base)
        return [*filled("", max(0, (width - self._columns) // 2), base), *self._rows[y]]


class PictureScreen(WiredScreen[None], inherit_bindings=False):
    """``n`` and ``p`` go through the pictures; ``+`` shows one as large as there is room."""

    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("n", "next"),
        ("p", "previous"),
        ("+", "larger"),
        ("Esc", "close"),
    )

    def __init__(self, pictures: Sequence[Picture]) -> None:
        super().__init__()
        self._pictures = tuple(pictures)
        self._at = 0
        self._large = False
        self._number = 0
        self.pane = PicturePane()
        self.status = StatusLine(id="status")

    def compose(self) -> ComposeResult:
        """The picture, and what it is."""
        yield self.pane
        yield self.status

    def on_mount(self) -> None:
        """Show the first one; a small one where every byte takes its time."""
        self._large = not self._terminal.remote
        self.status.show_hints(self.HINTS)
        self.call_after_refresh(self._show)

    def pointer(self) -> Offset:
        """The cursor stands where what is said of the picture stands."""
        return Offset(0, max(0, self.size.height - 1))

    @property
    def _terminal(self) -> Terminal:
        return self.app.wire.terminal if isinstance(self.app, WiredApp) else Terminal()

    def on_resize(self) -> None:
        """There is more room, or less."""
        if self.is_mounted and self._number:
            self._show()

    def _show(self) -> None:
        """Have the present picture decoded for the present size."""
        self._number += 1
        picture, number = self._pictures[self._at], self._number
        width, height = self.pane.size.width, self.pane.size.height * 2
        if not self._large:
            width, height = min(width, SMALL[0]), min(height, SMALL[1])
        said = printable(picture.alt or picture.name, 300)
        self.status.show_message(f"{self._at + 1} of {len(self._pictures)}  {said}")

        def work() -> None:
            try:
                made: Raster | DossierError = decode(picture.load(), max(1, width), max(2, height))
            except DossierError as error:
                made = error
            self.post_message(Decoded(number, made))

        self.run_worker(work, thread=True, exclusive=True)

    @on(Decoded)
    def show_decoded(self, message: Decoded) -> None:
        """Show the picture, or why there is none."""
        if message.number != self._number:
            return
        if isinstance(message.made, DossierError):
            self.pane.show([], 0)
            place = f"{self._at + 1} of {len(self._pictures)}"
            self.status.show_message(printable(f"{place}  {message.made}"), bad=True)
            return
        terminal = self._terminal
        rows = drawn(message.made, colours=terminal.depth is not Depth.NONE, unicode=terminal.unicode)
        self.pane.show(rows, message.made.width)

    def press(self, event: events.Key) -> None:
        """Go to another one, or leave."""
        name = name_of(event)
        if name in ("n", "space", "j", "down", "right", "l"):
            self._go(1)
        elif name in ("p", "b", "k", "up", "left", "h"):
            self._go(-1)
        elif name in ("+", "-"):
            self._large = name == "+"
            self._show()
        elif name in ("escape", "q", "ctrl+c", "enter", "I"):
            self.app.pop_screen()
        elif name == "Q":
            self.app.exit(0)

    def _go(self, step: int) -> None:
        at = max(0, min(self._at + step, len(self._pictures) - 1))
        if at != self._at:
            self._at = at
            self._show()
