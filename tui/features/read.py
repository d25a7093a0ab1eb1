"""Reading: the article of the selected row, the places that were read last, and what is looked for in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from search.text import printable
from tui import memory
from tui.actions import CHOOSING, LINES, PANES, READING, Hint, has_article, has_articles, has_matches
from tui.features.finding import Spans, find
from tui.features.results import from_store
from tui.reader.feature import Feature, action, hears
from tui.reader.state import Pane

if TYPE_CHECKING:
    from search import Article, Library, Query, Stop
    from tui.messages import RowChosen, RowOpened
    from tui.reader.ports import Companion, Ports
    from tui.reader.state import ViewState
    from tui.widgets.lines import LinePane

REST = 0.5
"""Seconds after a jump in the list, or a key in the query, before the article is shown: who pages or types
looks at the list, and on a slow link a list and a page of an article together take twice as long."""

_READING: tuple[Hint, ...] = (
    (("move.down", "move.up"), "move"),
    (("read.on",), "read"),
    (("search.pane",), "search"),
    (("entities",), "entities"),
    (("copy.text",), "copy"),
    (("help",), "help"),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """An article to show, with where the query matches in its text."""

    article: Article
    highlights: Spans = ()
    best: int = 0
    """Offset of the best passage; 0 without a query."""
    beside: tuple[Callable[[], object], ...] = ()
    """What is shown in the same frame."""


def opened(
    library: Library, query: Query, id: str, companions: list[Companion], stop: Stop, *, ready: bool
) -> Opened:
    """Load an article, its matches marked when there is something to match. Runs in a thread."""
    article = library.article(id)
    highlights: Spans = ()
    best = 0
    if ready and not stop() and not from_store(query):
        highlights = library.highlights(query, article)
        best = library.best_offset(query, article) if highlights and not stop() else 0
    beside = (companion(stop) for companion in companions if not stop())
    return Opened(article, highlights, best, tuple(show for show in beside if show is not None))


class Read(Feature):
    """The article beside the list, or below it."""

    # List and article differ in the last hint only: the line is sent again with every change of focus.
    hints = {  # noqa: RUF012 (as in the base)
        Pane.LIST: (*_READING, (("quit",), "quit")),
        Pane.ARTICLE: (*_READING, (("back",), "list")),
    }

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self._places = dict(ports.memory.places)
        """Article id to the offset that was read last."""
        self._previewed: tuple[str, Query, bool] | None = None
        """The article that was asked for last, for which question, and whether the index was there."""
        self._highlights: Spans = ()
        """Where the query matches in the article that is shown."""
        self._reading_on = -1
        """The row that was gone on to: its article counts as read as soon as it is shown."""
        self._resumed = ""
        """The article in which the reader was left: it opens there, and not at its best passage."""

    def places(self) -> Mapping[str, int]:
        """Where articles were left."""
        return self._places

    def start(self) -> None:
        """The article that was left, before its row is there."""
        self._resumed = self.ports.view.state.chosen
        if self._resumed:
            self._preview()

    def library_opened(self) -> None:
        """The places in the articles of another library."""
        try:
            past = memory.of_library(self.ports.view.library)
        except memory.MemoryUnreadable:  # told when that library is opened; now there is something else to say
            past = memory.Memory({})
        self._places = dict(past.places)
        self.nothing_found()

    # The article of the selected row

    @hears
    def show_row(self, message: RowChosen) -> None:
        """Preview the article in the selected row."""
        view, hit = self.ports.view, message.hit
        if hit is None:
            view.replace(view.state.chose(message.row))
            return
        view.replace(view.state.chose(message.row, hit.id, hit.title))
        self._preview(delay=REST if message.far or view.state.pane is Pane.QUERY else 0.0)

    @hears
    def open_row(self, message: RowOpened) -> None:
        """A second click opens."""
        self.ports.act("open")

    def state_changed(self, before: ViewState) -> None:
        """Whoever goes to the article wants to see it at once; and other matches may be marked in it."""
        state = self.ports.view.state
        if before.stance != state.stance and state.pane is Pane.ARTICLE and not self._shows_chosen:
            self._previewed = None
            self._preview()
        if Pane.ENTITIES in (before.pane, state.pane) or before.sought != state.sought:
            self._mark()

    def hurry(self) -> None:
        """Ask at once for the selected article."""
        if self.ports.jobs.is_pending("article"):
            self.ports.jobs.hurry("article")
        else:
            self._previewed = None
        self._preview()

    def _preview(self, *, delay: float = 0.0) -> None:
        """Ask for the selected article, unless it was asked for already."""
        view, state, ready = self.ports.view, self.ports.view.state, self.ports.view.ready
        wanted = (state.chosen, state.query.question.ungrouped, ready)
        if not state.chosen or wanted == self._previewed:
            return
        self._previewed = wanted
        library, companions = view.library, view.companions(state.query, state.chosen)
        self.ports.jobs.run(
            "article",
            lambda stop: opened(library, state.query, state.chosen, companions, stop, ready=ready),
            self._show,
            delay=delay,
        )

    def _show(self, found: Opened) -> None:
        """Show the article that was asked for last."""
        panes, article = self.ports.panes, found.article
        self._highlights = found.highlights
        place = self._places.get(article.id, 0)
        self._resumed = self._resumed if self._resumed == article.id else ""
        best = 0 if self._resumed and place else found.best
        panes.article.show(article, found.highlights, place=place, passage=best)
        panes.rules[Pane.ARTICLE].show(article.title)
        for show in found.beside:
            show()
        if self._reading_on == panes.list.cursor:
            self.ports.marks.opened(panes.list.hit)
        self._reading_on = -1
        self.ports.view.count()

    def nothing_found(self) -> None:
        """No article is selected."""
        self._previewed = None
        self.ports.panes.article.show(None)
        self.ports.panes.rules[Pane.ARTICLE].show("", "")

    @property
    def _shows_chosen(self) -> bool:
        article = self.ports.panes.article.article
        return article is not None and article.id == self.ports.view.state.chosen

    # Going through it

    @action("open", ("enter",), "open the article; the page of the entity", "Read", waits=READING)
    def open_selected(self) -> None:
        """Enter: the article, the page of an entity, a narrowing, or the correction of a query."""
        self.ports.first(lambda feature: feature.open())

    def open(self) -> bool:
        """The article gets the focus."""
        state = self.ports.view.state
        if state.pane in CHOOSING or not state.chosen:
            return False
        self.ports.marks.opened(self.ports.panes.list.hit)
        self.ports.view.focus(Pane.ARTICLE)
        return True

    @action(
        "read.on",
        ("space",),
        "read on: page the article, then open the next",
        "Read",
        READING,
        has_article,
        waits=READING,
    )
    def read_on(self) -> None:
        """A page of the article; at its end the next article."""
        rows = self.ports.panes.list
        self.ports.marks.opened(rows.hit)
        if self.ports.held():
            return  # whoever pressed the key has not seen the beginning yet: that is the next page to read
        if not self.ports.panes.article.at_end:
            self.ports.panes.article.page(1)
        elif rows.move(1):
            self._reading_on = rows.cursor
        else:
            self.ports.status.show_message("This is the end of the last article.")

    @action("read.back", ("b",), "page the article back", "Read", READING, has_article, waits=READING)
    def read_back(self) -> None:
        """A page of the article back."""
        self.ports.panes.article.page(-1)

    @action("article.next", ("]",), "next article", "Read", reason=has_articles)
    def next_article(self) -> None:
        """The article below in the list."""
        if not self.ports.panes.list.move(1):
            self.ports.status.show_message("This is the last article.")

    @action("article.previous", ("[",), "previous article", "Read", reason=has_articles)
    def previous_article(self) -> None:
        """The article above."""
        if not self.ports.panes.list.move(-1):
            self.ports.status.show_message("This is the first article.")

    @action(
        "scroll.down", ("J",), "scroll the article down from any pane", "Read", reason=has_article, waits=PANES
    )
    def scroll_down(self) -> None:
        """A line further."""
        self.ports.panes.article.move(1)

    @action("scroll.up", ("K",), "scroll the article up from any pane", "Read", reason=has_article, waits=PANES)
    def scroll_up(self) -> None:
        """A line back."""
        self.ports.panes.article.move(-1)

    @hears
    def scrolled(self, message: LinePane.Scrolled) -> None:
        """How much of the article has been read, in the line above it."""
        view = self.ports.panes.article
        if message.pane is not view:
            return
        self.ports.panes.rules[Pane.ARTICLE].show(note=f"{view.percent}%" if view.article else "")
        self.ports.view.show(self.ports.view.state)
        if view.article is not None:
            self._places.pop(view.article.id, None)
            self._places[view.article.id] = view.place

    # What is looked for in it

    def _mark(self) -> None:
        """Mark in the article what is looked for in it, else where the query or the entity is."""
        panes, state = self.ports.panes, self.ports.view.state
        if state.sought and panes.article.article is not None:
            panes.article.mark(find(panes.article.article.text, state.sought))
        elif state.pane is Pane.ENTITIES:
            panes.entities.tell()
        else:
            panes.article.mark(self._highlights)

    def find(self) -> bool:
        """In the article: mark while typing; Enter goes to the first match from here on."""
        if self.ports.view.state.pane is not Pane.ARTICLE:
            return False

        def finish(typed: str | None) -> None:
            self._look_for(typed or "")
            if self.ports.view.state.sought:
                self._go_to_match(1)

        self.ports.screens.prompt("Find: ", finish, self.ports.view.state.sought, changed=self._look_for)
        return True

    def _look_for(self, typed: str) -> None:
        self.ports.view.change(replace(self.ports.view.state, sought=typed.strip()))

    def leave(self) -> bool:
        """Nothing is looked for in the article any longer."""
        if not self.ports.view.state.sought:
            return False
        self._look_for("")
        return True

    @action(
        "match.next",
        ("n",),
        "next match in the article",
        "Search",
        LINES,
        has_matches,
        waits=LINES,
        synonyms="hit occurrence find",
    )
    def match_next(self) -> None:
        """The next match."""
        self._go_to_match(1)

    @action(
        "match.previous",
        ("N",),
        "previous match in the article",
        "Search",
        LINES,
        has_matches,
        waits=LINES,
        synonyms="hit occurrence find",
    )
    def match_previous(self) -> None:
        """The match before."""
        self._go_to_match(-1)

    def _go_to_match(self, step: int) -> None:
        """Step through the matches, and say where that is."""
        view, sought = self.ports.panes.article, self.ports.view.state.sought
        if sought and not view.matches:
            self.ports.status.show_message(f"“{printable(sought, 40)}” is not in this article.")
        elif not view.next_match(step):
            way = "further down" if step > 0 else "further up"
            self.ports.status.show_message(f"No match {way} in this article.")
        else:
            self.ports.status.show_message(f"Match {view.current + 1} of {len(view.matches)}")
