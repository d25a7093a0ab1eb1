"""Runs an application on two screens at once: one fed by the wire, one by Textual's own output.

Every frame is compared as soon as the wire has sent it, so a walk through an application that ends
well proves that no step of it looked different.
"""

from __future__ import annotations

from typing import Any

import pyte
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Offset
from textual.screen import Screen as TextualScreen

from tests.screens import Screen, differences
from tui.widgets.drawn import Drawn
from tui.wire.hook import WiredApp


class Picture:
    """A screen that is fed text."""

    def __init__(self, width: int, height: int) -> None:
        self.screen = Screen(width, height)
        self.screen.reset_mode(7, private=True)
        self._stream = pyte.Stream(self.screen)
        self.text = ""

    def feed(self, text: str) -> None:
        """Show it."""
        self.text += text
        self._stream.feed(text)

    def resize(self, width: int, height: int) -> None:
        """Change the size; what the terminal shows then is nobody's business."""
        if (width, height) != (self.screen.columns, self.screen.lines):
            self.screen.resize(height, width)


class Listening(HeadlessDriver):
    """A driver that shows what is written on the application's picture, and answers as a terminal does."""

    @property
    def is_headless(self) -> bool:
        """No: frames should be made."""
        return False

    def write(self, data: str) -> None:
        """Show it on the wire's picture."""
        app: Any = self._app
        app.pictures[0].feed(data)


class Twin(WiredApp[Any]):
    """Mix into a wired application, first, to give it the two pictures and count where they differ."""

    def __init__(self, *args: Any, size: tuple[int, int] = (80, 24), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.driver_class = Listening
        self.pictures = (Picture(*size), Picture(*size))
        self.compared = 0
        self.differences: list[str] = []

    def _display(self, screen: TextualScreen[Any], renderable: Any) -> None:
        goes = self._goes_over_wire(renderable)
        for picture in self.pictures:
            picture.resize(*self.size)
        if isinstance(renderable, LayoutUpdate):  # its lines can be read only once
            renderable.strips = [list(line) for line in renderable.strips]
        super()._display(screen, renderable)
        if goes and isinstance(renderable, (ChopsUpdate, LayoutUpdate)):
            forget_codes(renderable)
            self.pictures[1].feed(renderable.render_segments(self.console))
            self.compare()

    def show_changes(self, screen: TextualScreen[Any], cursor: Offset | None = None) -> bool:
        """Compare what the wire made of the changes with all of the screen, drawn anew by Textual."""
        for picture in self.pictures:
            picture.resize(*self.size)
        if not super().show_changes(screen, cursor):
            return False
        screen._dirty_widgets.clear()  # as Textual does now: these have been drawn
        if self.at_rest:  # what asks meanwhile is shown by the next frame
            self.compare_all()
        return True

    @property
    def at_rest(self) -> bool:
        """Whether nothing that is seen has asked to be drawn again since the last frame began."""
        screen: Any = self.screen
        seen = screen._compositor.visible_widgets
        asked = any(widget._repaint_required or widget._layout_required for widget in seen)
        return not asked and not screen._dirty_widgets and screen._message_queue.empty()

    def compare_all(self) -> None:
        """Compare what the wire shows with all of the screen, drawn anew by Textual."""
        screen = self.screen
        for widget in screen.query(Drawn):
            widget.forget()
        update = screen._compositor.render_full_update()
        update.strips = [list(line) for line in update.strips]
        forget_codes(update)
        self.pictures[1].feed(update.render_segments(self.console))
        self.compare()

    def compare(self) -> None:
        """Note where the two pictures differ, unless the wire still holds a frame back."""
        if self.wire.held:
            self.wire.pacer.reset()
            self._send()
        self.compared += 1
        wire, stock = (picture.screen for picture in self.pictures)
        for x, y in differences(wire, stock):
            self.differences.append(
                f"frame {self.compared} at {x},{y}: {wire.buffer[y][x]} {stock.buffer[y][x]}"
            )


def forget_codes(update: ChopsUpdate | LayoutUpdate) -> None:
    """Empty the caches of rendered colours: another test may have filled them with fewer colours."""
    if isinstance(update, LayoutUpdate):
        strips = [strip for line in update.strips for strip in line]
    else:
        strips = [strip for line in update.chops for strip in line.values() if strip is not None]
    for strip in strips:
        strip._render_cache = None
        for _, style, _ in strip:
            if style is not None:
                style._ansi = None


def true_colours(monkeypatch: Any) -> None:
    """Have Textual's own output in 24-bit colours, whatever terminal the tests run in."""
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "truecolor")
