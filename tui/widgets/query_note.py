"""What is wrong with the query, with a caret under the column; lies over the first row below it."""

from __future__ import annotations

from tui.glyphs import UNICODE, Glyphs
from tui.painting import Row, filled, shorten, width_of
from tui.widgets.drawn import Drawn


class QueryNote(Drawn):
    """One row, shown only while there is an error."""

    DEFAULT_CSS = """
    QueryNote { width: 1fr; height: 1; background: $panel; color: $text-error; display: none; }
    QueryNote.-shown { display: block; }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self.text = ""
        self._column = 0

    def show(self, text: str, column: int) -> None:
        """A sentence, already printable, and the column it is about; an empty one hides the note."""
        if (text, column) != (self.text, self._column):
            self.text, self._column = text, column
            self.set_class(bool(text), "-shown")
            self.refresh()

    def draw(self, _: int) -> Row:
        """The caret under the column; the sentence on whichever side has room for it."""
        width = self.looks.width
        if width < 3:  # not laid out yet, or no room for a caret and a letter
            return []
        column = max(0, min(self._column, width - 1))
        after = width - column - 2
        if width_of(self.text) <= after or after >= column:
            line = " " * column + f"{self._glyphs.caret} {shorten(self.text, after, self._glyphs.ellipsis)}"
        else:
            line = f"{shorten(self.text, column - 1, self._glyphs.ellipsis):>{column - 1}} {self._glyphs.caret}"
        return filled(line, width, self.looks.base)
