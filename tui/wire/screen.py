"""A screen of a wired application: what changes on it is drawn at once, or a moment later with what follows."""

from __future__ import annotations

import asyncio
from typing import ClassVar, TypeVar

from textual.geometry import Offset, Region
from textual.widget import Widget

from tui.wire import textual_port as port
from tui.wire.hook import WiredApp

Result = TypeVar("Result")

FRAME = 0.008
"""Seconds from a change until it is drawn: what an answer from the library changes comes into the same frame,
and nobody sees so short a time."""


class WiredScreen(port.PortScreen[Result]):
    """Draws without Textual's compositor, and tells the application where its cursor is."""

    DEFAULT_CSS: ClassVar[str] = "WiredScreen { overflow: hidden; }"
    """What has no room is cut off: a bar to scroll the screen with would take the rest of a small one."""
    _due: asyncio.TimerHandle | None = None
    """The frame that will be drawn."""
    _ported: bool | None = None
    """Whether Textual is as this way of drawing needs it; None until that is asked."""

    def pointer(self) -> Offset | None:
        """The cell on which the terminal's own cursor stands; None leaves it where it is."""
        return None

    def draw_soon(self) -> None:
        """Draw what has changed, and put the cursor in its place, in a moment."""
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(FRAME, self._draw)

    def on_screen_resume(self) -> None:
        """The screen is in front, at first or again."""
        self.draw_soon()

    def note_change(self, widget: Widget, regions: tuple[Region, ...]) -> bool:
        """Some regions of a widget, or all of it, look different; its size does not change by that.

        False: nothing was noted, Textual has to be told.
        """
        if not self._is_ported():
            return False
        try:
            if port.mark_changed(self, widget, regions):
                self.draw_soon()
        except port.PortError as error:
            self._give_up(error)
            return False
        return True

    def holds_back(self) -> bool:
        """Whatever else is done meanwhile, what has changed is drawn when its frame is due."""
        if self._due is None or not self._is_ported():
            return False
        try:
            return not port.waits_for_layout(self)
        except port.PortError as error:
            self._give_up(error)
            return False

    def draws_itself(self) -> bool:
        """Draw over the wire what has changed; False leaves it to Textual."""
        app = self.app
        if not (self._is_ported() and isinstance(app, WiredApp) and app.show_changes(self, self.pointer())):
            return False
        port.forget_changes(self)
        return True

    def _is_ported(self) -> bool:
        """Whether Textual is as this way of drawing needs it; if not, stock output is used from now on."""
        if self._ported is None:
            missing = port.missing_from_classes() or port.missing_from_screen(self)
            self._ported = not missing
            if missing:
                self._give_up(port.PortError(missing))
        return self._ported

    def _give_up(self, error: port.PortError) -> None:
        self._ported = False
        if isinstance(self.app, WiredApp) and not self.app.wire.stats.fallback:
            self.app.give_up(error)

    def _draw(self) -> None:
        self._due = None
        if not (self.is_attached and self.is_current):
            return
        try:
            self._update()
        except Exception as error:  # noqa: BLE001 - the loop would only log what goes wrong in its callbacks
            self.call_later(_fail, error)

    def _update(self) -> None:
        if self._is_ported():
            try:
                update = port.updater(self)
            except port.PortError as error:
                self._give_up(error)
            else:
                update()
        if isinstance(self.app, WiredApp) and self.app.screen is self:
            self.app.show_cursor(self.pointer())


def _fail(error: Exception) -> None:
    """Raise an error where Textual sees it, and ends the program with its traceback."""
    raise error
