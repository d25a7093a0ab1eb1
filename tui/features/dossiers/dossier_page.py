"""The page of a dossier: its items in order; moved, taken out, written on, and all of it undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from textual import events

from search import Marks, dossiers, passages
from search.errors import DossierError
from search.text import printable
from tui.features.export.files import slug
from tui.paths import expanded
from tui.screens.keys import name_of
from tui.screens.page import PageScreen, Styled
from tui.typeset import wrap
from tui.widgets.status_line import Prompt

MOST_LINES = 4
"""Lines of an item: the page is for putting things in order."""


class DossierScreen(PageScreen):
    """The page behind ``g d``."""

    HINTS = (
        ("j/k", "item"), ("Enter", "articles"), ("Esc", "close"), ("s", "save"), ("J/K", "move"),
        ("x", "remove"), ("a", "write"), ("t", "text"), ("u", "undo"),
    )  # fmt: skip

    def __init__(
        self, marks: Marks, read: Callable[[str], object], save: Callable[[str, Path], object]
    ) -> None:
        super().__init__()
        self._marks = marks
        self._read = read
        self._save = save
        """Writes the dossier of a key to a file, while the reader says how far that is."""
        self._cursor = 0
        self._rows: list[int] = []
        """The first line of each item."""

    @property
    def dossier(self) -> dossiers.Dossier | None:
        """As it is now."""
        return dossiers.current(self._marks.notebook.book)

    def page_lines(self) -> Sequence[Styled]:
        """Name, introduction, items."""
        held = self.dossier
        if held is None:
            return [("There is no dossier any more.", "text")]
        width = max(20, self.text_width - 4)
        shared = ", shared" if held.shared else ""
        lines: list[Styled] = [(printable(f"{held.name} ({len(held.items):,} items{shared})"), "heading")]
        lines += _wrapped(held.text, width, "", 12)
        self._cursor = max(0, min(self._cursor, len(held.items) - 1))
        self._rows = []
        for number, item in enumerate(held.items):
            self._rows.append(len(lines))
            sign = ">" if number == self._cursor else " "
            lines += _wrapped(self._said(item), width, f"{sign} {number + 1:>2} ", MOST_LINES)
            lines += _wrapped(item.text if item.what is not dossiers.What.TEXT else "", width, "     | ", 3)
        if not held.items:
            lines.append(("Nothing is in it yet: D puts in what is selected.", "text"))
        return lines

    def _said(self, item: dossiers.Item) -> str:
        """What an item is, in words."""
        if item.what is dossiers.What.PASSAGE:
            held = passages.passage_of(self._marks.notebook.book, item.passage)
            return f"“{held.quote}” ({held.title})" if held else f"a passage of {item.title} that is gone"
        if item.what is dossiers.What.QUERY:
            return f"Search: {item.query}"
        if item.what is dossiers.What.ENTITY:
            return f"{item.entity}: {item.name}"
        return item.text if item.what is dossiers.What.TEXT else item.title or item.subject.id

    def show(self) -> None:
        """Fill the page, and keep the item in view."""
        top = self.pane.top
        self.pane.show(self.page_lines())
        self.pane.scroll_to_line(top)
        if self._rows:
            end = self._rows[self._cursor + 1] if self._cursor + 1 < len(self._rows) else len(self.pane.lines)
            self.pane.show_line(self._rows[self._cursor], end - self._rows[self._cursor])

    def press(self, event: events.Key) -> None:
        """Keys of the page; those of every page otherwise."""
        name = name_of(event)
        if self.status.prompt is not None:
            self._press_in_prompt(self.status.prompt, event)
            return
        held = self.dossier
        item = held.items[self._cursor] if held and held.items else None
        if name in ("j", "down", "k", "up"):
            self._cursor += 1 if name in ("j", "down") else -1
        elif held and item and name in ("J", "K"):
            step = 1 if name == "J" else -1
            self._write("moved", dossiers.move(held, item.key, step))
            self._cursor += step
        elif item and name == "x":
            self._write("took out", [dossiers.take_out(item.key)])
        elif name == "u":
            self._tell(self._marks.undo(), "Undone")
        elif name == "ctrl+r":
            self._tell(self._marks.redo(), "Done again")
        elif held and item and name == "a":
            self._ask("Say of it: ", item.text, lambda text: [dossiers.say(held, item, text)])
        elif held and name == "t":
            book = self._marks.notebook
            self._ask("Introduction: ", held.text, lambda text: [dossiers.write(book.book, held, text)])
        elif held and name == "s":
            self._ask_where(held)
        elif held and name == "enter":
            self.app.pop_screen()
            self._read(held.name)
            return
        else:
            super().press(event)
            return
        self.show()

    def _write(self, name: str, drafts: Sequence[Any]) -> None:
        try:
            self._tell(self._marks.write(name, drafts), name.capitalize())
        except DossierError as error:
            self.status.show_message(printable(f"{error.title}: {error}"), bad=True)

    def _tell(self, made: object, said: str) -> None:
        self.status.show_message(f"{said}." if made else "There is nothing to undo.")

    def _ask_where(self, held: dossiers.Dossier) -> None:
        """Ask for a file; the report is begun and this page left."""

        def done(typed: str | None) -> None:
            if typed and typed.strip():
                self.app.pop_screen()
                self._save(held.key, expanded(typed))

        label = "Save as (html epub docx md; list: csv jsonl bib ris json): "
        self.status.ask(Prompt(label, done, f"{slug(held.name)}.html"))
        self.set_focus(self.status, scroll_visible=False)

    def _ask(self, label: str, text: str, drafts: Callable[[str], list[Any]]) -> None:
        def done(typed: str | None) -> None:
            if typed is not None:
                try:
                    self._write("wrote", drafts(typed))
                except DossierError as error:
                    self.status.show_message(printable(f"{error.title}: {error}"), bad=True)

        self.status.ask(Prompt(label, done, " ".join(text.split())))
        self.set_focus(self.status, scroll_visible=False)

    def _end_prompt(self) -> None:
        self.status.ask(None)
        self.set_focus(self.pane, scroll_visible=False)

    def _press_in_prompt(self, prompt: Prompt, event: events.Key) -> None:
        from tui.widgets.query_line import Typed

        if event.key in ("escape", "ctrl+c"):
            self._end_prompt()
        elif self.status.take(event) is Typed.SUBMITTED:
            text = self.status.line.text
            self._end_prompt()
            prompt.done(text)
            if self.app.screen is self:
                self.show()
        else:
            return
        self.status.show_hints(self.HINTS)


def _wrapped(text: str, width: int, lead: str, most: int) -> list[Styled]:
    """A text as at most so many lines behind a lead."""
    shown = " ".join(printable(text).split())
    spans = list(wrap(shown, max(10, width - len(lead)))) if shown else []
    lines: list[Styled] = []
    for number, (start, end) in enumerate(spans[:most]):
        more = " …" if number == most - 1 and len(spans) > most else ""
        lines.append((f"{lead if not number else ' ' * len(lead)}{shown[start:end]}{more}", "text"))
    return lines
