"""Finds lines that only moved up or down, so that the terminal can scroll them itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from operator import itemgetter
from typing import NamedTuple

from tui.wire.cells import Row, Rows, blank_rows

# Fewer changed lines than this are cheaper to write again than to scroll.
FEWEST_LINES = 2
# Distances that are looked at closely: those for which most lines speak.
CANDIDATES = 3

# Cells of a line by which it is looked up.
SAMPLES = 6
# A line that is found in more places than this is blank or a rule: it does not tell how far it moved.
MOST_PLACES = 4

_text_of = itemgetter(0)


class Scroll(NamedTuple):
    """Lines `top` to `bottom` (from 0, both included) moved by `lines`: up if positive, down if negative."""

    top: int
    bottom: int
    lines: int


def find_scroll(old: Rows, new: Rows) -> Scroll | None:
    """The scroll that saves most lines of writing, or None when there is none.

    Lines are looked up by some of their text, and each that is found elsewhere votes for the distance that it
    moved. For the distances with most votes, the unbroken run of lines with most changes in it wins.
    """
    changed = [y for y, row in enumerate(new) if old[y] is not row and old[y] != row]
    if len(changed) < FEWEST_LINES:
        return None
    places: defaultdict[str, list[int]] = defaultdict(list)
    for y in changed:
        places[_sample(old[y])].append(y)
    votes: Counter[int] = Counter()
    for y in changed:
        found = [place for place in places.get(_sample(new[y]), ()) if place != y and old[place] == new[y]]
        if len(found) <= MOST_PLACES:
            votes.update(place - y for place in found)
    runs = (_best_run(old, new, distance, set(changed)) for distance, _ in votes.most_common(CANDIDATES))
    saved, first, last, distance = max(runs, default=(0, 0, 0, 0))
    if saved < FEWEST_LINES:
        return None
    return Scroll(min(first, first + distance), max(last, last + distance), distance)


def _sample(row: Row) -> str:
    """The texts of some cells, far apart: enough to guess by, since lines that moved are compared in full."""
    step = len(row) // SAMPLES or 1
    return "".join(map(_text_of, row[step // 2 :: step]))


def _best_run(old: Rows, new: Rows, distance: int, changed: set[int]) -> tuple[int, int, int, int]:
    """The run of lines equal to those `distance` below in which most lines change.

    Returns how many change, the first and the last line that does, and the distance.
    """
    best = (0, 0, 0, distance)
    saved = first = 0
    for y in range(max(0, -distance), min(len(new), len(new) - distance)):
        if old[y + distance] != new[y]:
            saved = 0
        elif y in changed:
            first = first if saved else y
            saved += 1
            best = max(best, (saved, first, y, distance))
    return best


def scrolled(rows: Rows, scroll: Scroll) -> Rows:
    """The rows after a scroll: those that came free are plain spaces. Rows are shared, not copied."""
    width = len(rows[0])
    part = rows[scroll.top : scroll.bottom + 1]
    free = blank_rows(width, min(abs(scroll.lines), len(part)))
    part = part[scroll.lines :] + free if scroll.lines > 0 else free + part[: scroll.lines]
    return [*rows[: scroll.top], *part, *rows[scroll.bottom + 1 :]]
