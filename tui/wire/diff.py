"""What to send so that a screen that shows one grid shows another: as few bytes as can be found cheaply.

Everything here is pure: grids and the state of the terminal in, text and the new state out.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from tui.wire.cells import Cell, Row, Rows, blank_rows, disputed
from tui.wire.moves import csi, move
from tui.wire.pens import PLAIN, SEEN_ON_SPACE, Pen, transition
from tui.wire.scroll import Scroll, find_scroll, scrolled
from tui.wire.terminal import Terminal

ERASE_TO_END = "\x1b[K"
ERASE_SCREEN = "\x1b[2J"
SCROLL_UP, SCROLL_DOWN = "\x1bD", "\x1bM"
# Repeating or blanking a run in place costs about this many bytes, with the move over it.
RUN_COST = 9
# Unchanged cells that are written again rather than passed over: a move costs as much.
GAP = 3


class State(NamedTuple):
    """Where the terminal's cursor is and how it would write; None for what is not known."""

    x: int | None = None
    y: int | None = None
    pen: Pen | None = None


def encode(old: Rows | None, new: Rows, state: State, terminal: Terminal) -> tuple[str, State]:
    """The text that turns a screen showing `old` into one showing `new`, and the state after it.

    `old` is None when nobody knows what the screen shows; it is then erased first.
    """
    if old is None:
        painter = _Painter(terminal, state)
        painter.paint(painter.clear(new), new)
        return painter.result()
    plain = _Painter(terminal, state)
    plain.paint(old, new)
    scroll = find_scroll(old, new) if terminal.scroll_regions else None
    if scroll is None:
        return plain.result()
    other = _Painter(terminal, state)
    other.scroll(scroll)
    other.paint(scrolled(old, scroll), new)
    return min(plain.result(), other.result(), key=lambda result: len(result[0].encode()))


