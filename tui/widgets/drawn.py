"""A widget that draws its rows by itself, and keeps those that look as before.

Textual looks at every rule of the style sheet for every row, which costs more than drawing it; here that is
done once for all rows, and again when styles or the size have changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Self

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Offset, Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.painting import Row, padded
from tui.wire.painter import DrawsRows
from tui.wire.screen import WiredScreen

EDGES = {"solid": "│", "ascii": "|"}
"""Signs for the borders that the style sheet gives to panes, on the left and the right only."""


class Looks(NamedTuple):
    """What all rows of a widget have in common."""

    outside: Size
    width: int
    """Cells between the edges."""
    base: Style
    left: Row
    right: Row
    background: Color
    filters: list[LineFilter]


class Drawn(DrawsRows, Widget):
    """Base of everything that the reader shows. Subclasses draw one row."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)
    """Textual's own has the screen laid out and drawn once more after a layout that changed it, for nothing."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._drawn: dict[int, Row] = {}
        """Rows as they were drawn last."""
        self._looks: Looks | None = None
        self._roles: dict[str, Style] = {}

    def pointer(self) -> Offset:
        """The cell of the widget on which the terminal's own cursor stands while it has the focus."""
        return Offset()

    def draw(self, y: int) -> Row:
        """The row ``y`` of the widget, of ``looks.width`` cells or less."""
        raise NotImplementedError

    @property
    def looks(self) -> Looks:
        """What rows are drawn for."""
        if self._looks is None:
            self._looks = self._look()
        return self._looks

    def role(self, name: str) -> Style:
        """The style of a component class."""
        style = self._roles.get(name)
        if style is None:
            style = self._roles[name] = self.get_component_rich_style(name)
        return style

    def show_edges(self, shown: bool) -> None:
        """Have the edges that the style sheet gives, or none."""
        own = self.styles.inline
        if shown and own.has_rule("border_left"):
            own.clear_rule("border_left")
            own.clear_rule("border_right")
            self.refresh(layout=True)
        elif not shown and not own.has_rule("border_left"):
            own.border_left = own.border_right = ("none", "transparent")
            self.refresh(layout=True)

    def rows(self, lines: range) -> list[Row]:
        """Some rows with the edges, each as wide as the widget; drawn unless they were before."""
        if self._looks is not None and self._looks.outside != self.outer_size:
            self.forget()
        looks, drawn = self.looks, self._drawn
        return [drawn.get(y) or self._framed(y, looks) for y in lines]

    def forget(self) -> None:
        """Draw everything anew when it is asked for next."""
        self._drawn.clear()
        self._roles.clear()
        self._looks = None

    def widths_changed(self) -> None:
        """Draw everything anew."""
        self.forget()
        self.refresh()

    def _framed(self, y: int, looks: Looks) -> Row:
        row = padded(self.draw(y), looks.width, looks.base)
        if looks.left or looks.right:
            row = [*looks.left, *row, *looks.right]
        for line_filter in looks.filters:
            row = line_filter.apply(row, looks.background)
        self._drawn[y] = row
        return row

    def _look(self) -> Looks:
        base, background = self.background_colors
        inner = (base + background).rich_color

        def edge(kind: str, colour: Color) -> Row:
            if kind not in EDGES:
                return []
            return [Segment(EDGES[kind], Style(color=(base + colour).rich_color, bgcolor=inner))]

        left, right = edge(*self.styles.border_left), edge(*self.styles.border_right)
        filters = list(self.get_line_filters())
        return Looks(self.outer_size, self.size.width, self.rich_style, left, right, background, filters)

    # What Textual asks for

    def refresh_rows(self, ys: Iterable[int]) -> None:
        """Draw some rows again."""
        looks = self.looks
        left, width = -len(looks.left), looks.outside.width  # Textual counts columns from inside the edges
        regions = [Region(left, y, width, 1) for y in ys]
        if regions:
            self.refresh(*regions)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw again: the rows of some regions, or everything."""
        if repaint and regions:
            for y in (y for region in regions for y in region.line_range):
                self._drawn.pop(y, None)
        elif repaint:
            self._drawn.clear()
        screen = self.screen if self.is_mounted else None
        if isinstance(screen, WiredScreen) and repaint and not (layout or recompose):  # noqa: SIM102
            if screen.note_change(self, regions):
                return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Styles are other ones."""
        self.forget()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """A row without the edges."""
        width = self.looks.width
        return Strip(padded(self.draw(y), width, self.looks.base), width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Some rows with the edges."""
        strips = [Strip(row, self.outer_size.width) for row in self.rows(crop.line_range)]
        whole = crop.x == 0 and crop.width == self.outer_size.width
        return strips if whole else [strip.crop(crop.x, crop.right) for strip in strips]
