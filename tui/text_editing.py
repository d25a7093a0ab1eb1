"""A text of several lines being edited: what is other than in one line, and where its rows break."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace

from tui.editing import EDITS, Line
from tui.typeset import wrap


def _start(line: Line) -> int:
    return line.text.rfind("\n", 0, line.cursor) + 1


def _end(line: Line) -> int:
    end = line.text.find("\n", line.cursor)
    return len(line.text) if end < 0 else end


def home(line: Line) -> Line:
    """To the beginning of the line."""
    return line.go(_start(line))


def end(line: Line) -> Line:
    """To the end of the line."""
    return line.go(_end(line))


def kill(line: Line, start: int, stop: int) -> Line:
    """Take characters out, to be brought back by a yank."""
    if start >= stop:
        return line
    text = line.text[:start] + line.text[stop:]
    return replace(line, text=text, cursor=start, killed=line.text[start:stop], selected=False)


def kill_end(line: Line) -> Line:
    """Kill to the end of the line or, there, the line break."""
    stop = _end(line)
    return kill(line, line.cursor, stop if stop > line.cursor else min(stop + 1, len(line.text)))


def kill_home(line: Line) -> Line:
    """Kill back to the beginning of the line."""
    return kill(line, _start(line), line.cursor)


def kill_word(line: Line) -> Line:
    """Kill back to white space."""
    head = line.before.rstrip()
    return kill(line, max(head.rfind(" "), head.rfind("\n")) + 1, line.cursor)


TEXT_EDITS: dict[str, Callable[[Line], Line]] = {
    **EDITS,
    "home": home,
    "ctrl+a": home,
    "end": end,
    "ctrl+e": end,
    "ctrl+k": kill_end,
    "ctrl+u": kill_home,
    "ctrl+w": kill_word,
    "alt+backspace": kill_word,
    "ctrl+home": Line.home,
    "ctrl+end": Line.end,
    "enter": lambda line: line.insert("\n"),
    "ctrl+j": lambda line: line.insert("\n"),
}
"""Key to edit: readline's keys within a line."""


def row_starts(text: str, width: int) -> list[int]:
    """Offsets at which the rows of a text begin in so many cells; there is always one row."""
    starts: list[int] = []
    at = 0
    for line in text.split("\n"):
        starts += [at + start for start, _ in wrap(line, width)] or [at]
        at += len(line) + 1
    return starts


def row_of(starts: list[int], cursor: int) -> int:
    """The row in which the cursor stands."""
    return max(0, bisect_right(starts, cursor) - 1)


def moved_by_rows(line: Line, starts: list[int], step: int) -> Line:
    """The cursor some rows further down or up, in the same column as far as there is one."""
    row = row_of(starts, line.cursor)
    target = row + step
    if not 0 <= target < len(starts):
        return line.go(0 if step < 0 else len(line.text))
    column = line.cursor - starts[row]
    last = starts[target + 1] - 1 if target + 1 < len(starts) else len(line.text)
    return line.go(min(starts[target] + column, last))
