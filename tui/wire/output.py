"""The wire itself: keeps what the terminal shows and what it should show, and says what to send."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment

from tui.wire.cells import Rows, blank_rows, put
from tui.wire.diff import State, encode
from tui.wire.moves import move
from tui.wire.pacing import REQUEST, Pacer
from tui.wire.pens import Palette
from tui.wire.stats import WireStats
from tui.wire.terminal import Terminal

SHOW_CURSOR, HIDE_CURSOR = "\x1b[?25h", "\x1b[?25l"
SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
# A larger frame may be seen while it is drawn: it is sent as one if the terminal can, else without the cursor.
LARGE_FRAME = 512


class Wire:
    """The state between an application's frames and one terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.stats = WireStats()
        self.pacer = Pacer()
        self.palette = Palette(terminal.depth)
        self.synchronised = False
        """Whether the terminal can hold a frame back until it is complete (mode 2026)."""
        self.cursor: tuple[int, int] | None = None
        """Where the hardware cursor should stand, column and row; None hides it."""
        self._wanted: Rows = []
        self._shown: Rows | None = None
        self._dirty: set[int] = set()
        self._state = State()
        self._cursor_seen: bool | None = None
        self._held = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in cells."""
        return (len(self._wanted[0]), len(self._wanted)) if self._wanted else (0, 0)

    @property
    def held(self) -> bool:
        """Whether a frame waits for the terminal."""
        return self._held

    @property
    def rows(self) -> Rows:
        """The screen as it should be; to be read only."""
        return self._wanted

    def resize(self, width: int, height: int) -> None:
        """Start over with a screen of another size; nothing happens if it is the same."""
        if (width, height) != self.size:
            self._wanted = blank_rows(width, height)
            self.forget()

    def forget(self) -> None:
        """Assume nothing of what the terminal shows, as after another program had it."""
        self._shown = None
        self._state = State()
        self._cursor_seen = None
        self.pacer.reset()

    def put(self, x: int, y: int, segments: Iterable[Segment], width: int) -> None:
        """Write the segments of one strip, `width` cells wide, at a column and row; the excess is cut off."""
        if not 0 <= y < len(self._wanted):
            return
        row = self._wanted[y]
        end = x + width
        self._dirty.add(y)
        for text, style, control in segments:
            if not control and text:
                x = put(row, x, text, self.palette.pen(style), end, unicode=self.terminal.unicode)

    def frame(self, now: float) -> str:
        """What to send at time `now` (seconds); empty if nothing changed or the terminal is behind.

        In the second case `held` is true, and the frame should be asked for again when the terminal
        has answered, or at the pacer's deadline.
        """
        if not self._wanted or not self._changed():
            self._held = False
            return ""
        if not self.pacer.may_send(now):
            self.stats.merged += self._held
            self._held = True
            return ""
        self._held = False
        text = self._cursor_placed(self._painted())
        size = len(text.encode())
        if self.pacer.sent(size, now):
            text += REQUEST
            size += len(REQUEST)
        self.stats.count(size)
        return text

    def _changed(self) -> bool:
        shown, wanted = self._shown, self._wanted
        if shown is None:
            return True
        self._dirty = {y for y in self._dirty if shown[y] != wanted[y]}
        return bool(self._dirty) or self._cursor_moved()

    def _cursor_moved(self) -> bool:
        if self.cursor is None:
            return bool(self._cursor_seen)
        return not self._cursor_seen or (self._state.x, self._state.y) != self.cursor

    def _painted(self) -> str:
        """The text that brings the cells up to date, and note that they are."""
        if self._shown is not None and not self._dirty:
            return ""
        text, self._state = encode(self._shown, self._wanted, self._state, self.terminal)
        if self._shown is None:
            self._shown = [row.copy() for row in self._wanted]
        for y in self._dirty:
            self._shown[y] = self._wanted[y].copy()
        self._dirty.clear()
        if len(text) > LARGE_FRAME:
            if self.synchronised:
                return SYNC_START + text + SYNC_END
            if self._cursor_seen:
                self._cursor_seen = False
                return HIDE_CURSOR + text
        return text

    def _cursor_placed(self, text: str) -> str:
        """Add what puts the hardware cursor in its place, and shows or hides it."""
        if self.cursor is None:
            text += HIDE_CURSOR if self._cursor_seen is not False else ""
            self._cursor_seen = False
            return text
        x, y = self.cursor
        text += move(self._state.x, self._state.y, x, y, addressing=self.terminal.addressing)
        self._state = State(x, y, self._state.pen)
        if not self._cursor_seen:
            text += SHOW_CURSOR
            self._cursor_seen = True
        return text
