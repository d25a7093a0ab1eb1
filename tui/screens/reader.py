"""The screen with three panes: takes keys, what the panes say, and the answers of workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.worker import Worker, WorkerState

from search import Sort
from search.errors import QueryError
from search.text import printable
from tui.actions import BY_ID
from tui.messages import (
    Added,
    ArticleReady,
    CardsReady,
    CompletionsReady,
    Failed,
    FailuresReady,
    MentionsReady,
    Output,
    PageReady,
    Prepared,
    Progressed,
    QueryChanged,
    ReasonsReady,
    RowChosen,
    RowOpened,
    RowsReady,
    RowsWanted,
    SnippetsReady,
    SnippetsWanted,
    TimesReady,
    Told,
)
from tui.screens import prompts
from tui.screens.keys import name_of
from tui.screens.view import ViewScreen
from tui.state import Pane
from tui.widgets.entity_sidebar import ItemChosen, items_of
from tui.widgets.lines import LinePane
from tui.widgets.query_line import Typed
from tui.widgets.status_line import Prompt, describe

if TYPE_CHECKING:
    from tui.screens.adding import Adding

TYPING = 0.08
"""Seconds without a key before a query that is being typed is asked."""
REST = 0.5
"""Seconds after a jump in the list, or a key in the query, before the article is shown: who pages or types
looks at the list, and on a slow link a list and a page of an article together take twice as long."""
PEACE = 0.05
"""Seconds from the first screen until the index is loaded: loading keeps the interpreter from everything
else, and the first screen is to be on its way to the terminal by then."""


class ReaderScreen(ViewScreen, inherit_bindings=False):
    """Everything that happens to the reader; what keys do is in :mod:`tui.screens.doing`."""

    _pending: tuple[str, ...] = ()
    """Keys that began a sequence."""
    adding: Adding | None = None
    """The import that is going on."""
    _said_of_page = False
    """Whether the message in the status line is about the answer."""

    def on_mount(self) -> None:
        """Paint the first rows from the store, then load the index in a thread."""
        self.questions.first_rows(self.post_message)
        self.set_focus(self.pane(self.state.pane), scroll_visible=False)
        self.status.show_message(printable(self.notice), bad=True)
        self.query_line.draws_cursor = self.status.draws_cursor = not self.has_own_cursor
        self.call_after_refresh(self.set_timer, PEACE, self.flagging.begin)
        self.call_after_refresh(self.set_timer, PEACE, self.questions.prepare)

    def on_resize(self, event: events.Resize) -> None:
        """Stand the panes as the new size asks for."""
        self.panes.fit(event.size.width, event.size.height, self.state)
        prompts.spare(self)
        self.list.set_two_lines(self.two_lines)
        self.ask_around()

    # Keys

    def prompt(self, prompt: Prompt) -> None:
        """Ask for a few words."""
        prompts.ask(self, prompt)

    def press(self, event: events.Key) -> None:
        """Type, or look the key up in the table, with those pressed before it when they began a sequence."""
        if self.status.prompt is not None:
            prompts.press(self, self.status.prompt, event)
            return
        if self.state.pane is Pane.QUERY and self._typed(event):
            return
        keys = (*self._pending, name_of(event))
        self._pending = ()
        id = self.keymap.find(self.state.pane, keys)
        if id is not None:
            self.act(id)
        elif self.keymap.is_prefix(self.state.pane, keys):
            self._pending = keys
            pairs = self.keymap.continuations(self.state.pane, keys)
            self.status.show_message(
                "  ".join(f"{key} {BY_ID[id].label or BY_ID[id].tooltip}" for key, id in pairs)
            )

    def _typed(self, event: events.Key) -> bool:
        """Whether the query line took the key."""
        typed = self.query_line.take(event)
        if typed is Typed.CHANGED:
            self.type_query()
        elif typed is Typed.SUBMITTED:
            self.submit_query()
        elif typed is Typed.MOVED:
            self.call_after_refresh(self.point)
        return typed is not Typed.NOTHING

    def act(self, id: str) -> None:
        """Do an action, or say why not."""
        if (hit := self.list.hit) is not None:  # the list's own word about it may still be on its way
            self.state = self.state.chose(self.list.cursor, hit.id, hit.title)
        reason = BY_ID[id].reason(self.state)
        self._said_of_page = False
        self.status.show_message(reason)
        if not reason:
            # What keys do is loaded with the first key, so that the list is painted sooner.
            from tui.screens import doing

            doing.do(id, self)
            self.call_after_refresh(self.point)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click can move the focus too. News of a focus that has moved on since means nothing."""
        for pane in Pane:
            if self.pane(pane) is event.widget is self.focused and pane is not self.state.pane:
                self.change(self.state.focused(pane))

    # From panes

    @on(RowChosen)
    def show_row(self, message: RowChosen) -> None:
        """Preview the article in the selected row."""
        hit = message.hit
        if hit is None:
            self.state = self.state.chose(message.row)
            return
        self.state = self.state.chose(message.row, hit.id, hit.title)
        self.preview(delay=REST if message.far or self.state.pane is Pane.QUERY else 0.0)

    @on(RowsWanted)
    def fetch_rows(self, message: RowsWanted) -> None:
        """Rows have come into view."""
        self.questions.rows(self.list.question.window(message.offset, message.limit), ready=self.ready)

    @on(SnippetsWanted)
    def fetch_snippets(self, message: SnippetsWanted) -> None:
        """Rows want their best passages."""
        self.questions.snippets(self.list.question, message.ids)

    @on(RowOpened)
    def open_row(self, _: RowOpened) -> None:
        """A second click opens."""
        self.act("open")

    @on(QueryChanged)
    def type_query(self) -> None:
        """Ask while typing; the view that was left is remembered when Enter is pressed."""
        before = self.state
        self.state = self.state.asked(self.query_line.line.text)
        if not self._said_of_page and not self.offers.stand_in(self.query_line):
            self.status.show_message("")
        if self.settings.search_as_you_type:
            self.ask(delay=TYPING)
        self.reflect(before)
        self.call_after_refresh(self.point)

    def submit_query(self) -> None:
        """Enter: the query is kept, and the list gets the focus. Without hits, the correction is taken."""
        if self.state.correction and not self.state.total:
            self.change(self.state.asked(self.state.correction), remember=False)
            return
        self.query_line.remember(self.query_line.line.text)
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
            self.reflect(self.state)
            if self.article.article is not None:
                self.places.pop(self.article.article.id, None)
                self.places[self.article.article.id] = self.article.place

    @on(ItemChosen)
    def show_mentions(self, message: ItemChosen) -> None:
        """Mark where the selected entity is named in the article."""
        if message.item is not None and message.item.names and self.state.chosen:
            self.questions.mentions(self.state.chosen, message.item.field, message.item.names)

    # From workers

    @on(PageReady)
    def show_page(self, message: PageReady) -> None:
        """The newest answer: rows, counts, entities."""
        if not self.questions.desk.is_newest("page", message.number):
            return
        before, page = self.state, message.page
        if message.keeps:
            if message.keeps != before.chosen:  # moved on meanwhile: where to is not known here
                return
            self.state = self.state.chose(message.row, before.chosen, before.title)
        self.state = self.state.found(page)
        self.query_note.show("", 0)
        scored = self.state.sort is Sort.SCORE
        if page.query.question.ungrouped != self.list.question.question.ungrouped:
            self.flagging.let_go()
        self.list.show(page, row=self.state.row, scored=scored, two_lines=self.two_lines)
        self.flagging.show(page.hits)
        self.list.say_none(self._none())
        said = self._with_key(page.notice) or (
            page.echo if self.echoes_below and self.state.pane is Pane.QUERY else ""
        )
        if page.notice or self._said_of_page or not self.status.message:
            self.status.show_message(printable(said))
            self._said_of_page = bool(said)
        if not page.total:
            self.show_nothing()
            if self.state.narrowed_or_asked:
                self.questions.reasons(self.state.query)
        self.rules[Pane.LIST].show(printable(page.echo))
        self.reflect(before)
        self.ask_around()

    def _with_key(self, notice: str) -> str:
        """What was changed in the query, and the key that takes it as it was typed."""
        key = self.keymap.shown("literal")
        return f"{notice} ({key})" if notice and key else notice

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
        """Further rows of the answer that is shown."""
        if message.page.query.question == self.list.question.question:
            self.list.add(message.page)
            self.flagging.show(message.page.hits)

    @on(SnippetsReady)
    def add_snippets(self, message: SnippetsReady) -> None:
        """Best passages of rows of the answer that is shown."""
        if message.query.question == self.list.question.question:
            self.list.annotate(message.hits)

    @on(ArticleReady)
    def show_article(self, message: ArticleReady) -> None:
        """The article of the selected row."""
        if not self.questions.desk.is_newest("article", message.number):
            return
        article = message.article
        place = self.places.get(article.id, 0)
        self.highlights = message.highlights
        self.article.show(article, message.highlights, place=place, passage=message.best)
        self.rules[Pane.ARTICLE].show(article.title)
        self.ask_around()

    @on(CardsReady)
    def show_cards(self, message: CardsReady) -> None:
        """The entities of the results."""
        if self.questions.desk.is_newest("cards", message.number):
            self.entities.show(items_of(message.cards, message.facets), "None are named here.")

    @on(ReasonsReady)
    def show_reasons(self, message: ReasonsReady) -> None:
        """Which part of a query that finds nothing stands in the way; a single part has been named."""
        clauses = message.explanation.clauses
        if self.questions.desk.is_newest("reasons", message.number) and len(clauses) > 1:
            counts = (f"{c.text}: {c.articles:,} (without it: {c.without:,})" for c in clauses)
            self.list.say_none((*self._none(), *map(printable, counts)))

    @on(TimesReady)
    def show_times(self, message: TimesReady) -> None:
        """The results along time."""
        if self.questions.desk.is_newest("times", message.number):
            self.timeline.show(message.buckets)

    @on(MentionsReady)
    def mark_mentions(self, message: MentionsReady) -> None:
        """Where the selected entity is named."""
        if self.questions.desk.is_newest("mentions", message.number) and self.state.pane is Pane.ENTITIES:
            self.article.mark(message.spans)

    @on(CompletionsReady)
    def offer(self, message: CompletionsReady) -> None:
        """Take the first way to complete what is being typed, and show the others."""
        if not self.questions.desk.is_newest("complete", message.number):
            return
        if self.offers.start(message.text, message.completions, self.query_line):
            self.type_query()
            self._said_of_page = False  # so that the answer leaves the hint alone
            self.status.show_message(self.offers.hint())
        else:
            self.status.show_message("Nothing that is known begins like this.")

    @on(Told)
    def tell(self, message: Told) -> None:
        """Something was done."""
        self.status.show_message(message.text)

    @on(Output)
    def show_output(self, message: Output) -> None:
        """What a command wrote."""
        from tui.screens.pages import OutputScreen

        self.app.push_screen(OutputScreen(message.title, message.text))

    @on(Progressed)
    def show_work(self, message: Progressed) -> None:
        """Long work reports on itself."""
        self.status.show_progress(describe(message.progress) if message.progress else "")
        if self.adding is not None:
            from tui.screens import adding

            adding.grow(self)

    @on(Added)
    def end_adding(self, message: Added) -> None:
        """An import has ended."""
        from tui.screens import adding

        adding.ended(self, message)

    @on(FailuresReady)
    def show_failures(self, message: FailuresReady) -> None:
        """What could not be read, on a page of its own."""
        from tui.screens.adding import FailuresScreen

        self.app.push_screen(FailuresScreen(self, message.failures))

    @on(Prepared)
    def start_searching(self, message: Prepared) -> None:
        """The index is there: ask what could not be asked before."""
        self.ready = True
        self.status.show_progress("")
        if self.state.narrowed_or_asked:
            self.status.show_message("")
            self.ask()
        if message.mended:
            self.status.show_message(message.mended)
        self.ask_around()

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
        self.questions.look_anew()
        self.status.show_progress("")
        if message.subject == "add":
            self.adding = None
        if message.subject == "prepare":
            self.ready = True  # searching says by itself what is wrong
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
