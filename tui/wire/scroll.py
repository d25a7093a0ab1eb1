"""Finds lines that only moved up or down, so that the terminal can scroll them itself."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

from tui.wire.cells import Row, Rows, blank_rows

# Fewer lines than this are cheaper to write again than to scroll.
FEWEST_LINES = 2

_text_of = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Scroll:
    """Lines `top` to `bottom` (from 0, both included) moved by `lines`: up if positive, down if negative."""

    top: int
    bottom: int
    lines: int


def find_scroll(old: Rows, new: Rows) -> Scroll | None:
    """The scroll that saves most lines of writing, or None when there is none.

    Old lines are looked up by their text; each new line that equals one votes for the distance that it
    moved, and the longest unbroken run of one distance wins.
    """
    changed = [y for y, row in enumerate(new) if old[y] != row]
    if len(changed) < FEWEST_LINES:
        return None
    places: dict[str, list[int]] = {}
    for y, row in enumerate(old):
        if text := _text(row):
            places.setdefault(text, []).append(y)
    moved: dict[int, list[int]] = {}
    for y in changed:
        for source in places.get(_text(new[y]), ()):
            if source != y and old[source] == new[y]:
                moved.setdefault(source - y, []).append(y)
    best = max((_longest_run(lines, distance) for distance, lines in moved.items()), default=(0, 0, 0))
    length, start, distance = best
    if length < FEWEST_LINES:
        return None
    first, last = start, start + length - 1
    return Scroll(min(first, first + distance), max(last, last + distance), distance)


def _text(row: Row) -> str:
    """The text of a row; empty if it is all spaces, which tells nothing about where it came from."""
    text = "".join(map(_text_of, row))
    return "" if text.isspace() else text


def _longest_run(lines: list[int], distance: int) -> tuple[int, int, int]:
    """Length and start of the longest run of consecutive numbers, with the distance for good measure."""
    best = (0, 0, distance)
    start = previous = lines[0]
    for line in lines:
        if line > previous + 1:
            start = line
        previous = line
        best = max(best, (line - start + 1, start, distance))
    return best


def scrolled(rows: Rows, scroll: Scroll) -> Rows:
    """The rows after a scroll: those that came free are plain spaces. Rows are shared, not copied."""
    width = len(rows[0])
    part = rows[scroll.top : scroll.bottom + 1]
    free = blank_rows(width, min(abs(scroll.lines), len(part)))
    part = part[scroll.lines :] + free if scroll.lines > 0 else free + part[: scroll.lines]
    return [*rows[: scroll.top], *part, *rows[scroll.bottom + 1 :]]
