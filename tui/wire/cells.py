"""The screen as a grid of cells, and the last gate before the terminal: nothing unprintable passes.

A cell is what stands in one column: a base character with its marks, and a pen. A wide character
has its text in the left cell and an empty text in the right one. Column widths come from Rich,
which Textual lays the screen out with, so both agree on where a character ends up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rich.cells import cell_len as rich_cell_len
from rich.segment import Segment

from search.text import JOINERS, is_joining
from tui.wire.ascii import one_cell
from tui.wire.pens import PLAIN, Pen
from tui.wire.widths import JOINER, cell_len, cluster_width, clusters, is_certain, is_emoji, set_cell_size

Cell = tuple[str, Pen]
Row = list[Cell]
Rows = list[Row]

REPLACEMENT = "\ufffd"
# Characters that Python calls unprintable but that stand for something plain. U+3000 is two columns wide.
PLAIN_FORMS = {"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u3000": "  ", "\u00ad": "-", "\t": " "}
# A base with more marks than this is noise that some terminals choke on; no script stacks as many.
MOST_MARKS = 8
# Stands for a cell that is not as simple as one character of one column.
NUL = "\0"
# Characters of one column on which terminals agree: Latin, Greek, Cyrillic, punctuation, arrows, lines, shapes.
# There are more such, but these are most of what is read, and cells of nothing else need no closer look.
_certain = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f"
    "\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u259f\u25b2-\u25c5]*"
).fullmatch
# From here on characters are wide or rare; below it they are few enough to be remembered.
WIDE = "\u3000"


@lru_cache(maxsize=16384)
def cell(text: str, pen: Pen) -> Cell:
    """One cell, shared between all who ask for it, so that equal cells are mostly the same object.

    A space keeps only what can be seen of its pen: two spaces that look alike are equal.
    """
    return (text, pen.on_space()) if text == " " else (text, pen)


class _Narrow(dict[str, Cell]):
    """The cells of simple characters in one pen, made when they are first asked for."""

    def __init__(self, pen: Pen) -> None:
        super().__init__()
        self.pen = pen

    def __missing__(self, character: str) -> Cell:
        made = self[character] = cell(character, self.pen)
        return made


@lru_cache(maxsize=256)
def _narrow(pen: Pen) -> _Narrow:
    return _Narrow(pen)


_simple = set(map(chr, range(0x20, 0x7F)))
"""Characters that are known to take one cell by themselves, whatever stands beside them."""


def is_simple(text: str) -> bool:
    """Whether every character of a text takes one cell by itself: most are so, and need no closer look."""
    if _certain(text) and text.isprintable():
        return True
    if _simple.issuperset(text):
        return True
    new = set(text) - _simple
    if all(character < WIDE and character.isprintable() and rich_cell_len(character) == 1 for character in new):
        _simple.update(new)
        return True
    return False


def width_of(text: str) -> int:
    """The cells that a text takes."""
    return len(text) if is_simple(text) else cell_len(text)


def cropped(parts: Iterable[Segment], start: int, end: int) -> list[Segment]:
    """The columns ``start`` to ``end`` of a row; a wide character that is cut through leaves spaces."""
    out: list[Segment] = []
    at = 0
    for text, style, control in parts:
        width = width_of(text)
        left, right = max(start - at, 0), min(end - at, width)
        at += width
        if control or left >= right:
            continue
        if right < width:
            text = text[:right] if is_simple(text) else set_cell_size(text, right)
        if left:
            text = text[left:] if is_simple(text) else _without_beginning(text, left)
        out.append(Segment(text, style))
    return out


def _without_beginning(text: str, columns: int) -> str:
    """What is left of a text without so many columns at its beginning."""
    gone = 0
    for cluster in clusters(text):
        if gone >= columns:
            break
        gone += cluster_width(cluster)
        text = text[len(cluster) :]
    return " " * (gone - columns) + text


def cells_of(text: str, pen: Pen, unicode: bool = True) -> tuple[Cell, ...]:
    """The cells that a text takes; marks at its beginning that have no base here are left out."""
    if is_simple(text) and (unicode or text.isascii()):
        return tuple(map(_narrow(pen).__getitem__, text))
    cells: list[Cell] = []
    for cluster in clusters(text):
        cells.extend(_gate(cluster, pen, unicode))
    return tuple(cells)


def _gate(cluster: str, pen: Pen, unicode: bool) -> Iterable[Cell]:
    """The cells of one cluster: printable, of the width that Rich gives it, in ASCII if need be."""
    base = cluster[0]
    if (plain := PLAIN_FORMS.get(base)) is not None:
        return [cell(character, pen) for character in plain]
    width = cluster_width(cluster)
    if not base.isprintable():
        # Controls take a cell although Rich gives them none: what was sent should be seen. Marks of
        # direction and the like are dropped; they never took one.
        shown = 1 if base < " " or "\x7f" <= base < "\xa0" else width
        return [cell(REPLACEMENT if unicode else "?", pen)] * min(shown, 1) + [cell(" ", pen)] * (shown - 1)
    if width == 0:
        return []
    if not unicode:
        return [cell(one_cell(base), pen)] * width
    return [cell(_printable(cluster), pen), *[cell("", pen)] * (width - 1)]


def _printable(cluster: str) -> str:
    """A cluster with neither unprintable marks nor too many of them; joiners stay where they are spelling."""
    if len(cluster) == 1:
        return cluster
    inside = range(1, len(cluster) - 1) if is_emoji(cluster[0]) else ()
    marks = [
        character
        for index, character in enumerate(cluster[1:], 1)
        if character.isprintable()
        or (character == JOINER and index in inside)
        or (character in JOINERS and is_joining(cluster[0]))
    ]
    return cluster[0] + "".join(marks[:MOST_MARKS])


def leading_marks(text: str) -> str:
    """The printable marks at the beginning of a text, which belong to the cell before it."""
    end = 0
    while (
        end < len(text) and not text[end].isascii() and text[end].isprintable() and not rich_cell_len(text[end])
    ):
        end += 1
    return text[:end][:MOST_MARKS]


def disputed(text: str) -> bool:
    """Whether terminals disagree on the width of a cell's text, so that the column after it is uncertain."""
    return (len(text) > 1 or is_emoji(text)) and not (len(text) > 1 and is_certain(text))


