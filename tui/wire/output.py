"""The wire itself: keeps what the terminal shows and what it should show, and says what to send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import ne

from rich.segment import Segment
from rich.style import Style

from tui.wire.bidi import visual
from tui.wire.cells import NUL, Cell, Row, Rows, add_marks, blank_rows, cell, cells_of, leading_marks, put_cells
from tui.wire.diff import State, encode
from tui.wire.moves import address, move
from tui.wire.pacing import REQUEST, Pacer
from tui.wire.pens import PLAIN, Palette
from tui.wire.stats import WireStats
from tui.wire.terminal import Terminal
from tui.wire.widths import SAMPLES, WIDTHS

SHOW_CURSOR, HIDE_CURSOR = "\x1b[?25h", "\x1b[?25l"
SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
# A larger frame may be seen while it is drawn: it is sent as one if the terminal can, else without the cursor.
LARGE_FRAME = 512
# What may be sent although too much is on its way already: a typed character with its colours, some of them.
URGENT = 64
MOST_URGENT = 256
# Segments whose cells are remembered: those of many screens.
REMEMBERED = 4096
# Bytes that a row costs beside its cells: moves and colours.
ROW_COST = 16


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
        self._known: dict[tuple[str, Style | None], tuple[Cell, ...]] = {}
        self._dirty: dict[int, range] = {}
        """Rows that differ from what is shown, and in which columns at most."""
        self._state = State()
        self._cursor_seen: bool | None = None
        self._held = False
        self._asked: set[str] = set()
        """Kinds of signs whose width was asked for."""
        self.rewidth = False
        """Whether a width became another one since the screen was laid out; whoever lays it out unsets this."""

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
            self.repaint()

    def repaint(self) -> None:
        """Assume nothing of what the terminal shows: the next frame is a whole one."""
        self._shown = None
        self._dirty.clear()  # of what is not known, everything is; a smaller screen has no such rows
        self._state = State()
        self._cursor_seen = None

    def forget(self) -> None:
        """Start over after another program had the terminal: answers on their way were lost, too."""
        self.repaint()
        self.pacer.reset()

    def put(self, x: int, y: int, segments: Iterable[Segment], width: int) -> None:
        """Write the segments of one strip, `width` cells wide, at a column and row; the excess is cut off."""
        if not 0 <= y < len(self._wanted):
            return
        marks, cells = self._strip(segments)
        if marks and 0 < x <= self.size[0]:
            add_marks(self._wanted[y], x - 1, marks)
            self._changed_in(y, range(x - 1, x))
        self.put_cells(x, y, cells, width)

    def cells(self, segments: Iterable[Segment]) -> Row:
        """The cells that one strip takes in this terminal, to be kept by who has the strip."""
        return self._strip(segments)[1]

    def columns(self, segments: Iterable[Segment], first: int, last: int) -> Row:
        """Some columns of a strip, arranged as a part of the whole strip."""
        row = self._strip(segments)[1][first:last]
        return [cell(" ", row[0][1]), *row[1:]] if row and not row[0][0] else row

    def _strip(self, segments: Iterable[Segment]) -> tuple[str, Row]:
        """The marks that a strip begins with, which belong to what stands before it, and its cells."""
        row: Row = []
        before = ""
        for text, style, control in segments:
            if control or not text:
                continue
            cells = self._known.get((text, style))
            if cells is None:
                cells = cells_of(text, self.palette.pen(style), self.terminal.unicode)
                if not (marks := leading_marks(text)):
                    self._remember(text, style, cells)
                elif row and self.terminal.unicode:
                    add_marks(row, len(row) - 1, marks)
                elif self.terminal.unicode:
                    before += marks
            row += cells
        return before, visual(row) if self.terminal.visual else row

    def _remember(self, text: str, style: Style | None, cells: tuple[Cell, ...]) -> None:
        """Most segments are drawn again and again."""
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[text, style] = cells

    def put_cells(self, x: int, y: int, cells: Sequence[Cell], width: int | None = None) -> None:
        """Write the cells of one strip, as `put` would its segments; those after `width` cells are cut off."""
        if 0 <= y < len(self._wanted):
            end = x + (len(cells) if width is None else width)
            self._changed_in(y, put_cells(self._wanted[y], x, cells, end))

    def _changed_in(self, y: int, columns: range) -> None:
        """Note in which columns a row may differ from what is shown."""
        if columns:
            if known := self._dirty.get(y):
                columns = range(min(known.start, columns.start), max(known.stop, columns.stop))
            self._dirty[y] = columns

    def frame(self, now: float) -> str:
        """What to send at time `now` (seconds); empty if nothing changed or the terminal is behind.

        `held` is true when something remains to be sent: ask again when the terminal has answered, or at
        the pacer's deadline. On a slow link a frame goes in parts, the row with the cursor first, and a
        short change of that row (a typed character) never waits.
        """
        if not self._wanted or not self._changed():
            self._held = False
            return ""
        room = self.pacer.room(now)
        if self._unmeasured() and not self.pacer.silent:
            self._free_last_row()
        painted = self._painted(room)
        if painted is None:
            self.stats.merged += self._held
            self._held = True
            return ""
        text, rows = painted
        self._note_shown(rows)
        self._held = bool(self._dirty)
        text = self._cursor_placed(self._as_one(text))
        if not self.stats.frames:
            text = self.pacer.probe(now) + text
        if self._unmeasured():
            text = self._measuring(now) + text
        size = len(text.encode())
        if self.pacer.sent(size, now, more=self._held):
            text += REQUEST
            size += len(REQUEST)
        self.stats.count(size)
        return text

    def _free_last_row(self) -> None:
        """Have the last row drawn with this frame, on which samples will have been drawn before it."""
        self._state = State()
        if self._shown is not None:
            last = len(self._wanted) - 1
            self._shown[last] = [(NUL, PLAIN)] * self.size[0]
            self._dirty[last] = range(self.size[0])

    def _unmeasured(self) -> set[str]:
        """Kinds of signs whose width is still to be asked; a terminal that shows ASCII alone is asked none."""
        return WIDTHS.wanted - self._asked if self.terminal.unicode else set()

    def _measuring(self, now: float) -> str:
        """Has one sign of each kind that is new drawn on the last row, and asks where the cursor is then."""
        kinds = sorted(self._unmeasured())
        self._asked.update(kinds)
        asked = [(SAMPLES[kind], self.pacer.measure(kind, now)) for kind in kinds]
        home = address(0, len(self._wanted) - 1)
        return "".join(f"{home}{sample}{request}" for sample, request in asked if request)

    def answered(self, now: float, column: int) -> bool:
        """Note a report of the cursor's place; says whether it was asked for by the wire."""
        kind = self.pacer.measures
        if not self.pacer.answered(now):
            return False
        if kind and WIDTHS.learn(kind, column):
            self._known.clear()
            self.rewidth = True
        return True

    def _changed(self) -> bool:
        shown, wanted = self._shown, self._wanted
        if shown is None:
            return True
        self._dirty = {y: span for y, span in self._dirty.items() if shown[y] != wanted[y]}
        return bool(self._dirty) or self._cursor_moved()

    def _cursor_moved(self) -> bool:
        if self.cursor is None:
            return bool(self._cursor_seen)
        return not self._cursor_seen or (self._state.x, self._state.y) != self.cursor

    def _painted(self, room: int | None) -> tuple[str, set[int]] | None:
        """The text that brings rows up to date, and which; None if there is no room for any."""
        if self._shown is None:
            if room == 0:
                return None
            text, self._state = encode(None, self._wanted, self._state, self.terminal)
            return text, set(range(len(self._wanted)))
        rows = set(self._dirty)
        text, state = self._encoded(rows)
        if room is not None and len(text) > max(room, URGENT):
            rows = self._first_rows(room)
            text, state = self._encoded(rows)
        if room == 0 and (len(text) > URGENT or self.pacer.unanswered > self.pacer.window + MOST_URGENT):
            return None
        self._state = state
        return text, rows

    def _encoded(self, rows: set[int]) -> tuple[str, State]:
        """What brings some rows up to date. Nothing is noted, so it may also not be sent."""
        shown = self._shown or []
        if not rows:
            return "", self._state
        target = [self._wanted[y] if y in rows else row for y, row in enumerate(shown)]
        return encode(shown, target, self._state, self.terminal, self._dirty)

    def _first_rows(self, room: int) -> set[int]:
        """Rows that can go first: that of the cursor, then from the top as many as there is room for."""
        shown = self._shown or []
        cursor_row = self.cursor[1] if self.cursor else -1
        chosen: set[int] = set()
        left = room
        for y in sorted(self._dirty, key=lambda y: (y != cursor_row, y)):
            left -= sum(map(ne, shown[y], self._wanted[y])) + ROW_COST
            if chosen and left < 0:
                break
            chosen.add(y)
        return chosen

    def _note_shown(self, rows: set[int]) -> None:
        if self._shown is None:
            self._shown = [row.copy() for row in self._wanted]
        for y in rows:
            self._shown[y] = self._wanted[y].copy()
            self._dirty.pop(y, None)

    def _as_one(self, text: str) -> str:
        """A large frame wrapped so that its drawing is not seen, or at least not the cursor in it."""
        if len(text) <= LARGE_FRAME:
            return text
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
        text += move(self._state.x, self._state.y, x, y, self.terminal.addressing)
        self._state = State(x, y, self._state.pen)
        if not self._cursor_seen:
            text += SHOW_CURSOR
            self._cursor_seen = True
        return text
