"""What is wrong with the query, with a caret under the column; lies over the first rows below it."""

from __future__ import annotations

from itertools import islice

from tui.glyphs import UNICODE, Glyphs
from tui.painting import Row, filled
from tui.typeset import wrap
from tui.widgets.drawn import Drawn
from tui.wire.cells import width_of

MOST_ROWS = 4
"""Of a sentence about a query."""


class QueryNote(Drawn):
    """A row or, where the sentence is too long for it, some; shown only while there is an error."""

    DEFAULT_CSS = """
    QueryNote { width: 1fr; height: 1; background: $panel; color: $text-error; display: none; }
    QueryNote.-shown { display: block; }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self.text = ""
        self._column = 0
        self._lines: tuple[str, ...] = ()

    def show(self, text: str, column: int) -> None:
        """A sentence, already printable, and the column it is about; an empty one hides the note."""
        if (text, column) != (self.text, self._column):
            self.text, self._column = text, column
            self.set_class(bool(text), "-shown")
            self._lay_out(self.app.size.width)
            self.refresh()

    def on_resize(self) -> None:
        """The sentence may need more rows, or less."""
        self._lay_out(self.app.size.width)

    def _lay_out(self, width: int) -> None:
        """The caret and the sentence on whichever side of it has room, or in rows below."""
        caret = self._glyphs.caret
        column = max(0, min(self._column, width - 1))
        if width_of(self.text) <= width - column - 2:
            self._lines = (" " * column + f"{caret} {self.text}",)
        elif width_of(self.text) < column:
            self._lines = (f"{self.text:>{column - 1}} {caret}",)
        else:
            below = (self.text[start:end] for start, end in wrap(self.text, max(1, width)))
            self._lines = (" " * column + caret, *islice(below, MOST_ROWS))
        if self.styles.height is None or self.styles.height.value != len(self._lines):
            self.styles.height = len(self._lines)

    def draw(self, y: int) -> Row:
        """A row of them."""
        return filled(self._lines[y] if y < len(self._lines) else "", self.looks.width, self.looks.base)