def is_marked(text: str) -> bool:
    """Whether a cell's text is a letter with marks."""
    return len(text) > 1 and text[0].isalpha()


def is_picture(text: str) -> bool:
    """Whether a cell's text is a picture of several characters."""
    return len(text) > 1 and ("\ufe0f" in text or "\u20e3" in text or is_emoji(text[0]))


def characters(row: Row, start: int, stop: int) -> str:
    """One character for each of some cells: what stands in it, if that is one of one column for sure.

    Otherwise it is NUL: for both halves of a wide character, for one with marks or of disputed width.
    """
    cells = row[start:stop]
    text = "".join([text for text, _ in cells])
    if len(text) == len(cells) and _certain(text):
        return text
    after = [text for text, _ in row[start + 1 : stop + 1]] + [" "]
    return "".join(
        text if len(text) == 1 and following and not disputed(text) else NUL
        for (text, _), following in zip(cells, after, strict=False)
    )


def blank_rows(width: int, height: int, pen: Pen = PLAIN) -> Rows:
    """A screen of spaces."""
    return [[cell(" ", pen)] * width for _ in range(height)]


def put(row: Row, x: int, text: str, pen: Pen, end: int, *, unicode: bool = True) -> int:
    """Write a text into a row from column `x`, at most up to column `end`; returns the column after it.

    Wide characters that are cut on either side, here or in what stood there, leave spaces.
    """
    cells = cells_of(text, pen, unicode)
    if text and not text[0].isascii() and 0 < x <= min(end, len(row)) and unicode:
        add_marks(row, x - 1, leading_marks(text))
    put_cells(row, x, cells, end)
    return x + len(cells)


def put_cells(row: Row, x: int, cells: Sequence[Cell], end: int) -> range:
    """Write ready cells into a row from column `x`, at most up to column `end`; returns which it changed.

    The cells are those of whole characters, as :func:`cells_of` makes them. Wide characters that are cut on
    either side, here or in what stood there, leave spaces.
    """
    stop = x + len(cells)
    left, right = max(x, 0), min(stop, end, len(row))
    if left >= right:
        return range(0)
    part = list(cells[left - x : right - x])
    whole = part[0][0] and row[left][0] and (right == len(row) or row[right][0])
    if whole and row[left:right] == part:  # most of a screen is as it was
        return range(0)
    first, last = (left, right) if whole else (_split_wide(row, left).start, _split_wide(row, right).stop)
    row[left:right] = part
    if not row[left][0]:
        row[left] = cell(" ", row[left][1])
    if right < stop and not cells[right - x][0]:
        _blank_last_wide(row, right)
    return range(first, last)


def add_marks(row: Row, x: int, marks: str) -> None:
    """Add marks to the character in column `x`, if there is one."""
    text, pen = row[x]
    if marks and text.strip():
        row[x] = cell(text + marks, pen)


def _split_wide(row: Row, x: int) -> range:
    """Before column `x` is cut through: a wide character that spans it becomes spaces; returns its columns."""
    if not 0 < x < len(row) or row[x][0]:
        return range(x, x)
    start = x
    while start > 0 and not row[start][0]:
        start -= 1
    stop = x
    while stop < len(row) and not row[stop][0]:
        stop += 1
    for column in range(start, stop):
        row[column] = cell(" ", row[column][1])
    return range(start, stop)


def _blank_last_wide(row: Row, right: int) -> None:
    """After a wide character was cut at column `right`: what is left of it becomes spaces."""
    column = right - 1
    while column > 0 and not row[column][0]:
        row[column] = cell(" ", row[column][1])
        column -= 1
    row[column] = cell(" ", row[column][1])
