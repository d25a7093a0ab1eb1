"""The screen with three panes: shows the state, hands questions to the desk, takes the answers."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from search.errors import QueryError
from search.library import Library
from search.query.model import Query
from search.text import printable
from tui.actions import BY_ID
from tui.glyphs import Glyphs
from tui.keymap import Keymap
from tui.messages import (
    ArticleReady,
    CardsReady,
    Failed,
    PageReady,
    Prepared,
    Progressed,
    QueryChanged,
    QuerySubmitted,
    RowChosen,
    RowOpened,
    RowsReady,
    RowsWanted,
    SnippetsReady,
    SnippetsWanted,
)
from tui.screens.desk import Desk
from tui.screens.doing import DO
from tui.screens.questions import Questions
from tui.settings import Settings
from tui.shape import TALL
from tui.state import History, Pane, ViewState
from tui.widgets.article_list import CHUNK
from tui.widgets.entity_sidebar import items_of
from tui.widgets.lines import LinePane
from tui.widgets.panes import Panes
from tui.widgets.query_line import QueryLine
from tui.widgets.query_note import QueryNote
from tui.widgets.status_line import StatusLine, describe
from tui.wire.hook import WiredApp

TYPING = 0.08
"""Seconds without a key before a query that is being typed is asked."""
TINY = 4
"""Rows from which the last one is spared for keys and messages."""
PLACES = 1000
"""Articles whose place is remembered."""


class ReaderScreen(Screen[None], inherit_bindings=False):
    """Wires panes, state and questions; what keys do is in :mod:`tui.screens.doing`."""

    CSS_PATH: ClassVar[str] = "reader.tcss"

    def __init__(
        self, library: Library, settings: Settings, keymap: Keymap, glyphs: Glyphs, query: str = ""
    ) -> None:
        super().__init__()
        self.settings = settings
        self.keymap = keymap
        self.state = ViewState(Query(query))
        self.history = History()
        self.typed_from: ViewState | None = None
        """The view that was left for the query line."""
        self.places: dict[str, int] = {}
        self.notice = ""
        """Said once at the start: what is wrong with the settings."""
        self.ready = False
        """Whether the index is loaded."""
        self._pending: tuple[str, ...] = ()
        self.questions = Questions(library, Desk(self))
        self.query_line = QueryLine(id="query")
        self.query_note = QueryNote(glyphs=glyphs, id="query-note")
        self.panes = Panes(glyphs=glyphs, text_width=settings.text_width, breakpoints=settings.breakpoints)
        self.list, self.article, self.entities = self.panes.list, self.panes.article, self.panes.entities
        self.rules = self.panes.rules
        self.status = StatusLine(id="status")

    def compose(self) -> ComposeResult:
        """The query line, the three panes in their frames, the status line, and the note above them."""
        yield self.query_line
        yield self.panes
        yield self.status
        yield self.query_note

    def on_mount(self) -> None:
        """Paint the first rows from the store, then load the index in a thread."""
        self.panes.fit(*self.app.size, self.state)
        self.questions.first_rows(self.post_message)
        self.pane(self.state.pane).focus(scroll_visible=False)
        self.status.show_message(printable(self.notice), bad=True)
        self.call_after_refresh(self.questions.prepare)

    def pane(self, pane: Pane) -> Widget:
        """The widget of a pane."""
        return self.query_line if pane is Pane.QUERY else self.panes.pane(pane)

    @property
    def lines(self) -> LinePane:
        """The pane that movement keys move in."""
        pane = self.pane(self.state.pane)
        return pane if isinstance(pane, LinePane) else self.list

    # State

    def change(self, state: ViewState, *, remember: bool = True) -> None:
        """Go on to another state: ask when its question is another one, and show it."""
        before, self.state = self.state, state
        if before.query != state.query:
            if remember:
                self.history = self.history.visited(before, state)
            self.ask()
        self.reflect(before)

    def ask(self, *, delay: float = 0.0) -> None:
        """Ask the present question."""
        start = self.state.row // CHUNK * CHUNK
        self.questions.page(self.state.query.window(start, CHUNK), ready=self.ready, delay=delay)

    def reflect(self, before: ViewState) -> None:
        """Show what is different in the state."""
        state = self.state
        if (before.pane, before.drawer, before.zoomed) != (state.pane, state.drawer, state.zoomed):
            self.panes.stand(state)
            self.ask_entities()
            self._focus(self.pane(state.pane))
        filters = " ".join(f.as_text() for f in state.query.filters)
        self.query_line.show(state.query.text, printable(filters), self._counts())
        self.status.show_hints(self.keymap.hints(state.pane))

    def _focus(self, pane: Widget) -> None:
        """Focus at once: on a slow link several keys arrive together, and the next is for this pane."""
        if pane.focusable:
            self.set_focus(pane, scroll_visible=False)
        else:  # it is about to be shown
            pane.focus(scroll_visible=False)

    def _counts(self) -> str:
        state = self.state
        many = f"{state.total:,} of {state.collection:,}" if state.narrowed_or_asked else f"{state.total:,}"
        return f"{'over ' if state.partial else ''}{many}  {state.sort}"

    def ask_entities(self) -> None:
        """Ask for the entities of the results, if anybody sees them."""
        if self.ready and self.panes.shows_entities(self.state):
            self.questions.cards(self.state.query, self.state.chosen)

    # Size

    def on_resize(self, event: events.Resize) -> None:
        """Stand the panes as the new size asks for."""
        self.panes.fit(event.size.width, event.size.height, self.state)
        self.status.display = event.size.height >= TINY
        self.ask_entities()

    @property
    def two_lines(self) -> bool:
        """Whether rows show their snippets: there are some, and there is room."""
        return bool(self.state.query.text.strip()) and self.list.size.height >= TALL

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Look the key up in the table, with those pressed before it when they began a sequence."""
        name = event.character if event.is_printable and event.character else event.key
        keys = (*self._pending, "space" if name == " " else name)
        self._pending = ()
        id = self.keymap.find(self.state.pane, keys)
        if id is not None:
            event.stop()
            event.prevent_default()
            self.act(id)
        elif self.keymap.is_prefix(self.state.pane, keys):
            event.stop()
            self._pending = keys

    def act(self, id: str) -> None:
        """Do an action, or say why not."""
        reason = BY_ID[id].reason(self.state)
        self.status.show_message(reason)
        if not reason:
            DO[id](self)
            self.call_after_refresh(self.point)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click can move the focus too."""
        for pane in Pane:
            if self.pane(pane) is event.widget and pane is not self.state.pane:
                self.change(self.state.focused(pane))

    def point(self) -> None:
        """Put the terminal's own cursor where the reader is: screen readers and braille follow it."""
        pane = self.pane(self.state.pane)
        x, y = pane.content_region.offset + self._pointer(pane)
        if isinstance(self.app, WiredApp):
            self.app.point_at(x, y)

    def _pointer(self, pane: Widget) -> Offset:
        if isinstance(pane, QueryLine):
            return Offset(pane.column_of(pane.line.cursor), 0)
        return Offset(0, pane.pointer_row()) if isinstance(pane, LinePane) else Offset()

    # From panes

    @on(RowChosen)
    def show_row(self, message: RowChosen) -> None:
        """Preview the article in the selected row."""
        hit = message.hit
        if hit is None:
            self.state = self.state.chose(message.row)
            return
        same = hit.id == self.state.chosen and self.article.article is not None
        self.state = self.state.chose(message.row, hit.id, hit.title)
        self.rules[Pane.ARTICLE].show(hit.title)
        if not same or self.state.query.text.strip():
            self.questions.article(self.state.query, hit.id, ready=self.ready)

    @on(RowsWanted)
    def fetch_rows(self, message: RowsWanted) -> None:
        """Rows have come into view."""
        self.questions.rows(self.state.query.window(message.offset, message.limit), ready=self.ready)

    @on(SnippetsWanted)
    def fetch_snippets(self, message: SnippetsWanted) -> None:
        """Rows want their best passages."""
        self.questions.snippets(self.state.query, message.ids)

    @on(RowOpened)
    def open_row(self, _: RowOpened) -> None:
        """A second click opens."""
        self.act("open")

    @on(QueryChanged)
    def type_query(self, message: QueryChanged) -> None:
        """Ask while typing; the view that was left is remembered when Enter is pressed."""
        before = self.state
        self.state = self.state.asked(message.text)
        if self.settings.search_as_you_type:
            self.ask(delay=TYPING)
        self.reflect(before)
        self.call_after_refresh(self.point)

    @on(QuerySubmitted)
    def submit_query(self, message: QuerySubmitted) -> None:
        """Enter: the query is kept, and the list gets the focus. Without hits, the correction is taken."""
        if self.state.correction and not self.state.total:
            self.change(self.state.asked(self.state.correction), remember=False)
            return
        self.query_line.remember(message.text)
        left, self.typed_from = self.typed_from, None
        if left is not None:
            self.history = self.history.visited(left, self.state)
        if not self.settings.search_as_you_type:
            self.ask()
        if not self.query_note.text:
            self.change(self.state.focused(Pane.LIST))

    @on(LinePane.Scrolled)
    def show_progress(self, message: LinePane.Scrolled) -> None:
        """How much of the article has been read, in the line above it."""
        if message.pane is self.article:
            self.rules[Pane.ARTICLE].show(note=f"{self.article.percent}%" if self.article.article else "")
            if self.article.article is not None:
                self.places.pop(self.article.article.id, None)
                self.places[self.article.article.id] = self.article.place
                if len(self.places) > PLACES:
                    del self.places[next(iter(self.places))]

    # From workers

    @on(PageReady)
    def show_page(self, message: PageReady) -> None:
        """The newest answer: rows, counts, entities."""
        if not self.questions.desk.is_newest("page", message.number):
            return
        before, page = self.state, message.page
        self.state = self.state.found(page)
        self.query_note.show("", 0)
        scored = self.state.sort.value == "score"
        self.list.show(page, row=self.state.row, scored=scored, two_lines=self.two_lines)
        self.list.say_none(self._none())
        if page.notice or self.status.message == printable(before.notice):
            self.status.show_message(printable(page.notice))
        if not page.total:
            self.article.show(None)
            self.rules[Pane.ARTICLE].show("", "")
        self.rules[Pane.LIST].show(printable(page.echo))
        self.reflect(before)
        self.ask_entities()

    def _none(self) -> tuple[str, ...]:
        """What the list says when it is empty."""
        state = self.state
        if not state.narrowed_or_asked:
            return ("The library is empty.", "dossier add FILE... brings articles in.")
        lines = ["No article fits."]
        if state.notice:
            lines.append(printable(state.notice))
        if state.correction:
            lines.append(f"Enter: search for {printable(state.correction)}")
        return tuple(lines)

    @on(RowsReady)
    def add_rows(self, message: RowsReady) -> None:
        """Further rows of the newest answer."""
        if self.questions.desk.is_newest("page", message.number):
            self.list.add(message.page)

    @on(SnippetsReady)
    def add_snippets(self, message: SnippetsReady) -> None:
        """Best passages of rows of the newest answer."""
        if self.questions.desk.is_newest("page", message.number):
            self.list.annotate(message.hits)

    @on(ArticleReady)
    def show_article(self, message: ArticleReady) -> None:
        """The article of the selected row."""
        if not self.questions.desk.is_newest("article", message.number):
            return
        article = message.article
        place = self.places.get(article.id, 0)
        self.article.show(article, message.highlights, place=place, passage=message.best)
        self.rules[Pane.ARTICLE].show(article.title)
        self.ask_entities()

    @on(CardsReady)
    def show_cards(self, message: CardsReady) -> None:
        """The entities of the results."""
        if self.questions.desk.is_newest("cards", message.number):
            self.entities.show(items_of(message.cards), "None are named here.")

    @on(Progressed)
    def show_work(self, message: Progressed) -> None:
        """Long work reports on itself."""
        self.status.show_progress(describe(message.progress) if message.progress else "")

    @on(Prepared)
    def start_searching(self) -> None:
        """The index is there: ask what could not be asked before."""
        self.ready = True
        self.status.show_progress("")
        if self.state.narrowed_or_asked:
            self.ask()
        self.ask_entities()

    @on(Failed)
    def show_failure(self, message: Failed) -> None:
        """The last good page stays; an error in the query gets a caret under its column."""
        if not self.questions.desk.is_newest(message.subject, message.number):
            return
        error = message.error
        if isinstance(error, QueryError):
            column = self.query_line.column_of(self._offset_of(error))
            self.query_note.show(printable(str(error)), column)
            return
        self.status.show_progress("")
        self.status.show_message(printable(f"{error.title}: {error}"), bad=True)

    def _offset_of(self, error: QueryError) -> int:
        """The error's offset in the text as typed: filters put a parenthesis before it."""
        text = self.state.query.text
        shift = len(text) - len(text.lstrip()) - (1 if self.state.query.filters else 0)
        return max(0, min(error.column + shift, len(text)))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault in the program is told, and the reader goes on."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            error = event.worker.error
            text = f"The program failed here ({event.worker.name}): {type(error).__name__}: {error}"
            self.status.show_message(printable(text), bad=True)

    def take(self, state: ViewState) -> None:
        """Go to a view of the history; the focus stays where it is."""
        self.change(replace(state, pane=Pane.LIST, zoomed=False, drawer=False), remember=False)
