"""What to send so that a screen that shows one grid shows another: as few bytes as can be found cheaply.

Everything here is pure: grids and the state of the terminal in, text and the new state out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain
from math import inf
from operator import ne
from typing import NamedTuple

from tui.wire.cells import NUL, Cell, Row, Rows, blank_rows, characters, disputed, is_marked, is_picture
from tui.wire.moves import csi, move
from tui.wire.pens import PLAIN, SEEN_ON_SPACE, Pen, transition
from tui.wire.scroll import Scroll, find_scroll, scrolled
from tui.wire.terminal import Terminal

ERASE_TO_END = "\x1b[K"
ERASE_SCREEN = "\x1b[2J"
SCROLL_UP, SCROLL_DOWN = "\x1bD", "\x1bM"
# Repeating or blanking a run in place costs about this many bytes, with the move over it; and blanking without.
RUN_COST, BLANK_COST = 9, 5
# Unchanged cells that are written again rather than passed over: a move costs as much.
GAP = 3
# What follows the cells that are worth writing in one go: too many that are the same, in flags of difference.
TOO_MANY_SAME = bytes(GAP + 1)
# Spaces that are worth blanking as a run.
LONG_BLANK = " " * (RUN_COST + 1)


Spans = Mapping[int, range]
"""Columns of rows, by the row."""


class State(NamedTuple):
    """Where the terminal's cursor is and how it would write; None for what is not known."""

    x: int | None = None
    y: int | None = None
    pen: Pen | None = None


def encode(
    old: Rows | None, new: Rows, state: State, terminal: Terminal, spans: Spans | None = None
) -> tuple[str, State]:
    """The text that turns a screen showing `old` into one showing `new`, and the state after it.

    `old` is None when nobody knows what the screen shows; it is then erased first. `spans` tells, if known, in
    which columns rows may differ, so that the others need not be compared.
    """
    if old is None:
        painter = _Painter(terminal, state)
        painter.paint(painter.clear(new), new)
        return painter.result()
    plain = _Painter(terminal, state)
    scroll = find_scroll(old, new) if terminal.scroll_regions else None
    if scroll is None:
        plain.paint(old, new, spans)
        return plain.result()
    other = _Painter(terminal, state)
    other.scroll(scroll)
    other.paint(scrolled(old, scroll), new)
    text, _ = other.result()
    shorter = plain.paint(old, new, spans, most=len(text.encode()))
    return min(plain.result(), other.result(), key=_size) if shorter else other.result()


def _size(result: tuple[str, State]) -> int:
    return len(result[0].encode())


class _Line(NamedTuple):
    """A row to be written, and what is found for all its cells at once, which is faster than one by one."""

    y: int
    cells: Row
    differ: bytes
    """1 for each cell that differs from what is shown and 0 for the others, up to the last that does."""
    text: str
    """A character for each of these; NUL before the first and for what :func:`characters` has doubts about."""


