"""What the reader thinks of the rows at hand, brought to the list; and the rows that are selected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from search import Article, Hit
from search.errors import MarksError
from search.text import printable
from tui.widgets.article_list import ArticleList
from tui.widgets.rows import Flag
from tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from search import Mark, Marks


class RowMarks:
    """Marks are opened by :meth:`begin`, after the list has been painted: until then all rows are unread.

    Marks are read and written where keys are handled: that is a transaction of well under a millisecond,
    and keys that follow one another find each other done.
    """

    def __init__(self, open_marks: Callable[[], Marks], rows: ArticleList, status: StatusLine) -> None:
        self._open = open_marks
        self._marks: Marks | None = None
        self._told = False
        self._list = rows
        self._status = status
        self.selected: dict[str, Hit] = {}
        """By id, in the order of selecting."""

    @property
    def marks(self) -> Marks:
        """The marks on this library."""
        if self._marks is None:
            self._marks = self._open()
        return self._marks

    def begin(self) -> None:
        """Open the marks on the library, which may be another one now, and show those of the rows at hand."""
        self.close()
        self.marks  # noqa: B018 (opens them)
        self.show(self._list.at_hand())

    def start(self) -> None:
        """Show the marks of the rows at hand, opening them if nobody has asked for them yet."""
        self.marks  # noqa: B018 (opens them)
        self.show(self._list.at_hand())

    def close(self) -> None:
        """Let go of the file."""
        if self._marks is not None:
            self._marks.close()
            self._marks = None

    def of(self, hits: Sequence[Hit | Article]) -> list[Mark]:
        """The marks on some articles; a fault is told, and there are none."""
        try:
            found = self.marks.of(hits)
            if self.marks.damaged and not self._told:
                self._told = True
                self._status.show_message(printable(f"Marks: {self.marks.damaged[0]}"), bad=True)
            return found
        except MarksError as error:
            self._status.show_message(printable(f"{error.title}: {error}"), bad=True)
            return []

    def show(self, hits: Sequence[Hit]) -> None:
        """Bring the flags of some rows up to date, unless nothing has been painted yet."""
        if self._marks is not None and hits:
            flags = {
                hit.id: Flag(not mark.read, mark.starred, hit.id in self.selected)
                for hit, mark in zip(hits, self.of(hits), strict=False)
            }
            self._list.flag(flags)

    def opened(self, hit: Hit | None) -> None:
        """The article of a row was opened to be read."""
        if hit is None:
            return
        try:
            if self.marks.opened(hit):
                self.show([hit])
        except MarksError as error:
            self._status.show_message(printable(f"{error.title}: {error}"), bad=True)

    # Selecting

    def select(self, hit: Hit) -> None:
        """Select a row, or let go of it."""
        if self.selected.pop(hit.id, None) is None:
            self.selected[hit.id] = hit
        self.show([hit])

    def deselect(self) -> None:
        """Nothing is selected any longer."""
        hits: Iterable[Hit] = self.selected.values()
        self.selected = {}
        self.show(tuple(hits))

    def targets(self) -> tuple[Hit, ...]:
        """What a mark is put on: the selected rows, else the one under the cursor."""
        if self.selected:
            return tuple(self.selected.values())
        return (self._list.hit,) if self._list.hit is not None else ()
