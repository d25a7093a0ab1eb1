"""From text and marked stretches to strips of cells: the only way in which this program draws text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Mark = tuple[int, int, Style]
"""Characters ``start`` to ``end`` of a text, drawn in a style on top of the base style."""


def shorten(text: str, width: int, ellipsis: str = "…") -> str:
    """The text in at most ``width`` cells; what is cut off is told by an ellipsis."""
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    return set_cell_size(text, width - 1).rstrip() + ellipsis


def fit(text: str, width: int, ellipsis: str = "…") -> str:
    """The text in exactly ``width`` cells: shortened, or padded with spaces."""
    return set_cell_size(shorten(text, width, ellipsis), max(0, width))


def segments(text: str, base: Style, marks: Iterable[Mark] = ()) -> list[Segment]:
    """The text cut at the marks. Marks may overlap: later ones are drawn over earlier ones."""
    marks = [(max(0, start), min(len(text), end), style) for start, end, style in marks]
    if not marks:
        return [Segment(text, base)] if text else []
    cuts = sorted({0, len(text), *(cut for start, end, _ in marks if start < end for cut in (start, end))})
    out: list[Segment] = []
    for left, right in pairwise(cuts):
        style = base
        for start, end, over in marks:
            if start <= left and right <= end:
                style += over
        out.append(Segment(text[left:right], style))
    return out


def padded(parts: list[Segment], width: int, base: Style) -> Strip:
    """One line of exactly ``width`` cells from pieces of text: cut or padded in the base style."""
    length = sum([cell_len(part.text) for part in parts])
    if length > width:
        return Strip(parts, length).adjust_cell_length(max(0, width), base)
    # Making a strip costs more than anything that is done with it here, so one is made and not two.
    return Strip([*parts, Segment(" " * (width - length), base)] if length < width else parts, width)


def strip(text: str, width: int, base: Style, marks: Iterable[Mark] = ()) -> Strip:
    """One line of exactly ``width`` cells: cut or padded in the base style."""
    return padded(segments(text, base, marks), width, base)
