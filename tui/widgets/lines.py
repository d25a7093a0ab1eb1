"""A pane of lines that are drawn one at a time, as they come into view.

Textual's ScrollView keeps a virtual size, whose every change lays the whole screen out again; a pane of
lines only has to know which line is the first one shown. So it costs the same whatever it shows.
"""

from __future__ import annotations

from textual import events
from textual.message import Message

from tui.messages import PaneMessage
from tui.painting import Row
from tui.widgets.drawn import Drawn


class LinePane(Drawn, can_focus=True):
    """Base of the list, the reading view and the sidebar. Subclasses say how many lines and paint one."""

    DEFAULT_CSS = """
    LinePane { width: 1fr; height: 1fr; overflow: hidden; }
    """

    class Scrolled(PaneMessage):
        """The first line shown has changed."""

        def __init__(self, pane: LinePane) -> None:
            super().__init__()
            self.pane = pane

        def can_replace(self, message: Message) -> bool:
            """Only the last of several scrolls matters."""
            return isinstance(message, LinePane.Scrolled) and message.pane is self.pane

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.top = 0
        """The first line shown."""

    # What subclasses provide

    def line_count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def paint(self, line: int) -> Row:
        """One line, at most as wide as the pane."""
        raise NotImplementedError

    # Drawing

    def draw(self, y: int) -> Row:
        """The line in row ``y`` of the pane."""
        line = self.top + y
        return self.paint(line) if line < self.line_count() else []

    def refresh_line(self, line: int, count: int = 1) -> None:
        """Draw ``count`` lines again, if they are in view."""
        y = line - self.top
        self.refresh_rows(range(max(0, y), min(y + count, self.size.height)))

    def say(self, message: Message) -> None:
        """Tell the screen at once: none of the boxes on the way up to it listens."""
        (self.screen if self.is_mounted else self).post_message(message)

    # Focus

    def on_focus(self, event: events.Focus) -> None:
        """Nothing looks otherwise for the focus (the rule above does): Textual would draw the whole pane."""
        event.prevent_default()
        self.has_focus = True
        self.focus_changed()
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        """The same when it is lost."""
        event.prevent_default()
        self.has_focus = False
        self.focus_changed()

    def focus_changed(self) -> None:
        """The focus has come or gone."""

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
        self.say(self.Scrolled(self))
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
