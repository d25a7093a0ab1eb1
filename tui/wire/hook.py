"""Puts the wire between a Textual application and its terminal.

Why `App._display`: every frame of a full-screen application passes through this one private method, as
the compositor's own update (which strips belong where), so nothing needs to be rendered twice or parsed
back. The public alternative, a driver class, sees only the finished byte stream, in which the cells would
have to be found again by an emulator of a terminal. :mod:`tui.wire.screen` comes in one step earlier, where
Textual knows what changed but has not yet put it together, which is half of its work.

The private surface is small, it is checked when an application starts, Textual is pinned to a minor range,
and if anything is missing or has another shape the application falls back to stock output by itself; the
reason is on the ``--stats`` line.
"""

from __future__ import annotations

import inspect
import os
import signal
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from textual import _compositor, events
from textual.app import App
from textual.geometry import Offset
from textual.screen import Screen
from textual.timer import Timer

from tui.wire.clipboard import Copy, copy_sequence
from tui.wire.output import Wire
from tui.wire.painter import paint, parts
from tui.wire.terminal import Terminal, detect

Result = TypeVar("Result")

# What a changed shape of Textual's private parts raises; anything else is our own fault and let through.
SHAPE_ERRORS = (AttributeError, TypeError, ValueError, KeyError, IndexError)
# How long leaving waits (seconds) for answers on their way, which would otherwise end up at the shell's prompt.
FAREWELL = 1.0


def missing_hook(app_class: type[App[Any]] = App) -> str:
    """Why the wire cannot be hooked into this Textual; empty if it can."""
    display = getattr(app_class, "_display", None)
    if display is None:
        return "App._display is missing"
    if list(inspect.signature(display).parameters) != ["self", "screen", "renderable"]:
        return "App._display has another signature"
    for name, attributes in (("LayoutUpdate", "strips region"), ("ChopsUpdate", "chops spans chop_ends")):
        update = getattr(_compositor, name, None)
        if update is None:
            return f"{name} is missing"
        if list(inspect.signature(update).parameters) != attributes.split():
            return f"{name} has another shape"
    if not hasattr(Screen, "_compositor_refresh"):
        return "Screen._compositor_refresh is missing"
    return ""


