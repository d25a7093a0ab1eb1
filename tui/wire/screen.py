"""A screen of a wired application: what changes on it is drawn at once, or a moment later with what follows."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.geometry import Offset, Region
from textual.screen import Screen
from textual.widget import Widget

from tui.wire.hook import WiredApp

Result = TypeVar("Result")

FRAME = 0.008
"""Seconds from a change until it is drawn: what an answer from the library changes comes into the same frame,
and nobody sees so short a time."""


class WiredScreen(Screen[Result]):
    """Draws without Textual's compositor, and tells the application where its cursor is."""

    DEFAULT_CSS: ClassVar[str] = "WiredScreen { overflow: hidden; }"
    """What has no room is cut off: a bar to scroll the screen with would take the rest of a small one."""
    _due: asyncio.TimerHandle | None = None
    """The frame that will be drawn."""

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

    def note_change(self, widget: Widget, regions: tuple[Region, ...]) -> None:
        """Some regions of a widget, or all of it, look different; its size does not change by that.

        Textual sends three messages through as many queues for this.
        """
        widget._set_dirty(*regions)
        if widget in self._compositor.visible_widgets:  # others are drawn when they are shown
            self._dirty_widgets.add(widget)
            self.draw_soon()

    async def _on_idle(self, event: events.Idle) -> None:
        """Whatever else is done meanwhile, what has changed is drawn when its frame is due."""
        layout = self._layout_required or self._scroll_required or self._recompose_required
        if self._due is not None and not layout:
            event.prevent_default()

    def _draw(self) -> None:
        self._due = None
        if not (self.is_attached and self.is_current):
            return
        try:
            self._on_timer_update()
            if isinstance(self.app, WiredApp) and self.app.screen is self:
                self.app.show_cursor(self.pointer())
        except Exception as error:  # noqa: BLE001 - the loop would only log what goes wrong in its callbacks
            self.app._handle_exception(error)

    def _compositor_refresh(self) -> None:
        app: Any = self.app
        if isinstance(app, WiredApp) and app.show_changes(self, self.pointer()):
            self._dirty_widgets.clear()
        else:
            super()._compositor_refresh()
