"""What has to be drawn again on a screen, found without cutting every widget at every edge of every other.

Textual draws all widgets that touch the rectangle around what changed, cuts their rows at all edges, and
puts the pieces together. Here each changed region is followed from the front to the back until it is
covered, and a widget draws only the rows of which something is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from rich.segment import Segment
from textual.geometry import Region
from textual.widget import Widget

from tui.wire.cells import cropped
from tui.wire.output import Wire


class DrawsRows:
    """Mixed into a widget that gives its rows as they are, without the strips that Textual makes of them."""

    def rows(self, lines: range) -> list[list[Segment]]:
        """Some rows, each as wide as the widget."""
        raise NotImplementedError

    def widths_changed(self) -> None:
        """Some signs are wider or narrower than they were drawn."""
        raise NotImplementedError


class Part(NamedTuple):
    """A rectangle of the screen in which nothing but this widget is seen."""

    widget: Widget
    region: Region
    """Where the widget is."""
    seen: Region
    """The rectangle, in the same coordinates: those of the screen."""


def without(region: Region, hole: Region) -> Iterator[Region]:
    """What is left of a region: above, below, left and right of a hole inside it."""
    yield Region.from_corners(region.x, region.y, region.right, hole.y)
    yield Region.from_corners(region.x, hole.bottom, region.right, region.bottom)
    yield Region.from_corners(region.x, hole.y, hole.x, hole.bottom)
    yield Region.from_corners(hole.right, hole.y, region.right, hole.bottom)


def parts(widgets: Mapping[Widget, tuple[Region, Region]], dirty: Iterable[Region]) -> Iterator[Part]:
    """The parts of widgets that are seen in some regions of the screen.

    ``widgets``: from the front to the back, with the region of each and the region that it is clipped to.
    """
    dirty = set(dirty)
    for one in dirty:
        if not any(other is not one and other.contains_region(one) for other in dirty):
            yield from _seen_in(one, widgets)


def _seen_in(dirty: Region, widgets: Mapping[Widget, tuple[Region, Region]]) -> Iterator[Part]:
    uncovered = [dirty]
    for widget, (region, clip) in widgets.items():
        shown = region.intersection(clip)
        left: list[Region] = []
        for place in uncovered:
            seen = place.intersection(shown)
            if seen:
                yield Part(widget, region, seen)
                left += filter(None, without(place, seen))
            else:
                left.append(place)
        uncovered = left
        if not uncovered:
            return


def paint(wire: Wire, part: Part) -> None:
    """Write a part of a widget into the wire's cells."""
    widget, region, seen = part
    x, y = seen.x - region.x, seen.y - region.y
    rows: Iterable[Iterable[Segment]]
    if not isinstance(widget, DrawsRows):
        rows = widget.render_lines(Region(x, y, seen.width, seen.height))
    elif wire.terminal.visual:
        for number, whole in enumerate(widget.rows(range(y, y + seen.height)), seen.y):
            wire.put_cells(seen.x, number, wire.columns(whole, x, x + seen.width), seen.width)
        return
    else:
        rows = widget.rows(range(y, y + seen.height))
        if seen.width < region.width:
            rows = [cropped(row, x, x + seen.width) for row in rows]
    for number, row in enumerate(rows, seen.y):
        wire.put(seen.x, number, row, seen.width)