class WiredApp(App[Result]):
    """A Textual application whose frames go over the wire."""

    def __init__(self, *args: Any, terminal: Terminal | None = None, wired: bool = True, **kwargs: Any) -> None:
        """Pass `terminal` to say what the terminal can do, and `wired=False` for stock output."""
        super().__init__(*args, **kwargs)
        self.wire = Wire(terminal or detect())
        self.wire.stats.fallback = missing_hook() if wired else "switched off"
        self._wire_timer: Timer | None = None
        self._farewell: Callable[[], None] | None = None

    def show_cursor(self, cell: Offset | None) -> None:
        """Put the hardware cursor on a cell of the screen, for screen readers and braille, which follow it.

        None leaves it where it is.
        """
        if cell is not None:
            self.cursor_position = cell
        self._send()

    def offer(self, text: str) -> Copy:
        """Offer a text to the terminal's clipboard; returns what was attempted."""
        if self._driver is None or self.is_headless:
            return Copy()
        attempt = copy_sequence(text, self.wire.terminal)
        if attempt.sequence:
            self._driver.write(attempt.sequence)
            self._driver.flush()
        return attempt

    def copy_to_clipboard(self, text: str) -> None:
        """What Textual's own widgets copy goes the same way, instead of unbounded and unwrapped."""
        self._clipboard = text
        self.offer(text)

    def on_mount(self) -> None:
        """Start over when the terminal comes back from another program."""
        self.app_resume_signal.subscribe(self, lambda _: self.redraw())

    def redraw(self) -> None:
        """Send the whole screen anew: another program has written on it."""
        self.wire.forget()
        self.refresh(layout=True)

    def switch_mouse(self) -> bool | None:
        """Have the mouse reported to the program, or left to the terminal; returns whether it is now.

        None: this driver does not know how. What decides is private to Textual's drivers, as at their start.
        """
        driver: Any = self._driver
        names = ("_mouse", "_enable_mouse_support", "_disable_mouse_support")
        if driver is None or not all(hasattr(driver, name) for name in names):
            return None
        if driver._mouse:
            driver._disable_mouse_support()
            driver._mouse = False
        else:
            driver._mouse = True
            driver._enable_mouse_support()
        return bool(driver._mouse)

    def show_changes(self, screen: Screen[Any], cursor: Offset | None = None) -> bool:
        """Bring what has changed on a screen into the wire's cells, and send it. False: Textual has to."""
        if not self._is_wired() or screen is not self.screen:
            return False
        try:
            compositor = screen._compositor
            changed = compositor._dirty_regions
            seen = list(parts(compositor.visible_widgets, changed))
            changed.clear()
        except SHAPE_ERRORS as error:
            self._give_up(error)
            return False
        self.wire.resize(*self.size)
        for part in seen:
            paint(self.wire, part)
        self.show_cursor(cursor)
        self.post_display_hook()
        return True

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if not self._goes_over_wire(renderable):
            super()._display(screen, renderable)
            return
        try:
            self._absorb(renderable)
        except SHAPE_ERRORS as error:
            self._give_up(error)
            super()._display(screen, renderable)
            return
        self._send()
        self.post_display_hook()

    def _set_pointer_shape(self, shape: str) -> None:
        """Never change the mouse pointer: half of the terminals print the request or ring the bell."""

    def _goes_over_wire(self, renderable: Any) -> bool:
        updates = (_compositor.LayoutUpdate, _compositor.ChopsUpdate)
        return isinstance(renderable, updates) and self._is_wired()

    def _is_wired(self) -> bool:
        return not (
            self.wire.stats.fallback
            or self._batch_count
            or not self._running
            or self._closed
            or self.is_headless
            or self._driver is None
            or self._driver.is_inline
        )

    def _absorb(self, update: _compositor.LayoutUpdate | _compositor.ChopsUpdate) -> None:
        """Write an update into the wire's grid, with the columns at which Textual itself would write it."""
        wire = self.wire
        wire.resize(*self.size)
        if isinstance(update, _compositor.LayoutUpdate):
            for y, line in enumerate(update.strips, update.region.y):
                x = update.region.x
                for strip in line:
                    wire.put(x, y, strip, strip.cell_length)
                    x += strip.cell_length
            return
        for y, start, stop in update.spans:
            for end, (x, chop) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if chop is not None and x <= stop and end > start:
                    wire.put(x, y, chop, min(end, stop) - x)

    def _send(self) -> None:
        """Send what may be sent now; what may not is tried again when the terminal should have answered."""
        wire, driver = self.wire, self._driver
        if wire.stats.fallback or driver is None or not self._running or self.is_headless or self._farewell:
            return
        wire.synchronised = getattr(self, "_sync_available", False)
        wire.cursor = self._clamped(self.cursor_position)
        while text := wire.frame(monotonic()):
            driver.write(text)
            driver.flush()
        if wire.held and self._wire_timer is None:
            self._wire_timer = self.set_timer(max(0.01, wire.pacer.deadline() - monotonic()), self._retry)

    def _retry(self) -> None:
        self._wire_timer = None
        self._send()

    def _clamped(self, position: Offset) -> tuple[int, int] | None:
        """The cursor's place on the screen; nothing has been pointed at while it is in the corner."""
        width, height = self.wire.size
        if position == Offset(0, 0) or not width:
            return None
        return min(max(position.x, 0), width - 1), min(max(position.y, 0), height - 1)

    def _give_up(self, error: Exception) -> None:
        """Go back to stock output for good: Textual is not what the wire was written for."""
        self.wire.stats.fallback = f"{type(error).__name__}: {error}"
        self.log.error(self.wire.stats.line())
        self.call_later(self.refresh, layout=True)

    async def on_event(self, event: events.Event) -> None:
        """Take the terminal's answers to the pacer's requests out of the stream of events."""
        if isinstance(event, events.CursorPosition) and self.wire.pacer.answered(event.time):
            if self._farewell is None:
                self._send()
            elif not self.wire.pacer.awaiting:
                self._leave()
            return
        await super().on_event(event)

    def exit(self, result: Result | None = None, return_code: int = 0, message: Any = None) -> None:
        """Exit, after the terminal has answered what it was asked (or a second has passed)."""
        self._after_answers(partial(super().exit, result, return_code, message))

    def action_suspend_process(self) -> None:
        """Suspend, after the terminal has answered what it was asked (or a second has passed)."""
        self._after_answers(self._suspend_job)

    def _suspend_job(self) -> None:
        """Give the terminal back, then stop the whole job.

        Textual would stop this process alone: behind a script, whose end the shell waits for, that goes
        unnoticed, and nobody could type ``fg``.
        """
        driver = self._driver
        if driver is not None and driver.can_suspend:
            self._suspend_signal()
            driver.suspend_application_mode()
            driver._must_signal_resume = True  # type: ignore[attr-defined]  # as its own way of stopping does
            os.killpg(os.getpgrp(), signal.SIGSTOP)

    def _after_answers(self, leave: Callable[[], None]) -> None:
        if not self.wire.pacer.awaiting or not self._running or self._farewell is not None:
            leave()
            return
        self._farewell = leave
        self.set_timer(FAREWELL, self._leave)

    def _leave(self) -> None:
        if self._farewell is not None:
            leave, self._farewell = self._farewell, None
            leave()
