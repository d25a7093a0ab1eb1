"""The results: rows of the answer, asked for as they come into view, and what is said about the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from search import Page, Query, Sort, Stop
from search.errors import DossierError
from search.text import printable
from tui.actions import CHOOSING, READING, is_grouped, was_changed
from tui.reader.feature import Feature, action, hears
from tui.reader.state import Pane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search import Explanation, Hit, Library
    from tui.messages import RowsWanted, SnippetsWanted

SETTLE = 0.15
"""Seconds without another question before it is looked up why this one finds nothing."""
FURTHER = 1280
"""Rows down to which an article is looked for that others came in before."""


def from_store(query: Query) -> bool:
    """Whether the store alone can answer: everything, in an order that it keeps."""
    return not query.text.strip() and not query.filters


def page_of(library: Library, query: Query, stop: Stop | None) -> Page:
    """A window of an answer, from the store where that is enough."""
    if from_store(query) and not query.grouped:
        sort = Sort.DATE if query.sort is Sort.SCORE else query.sort
        return library.rows(query.offset, query.limit, sort)
    return library.search(query, stop=stop)


@dataclass(frozen=True, slots=True)
class Answer:
    """The first window of an answer."""

    page: Page
    keeps: str = ""
    """The article that was selected when rows were looked for again; ``row`` is where it stands now."""
    row: int = 0


def kept_in_view(library: Library, query: Query, start: int, chosen: str, stop: Stop) -> Answer:
    """The window in which the selected article stands after others have come in before it.

    ``query`` has the size of the windows, ``start`` is where the one begins in which the article stood.
    """
    size = query.limit
    first = page = page_of(library, query.window(start, size), stop)
    for at in range(start + size, min(page.rows, start + FURTHER) + size, size):
        place = next((i for i, hit in enumerate(page.hits) if hit.id == chosen), None)
        if place is not None:
            return Answer(page, chosen, page.query.offset + place)
        page = page_of(library, query.window(at, size), stop)
    return Answer(first)


class Results(Feature):
    """The list, as far as it shows what a question gave."""

    _reloaded: int | None = None
    """How many articles there were when they were looked for again."""
    _resuming = False
    """Whether the rows of the view that was left are on their way."""

    # Asking

    def start(self) -> None:
        """The newest articles, from the store, before anything else is loaded: a millisecond or two.

        Where a view is opened again that was left: its rows, unless these have to wait for the index.
        """
        view, state = self.ports.view, self.ports.view.state
        self._resuming = resumed = bool(state.chosen)
        size = self.ports.panes.list.chunk
        query = state.query.window(state.row // size * size, size)
        try:
            if resumed and (state.query.grouped or not from_store(query)):
                view.replace(replace(state, collection=view.library.rows(0, 0, Sort.DATE).total))
                self.ports.status.show_message("The list comes as soon as the index is loaded.")
                return
            if resumed:
                answer = kept_in_view(view.library, query, query.offset, state.chosen, lambda: False)
            else:
                answer = Answer(view.library.rows(0, size, Sort.DATE))
        except DossierError as error:  # a damaged file
            self.ports.jobs.fail("page", error)
        else:
            self.ports.jobs.answer("page", partial(self.show, answer))

    def ready(self) -> None:
        """The index is there: ask what could not be asked before."""
        self.ports.status.show_progress("")
        state = self.ports.view.state
        resumed = bool(state.chosen) and not self.ports.panes.list.total
        if state.narrowed_or_asked or resumed:
            self.ports.status.show_message("")
            self.ports.view.ask(again=resumed)
        if mended := self.ports.view.library.mended:
            self.ports.status.show_message(mended)

    def question_changed(self, *, again: bool, delay: float) -> None:
        """Ask the present question. Before the index is loaded it waits for that."""
        view, state = self.ports.view, self.ports.view.state
        if not again and not view.ready and state.narrowed_or_asked:
            self.ports.status.show_message(
                "The index is not ready yet: the query is answered as soon as it is."
            )
        view.forget_counts()
        if not (view.ready or from_store(state.query)):
            return
        library, size = view.library, self.ports.panes.list.chunk
        query = state.query.window(state.row // size * size, size)
        if again:
            self.ports.jobs.run(
                "page", lambda stop: kept_in_view(library, query, query.offset, state.chosen, stop), self.show
            )
            return

        def work(stop: Stop) -> Answer:
            if query.offset and not from_store(query):  # what is asked anew is asked from its beginning
                library.search(query.window(0, 0), stop=stop)
            return Answer(page_of(library, query, stop))

        self.ports.jobs.run("page", work, self.show, delay=delay)

    @hears
    def fetch_rows(self, message: RowsWanted) -> None:
        """Rows have come into view."""
        view = self.ports.view
        query = self.ports.panes.list.question.window(message.offset, message.limit)
        if view.ready or from_store(query):
            self.ports.jobs.run_more("page", lambda stop: page_of(view.library, query, stop), self.add_rows)

    @hears
    def fetch_snippets(self, message: SnippetsWanted) -> None:
        """Rows want their best passages."""
        query, library = self.ports.panes.list.question, self.ports.view.library
        self.ports.jobs.run_more(
            "page", lambda _: library.snippets(query, message.ids), partial(self.add_snippets, query)
        )

    # Showing

    def show(self, answer: Answer) -> None:
        """The newest answer: rows, counts, what is to be said of it."""
        view, panes, page = self.ports.view, self.ports.panes, answer.page
        before = view.state
        if answer.keeps:
            if answer.keeps != before.chosen:  # moved on meanwhile: where to is not known here
                return
            view.replace(view.state.chose(answer.row, before.chosen, before.title))
        elif self._resuming:  # the article that was read is gone
            view.replace(replace(view.state, pane=Pane.LIST, zoomed=False, drawer=False))
        self._resuming = False
        view.replace(view.state.found(page))
        panes.query_note.show("", 0)
        # Where nothing ranks (marks, exclusions), one score for all would only take room from the titles.
        ranks = page.total < 2 or len({hit.score for hit in page.hits}) > 1
        scored = self.ports.settings.scores and view.state.sort is Sort.SCORE and ranks
        if page.query.question.ungrouped != panes.list.question.question.ungrouped:
            self.ports.marks.deselect()
        panes.list.show(page, row=view.state.row, scored=scored, two_lines=panes.two_lines)
        self.ports.marks.show(page.hits)
        panes.list.say_none(self._none())
        self._tell(page)
        self._divide(page)
        self._tell_reload(page.rows)
        panes.rules[Pane.LIST].show(printable(page.echo))
        view.show(before)
        view.count()

    def _divide(self, page: Page) -> None:
        """A line where the rows begin that have some of the words only."""
        first = next((n for n, hit in enumerate(page.hits) if hit.tier > 1), None)
        row = page.query.offset + first if first is not None else page.total if not page.folded else -1
        said = f"{page.some:,} with some of the words"
        self.ports.panes.list.divide(row if page.some else -1, said)

    def _tell(self, page: Page) -> None:
        """Say what was changed in the query, or what it means, and why it finds nothing."""
        status, state = self.ports.status, self.ports.view.state
        echo = page.echo if self.ports.panes.echoes_below and state.pane is Pane.QUERY else ""
        offer = f"Did you mean {state.offer}?" if state.offer else ""
        said = self._with_key(offer or page.notice) or echo
        if page.notice or offer or status.about_answer or not status.message:
            status.show_message(printable(said))
            status.about_answer = bool(said)
        if not page.rows:
            self.ports.view.nothing_found()
            if state.narrowed_or_asked:
                self._ask_reasons(state.query)

    def _with_key(self, notice: str) -> str:
        """What was changed in the query, and the key that takes it as it was typed."""
        key = self.ports.keys.shown("literal")
        return f"{notice} ({key})" if notice and key else notice

    def _none(self) -> tuple[str, ...]:
        """What the list says when it is empty."""
        state = self.ports.view.state
        if not state.narrowed_or_asked:
            return (
                "The library is empty.",
                f"{self.ports.keys.shown('add')} adds a file or folder; so does: dossier add PATH",
            )
        lines = ["No article fits."]
        if state.notice:
            lines.append(printable(state.notice))
        if state.correction:
            lines.append(f"Enter: search for {printable(state.correction)}")
        return tuple(lines)

    def _ask_reasons(self, query: Query) -> None:
        library = self.ports.view.library
        self.ports.jobs.run(
            "reasons", lambda stop: library.explain(query, stop=stop), self.show_reasons, delay=SETTLE
        )

    def show_reasons(self, explanation: Explanation) -> None:
        """Which part of a query that finds nothing stands in the way; a single part has been named."""
        clauses = explanation.clauses
        if len(clauses) > 1:
            counts = (f"{c.text}: {c.articles:,} (without it: {c.without:,})" for c in clauses)
            self.ports.panes.list.say_none((*self._none(), *map(printable, counts)))

    def open(self) -> bool:
        """Enter where nothing was found takes the correction."""
        state = self.ports.view.state
        if state.pane in CHOOSING or state.rows or not state.correction:
            return False
        self.ports.view.change(state.asked(state.correction))
        return True

    def add_rows(self, page: Page) -> None:
        """Further rows of the answer that is shown."""
        if page.query.question == self.ports.panes.list.question.question:
            self.ports.panes.list.add(page)
            self.ports.marks.show(page.hits)

    def add_snippets(self, query: Query, hits: Sequence[Hit]) -> None:
        """Best passages of rows of the answer that is shown."""
        if query.question == self.ports.panes.list.question.question:
            self.ports.panes.list.annotate(hits)

    # Other rows for the same words

    @action(
        "literal",
        ("=",),
        "take the offered correction, or search for exactly what was typed",
        "Search",
        reason=was_changed,
        synonyms="exact verbatim",
    )
    def literal(self) -> None:
        """Take what was offered; else search for exactly what was typed."""
        state = self.ports.view.state
        self.ports.view.change(state.asked(state.offer) if state.offer else state.literally())

    @action(
        "sort.next",
        ("o",),
        "next order: score, newer, date, oldest, title",
        "Search",
        synonyms="order date title",
    )
    def sort_next(self) -> None:
        """The next order."""
        self.ports.view.change(self.ports.view.state.next_sort())

    @action("sort.previous", ("O",), "previous order", "Search")
    def sort_previous(self) -> None:
        """The order before."""
        self.ports.view.change(self.ports.view.state.next_sort(-1))

    @action(
        "explain",
        ("E",),
        "why these results, and why this article stands here",
        "Search",
        READING,
        synonyms="why ranking score",
    )
    def explain(self) -> None:
        """What the query counts and ranks by, on a page."""
        from tui.features.reasons import ReasonsScreen, reasons_for

        state, library = self.ports.view.state, self.ports.view.library
        asked = self.ports.panes.list.question  # what the rows answer: a newer question may be on its way
        self.ports.jobs.run(
            "explain",
            lambda stop: reasons_for(library, asked.question.ungrouped, state, stop),
            lambda reasons: self.ports.screens.push(ReasonsScreen(reasons)),
        )

    @action(
        "versions",
        ("V",),
        "versions of a text in one row, or in rows of their own",
        "Search",
        READING,
        synonyms="duplicates group editions",
    )
    def group_versions(self) -> None:
        """One row for versions of a text, or a row for each; the selected article stays selected."""
        view = self.ports.view
        view.change(view.state.grouped(), remember=False, again=True)
        key = self.ports.keys.shown("versions.open")
        grouped = view.state.query.grouped
        self.ports.status.show_message(
            f"Versions share a row: {key} opens one." if grouped else "Every version has a row."
        )

    @action(
        "versions.open",
        ("x",),
        "open or close the versions under the row",
        "Search",
        frozenset({Pane.LIST}),
        is_grouped,
    )
    def open_versions(self) -> None:
        """Show the versions that a row stands for under it, or hide them again."""
        rows = self.ports.panes.list
        hit, row = rows.hit, rows.cursor
        if hit is None or (hit.versions < 2 and not hit.version_of):
            self.ports.status.show_message("There is no other version of this article here.")
            return
        lead = hit.version_of or hit.id
        while row > 0 and (above := rows.row(row)) is not None and above.id != lead:
            row -= 1
        self.ports.view.change(self.ports.view.state.opened(lead, row), remember=False)

    @action("reload", ("R",), "look again: what was added meanwhile", "Program", synonyms="refresh update new")
    def reload(self) -> None:
        """Ask again, and stay where one is: the article, its line and its row."""
        self._reloaded = self.ports.panes.list.total
        self.ports.status.show_message("Looking again.")
        self.ports.view.ask(again=True)

    def _tell_reload(self, total: int) -> None:
        """How many articles there are more than before."""
        before, self._reloaded = self._reloaded, None
        if before is not None:
            more = total - before
            said = f"{abs(more):,} {'more' if more > 0 else 'less'}" if more else "nothing new"
            self.ports.status.show_message(f"Looked again: {said}.")
