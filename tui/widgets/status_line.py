"""The last line of the screen: keys for what has the focus, a message, how far long work is, or a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on

from tui.editing import Line
from tui.messages import QueryChanged
from tui.painting import Mark, Row, filled, shorten
from tui.widgets.query_line import QueryLine
from tui.widgets.status_note import StatusNote
from tui.wire.cells import width_of


@dataclass(frozen=True, slots=True)
class Prompt:
    """A few words that are asked for."""

    label: str
    done: Callable[[str | None], None]
    """Called with what was typed, or with None after Escape."""
    text: str = ""
    """What stands there already."""
    changed: Callable[[str], None] | None = None
    """Called after every change."""
    complete: Callable[[QueryLine], None] | None = None
    """Called for Tab."""


class StatusLine(QueryLine, can_focus=False):
    """One row. A message hides the hints until it is cleared; progress stands on the right.

    While something is asked for, what is typed stands there instead.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"status-line--key", "status-line--error"}
    DEFAULT_CSS = """
    StatusLine { width: 1fr; height: 1; background: $panel; }
    StatusLine > .status-line--key { text-style: bold; }
    StatusLine > .status-line--error { color: $text-error; text-style: bold; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.prompt: Prompt | None = None
        """What is asked for."""
        self._hints: tuple[tuple[str, str], ...] = ()
        self.message = ""
        self.about_answer = False
        """Whether the message is about the answer to the query."""
        self._bad = False
        self.progress = ""
        self.keys = ""
        self.note = StatusNote()
        """Where a message stands that is too long for the row; screens that have room for it show it."""

    def ask(self, prompt: Prompt | None) -> None:
        """Ask for something, or no longer."""
        self.prompt = prompt
        self.can_focus = prompt is not None
        if prompt is not None:
            self._sign = prompt.label
            self.line = Line.of(prompt.text).all_selected()
            self._note = ""
        self.spill()
        self.refresh()

    @on(QueryChanged)
    def tell(self, event: QueryChanged | None = None) -> None:
        """Pass on what was typed or pasted."""
        if event is not None:
            event.stop()
        if self.prompt is not None and self.prompt.changed is not None:
            self.prompt.changed(self.line.text)

    def show_keys(self, text: str) -> None:
        """The keys that were pressed last, for who is being shown the program."""
        if text != self.keys:
            self.keys = text
            self.refresh()

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Other keys and their labels."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh()

    def show_message(self, text: str, *, bad: bool = False) -> None:
        """A sentence, made printable by whoever says it; empty brings the hints back."""
        if (text, bad) != (self.message, self._bad):
            self.message, self._bad = text, bad
            self.spill()
            self.refresh()

    def spill(self) -> None:
        """Show what has no room in the row above it as well."""
        width = self.size.width
        fits = self.prompt is not None or width_of(self.message) <= width - width_of(self._tail(width))
        self.note.show("" if fits or not width else self.message, width, bad=self._bad)

    def show_progress(self, text: str) -> None:
        """How far long work is; empty when there is none."""
        if text != self.progress:
            self.progress = text
            self.spill()
            self.refresh()

    def draw(self, _: int) -> Row:
        """The row."""
        if self.prompt is not None:
            return super().draw(_)
        width, base = self.looks.width, self.looks.base
        tail = self._tail(width)
        room = width - width_of(tail)
        marks: list[Mark] = []
        if self.message:
            style = self.role("status-line--error") if self._bad else base
            text = shorten(self.message, room)
        else:
            style = base
            text, marks = self._hint_text(room)
        return filled(text, room, style, marks) + filled(tail, width - room, base)

    def _tail(self, width: int) -> str:
        """What stands on the right."""
        aside = "  ".join(filter(None, (self.progress, self.keys)))
        return f"  {shorten(aside, max(10, width - 20))}" if aside else ""

    def _hint_text(self, room: int) -> tuple[str, list[Mark]]:
        """The hints for which there is room; where it is little, the key of the help stays."""
        hints = list(self._hints)
        while hints and width_of("  ".join(map(" ".join, hints))) > room:
            others = [n for n, (_, label) in enumerate(hints) if label != "help"]
            del hints[others[-1] if others else 0]
        text = ""
        marks: list[Mark] = []
        for keys, label in hints:
            start = len(text) + (2 if text else 0)
            marks.append((start, start + len(keys), self.role("status-line--key")))
            text += f"{'  ' if text else ''}{keys} {label}"
        return text, marks
