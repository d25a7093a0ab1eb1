"""How the panes stand, by the size of the terminal."""

from __future__ import annotations

from enum import StrEnum

BREAKPOINTS = (60, 100, 160)
"""Columns from which list over article, list beside article, and three panes are used."""
LOW = 10
"""Under this many rows two panes, one above the other, would show nothing of either."""
TALL = 16
"""Rows of the list from which a row with a snippet may take two."""

TALL_SCREEN = 40
"""Rows from which three panes show the timeline without being asked."""


class Shape(StrEnum):
    """The four layouts; the values are names of classes in the style sheet."""

    ONE = "-one"
    OVER = "-over"
    BESIDE = "-beside"
    THREE = "-three"


def shape(width: int, height: int, breakpoints: tuple[int, int, int] = BREAKPOINTS) -> Shape:
    """The layout for a terminal of ``width`` columns and ``height`` rows."""
    over, beside, three = breakpoints
    if width < over or height < LOW:
        return Shape.ONE
    if width < beside:
        return Shape.OVER
    return Shape.BESIDE if width < three else Shape.THREE
