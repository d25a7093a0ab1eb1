"""Marks: read, star, tag, note, select, undo, and going to what is unread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from search import Hit, Query, Stop
from search.errors import MarksError
from search.text import printable
from tui.actions import READING, has_article, has_articles
from tui.features.results import page_of
from tui.reader.feature import Feature, action
from tui.reader.state import Pane

if TYPE_CHECKING:
    from search import Library, MarkChange, Marks, NotebookChange

    Change = MarkChange | NotebookChange

WINDOW = 500
"""Rows at a time in which an unread one is looked for."""


def some(number: int) -> str:
    """``1 article``, ``3 articles``."""
    return f"{number:,} article{'' if number == 1 else 's'}"


def nearest_unread(library: Library, marks: Marks, query: Query, row: int, step: int, stop: Stop) -> int:
    """The nearest row from ``row`` on, or back from it, whose article was not read; -1 for none."""
    near = row
    while not stop():
        start = max(0, near if step > 0 else near - WINDOW + 1)
        window = query.window(start, WINDOW if step > 0 else near - start + 1)
        page = page_of(library, window, stop)
        read = [mark.read for mark in marks.of(page.hits)]
        places = [start + at for at, done in enumerate(read) if not done]
        if places:
            return places[0] if step > 0 else places[-1]
        near = start + WINDOW if step > 0 else start - 1
        if not 0 <= near < page.rows or not page.hits:
            break
    return -1


class Marking(Feature):
    """What a person thinks of articles: on the selected rows, else on the one under the cursor."""

    def library_opened(self) -> None:
        """The marks on another library."""
        self.ports.marks.begin()

    def _change(self, hits: Sequence[Hit], work: Callable[[], Change | None]) -> Change | None:
        """Change marks, draw the rows again that look different; a fault is told."""
        try:
            made = work()
        except MarksError as error:
            self.ports.status.show_message(printable(f"{error.title}: {error}"), bad=True)
            return None
        self.ports.marks.show(hits)
        self.ports.view.marked()
        return made

    def _tell(self, made: Change | None, *, prefix: str = "") -> None:
        """Say what became of how many articles."""
        if made is None:
            return
        what = f"{prefix}{made.name}, " if prefix else f"{made.name.capitalize()}: "
        self.ports.status.show_message(f"{what}{made.extent}" if made.extent else "Nothing had to be changed.")

    @action("mark.read", ("r",), "read or unread", "Mark", READING, has_article, synonyms="seen unseen")
    def toggle_read(self) -> None:
        """Read or, when all are, unread."""
        hits = self.ports.marks.targets()
        self._tell(self._change(hits, lambda: self.ports.marks.marks.toggle_read(hits)))

    @action(
        "mark.star",
        ("m",),
        "star, or take the star away",
        "Mark",
        READING,
        has_article,
        synonyms="favourite bookmark flag",
    )
    def toggle_star(self) -> None:
        """Starred or, when all are, not."""
        hits = self.ports.marks.targets()
        self._tell(self._change(hits, lambda: self.ports.marks.marks.toggle_star(hits)))

    @action(
        "mark.tag",
        ("t",),
        "add tags of your own, or take them away",
        "Mark",
        READING,
        has_article,
        synonyms="label keyword",
    )
    def tag(self) -> None:
        """Ask for tags to add, and with a minus to take away."""
        marks = self.ports.marks
        hits = marks.targets()

        def finish(typed: str | None) -> None:
            if not typed or not typed.strip():
                return
            made = self._change(hits, lambda: marks.marks.tag(hits, typed))
            self._tell(made)
            if made is not None and len(hits) == 1 and (held := marks.of(hits)):
                self.ports.status.show_message(f"Tags: {' '.join(held[0].tags) or 'none'}")

        held = sorted({tag for mark in marks.of(hits) for tag in mark.tags})
        has = f" (has {' '.join(held)})" if held else ""
        self.ports.screens.prompt(f"Tag {some(len(hits))}{has}, -tag removes: ", finish)

    @action(
        "select",
        ("v",),
        "select the row: mark, copy, save and pipe all that are",
        "Mark",
        frozenset({Pane.LIST}),
        has_article,
    )
    def select(self) -> None:
        """Select the row or let go of it, and go on to the next."""
        if (hit := self.ports.panes.list.hit) is not None:
            self.ports.marks.select(hit)
            self.ports.panes.list.move(1)
            self.ports.status.show_message(f"Selected: {some(len(self.ports.marks.selected))}")

    def widen(self) -> bool:
        """Nothing is selected any longer."""
        if not self.ports.marks.selected:
            return False
        self.ports.marks.deselect()
        return True

    @action("undo", ("u",), "undo the last mark, tag or note", "Mark", READING)
    def undo(self) -> None:
        """Take the newest change back."""
        made = self._change(self.ports.panes.list.at_hand(), lambda: self.ports.marks.marks.undo())
        self._tell(made, prefix="Undone: ")
        if made is None and not self.ports.status.message:
            self.ports.status.show_message("There is nothing to undo.")

    @action("redo", ("ctrl+r",), "do again what was undone", "Mark", READING)
    def redo(self) -> None:
        """Do again what was undone last."""
        made = self._change(self.ports.panes.list.at_hand(), lambda: self.ports.marks.marks.redo())
        self._tell(made, prefix="Done again: ")
        if made is None and not self.ports.status.message:
            self.ports.status.show_message("There is nothing to do again.")

    # What is unread

    @action("unread.next", (")",), "next unread article", "Read", READING, has_articles)
    def next_unread(self) -> None:
        """The next article of the list that was not read."""
        self._go_to_unread(1)

    @action("unread.previous", ("(",), "previous unread article", "Read", READING, has_articles)
    def previous_unread(self) -> None:
        """The one before."""
        self._go_to_unread(-1)

    def _go_to_unread(self, step: int) -> None:
        """Select the nearest unread row; beyond the rows at hand a thread looks for it."""
        rows = self.ports.panes.list
        row = rows.cursor + step
        while 0 <= row < rows.total and (hit := rows.row(row)) is not None:
            if rows.flag_of(hit).unread:
                rows.select(row)
                return
            row += step
        if not 0 <= row < rows.total:
            way = "down" if step > 0 else "up"
            self.ports.status.show_message(f"No unread article further {way}.")
            return
        library, marks, query = self.ports.view.library, self.ports.marks.marks, self.ports.view.state.query
        self.ports.jobs.run(
            "unread",
            lambda stop: nearest_unread(library, marks, query, row, step, stop),
            lambda found: self._go_to(found),
        )

    def _go_to(self, row: int) -> None:
        if row < 0:
            self.ports.status.show_message("There is no other unread article there.")
        else:
            self.ports.panes.list.select(row)
