"""The screen with three panes, as far as it takes in the answers of workers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on

from search import Sort
from search.errors import QueryError
from search.text import printable
from tui.messages import (
    ArticleReady,
    CardsReady,
    Counts,
    Failed,
    Fault,
    MentionsReady,
    Output,
    PageReady,
    Prepared,
    ReasonsReady,
    RowsReady,
    SnippetsReady,
    TimesReady,
    Told,
)
from tui.screens.view import ViewScreen
from tui.state import Pane
from tui.widgets.entity_sidebar import items_of

if TYPE_CHECKING:
    from tui.screens.adding import Adding


class AnswerScreen(ViewScreen, inherit_bindings=False):
    """Shows what comes back; :class:`tui.screens.reader.ReaderScreen` adds keys."""

    adding: Adding | None = None
    """The import that is going on."""
    mistaken = ""
    """The text of the last query that was wrong."""
    _said_of_page = False
    """Whether the message in the status line is about the answer."""

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
        # Where nothing ranks (marks, exclusions), one score for all would only take room from the titles.
        ranks = page.total < 2 or len({hit.score for hit in page.hits}) > 1
        scored = self.state.sort is Sort.SCORE and ranks
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
            return (
                "The library is empty.",
                f"{self.keymap.shown('add')} adds a file or folder; so does: dossier add PATH",
            )
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
        if message.around is not None and self.questions.take_as_asked(message.epoch, article.id):
            self._show_around(message.around)
        self.ask_around()

    def _show_around(self, counts: Counts) -> None:
        self.entities.show(items_of(*counts), "None are named here.")

    @on(CardsReady)
    def show_cards(self, message: CardsReady) -> None:
        """The entities of the results."""
        if self.questions.desk.is_newest("cards", message.number):
            self._show_around(message.counts)

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

    @on(Told)
    def tell(self, message: Told) -> None:
        """Something was done."""
        self.status.show_message(message.text)

    @on(Output)
    def show_output(self, message: Output) -> None:
        """What a command wrote."""
        from tui.screens.pages import OutputScreen

        self.app.push_screen(OutputScreen(message.title, message.text))

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
            self.mistaken = self.state.query.text
            # A field that Tab has put there lacks its value, as one sees.
            half = self.offers.stand_in(self.query_line)
            self.query_note.show("" if half else printable(str(error)), column)
            self._go_on_typing()
            return
        self.questions.look_anew()
        self.status.show_progress("")
        if message.subject == "add":
            self.adding = None
        if message.subject == "prepare":
            self.ready = True  # searching says by itself what is wrong
        self.status.show_message(printable(f"{error.title}: {error}"), bad=True)

    def _go_on_typing(self) -> None:
        """A query that was wrong only when Enter was pressed is mended where it stands, or given up there."""
        if not self.settings.search_as_you_type and self.state.pane is Pane.LIST:
            left, history = self.history.back(self.state)
            if left is not self.state:
                self.typed_from, self.history = left, replace(history, future=())
            self.change(self.state.focused(Pane.QUERY))

    def _offset_of(self, error: QueryError) -> int:
        """The error's offset in the text as typed: filters put a parenthesis before it."""
        text = self.state.query.text
        shift = len(text) - len(text.lstrip()) - (1 if self.state.query.filters else 0)
        return max(0, min(error.column + shift, len(text)))

    @on(Fault)
    def tell_fault(self, message: Fault) -> None:
        """A fault in the program is told, and the reader goes on."""
        error = message.error
        text = f"The program failed here ({message.subject}): {type(error).__name__}: {error}"
        self.status.show_message(printable(text), bad=True)