class _Painter:
    """Collects output while it keeps track of where the cursor is and of the pen."""

    def __init__(self, terminal: Terminal, state: State) -> None:
        self.terminal = terminal
        self.out: list[str] = []
        self.x, self.y, self.pen = state.x, state.y, state.pen

    def result(self) -> tuple[str, State]:
        return "".join(self.out), State(self.x, self.y, self.pen)

    def clear(self, new: Rows) -> Rows:
        """Erase the screen in the background that most of its spaces will have; returns what it shows then."""
        spaces = Counter(c[1] for row in new for c in row if c[0] == " " and self._erasable(c))
        pen = spaces.most_common(1)[0][0] if spaces else PLAIN
        self.use(pen)
        self.out.append(ERASE_SCREEN)
        return blank_rows(len(new[0]), len(new), pen)

    def scroll(self, scroll: Scroll) -> None:
        """Let the terminal move lines; those that come free get the terminal's own background everywhere."""
        self.use(PLAIN)
        self.out.append(f"\x1b[{scroll.top + 1};{scroll.bottom + 1}r")
        # Setting margins moves the cursor to a place that terminals don't agree on.
        self.x = self.y = None
        self.goto(0, scroll.bottom if scroll.lines > 0 else scroll.top)
        self.out.append((SCROLL_UP if scroll.lines > 0 else SCROLL_DOWN) * abs(scroll.lines))
        self.out.append("\x1b[r")
        self.x = self.y = None

    def paint(self, old: Rows, new: Rows) -> None:
        """Write the cells that differ."""
        for y, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                self.paint_row(y, before, after)

    def paint_row(self, y: int, old: Row, new: Row) -> None:
        """Write the cells of one row that differ, left to right."""
        width = len(new)
        tail = self._tail(new)
        last = next(x for x in range(width - 1, -1, -1) if old[x] != new[x])
        x = 0
        while x <= last:
            if old[x] == new[x]:
                x += 1
                continue
            if x >= tail and self._erase_to_end(x, y, last, new):
                return
            while x and not new[x][0]:  # the right half of a wide character is written with the left
                x -= 1
            x = self._run(x, y, last, new) or self._write(x, y, last, old, new)

    def _erase_to_end(self, x: int, y: int, last: int, new: Row) -> bool:
        """Erase a row's blank end if that is shorter than writing the spaces; says whether it did."""
        if last - x < len(ERASE_TO_END):
            return False
        self.goto(x, y, new)
        self.use_for(new[x], erasing=True)
        self.out.append(ERASE_TO_END)
        return True

    def _run(self, x: int, y: int, last: int, new: Row) -> int:
        """Write a run of equal cells by count if the terminal can; returns the column after, or 0."""
        blank = self.terminal.erase_characters and self._erasable(new[x])
        if not blank and not (self.terminal.repeat and not disputed(new[x][0])):
            return 0
        stop = x + 1
        while stop <= last and new[stop] == new[x]:
            stop += 1
        text = new[x][0]
        if (stop - x) * len(text.encode()) <= RUN_COST or (text != " " and not self.terminal.repeat):
            return 0
        self.goto(x, y, new)
        self.use_for(new[x], erasing=blank)
        if blank:
            self.out.append(csi(stop - x, "X"))
            return stop
        self.out.append(text + csi(stop - x - 1, "b"))
        self._arrived(stop, y, len(new))
        return stop

    def _write(self, x: int, y: int, last: int, old: Row, new: Row) -> int:
        """Write a cell and those after it that are as simple; returns the column after them."""
        text, _ = new[x]
        self.goto(x, y, new)
        self.use_for(new[x])
        stop = x + 1
        while stop < len(new) and not new[stop][0]:
            stop += 1
        self.out.append(text or " ")
        if disputed(text):
            self._arrived(None, y, len(new))
            return stop
        stop = self._write_on(stop, last, old, new)
        self._arrived(stop, y, len(new))
        return stop

    def _write_on(self, x: int, last: int, old: Row, new: Row) -> int:
        """Write cells while they suit the pen and are one narrow character each, over short gaps too.

        This is the inner loop of everything, so it looks at as little as it can. Spaces that may be part
        of a run are left to :meth:`_run`. Returns the column after the last cell that differs.
        """
        pen = self.pen or PLAIN
        plain_background = None if pen.decorated else pen.background
        start = end = x
        while x <= last:
            target = new[x]
            same = target == old[x]
            if same and x - end >= GAP:
                break
            text, wanted = target
            blank = text == " "
            alike = blank and not wanted.attributes and wanted.background == plain_background
            if wanted is not pen and not alike and wanted != pen:
                break
            if blank:
                if x < last and new[x + 1] == target:
                    break
            elif not text.isascii() and (disputed(text) or (x + 1 < len(new) and not new[x + 1][0])):
                break
            x += 1
            if not same:
                end = x
        self.out.append("".join([text for text, _ in new[start:end]]))
        return end

    def _arrived(self, x: int | None, y: int, width: int) -> None:
        """Note where the cursor is; after the last column terminals differ, so it is not known there."""
        self.x, self.y = (x if x is not None and x < width else None), y

    def goto(self, x: int, y: int, row: Row | None = None) -> None:
        """Move the cursor; over a short gap by writing again what stands there, if the pen allows."""
        if (self.x, self.y) == (x, y):
            return
        way = move(self.x, self.y, x, y, addressing=self.terminal.addressing)
        if row is not None and y == self.y and self.x is not None and self.x < x:
            gap = row[self.x : x]
            if len(gap) <= len(way) and all(self._fits(c) for c in gap):
                written = "".join(text for text, _ in gap)
                if len(written.encode()) <= len(way):
                    way = written
        self.out.append(way)
        self.x, self.y = x, y

    def use(self, pen: Pen) -> None:
        """Change the pen."""
        self.out.append(transition(self.pen, pen, self.terminal.selective))
        self.pen = pen

    def use_for(self, target: Cell, *, erasing: bool = False) -> None:
        """Change the pen unless the present one already shows the cell as it should look."""
        text, pen = target
        if self._shows(target) and not (erasing and self.pen is not None and self.pen.decorated):
            return
        if text == " " and not pen.decorated and self.pen is not None:
            # Of a space only the background is seen: the text's colour may be right for what follows.
            pen = Pen(self.pen.foreground, pen.background, self.pen.attributes & ~SEEN_ON_SPACE)
        self.use(pen)

    def _shows(self, target: Cell) -> bool:
        text, pen = target
        if self.pen is None:
            return False
        return self.pen == pen or (text == " " and self.pen.shows_space(pen))

    def _fits(self, target: Cell) -> bool:
        """Whether a cell can be written in passing, with this pen and a certain width."""
        return bool(target[0]) and not disputed(target[0]) and self._shows(target)

    def _erasable(self, target: Cell) -> bool:
        """Whether erasing leaves such a cell."""
        text, pen = target
        return text == " " and not pen.decorated and (self.terminal.coloured_erase or not pen.background)

    def _tail(self, row: Row) -> int:
        """Where the end of a row begins that can be erased: equal blank cells."""
        if not self._erasable(row[-1]):
            return len(row)
        start = len(row) - 1
        while start and row[start - 1] == row[-1]:
            start -= 1
        return start
