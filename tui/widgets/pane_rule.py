"""The line above (or below) a pane: its title on the left, how far one is on the right."""

from __future__ import annotations

from rich.cells import cell_len
from textual.strip import Strip
from textual.widget import Widget

from tui.glyphs import UNICODE, Glyphs
from tui.painting import shorten, strip


def rule(width: int, glyphs: Glyphs, left: str, right: str, title: str = "", note: str = "") -> str:
    """A line of exactly ``width`` cells: ``left``, title, bars, note, ``right``."""
    ends = len(left) + len(right)
    tail = f" {note} {glyphs.bar * 2}" if note else ""
    room = width - ends - cell_len(tail) - 3
    shown = shorten(title, room, glyphs.ellipsis) if room > 3 else ""
    head = f"{'' if left else glyphs.bar} {shown} ".lstrip() if left else f"{glyphs.bar} {shown} "
    head = head if shown else ""
    bars = width - ends - cell_len(head) - cell_len(tail)
    if bars < 0:
        return glyphs.bar * width
    return f"{left}{head}{glyphs.bar * bars}{tail}{right}"


class PaneRule(Widget):
    """One row; ``left`` and ``right`` are corner signs, empty where there is no box."""

    DEFAULT_CSS = """
    PaneRule { width: 1fr; height: 1; color: $text-muted; }
    PaneRule.-active { color: $text; text-style: bold; }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._glyphs = glyphs
        self._shown = ("", "", "", "")

    def show(
        self,
        title: str | None = None,
        note: str | None = None,
        left: str | None = None,
        right: str | None = None,
    ) -> None:
        """Change what is given; the rest stays. Draws only when something is different."""
        given = (title, note, left, right)
        shown = tuple(old if new is None else new for new, old in zip(given, self._shown, strict=True))
        if shown != self._shown:
            self._shown = (shown[0], shown[1], shown[2], shown[3])
            self.refresh()

    def render_line(self, _: int) -> Strip:
        """Draw the row."""
        title, note, left, right = self._shown
        width = self.size.width
        return strip(rule(width, self._glyphs, left, right, title, note), width, self.rich_style)
