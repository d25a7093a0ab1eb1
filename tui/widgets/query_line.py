"""The first line of the screen: the query, edited with readline's keys; the counts on its right."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import ClassVar

from textual import events
from textual.geometry import Offset

from search.text import printable, sanitise
from tui.editing import EDITS, Line
from tui.messages import QueryChanged, Told
from tui.painting import Mark, Row, fit, segments, shorten
from tui.widgets.drawn import Drawn
from tui.wire.cells import width_of

MAX_QUERY = 2000
"""Characters; longer ones are pasted by mistake."""
MAX_PASTE = 100_000
"""Characters of a paste that are looked at: white space in it is drawn together before it is cut."""
HISTORY = 500
QUERY_ROOM = 12
"""Cells that are always left for what is typed."""


class Typed(Enum):
    """What a key did to the line."""

    NOTHING = "nothing"
    """It is no editing key."""
    MOVED = "moved"
    CHANGED = "changed"
    SUBMITTED = "submitted"


class QueryLine(Drawn, can_focus=True):
    """One row: sign, text with cursor, filters as text, and a note on the right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "query-line--filters",
        "query-line--note",
        "query-line--cursor",
        "query-line--sign",
    }
    DEFAULT_CSS = """
    QueryLine { width: 1fr; height: 1; background: $panel; }
    QueryLine > .query-line--sign { color: $text-muted; }
    QueryLine > .query-line--filters { color: $text-secondary; }
    QueryLine > .query-line--note { color: $text-muted; }
    QueryLine > .query-line--cursor { text-style: reverse; }
    """

    def __init__(self, *, sign: str = "/", recalls: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sign = sign
        self._recalls = recalls
        self.draws_cursor = True
        """False where the terminal's own cursor stands in the line."""
        self.line = Line()
        self._filters = ""
        self._note = ""
        self._scroll = 0
        self._history: list[str] = []
        self._recall = 0

    # What it shows

    def show(self, text: str, filters: str = "", note: str = "") -> None:
        """Show a query that was not typed here, the filters after it, and the note on the right."""
        if (text, filters, note) == (self.line.text, self._filters, self._note):
            return
        if text != self.line.text:
            self.line = Line.of(text)
        self._filters, self._note = filters, note
        self.refresh()

    def select(self) -> None:
        """Select what is there, so that typing replaces it."""
        self.line = self.line.all_selected()
        self.refresh()

    def deselect(self) -> None:
        """Nothing is selected any longer."""
        if self.line.selected:
            self.line = self.line.end()
            self.refresh()

    @property
    def asked(self) -> tuple[str, ...]:
        """The history, oldest first."""
        return tuple(self._history)

    def recall(self, texts: Iterable[str]) -> None:
        """Start with the history of an earlier session."""
        self._history = list(texts)[-HISTORY:]
        self._recall = len(self._history)

    def remember(self, text: str) -> None:
        """Add a query to the history."""
        if text.strip() and (not self._history or self._history[-1] != text):
            self._history = [*self._history, text][-HISTORY:]
        self._recall = len(self._history)

    def column_of(self, offset: int) -> int:
        """The column of the pane at which a character of the text stands."""
        return width_of(self._label) + width_of(printable(self.line.text[self._scroll : offset]))

    @property
    def _label(self) -> str:
        """What stands before the text, as far as it leaves room to type."""
        return shorten(self._sign, max(1, self.size.width - QUERY_ROOM))

    def has_room(self, note: str) -> bool:
        """Whether a note leaves room enough for what is typed."""
        return width_of(self._sign) + QUERY_ROOM + width_of(note) <= self.size.width

    def pointer(self) -> Offset:
        """Where the next letter goes."""
        return Offset(self.column_of(self.line.cursor), 0)

    def draw(self, _: int) -> Row:
        """The row."""
        width, base = self.looks.width, self.looks.base
        note = f"  {self._note} " if self._note and self.has_room(self._note) else ""
        label = self._label
        room = max(1, width - width_of(label) - width_of(note))
        self._keep_cursor_in_view(room)
        text = printable(self.line.text)[self._scroll :]
        body = text if self.line.text or self._filters or self.has_focus else ""
        marks: list[Mark] = []
        if self._filters:
            gap = "  " if body else ""
            start = len(body) + len(gap)
            body = f"{body}{gap}{self._filters}"
            marks.append((start, len(body), self.role("query-line--filters")))
        if self.has_focus and self.line.selected:
            marks.append((0, len(text), self.role("query-line--cursor")))
        elif self.has_focus and self.draws_cursor:
            at = self.line.cursor - self._scroll
            body += " " if at >= len(body) else ""
            marks.append((at, at + 1, self.role("query-line--cursor")))
        # Fitted by hand, since marks are counted in characters and the width in cells.
        shown = fit(body, room)
        parts = segments(label, self.role("query-line--sign")) + segments(shown, base, marks)
        return parts + segments(note, self.role("query-line--note"))

    def _keep_cursor_in_view(self, room: int) -> None:
        """Scroll the text so that the cursor's cell is inside ``room``."""
        cursor = self.line.cursor
        self._scroll = min(self._scroll, cursor) if self.has_focus else 0
        # After a resize there may be room again for what had scrolled out on the left.
        while self._scroll and width_of(self.line.text[self._scroll - 1 :]) < room:
            self._scroll -= 1
        while self.has_focus and width_of(self.line.text[self._scroll : cursor]) >= room:
            self._scroll += 1

    # Editing

    def take(self, event: events.Key) -> Typed:
        """Edit, if this is an editing key; says what came of it."""
        before = self.line.text
        if event.key == "enter":
            return Typed.SUBMITTED
        if self._recalls and event.key in ("up", "ctrl+p", "down", "ctrl+n"):
            self._recall_by(-1 if event.key in ("up", "ctrl+p") else 1)
        elif event.key in EDITS:
            self._edit(EDITS[event.key](self.line))
        elif event.is_printable and event.character:
            self._edit(self.line.insert(event.character))
        else:
            return Typed.NOTHING
        return Typed.CHANGED if self.line.text != before else Typed.MOVED

    def on_paste(self, event: events.Paste) -> None:
        """Insert what is pasted, on one line and without what does not print."""
        event.stop()
        text = " ".join(sanitise(event.text[:MAX_PASTE]).split())
        room = max(0, MAX_QUERY - (0 if self.line.selected else len(self.line.text)))
        if self._edit(self.line.insert(text[:room])):
            self.post_message(QueryChanged(self.line.text))
        if len(text) > room or len(event.text) > MAX_PASTE:
            self.post_message(Told(f"What was pasted is cut: {MAX_QUERY:,} characters at most stand here."))

    def complete(self, before: str) -> None:
        """Put another text before the cursor."""
        self._edit(self.line.completed(before))

    def _edit(self, line: Line) -> bool:
        """Take over an edited line, unless it is too long; returns whether its text is another one."""
        if len(line.text) > MAX_QUERY:
            return False
        changed = line.text != self.line.text
        self.line = line
        self.refresh()
        return changed

    def _recall_by(self, step: int) -> None:
        at = self._recall + step
        if 0 <= at <= len(self._history):
            self._recall = at
            self._edit(Line.of(self._history[at] if at < len(self._history) else ""))
