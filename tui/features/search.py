"""Searching: the query line, completing what is typed in it, and what is wrong with a query."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from search.errors import QueryError
from search.text import printable
from tui.actions import TYPING
from tui.features.offers import Offers
from tui.reader.feature import Feature, action, hears
from tui.reader.state import Pane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from search import Completion
    from search.errors import DossierError
    from tui.messages import QueryChanged
    from tui.reader.ports import Ports
    from tui.reader.state import ViewState

PAUSE = 0.08
"""Seconds without a key before a query that is being typed is asked."""


class Search(Feature):
    """The first line of the screen."""

    hints = {Pane.QUERY: ((("open",), "done"), (("back",), "cancel"))}  # noqa: RUF012 (as in the base)

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self._left: ViewState | None = None
        """The view that was left for the query line."""
        self._offers = Offers()
        """Ways to complete what is being typed."""
        self._mistaken = ""
        """The text of the last query that was wrong."""
        ports.panes.query_line.recall(ports.memory.queries)

    # Typing

    @action("search.pane", ("/",), "search: the archive, inside the article, or the entities", "Search")
    def search_pane(self) -> None:
        """Search in what has the focus."""
        if not self.ports.first(lambda feature: feature.find()):
            self.search_archive()

    @action("search.archive", ("\\",), "search the archive from anywhere", "Search")
    def search_archive(self) -> None:
        """Type a query."""
        self._left = self.ports.view.state
        self.ports.panes.query_line.select()
        self.ports.view.focus(Pane.QUERY)

    def typed(self, event: events.Key) -> bool:
        """What is typed in the query line."""
        if self.ports.view.state.pane is not Pane.QUERY:
            return False
        from tui.widgets.query_line import Typed

        typed = self.ports.panes.query_line.take(event)
        if typed is Typed.CHANGED:
            self.type_query()
        elif typed is Typed.SUBMITTED:
            self.submit()
        return typed is not Typed.NOTHING

    @hears
    def pasted(self, message: QueryChanged) -> None:
        """The text was changed by pasting."""
        self.type_query()

    def type_query(self) -> None:
        """Ask while typing; the view that was left is remembered when Enter is pressed."""
        view, status, line = self.ports.view, self.ports.status, self.ports.panes.query_line
        before = view.state
        view.replace(view.state.asked(line.line.text))
        if not status.about_answer and not self._offers.stand_in(line):
            status.show_message("")
        if self.ports.settings.search_as_you_type:
            view.ask(delay=PAUSE)
        view.show(before)
        self.ports.screens.draw_soon()

    def submit(self) -> None:
        """Enter: the query is kept, and the list gets the focus. Without hits, the correction is taken.

        A query that is wrong stays, to be mended or, with Escape, given up.
        """
        view, panes = self.ports.view, self.ports.panes
        if view.state.correction and not view.state.rows:
            view.change(view.state.asked(view.state.correction), remember=False)
            return
        asked = self.ports.settings.search_as_you_type
        if asked and panes.query_note.text and self._mistaken == panes.query_line.line.text:
            return
        panes.query_line.remember(panes.query_line.line.text)
        panes.query_line.deselect()
        left, self._left = self._left, None
        if left is not None:
            view.visited(left)
        if not asked:
            panes.query_note.show("", 0)
            view.ask()
        if not view.state.notice:  # the query in words makes room for the keys of the list
            self.ports.status.show_message("")
        view.change(view.state.focused(Pane.LIST))

    def leave(self) -> bool:
        """Give up what was typed: the view that was left comes back."""
        view = self.ports.view
        if view.state.pane is not Pane.QUERY:
            return False
        left, self._left = self._left, None
        self.ports.panes.query_line.deselect()
        self.ports.panes.query_note.show("", 0)
        view.change((left or view.state).focused(Pane.LIST), remember=False)
        return True

    # What is wrong

    def failed(self, subject: str, error: DossierError) -> bool:
        """An error in the query gets a caret under its column."""
        if not isinstance(error, QueryError):
            return False
        panes = self.ports.panes
        column = panes.query_line.column_of(self._offset_of(error))
        self._mistaken = self.ports.view.state.query.text
        # A field that Tab has put there lacks its value, as one sees.
        half = self._offers.stand_in(panes.query_line)
        panes.query_note.show("" if half else printable(str(error)), column)
        self._go_on_typing()
        return True

    def _go_on_typing(self) -> None:
        """A query that was wrong only when Enter was pressed is mended where it stands, or given up there."""
        view = self.ports.view
        if not self.ports.settings.search_as_you_type and view.state.pane is Pane.LIST:
            self._left = view.previous() or self._left
            view.change(view.state.focused(Pane.QUERY))

    def _offset_of(self, error: QueryError) -> int:
        """The error's offset in the text as typed: filters put a parenthesis before it."""
        query = self.ports.view.state.query
        shift = len(query.text) - len(query.text.lstrip()) - (1 if query.filters else 0)
        return max(0, min(error.column + shift, len(query.text)))

    # Completing

    @action("complete", ("tab",), "complete the word; again for the next offer", "Search", TYPING)
    def complete(self) -> None:
        """Take the first way to go on, or the next one."""
        line = self.ports.panes.query_line
        if self._offers.next(line):
            self.type_query()
            self.ports.status.show_message(self._offers.hint())
            return
        text, library = line.line.before, self.ports.view.library
        self.ports.jobs.run("complete", lambda _: library.complete(text), partial(self._offer, text))

    def _offer(self, text: str, completions: Sequence[Completion]) -> None:
        """Take the first way to complete what is being typed, and show the others."""
        if self._offers.start(text, completions, self.ports.panes.query_line):
            self.type_query()
            self.ports.status.about_answer = False  # so that the answer leaves the hint alone
            self.ports.status.show_message(self._offers.hint())
        else:
            self.ports.status.show_message("Nothing that is known begins like this.")
