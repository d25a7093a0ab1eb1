"""A message for which the last line has no room, in full; lies over the rows above until the next key."""

from __future__ import annotations

from search.text import printable
from tui.painting import Row, filled
from tui.typeset import wrap
from tui.widgets.drawn import Drawn

MOST_ROWS = 6
"""What is longer is no message."""


class StatusNote(Drawn):
    """As many rows as the message needs, shown only while there is one."""

    DEFAULT_CSS = """
    StatusNote { layer: note; dock: bottom; width: 1fr; height: 1; background: $panel; display: none; }
    StatusNote.-shown { display: block; }
    StatusNote.-bad { color: $text-error; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._lines: tuple[str, ...] = ()

    def show(self, text: str, width: int, *, bad: bool = False) -> None:
        """A sentence for a width of so many cells; an empty one hides the note."""
        text = printable(text)
        lines = tuple(text[start:end] for start, end in wrap(text, max(1, width)))[:MOST_ROWS] if text else ()
        if (text, lines) == (self.text, self._lines):
            return
        self.text, self._lines = text, lines
        self.set_class(bool(lines), "-shown")
        self.set_class(bad, "-bad")
        if lines:
            self.styles.height = len(lines)
        self.refresh()

    def draw(self, y: int) -> Row:
        """A row of the message."""
        return filled(self._lines[y] if y < len(self._lines) else "", self.looks.width, self.looks.base)
