"""The note that is being written: several lines over the lower part of the panes, the text above in view."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.geometry import Offset

from search.text import printable, sanitise
from tui.editing import Line
from tui.glyphs import UNICODE, Glyphs
from tui.messages import Told
from tui.painting import Row, filled, shorten
from tui.text_editing import TEXT_EDITS, moved_by_rows, row_of, row_starts
from tui.widgets.drawn import Drawn
from tui.wire.cells import width_of

LONGEST = 1 << 16
"""Characters of a note, as they are kept."""
ROWS = 5
"""Rows at least, the one with what the note is on included; at most half of the screen."""


class NotePane(Drawn, can_focus=True):
    """A row that says what the note is on, then the text; shown only while a note is written."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"note-pane--heading", "note-pane--cursor"}
    DEFAULT_CSS = """
    NotePane { layer: note; dock: bottom; offset-y: -1; width: 1fr; height: 5; background: $panel; }
    NotePane { display: none; }
    NotePane.-shown { display: block; }
    NotePane > .note-pane--heading { color: $text-accent; text-style: bold; }
    NotePane > .note-pane--cursor { text-style: reverse; }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self.draws_cursor = True
        """False where the terminal's own cursor stands in the text."""
        self.heading = ""
        """What the note is on; empty while none is written."""
        self.line = Line()
        self._top = 0

    @property
    def text(self) -> str:
        """What was written."""
        return self.line.text

    def open(self, heading: str, text: str) -> None:
        """Begin with a text, the cursor at its end."""
        self.heading, self._top = heading, 0
        self.line = Line.of(text)
        self.set_class(True, "-shown")
        self._settle()

    def close(self) -> None:
        """No note is written any longer."""
        self.heading = ""
        self.set_class(False, "-shown")

    def _starts(self) -> list[int]:
        return row_starts(self.line.text, max(1, self.app.size.width - 2))

    def _settle(self) -> None:
        """As many rows as the text needs, as far as there is room, and the cursor in view."""
        starts = self._starts()
        height = max(2, min(max(ROWS, len(starts) + 1), self.app.size.height // 2))
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        row = row_of(starts, self.line.cursor)
        self._top = max(row - height + 2, min(self._top, row))
        self.refresh()

    def on_resize(self) -> None:
        """Lines wrap elsewhere."""
        if self.heading:
            self._settle()

    # Editing

    def take(self, event: events.Key) -> bool:
        """Edit, if this is an editing key; returns whether it was one."""
        steps = {"up": -1, "ctrl+p": -1, "down": 1, "ctrl+n": 1, "pagedown": 5, "pageup": -5}
        if event.key in steps:
            self._edit(moved_by_rows(self.line, self._starts(), steps[event.key]))
        elif event.key in TEXT_EDITS:
            self._edit(TEXT_EDITS[event.key](self.line))
        elif event.is_printable and event.character:
            self._edit(self.line.insert(event.character))
        else:
            return False
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Insert what is pasted, without what does not print."""
        event.stop()
        text, room = sanitise(event.text), LONGEST - len(self.line.text)
        self._edit(self.line.insert(text[: max(0, room)]))
        if len(text) > room:
            self.post_message(Told(f"What was pasted is cut: a note has {LONGEST:,} characters at most."))

    def _edit(self, line: Line) -> None:
        if len(line.text) <= LONGEST:
            self.line = line
            self._settle()

    # Drawing

    def pointer(self) -> Offset:
        """Where the next letter goes."""
        starts = self._starts()
        row = row_of(starts, self.line.cursor)
        column = 1 + width_of(printable(self.line.text[starts[row] : self.line.cursor]))
        return Offset(min(column, max(0, self.size.width - 1)), 1 + row - self._top)

    def draw(self, y: int) -> Row:
        """The heading on a rule, or a row of the text."""
        width, base = self.looks.width, self.looks.base
        if y == 0:
            bar = self._glyphs.bar
            said = f"{bar} {shorten(self.heading, max(1, width - 4))} "
            return filled(said + bar * max(0, width - width_of(said)), width, self.role("note-pane--heading"))
        starts, row = self._starts(), self._top + y - 1
        if row >= len(starts):
            return []
        stop = starts[row + 1] if row + 1 < len(starts) else len(self.line.text)
        text = printable(self.line.text[starts[row] : stop].rstrip("\n"))
        at = 1 + self.line.cursor - starts[row]
        marks = []
        if self.draws_cursor and row == row_of(starts, self.line.cursor):
            marks = [(at, at + 1, self.role("note-pane--cursor"))]
        return filled(f" {text} ", width, base, marks)
