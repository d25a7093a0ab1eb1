"""The line above (or below) a pane: its title on the left, how far one is on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment

from tui.glyphs import UNICODE, Glyphs
from tui.painting import Row, shorten
from tui.widgets.drawn import Drawn
from tui.wire.cells import width_of


def rule(width: int, glyphs: Glyphs, left: str, right: str, title: str = "", note: str = "") -> str:
    """A line of exactly ``width`` cells: ``left``, title, bars, note, ``right``."""
    ends = len(left) + len(right)
    tail = f" {note} {glyphs.bar * 2}" if note else ""
    room = width - ends - width_of(tail) - 3
    head = f" {shorten(title, room, glyphs.ellipsis)} " if title and room > 3 else ""
    bars = width - ends - width_of(head) - width_of(tail)
    return f"{left}{head}{glyphs.bar * bars}{tail}{right}" if bars >= 0 else glyphs.bar * width


@dataclass(frozen=True, slots=True)
class Shown:
    """What a rule says."""

    title: str = ""
    note: str = ""
    left: str = ""
    right: str = ""
    active: bool = False


class PaneRule(Drawn):
    """One row; ``left`` and ``right`` are corner signs, empty where there is no box."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pane-rule--active"}
    DEFAULT_CSS = """
    PaneRule { width: 1fr; height: 1; color: $text-muted; }
    PaneRule > .pane-rule--active { color: $text-accent; text-style: bold; }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._glyphs = glyphs
        self.shown = Shown()
        self._whole = False
        """Whether the whole rule tells of the focus; else its first cells, which cost few bytes."""

    def show_whole(self, whole: bool) -> None:
        """Have the whole rule tell of the focus, or its first cells only."""
        if whole != self._whole:
            self._whole = whole
            self.refresh()

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

    def draw(self, _: int) -> Row:
        """The row; a sign before the title and the accent colour tell the pane that has the focus."""
        shown = self.shown
        width = self.looks.width
        glyphs = self._glyphs
        lead = shown.left + (glyphs.cursor if shown.active else glyphs.bar)
        text = rule(width, glyphs, lead, shown.right, shown.title, shown.note)
        if not shown.active:
            return [Segment(text, self.looks.base)]
        told = len(text) if self._whole else len(lead)
        parts = [Segment(text[:told], self.role("pane-rule--active")), Segment(text[told:], self.looks.base)]
        return parts if told < len(text) else parts[:1]
