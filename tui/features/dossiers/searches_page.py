"""The page of saved searches: what each finds and how much of it is new; asked, renamed, forgotten there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events

from search.text import printable
from tui.glyphs import UNICODE, Glyphs
from tui.painting import fit
from tui.screens.keys import name_of
from tui.screens.page import PageScreen, Styled
from tui.typeset import wrap
from tui.widgets.query_line import Typed
from tui.widgets.status_line import Prompt

if TYPE_CHECKING:
    from search import SearchCount
    from tui.features.dossiers.saved_searches import SavedSearches

COUNTS = 18
"""Cells of the counts, which stand first: that is what the page is looked at for."""


class SearchesScreen(PageScreen):
    """The page behind ``g f``."""

    HINTS = (
        ("j/k", "move"), ("Enter", "ask"), ("Esc", "close"), ("=", "seen"), ("r", "rename"), ("x", "forget"),
        ("u", "undo"), ("R", "count"),
    )  # fmt: skip

    def __init__(self, counts: Sequence[SearchCount], saved: SavedSearches, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self.counts = tuple(counts)
        self._saved = saved
        self._glyphs = glyphs
        self._cursor = 0
        self._rows: list[int] = []
        """The first line of each search."""

    @property
    def chosen(self) -> SearchCount | None:
        """The search under the cursor."""
        return self.counts[self._cursor] if self.counts else None

    def page_lines(self) -> Sequence[Styled]:
        """What is new altogether, then two lines or more a search."""
        width = max(30, self.text_width)
        self._cursor = max(0, min(self._cursor, len(self.counts) - 1))
        new = sum(one.new for one in self.counts)
        lines: list[Styled] = [(f"Saved searches: {new:,} new", "heading")]
        self._rows = []
        for number, one in enumerate(self.counts):
            self._rows.append(len(lines))
            sign = self._glyphs.cursor if number == self._cursor else " "
            lines.append((fit(f"{sign} {counts_of(one):<{COUNTS}}{printable(one.search.name)}", width), "text"))
            said = one.error or one.search.query
            below = wrap(printable(said), max(10, width - COUNTS - 2))
            lines += [(f"{'':{COUNTS + 2}}{printable(said)[a:b]}", "text") for a, b in below]
        return lines

    def show(self) -> None:
        """Fill the page, and keep the search in view."""
        top = self.pane.top
        self.pane.show(self.page_lines())
        self.pane.scroll_to_line(top)
        if self._rows:
            end = self._rows[self._cursor + 1] if self._cursor + 1 < len(self._rows) else len(self.pane.lines)
            self.pane.show_line(self._rows[self._cursor], end - self._rows[self._cursor])

    def take(self, counts: Sequence[SearchCount]) -> None:
        """Show other counts."""
        self.counts = tuple(counts)
        self.status.show_message("")
        self.show()

    # Keys

    def press(self, event: events.Key) -> None:
        """Keys of the page; those of every page otherwise."""
        if self.status.prompt is not None:
            self._press_in_prompt(self.status.prompt, event)
            return
        name, one = name_of(event), self.chosen
        if name in ("j", "down", "k", "up"):
            self._cursor += 1 if name in ("j", "down") else -1
            self.show()
        elif name == "R":
            self._count("Counting.")
        elif name == "u":
            self._did(self._saved.undo(), "Undone.")
        elif one is not None and name == "enter":
            self.app.pop_screen()
            self._saved.ask(one.search.key)
        elif one is not None and name == "=":
            self._did(self._saved.look(one.search.key), f"Nothing of {printable(one.search.name)} is new now.")
        elif one is not None and name == "x":
            self._did(self._saved.forget(one.search.key), "Forgotten; u brings it back.")
        elif one is not None and name == "r":
            self._ask_name(one)
        else:
            super().press(event)

    def _did(self, fault: str, said: str) -> None:
        """Say what came of a change, and count again."""
        if fault:
            self.status.show_message(printable(fault), bad=True)
        else:
            self._count(said)

    def _count(self, said: str) -> None:
        def then(counts: Sequence[SearchCount]) -> None:
            if self.is_current:
                self.take(counts)
                self.status.show_message(said if said != "Counting." else "")

        self.status.show_message(said)
        self._saved.count(then)

    def _ask_name(self, one: SearchCount) -> None:
        def done(text: str | None) -> None:
            if text and text.strip():
                self._did(self._saved.rename(one.search.key, text), "Renamed.")

        self.status.ask(Prompt("Name: ", done, one.search.name))
        self.set_focus(self.status, scroll_visible=False)

    def _press_in_prompt(self, prompt: Prompt, event: events.Key) -> None:
        gave_up = event.key in ("escape", "ctrl+c")
        if not gave_up and self.status.take(event) is not Typed.SUBMITTED:
            return
        text = None if gave_up else self.status.line.text
        self.status.ask(None)
        self.set_focus(self.pane, scroll_visible=False)
        self.status.show_hints(self.HINTS)
        prompt.done(text)


def counts_of(one: SearchCount) -> str:
    """How many are new, of how many: ``+3 of 340``."""
    if one.error:
        return "cannot be asked"
    return f"{f'+{one.new:,} of ' if one.new else ''}{one.total:,}"
