"""From text and marked stretches to rows of segments: the only way in which this program draws text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style

from tui.wire.cells import cropped, is_simple, width_of
from tui.wire.widths import set_cell_size

Row = list[Segment]
"""Stretches of text, each in a style, that stand beside each other in one row of the screen."""

Mark = tuple[int, int, Style]
"""Characters ``start`` to ``end`` of a text, drawn in a style on top of the base style."""


def shorten(text: str, width: int, ellipsis: str = "…") -> str:
    """The text in at most ``width`` cells; what is cut off is told by an ellipsis."""
    if width_of(text) <= width:
        return text
    if width <= 0:
        return ""
    kept = text[: width - 1] if is_simple(text) else set_cell_size(text, width - 1)
    return kept.rstrip() + ellipsis


def fit(text: str, width: int, ellipsis: str = "…") -> str:
    """The text in exactly ``width`` cells: shortened, or padded with spaces."""
    text = shorten(text, width, ellipsis)
    return text + " " * (width - width_of(text))


def segments(text: str, base: Style, marks: Iterable[Mark] = ()) -> Row:
    """The text cut at the marks. Marks may overlap: later ones are drawn over earlier ones."""
    marks = [(max(0, start), min(len(text), end), style) for start, end, style in marks]
    if not marks:
        return [Segment(text, base)] if text else []
    cuts = sorted({0, len(text), *(cut for start, end, _ in marks if start < end for cut in (start, end))})
    out: Row = []
    for left, right in pairwise(cuts):
        style = base
        for start, end, over in marks:
            if start <= left and right <= end:
                style += over
        out.append(Segment(text[left:right], style))
    return out


def padded(parts: Row, width: int, base: Style) -> Row:
    """One row of exactly ``width`` cells from pieces of text: cut or padded in the base style."""
    length = sum([width_of(part.text) for part in parts])
    if length > width:
        return cropped(parts, 0, max(0, width))
    return [*parts, Segment(" " * (width - length), base)] if length < width else parts


def filled(text: str, width: int, base: Style, marks: Iterable[Mark] = ()) -> Row:
    """One row of exactly ``width`` cells: cut or padded in the base style."""
    return padded(segments(text, base, marks), width, base)