def _line(y: int, old: Row, new: Row, span: range | None) -> _Line:
    """What has to be known of a row that differs, at most in the columns of a span."""
    start, stop = (span.start, span.stop) if span else (0, len(new))
    differ = bytes(start) + bytes(map(ne, old[start:stop], new[start:stop])).rstrip(b"\0")
    first = differ.find(1)
    return _Line(y, new, differ, NUL * first + characters(new, first, len(differ)))


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
        counted = Counter(chain.from_iterable(new))
        spaces = {target[1]: count for target, count in counted.items() if self._erasable(target)}
        pen = max(spaces, key=spaces.__getitem__, default=PLAIN)
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

    def paint(self, old: Rows, new: Rows, spans: Spans | None = None, most: float = inf) -> bool:
        """Write the cells that differ, and say so; given up when that takes more than `most` characters."""
        length = 0
        for y, (before, after) in enumerate(zip(old, new, strict=True)):
            if before is not after and before != after:
                done = len(self.out)
                self.paint_row(_line(y, before, after, spans.get(y) if spans else None))
                if most < inf:
                    length += sum(map(len, self.out[done:]))
                if length > most:
                    return False
        return True

    def paint_row(self, line: _Line) -> None:
        """Write the cells of one row that differ, left to right."""
        _, new, differ, _ = line
        tail = self._tail(line) if line.text[-1] == " " else len(new)
        x = differ.find(1)
        while x >= 0:
            if x >= tail and len(differ) - x > len(ERASE_TO_END):
                self._erase_to_end(x, line)
                return
            while x and not new[x][0]:  # the right half of a wide character is written with the left
                x -= 1
            may_run = self.terminal.repeat or line.text.startswith(LONG_BLANK, x)
            x = (may_run and self._run(x, line)) or self._write(x, tail, line)
            x = differ.find(1, x)

    def _erase_to_end(self, x: int, line: _Line) -> None:
        self.goto(x, line.y, line)
        self.use_for(line.cells[x], erasing=True)
        self.out.append(ERASE_TO_END)

    def _run(self, x: int, line: _Line) -> int:
        """Write a run of equal cells by count if the terminal can; returns the column after, or 0."""
        cells, end = line.cells, len(line.differ)
        target = cells[x]
        text = target[0]
        blank = text == " " and self.terminal.erase_characters and self._erasable(target)
        if not blank and not (self.terminal.repeat and not disputed(text)):
            return 0
        stop = end - len(line.text[x:].lstrip(text))
        if cells[x:stop].count(target) < stop - x:  # some are in another pen
            stop = next(column for column in range(x, stop) if cells[column] != target)
        run, stop = stop, line.differ.rfind(1, x, stop) + 1
        # If a move over what is the same follows in any case, blanking costs no other one.
        cost = BLANK_COST if blank and run - stop > GAP else RUN_COST
        if (stop - x) * len(text.encode()) <= cost or (text != " " and not self.terminal.repeat):
            return 0
        self.goto(x, line.y, line)
        self.use_for(target, erasing=blank)
        if blank:
            self.out.append(csi(stop - x, "X"))
            return stop
        self.out.append(text + csi(stop - x - 1, "b"))
        self._arrived(stop, line)
        return stop

    def _write(self, x: int, tail: int, line: _Line) -> int:
        """Write cells from one that differs on while they suit its pen, over short gaps too.

        Long runs of spaces are left to :meth:`_run`, and the row's blank end from `tail` on to be erased.
        Returns the column after the last cell that differs.
        """
        _, cells, differ, text = line
        self.goto(x, line.y, line)
        self.use_for(cells[x])
        if text[x] == NUL:
            return self._write_special(x, line)
        stop = differ.find(TOO_MANY_SAME, x)
        if stop < 0:
            stop = len(differ)
        if x < tail < stop:
            stop = tail
        if (special := text.find(NUL, x + 1, stop)) >= 0:
            stop = special
        if (run := text.find(LONG_BLANK, x + 1, stop + RUN_COST)) >= 0:
            stop = run
        stop = x + _suiting(cells[x:stop], self.pen or PLAIN)
        stop = differ.rfind(1, x, stop) + 1
        self.out.append(text[x:stop])
        self._arrived(stop, line)
        return stop

    def _write_special(self, x: int, line: _Line) -> int:
        """Write a wide character or one with marks; returns the column after it."""
        cells = line.cells
        stop = _end_of_sign(cells, x)
        last = x
        while self._goes_on(x, stop, line):
            last, stop = stop, _end_of_sign(cells, stop)
        texts = [text for text, _ in cells[x:stop] if text]
        uncertain = any(map(disputed, texts))
        if uncertain and any(map(is_picture, texts)):
            # What may be narrower than its columns shows what stood there.
            self.out.append(" " * (stop - x))
            self.x = None if stop >= len(cells) else stop
            self.goto(x, line.y)
        self.out.append("".join(texts) or " ")
        self._arrived(None if disputed(cells[last][0]) or uncertain else stop, line)
        return stop

    def _goes_on(self, x: int, stop: int, line: _Line) -> bool:
        """Whether the sign in column ``stop`` belongs to the run of marked signs that begins at ``x``.

        Such a run is written whole, so that the terminal can join its signs.
        """
        cells = line.cells
        if stop >= len(cells) or not is_marked(cells[x][0]) or cells[stop][1] != cells[x][1]:
            return False
        text = cells[stop][0]
        return text.isalpha() or is_marked(text)

    def _arrived(self, x: int | None, line: _Line) -> None:
        """Note where the cursor is; after the last column terminals differ, so it is not known there."""
        self.x, self.y = (x if x is not None and x < len(line.cells) else None), line.y

    def goto(self, x: int, y: int, line: _Line | None = None) -> None:
        """Move the cursor; over a short gap by writing again what stands there, if the pen allows."""
        if x == self.x and y == self.y:
            return
        way = move(self.x, self.y, x, y, self.terminal.addressing)
        if line is not None and y == self.y and self.x is not None and 0 < x - self.x <= len(way):
            gap = line.text[self.x : x]
            if gap[0] == NUL:  # perhaps only because nothing differs there
                gap = characters(line.cells, self.x, x)
            if NUL not in gap and len(gap.encode()) <= len(way) and self._suits(line.cells[self.x : x]):
                way = gap
        self.out.append(way)
        self.x, self.y = x, y

    def use(self, pen: Pen) -> None:
        """Change the pen."""
        self.out.append(transition(self.pen, pen, self.terminal.selective))
        self.pen = pen

    def use_for(self, target: Cell, *, erasing: bool = False) -> None:
        """Change the pen unless the present one already shows the cell as it should look."""
        text, pen = target
        if pen is self.pen and not erasing:
            return
        if self.pen is not None and not (erasing and self.pen.decorated):
            if pen == self.pen:
                self.pen = pen  # the very same object is faster to compare with
                return
            if text == " " and self.pen.shows_space(pen):
                return
        if text == " " and not pen.decorated and self.pen is not None:
            # Of a space only the background is seen: the text's colour may be right for what follows.
            pen = Pen(self.pen.foreground, pen.background, self.pen.attributes & ~SEEN_ON_SPACE)
        self.use(pen)

    def _suits(self, cells: Row) -> bool:
        return self.pen is not None and _suiting(cells, self.pen) == len(cells)

    def _erasable(self, target: Cell) -> bool:
        """Whether erasing leaves such a cell."""
        text, pen = target
        return text == " " and not pen.decorated and (self.terminal.coloured_erase or not pen.background)

    def _tail(self, line: _Line) -> int:
        """Where the end of a row begins that can be erased: equal blank cells up to its last column."""
        cells = line.cells
        blank = cells[-1]
        if cells[len(line.differ) - 1] != blank or not self._erasable(blank):
            return len(cells)
        start = len(line.text.rstrip(" "))
        if cells[start:].count(blank) == len(cells) - start:
            return start
        start = len(cells)
        while cells[start - 1] == blank:
            start -= 1
        return start


def _end_of_sign(cells: Row, x: int) -> int:
    """The column after the sign in column ``x``."""
    stop = x + 1
    while stop < len(cells) and not cells[stop][0]:
        stop += 1
    return stop


def _suiting(cells: Row, pen: Pen) -> int:
    """How many of the first cells can be written with this pen."""
    on_space = pen
    for x, (text, wanted) in enumerate(cells):
        # Nearly all pens are one of two objects, so that little is compared.
        if wanted is pen or (wanted is on_space and text == " "):
            continue
        if wanted != pen:
            if text != " " or not pen.shows_space(wanted):
                return x
            on_space = wanted
    return len(cells)
