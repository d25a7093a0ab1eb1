"""The screen with three panes, as far as it shows the state and asks for what the state needs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.reactive import Reactive
from textual.widget import Widget

from search import Article, Library, Query
from search.text import printable
from tui.finding import Spans, find
from tui.glyphs import Glyphs
from tui.keymap import Keymap
from tui.memory import Memory
from tui.messages import Finished
from tui.offers import Offers
from tui.screens.desk import Desk
from tui.screens.flagging import Flagging
from tui.screens.keys import has_own_cursor
from tui.screens.questions import Questions
from tui.settings import Settings
from tui.shape import TALL, Shape
from tui.state import History, Pane, ViewState
from tui.widgets.article_list import CHUNK
from tui.widgets.drawn import Drawn
from tui.widgets.entity_sidebar import Item, ItemChosen, merging
from tui.widgets.lines import LinePane
from tui.widgets.panes import Panes
from tui.widgets.query_line import QueryLine
from tui.widgets.query_note import QueryNote
from tui.widgets.status_line import StatusLine
from tui.wire.hook import WiredApp
from tui.wire.screen import WiredScreen

if TYPE_CHECKING:
    from search import Marks
    from tui.screens.deciding import Wish


def forgotten(_: Path) -> Marks:
    """Marks that last as long as the program."""
    from search import Marks

    return Marks()


class ViewScreen(WiredScreen[None], inherit_bindings=False):
    """Widgets, state, history; :class:`tui.screens.reader.ReaderScreen` adds keys and answers."""

    AUTO_FOCUS: ClassVar[str] = ""
    BLANK = True
    """The panes cover it."""
    focused = Reactive[Widget | None](None, repaint=False)
    """Textual draws the whole screen again when the focus moves; here only what tells of it is drawn."""

    def __init__(
        self,
        library: Library,
        settings: Settings,
        keymap: Keymap,
        glyphs: Glyphs,
        *,
        query: str = "",
        memory: Memory | None = None,
        notice: str = "",
        open_marks: Callable[[Path], Marks] = forgotten,
    ) -> None:
        super().__init__()
        memory = memory or Memory({})
        self.library = library
        self.settings = settings
        self.keymap = keymap
        self.glyphs = glyphs
        self.notice = notice
        """Said once at the start: what is wrong with the settings."""
        self.state = ViewState(Query(query))
        self.history = History()
        self.typed_from: ViewState | None = None
        """The view that was left for the query line."""
        self.offers = Offers()
        """Ways to complete what is being typed."""
        self.places = dict(memory.places)
        """Article id to the offset that was read last."""
        self._previewed: tuple[str, Query, bool] | None = None
        """The article that was asked for last, for which question, and whether the index was there."""
        self.merging: Item | None = None
        """The entity for which the one that it is is being chosen."""
        self.deciding_here = False
        """Whether the next decision about an entity is for the article being read alone."""
        self.waiting: deque[Wish] = deque()
        """Decisions about entities that are still to be kept, the first of them at work."""
        self.decided: list[int] = []
        """How many narrowings there were at each decision of this sitting that can be taken back."""
        self.highlights: Spans = ()
        """Where the query matches in the article that is shown."""
        self.ready = False
        """Whether the index is loaded."""
        self.questions = Questions(library, Desk(self))
        self.query_line = QueryLine(recalls=True, id="query")
        self.query_line.recall(memory.queries)
        self.query_note = QueryNote(glyphs=glyphs, id="query-note")
        self.panes = Panes(glyphs=glyphs, text_width=settings.text_width, breakpoints=settings.breakpoints)
        self.list, self.article, self.entities = self.panes.list, self.panes.article, self.panes.entities
        self.timeline, self.rules = self.panes.timeline, self.panes.rules
        self.status = StatusLine(id="status")
        self.flagging = Flagging(lambda: self._opened(open_marks), self.list, self.status)

    def _opened(self, open_marks: Callable[[Path], Marks]) -> Marks:
        """The marks on the library, which queries ask for too."""
        self.library.marks = marks = open_marks(self.library.path)
        return marks

    def compose(self) -> ComposeResult:
        """The query line, the panes, the status line, and the note over the first row of the panes."""
        self.panes.fit(*self.app.size, self.state)  # before it is mounted, so that styles are made once
        yield self.query_line
        yield self.panes
        yield self.status
        yield self.query_note
        yield self.status.note

    def pane(self, pane: Pane) -> Drawn:
        """The widget of a pane."""
        return self.query_line if pane is Pane.QUERY else self.panes.pane(pane)

    @property
    def lines(self) -> LinePane:
        """The pane that movement keys move in."""
        pane = self.pane(self.state.pane)
        return pane if isinstance(pane, LinePane) else self.list

    def memory(self) -> Memory:
        """What is worth remembering for the next session."""
        return Memory(dict(self.places), self.query_line.asked)

    # State

    def change(self, state: ViewState, *, remember: bool = True, again: bool = False) -> None:
        """Go on to another state: ask when its question is another one, and show it.

        ``again``: the selected article is looked for in the answer, and stays selected.
        """
        before, self.state = self.state, state
        if before.query != state.query:
            if remember:
                self.history = self.history.visited(before, state)
            (self.look_again if again else self.ask)()
        self.reflect(before)

    def take(self, state: ViewState) -> None:
        """Go to a view of the history, with the list in front."""
        quiet = replace(state, pane=Pane.LIST, zoomed=self.state.zoomed, drawer=False, timeline=False)
        self.change(quiet, remember=False)

    def reflect(self, before: ViewState) -> None:
        """Show what is different in the state."""
        state = self.state
        if _stance(before) != _stance(state):
            self.panes.stand(state)
            self.ask_around()
            self._focus(self.pane(state.pane))
            if state.pane is Pane.ARTICLE and not self._shows_chosen:
                self._previewed = None
                self.preview()
        if Pane.ENTITIES in (before.pane, state.pane) or before.sought != state.sought:
            self.mark()
        filters = " ".join(f.as_text() for f in state.query.filters)
        self.query_line.show(state.query.text, printable(filters), self._counts())
        self.status.show_hints(self.keymap.hints(state.pane))

    def mark(self) -> None:
        """Mark in the article what is looked for in it, else where the query or the entity is."""
        article = self.article.article
        if self.state.sought and article is not None:
            self.article.mark(find(article.text, self.state.sought))
        elif self.state.pane is Pane.ENTITIES:
            self.entities.tell()
        else:
            self.article.mark(self.highlights)

    def _focus(self, pane: Drawn) -> None:
        """Focus at once: on a slow link several keys arrive together, and the next is for this pane."""
        if pane.focusable:
            self.set_focus(pane, scroll_visible=False)
        else:  # it is about to be shown
            pane.focus(scroll_visible=False)

    def _counts(self) -> str:
        state = self.state
        known = state.narrowed_or_asked and state.collection  # not yet, when one starts with a query
        many = f"{state.total:,} of {state.collection:,}" if known else f"{state.total:,}"
        # With one pane on the screen there is no rule above the article to say how far one is.
        alone = self.panes.stands(state) is Shape.ONE and state.pane is Pane.ARTICLE
        place = f"{self.article.percent}%  " if alone else ""
        counts = f"{place}{'over ' if state.partial else ''}{many}  {state.order}"
        return counts if self.query_line.has_room(counts) else f"{place}{state.total:,}  {state.order}"

    @property
    def two_lines(self) -> bool:
        """Whether rows show their snippets: there are some, and there is room."""
        return self.state.narrowed_or_asked and self.list.size.height >= TALL

    @property
    def echoes_below(self) -> bool:
        """Whether the query in plain words has no line above the list to stand in."""
        return self.panes.stands(self.state) in (Shape.ONE, Shape.OVER)

    # Questions

    def ask(self, *, delay: float = 0.0) -> None:
        """Ask the present question."""
        if not self.ready and self.state.narrowed_or_asked:
            self.status.show_message("The index is not ready yet: the query is answered as soon as it is.")
        start = self.state.row // CHUNK * CHUNK
        self.questions.page(self.state.query.window(start, CHUNK), ready=self.ready, delay=delay)

    def look_again(self) -> None:
        """Ask the present question once more; the selected article stays selected where it can."""
        state = self.state
        self.questions.again(state.query, state.row, state.chosen, ready=self.ready)

    def preview(self, *, delay: float = 0.0) -> None:
        """Ask for the selected article, unless it was asked for already."""
        state = self.state
        wanted = (state.chosen, state.query.question.ungrouped, self.ready)
        if state.chosen and wanted != self._previewed:
            self._previewed = wanted
            shown = self.ready and self.panes.shows_entities(state)
            self.questions.article(state.query, state.chosen, ready=self.ready, with_cards=shown, delay=delay)

    @property
    def _shows_chosen(self) -> bool:
        article = self.article.article
        return article is not None and article.id == self.state.chosen

    def chosen_article(self) -> Article | None:
        """The selected article; None, and a word about it, while it is on its way."""
        if self._shows_chosen:
            return self.article.article
        self.status.show_message("The article is on its way; once more, please.")
        return None

    def show_nothing(self) -> None:
        """No article is selected."""
        self._previewed = None
        self.article.show(None)
        self.rules[Pane.ARTICLE].show("", "")

    def ask_around(self) -> None:
        """Ask for the entities and the timeline of the results, if anybody sees them."""
        if self.ready and self.panes.shows_entities(self.state):
            self.questions.cards(self.state.query, self.state.chosen)
        if self.ready and self.panes.shows_timeline(self.state):
            self.questions.times(self.state.query)

    # Entities

    @on(Finished)
    def finish(self, message: Finished) -> None:
        """Do what is left of something that was done in a thread."""
        if self.questions.desk.is_newest(message.subject, message.number):
            message.then()

    @on(ItemChosen)
    def tell_merge(self, message: ItemChosen) -> None:
        """While two entities are being merged: what the key would do now."""
        if self.merging is not None and message.item is not None:
            one = replace(self.merging, count=1) if self.deciding_here else self.merging
            self.status.show_message(merging(one, message.item, self.keymap.shown("entity.merge")))

    # The terminal

    def send_to_clipboard(self, text: str) -> str:
        """Ask the terminal to take a text; returns by which way, empty when it cannot be asked."""
        return self.app.offer(text).way if isinstance(self.app, WiredApp) else ""

    @property
    def has_own_cursor(self) -> bool:
        """Whether the terminal's own cursor is shown: the wire does, Textual's own output does not."""
        return has_own_cursor(self.app)

    def pointer(self) -> Offset:
        """The terminal's own cursor is where the reader is: screen readers and braille follow it."""
        pane = self.status if self.status.prompt else self.pane(self.state.pane)
        return pane.content_region.offset + pane.pointer()


def _stance(state: ViewState) -> tuple[object, ...]:
    """What decides how the panes stand."""
    return state.pane, state.drawer, state.zoomed, state.timeline
