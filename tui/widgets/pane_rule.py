"""The line above (or below) a pane: its title on the left, how far one is on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.strip import Strip
from textual.widget import Widget

from tui.glyphs import UNICODE, Glyphs
from tui.painting import Mark, shorten, strip


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


@dataclass(frozen=True, slots=True)
class Shown:
    """What a rule says."""

    title: str = ""
    note: str = ""
    left: str = ""
    right: str = ""
    active: bool = False


class PaneRule(Widget):
    """One row; ``left`` and ``right`` are corner signs, empty where there is no box."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pane-rule--active"}
    DEFAULT_CSS = """
    PaneRule { width: 1fr; height: 1; color: $text-muted; }
    PaneRule > .pane-rule--active { color: $text; text-style: bold; }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._glyphs = glyphs
        self.shown = Shown()

    def show(
        self,
        title: str | None = None,
        note: str | None = None,
        left: str | None = None,
        right: str | None = None,
        active: bool | None = None,
    ) -> None:
        """Change what is given; the rest stays. Draws only when something is different."""
        old = self.shown
        shown = Shown(
            old.title if title is None else title,
            old.note if note is None else note,
            old.left if left is None else left,
            old.right if right is None else right,
            old.active if active is None else active,
        )
        if shown != old:
            self.shown = shown
            self.refresh()

    def render_line(self, _: int) -> Strip:
        """Draw the row; the title alone is bold when the pane has the focus, which costs few bytes."""
        shown = self.shown
        width = self.size.width
        text = rule(width, self._glyphs, shown.left, shown.right, shown.title, shown.note)
        marks: list[Mark] = []
        if shown.active:
            start = len(shown.left) or 2
            end = text.find(f" {self._glyphs.bar}", start)
            marks.append((start, max(start, end), self.get_component_rich_style("pane-rule--active")))
        return strip(text, width, self.rich_style, marks)
