"""What is drawn of which widget: every changed cell once, and by the widget that is in front there."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region

from tui.wire.painter import parts, without

SCREEN = Region(0, 0, 12, 8)
regions = st.builds(Region, st.integers(0, 11), st.integers(0, 7), st.integers(1, 12), st.integers(1, 8)).map(
    lambda region: region.intersection(SCREEN)
)
stacks = st.lists(st.tuples(regions, regions), min_size=1, max_size=5)


def cells(region: Region) -> set[tuple[int, int]]:
    return {(x, y) for x in range(region.x, region.right) for y in range(region.y, region.bottom)}


@given(regions, regions)
def test_what_is_left_of_a_region_is_what_the_hole_does_not_cover(region: Region, other: Region) -> None:
    hole = region.intersection(other)
    if hole:
        left = [cell for part in without(region, hole) for cell in cells(part)]
        assert len(left) == len(set(left))
        assert set(left) == cells(region) - cells(hole)


@given(stacks, st.sets(regions, max_size=4))
def test_each_changed_cell_is_drawn_by_the_widget_in_front(
    stack: list[tuple[Region, Region]], dirty: set[Region]
) -> None:
    widgets: Any = {f"widget {number}": pair for number, pair in enumerate(stack)}
    drawn: dict[tuple[int, int], set[str]] = {}
    for widget, region, seen in parts(widgets, dirty):
        assert region == widgets[widget][0]
        for cell in cells(seen):
            drawn.setdefault(cell, set()).add(str(widget))
    for cell in {cell for region in dirty for cell in cells(region)}:
        shown = [name for name, (region, clip) in widgets.items() if cell in cells(region) & cells(clip)]
        assert drawn.pop(cell, set()) == set(shown[:1])
    assert not drawn
