"""A pane of lines that are drawn one at a time, as they come into view.

Textual's ScrollView keeps a virtual size, whose every change lays the whole screen out again; a pane of
lines only has to know which line is the first one shown. So it costs the same whatever it shows.
"""

from __future__ import annotations

from typing import NamedTuple, Self

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget

EDGES = {"solid": "│", "ascii": "|"}
"""Signs for the borders that the style sheet gives to panes, on the left and the right only."""


class Looks(NamedTuple):
    """What all lines of a pane have in common."""

    outside: Size
    inside: Size
    style: Style
    left: list[Segment]
    right: list[Segment]
    background: Color
    filters: list[LineFilter]


class LinePane(Widget, can_focus=True):
    """Base of the list, the reading view and the sidebar. Subclasses say how many lines and paint one."""

    DEFAULT_CSS = """
    LinePane { width: 1fr; height: 1fr; overflow: hidden; }
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)
    """Textual's own has the screen laid out and drawn once more after a layout that changed it, for nothing."""

    class Scrolled(Message):
        """The first line shown has changed."""

        def __init__(self, pane: LinePane) -> None:
            super().__init__()
            self.pane = pane

        def can_replace(self, message: Message) -> bool:
            """Only the last of several scrolls matters."""
            return isinstance(message, LinePane.Scrolled) and message.pane is self.pane

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self.top = 0
        """The first line shown."""
        self._style: Style | None = None
        """The pane's own style, while lines are drawn."""
        self._drawn: dict[int, Strip] = {}
        """Rows as they were drawn last."""
        self._looks: Looks | None = None
        """What they were drawn for."""

    # What subclasses provide

    def line_count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def paint(self, line: int) -> Strip:
        """One line, as wide as the pane."""
        raise NotImplementedError

    def pointer_row(self) -> int:
        """The row of the pane on which the terminal's own cursor stands."""
        return 0

    # Drawing

    def role(self, name: str) -> Style:
        """The style of a component class."""
        return self.get_component_rich_style(name)

    @property
    def rich_style(self) -> Style:
        """The pane's own style. Textual works it out anew whenever it is asked, a third of a line's time."""
        return self._style or super().rich_style

    @property
    def size(self) -> Size:
        """The size inside the edges, which is worked out anew whenever it is asked, too."""
        return super().size if self._style is None or self._looks is None else self._looks.inside

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw again: the rows of some regions, or everything."""
        if repaint and regions:
            for row in (row for region in regions for row in region.line_range):
                self._drawn.pop(row, None)
        elif repaint:
            self._drawn.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines, with styles and edges worked out once for all of them.

        Textual looks at every rule of the style sheet for every line, which costs more than drawing it.
        """
        looks = Looks(self.outer_size, super().size, super().rich_style, *self._edges())
        if looks != self._looks:
            self._looks = looks
            self._drawn.clear()
        self._style = looks.style
        try:
            strips = [self._framed(y, looks) for y in crop.line_range]
        finally:
            self._style = None
        whole = crop.x == 0 and crop.width == self.outer_size.width
        return strips if whole else [strip.crop(crop.x, crop.right) for strip in strips]

    def _edges(self) -> tuple[list[Segment], list[Segment], Color, list[LineFilter]]:
        """The pane's left and right edge, its background, and what Textual lays over every line."""
        base, background = self.background_colors
        inner = (base + background).rich_color
        edges: list[list[Segment]] = []
        for kind, colour in (self.styles.border_left, self.styles.border_right):
            style = Style(color=(base + colour).rich_color, bgcolor=inner)
            edges.append([Segment(EDGES[kind], style)] if kind in EDGES else [])
        return edges[0], edges[1], background, list(self.get_line_filters())

    def _framed(self, y: int, looks: Looks) -> Strip:
        """The line in row ``y`` with the edges, drawn unless it was before."""
        strip = self._drawn.get(y)
        if strip is None:
            strip = self.render_line(y).adjust_cell_length(looks.inside.width, looks.style)
            if looks.left or looks.right:
                strip = Strip([*looks.left, *strip, *looks.right], looks.outside.width)
            for line_filter in looks.filters:
                strip = strip.apply_filter(line_filter, looks.background)
            self._drawn[y] = strip
        return strip

    def render_line(self, y: int) -> Strip:
        """Draw the line in row ``y`` of the pane."""
        line = self.top + y
        if line >= self.line_count():
            return Strip.blank(self.size.width, self.rich_style)
        return self.paint(line)

    def refresh_line(self, line: int, count: int = 1) -> None:
        """Draw ``count`` lines again, if they are in view."""
        y = line - self.top
        if y < self.size.height and y + count > 0:
            self.refresh(Region(0, max(0, y), self.size.width, count))

    # Focus

    def on_focus(self, event: events.Focus) -> None:
        """Nothing looks otherwise for the focus (the rule above does): Textual would draw the whole pane."""
        event.prevent_default()
        self.has_focus = True
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        """The same when it is lost."""
        event.prevent_default()
        self.has_focus = False

    def watch_has_focus(self, _has_focus: bool) -> None:
        """No style depends on it, so none is looked for."""

    # Scrolling

    def clamp(self, line: int) -> int:
        """The nearest line to ``line`` that may be the first one shown."""
        return max(0, min(line, self.line_count() - self.size.height))

    def scroll_to_line(self, line: int) -> bool:
        """Make ``line`` the first one shown, as far as there are lines. Returns whether anything moved."""
        line = self.clamp(line)
        if line == self.top:
            return False
        self.top = line
        self.refresh()
        self.post_message(self.Scrolled(self))
        return True

    def show_line(self, line: int, count: int = 1) -> None:
        """Scroll as little as needed to have ``count`` lines from ``line`` in view."""
        height = max(1, self.size.height)
        if line < self.top:
            self.scroll_to_line(line)
        elif line + count > self.top + height:
            self.scroll_to_line(line + count - height)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Three lines down, as terminals do it."""
        event.stop()
        self.scroll_to_line(self.top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Three lines up."""
        event.stop()
        self.scroll_to_line(self.top - 3)

    # Movement: every pane answers to these

    def move(self, rows: int) -> bool:
        """Go ``rows`` down, or up when negative. Returns whether anything moved."""
        return self.scroll_to_line(self.top + rows)

    def page(self, pages: float) -> bool:
        """Go that many pages down, a line of context kept; 0.5 is half a page."""
        height = max(1, self.size.height)
        step = height - 1 if abs(pages) == 1 else int(height * abs(pages))
        return self.move(int(max(1, step) * (1 if pages > 0 else -1)))

    def go_top(self) -> bool:
        """Go to the first line."""
        return self.move(-self.line_count())

    def go_end(self) -> bool:
        """Go to the last line."""
        return self.move(self.line_count())
