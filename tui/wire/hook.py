"""Puts the wire between a Textual application and its terminal.

Every frame of a full-screen application passes through one private method of Textual, as the compositor's
own update (which strips belong where), so nothing needs to be rendered twice or parsed back. The public
alternative, a driver class, sees only the finished byte stream, in which the cells would have to be found
again by an emulator of a terminal. :mod:`tui.wire.screen` comes in one step earlier, where Textual knows
what changed but has not yet put it together, which is half of its work.

All private names are in :mod:`tui.wire.textual_port`, Textual is pinned to a minor range, and if anything
is missing or has another shape the application goes on with stock output; the reason is on the ``--stats``
line.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from textual import events
from textual.geometry import Offset
from textual.screen import Screen
from textual.timer import Timer

from tui.wire import textual_port as port
from tui.wire.clipboard import Copy, copy_sequence
from tui.wire.output import Wire
from tui.wire.painter import DrawsRows, paint, parts
from tui.wire.terminal import Terminal, detect
from tui.wire.widths import WIDTHS

Result = TypeVar("Result")

# How long leaving waits (seconds) for answers on their way, which would otherwise end up at the shell's prompt.
FAREWELL = 1.0


class WiredApp(port.PortApp[Result]):
    """A Textual application whose frames go over the wire."""

    def __init__(self, *args: Any, terminal: Terminal | None = None, wired: bool = True, **kwargs: Any) -> None:
        """Pass `terminal` to say what the terminal can do, and `wired=False` for stock output."""
        super().__init__(*args, **kwargs)
        self.wire = Wire(terminal or detect())
        missing = port.missing_from_classes() or port.missing_from(self, "App")
        self.wire.stats.fallback = missing if wired else "switched off"
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
        driver = port.driver_of(self)
        if driver is None or self.is_headless:
            return Copy()
        attempt = copy_sequence(text, self.wire.terminal)
        if attempt.sequence:
            driver.write(attempt.sequence)
            driver.flush()
        return attempt

    def copy_to_clipboard(self, text: str) -> None:
        """What Textual's own widgets copy goes the same way, instead of unbounded and unwrapped."""
        self.keep_clipboard(text)
        self.offer(text)

    def on_mount(self) -> None:
        """Start over when the terminal comes back from another program; see what this Textual lacks."""
        self.wire.stats.stock += port.missing_extras(self)
        self.app_resume_signal.subscribe(self, lambda _: self.redraw())

    def redraw(self) -> None:
        """Send the whole screen anew: another program has written on it."""
        self.wire.forget()
        self.refresh(layout=True)

    def widths_changed(self) -> None:
        """Lay out and draw everything anew: some signs are wider or narrower than was assumed."""
        for screen in self.screen_stack:
            for widget in screen.walk_children():
                if isinstance(widget, DrawsRows):
                    widget.widths_changed()
            screen.refresh(layout=True)

    def switch_mouse(self) -> bool | None:
        """Have the mouse reported to the program, or left to the terminal; returns whether it is now.

        None: this driver does not know how.
        """
        return port.switch_mouse(self)

    def show_changes(self, screen: Screen[Any], cursor: Offset | None = None) -> bool:
        """Bring what has changed on a screen into the wire's cells, and send it. False: Textual has to."""
        if not self._is_wired() or screen is not self.screen:
            return False
        try:
            shown, changed = port.take_changes(screen)
            seen = list(parts(shown, changed))
        except (port.PortError, *port.SHAPE_ERRORS) as error:
            self.give_up(error)
            return False
        self.wire.resize(*self.size)
        for part in seen:
            paint(self.wire, part)
        self.show_cursor(cursor)
        self.post_display_hook()
        return True

    def take_frame(self, frame: Any) -> bool:
        """Send a frame that Textual's compositor made. False: Textual has to."""
        if not self._goes_over_wire(frame):
            return False
        try:
            self._absorb(frame)
        except port.SHAPE_ERRORS as error:
            self.give_up(error)
            return False
        self._send()
        self.post_display_hook()
        return True

    def _goes_over_wire(self, renderable: Any) -> bool:
        return self._is_wired() and port.is_frame(renderable)

    def _is_wired(self) -> bool:
        if self.wire.stats.fallback:
            return False
        try:
            return port.takes_frames(self)
        except port.PortError as error:
            self.give_up(error)
            return False

    def _absorb(self, frame: Any) -> None:
        """Write a frame into the wire's grid, with the columns at which Textual itself would write it."""
        self.wire.resize(*self.size)
        for x, y, strip, width in port.strips_of(frame):
            self.wire.put(x, y, strip, width)

    def _send(self) -> None:
        """Send what may be sent now; what may not is tried again when the terminal should have answered."""
        wire, driver = self.wire, port.driver_of(self)
        if wire.stats.fallback or driver is None or not self.is_running or self.is_headless or self._farewell:
            return
        wire.synchronised = port.can_synchronise(self)
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

    def give_up(self, error: Exception) -> None:
        """Go back to stock output for good: Textual is not what the wire was written for."""
        kind = "" if isinstance(error, port.PortError) else f"{type(error).__name__}: "
        self.wire.stats.fallback = f"{kind}{error}"
        self.log.error(self.wire.stats.line())
        self.call_later(self.refresh, layout=True)

    async def on_event(self, event: events.Event) -> None:
        """Take the terminal's answers to the pacer's requests out of the stream of events."""
        if isinstance(event, events.CursorPosition) and self.wire.answered(event.time, event.x):
            if self._farewell is None:
                if self.wire.rewidth and not WIDTHS.wanted:
                    self.wire.rewidth = False
                    self.widths_changed()
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
        driver = port.driver_of(self)
        if driver is None or not driver.can_suspend:
            return
        if port.prepare_suspension(self):
            os.killpg(os.getpgrp(), signal.SIGSTOP)
        else:
            super().action_suspend_process()

    def lend(self, work: Callable[[], None], then: Callable[[], None]) -> bool:
        """Give the terminal to another program while ``work`` runs, draw everything anew, and do ``then``.

        That is after the terminal has answered what it was asked: it would answer the other program. False
        where it cannot be given away.
        """
        driver = port.driver_of(self)
        if driver is None or not driver.can_suspend:
            return False

        def lent() -> None:
            with self.suspend():
                work()
            self.redraw()
            then()

        self._after_answers(lent)
        return True

    def _after_answers(self, leave: Callable[[], None]) -> None:
        if not self.wire.pacer.awaiting or not self.is_running or self._farewell is not None:
            leave()
            return
        self._farewell = leave
        self.set_timer(FAREWELL, self._leave)

    def _leave(self) -> None:
        if self._farewell is not None:
            leave, self._farewell = self._farewell, None
            leave()
