"""The layout: the panes with the rules around them, and how they stand for a size and a state."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from tui.glyphs import ASCII, Glyphs
from tui.reader.shape import BREAKPOINTS, TALL, TALL_SCREEN, Shape, shape
from tui.reader.state import Pane, ViewState
from tui.widgets.article_list import ArticleList
from tui.widgets.drawn import Drawn
from tui.widgets.entity_sidebar import EntitySidebar
from tui.widgets.lines import LinePane
from tui.widgets.note_pane import NotePane
from tui.widgets.pane_rule import PaneRule
from tui.widgets.query_line import QueryLine
from tui.widgets.query_note import QueryNote
from tui.widgets.reading_view import ReadingView
from tui.widgets.timeline import Timeline

PANES = (Pane.LIST, Pane.ARTICLE, Pane.ENTITIES)


class Panes(Container):
    """List, article and entities. Its class is the shape, by which the style sheet says where they are.

    Which of them are shown is said to each of them: to match all rules of the style sheet with everything
    takes longer than drawing the screen.
    """

    def __init__(
        self,
        *,
        glyphs: Glyphs,
        text_width: int,
        breakpoints: tuple[int, int, int] = BREAKPOINTS,
        whole_rows: bool | None = None,
    ) -> None:
        super().__init__(id="panes")
        self._glyphs = glyphs
        self._breakpoints = breakpoints
        self._whole_rows = whole_rows
        """Whether focus and selection take whole rows; None: where panes stand side by side."""
        self.shape = Shape.OVER
        self._tall = False
        self._counts = ""
        """What stood beside the query last."""
        self._state: Callable[[], ViewState] = ViewState
        self.query_line = QueryLine(recalls=True, id="query")
        self.query_note = QueryNote(glyphs=glyphs, id="query-note")
        self.note = NotePane(glyphs=glyphs, id="note")
        self.list = ArticleList(glyphs=glyphs, id="list")
        self.dossier = ""
        """Into which dossier things go, as the header says it; empty for none."""
        self.article = ReadingView(glyphs=glyphs, text_width=text_width, id="article")
        self.entities = EntitySidebar(glyphs=glyphs, id="entities")
        self.timeline = Timeline(glyphs=glyphs, id="timeline")
        self.rules = {pane: PaneRule(glyphs=glyphs) for pane in PANES}
        self._feet = {pane: PaneRule(glyphs=glyphs) for pane in PANES}
        self._boxes = {pane: Container(id=f"{pane}-pane", classes="pane") for pane in PANES}
        if glyphs is ASCII:
            self.add_class("-ascii")

    def follow(self, state: Callable[[], ViewState]) -> None:
        """Where to look the present state up."""
        self._state = state

    def compose(self) -> ComposeResult:
        """Each pane between its rules."""
        for pane in PANES:
            with self._boxes[pane]:
                yield self.rules[pane]
                yield self.pane(pane)
                if pane is Pane.LIST:
                    yield self.timeline
                yield self._feet[pane]

    def pane(self, pane: Pane) -> Drawn:
        """The widget of a pane."""
        return {
            Pane.QUERY: self.query_line,
            Pane.LIST: self.list,
            Pane.ARTICLE: self.article,
            Pane.ENTITIES: self.entities,
            Pane.TIMELINE: self.timeline,
        }[pane]

    @property
    def lines(self) -> LinePane:
        """The pane that movement keys move in."""
        pane = self.pane(self._state().pane)
        return pane if isinstance(pane, LinePane) else self.list

    @property
    def two_lines(self) -> bool:
        """Whether rows show their snippets: there are some, and there is room."""
        return self._state().narrowed_or_asked and self.list.size.height >= TALL

    @property
    def echoes_below(self) -> bool:
        """Whether the query in plain words has no line above the list to stand in."""
        return self.stands(self._state()) in (Shape.ONE, Shape.OVER)

    def counts(self, state: ViewState) -> str:
        """What stands beside the query: how many articles, of how many, in which order.

        While a query is typed it is about the rows below, until there are others: nothing is known of it yet.
        """
        typed = state.pane is Pane.QUERY and self.list.question.question != state.query.question
        if not typed or not self._counts:
            self._counts = self._counted(state)
        return self._counts

    def _counted(self, state: ViewState) -> str:
        known = state.narrowed_or_asked and state.collection  # not yet, when one starts with a query
        found = f"{state.total:,} and {state.some:,} in part" if state.some else f"{state.total:,}"
        many = f"{found} of {state.collection:,}" if known else found
        # With one pane on the screen there is no rule above the article to say how far one is.
        alone = self.stands(state) is Shape.ONE and state.pane is Pane.ARTICLE
        place = f"{self.article.percent}%  " if alone else ""
        gathering = f"{self.dossier}  " if self.dossier else ""
        counts = f"{gathering}{place}{'over ' if state.partial else ''}{many}  {state.order}"
        return counts if self.query_line.has_room(counts) else f"{place}{state.total:,}  {state.order}"

    def shows_entities(self, state: ViewState) -> bool:
        """Whether the entities are on the screen: in their column, or as a drawer."""
        if self.stands(state) is Shape.ONE:
            return state.pane is Pane.ENTITIES
        return self.shape is Shape.THREE or state.drawer

    def shows_timeline(self, state: ViewState) -> bool:
        """Whether the timeline is on the screen: asked for, or because there is room to spare."""
        return state.timeline or (self.stands(state) is Shape.THREE and self._tall)

    def stands(self, state: ViewState) -> Shape:
        """The layout: that of the size, or one pane when it is zoomed."""
        return Shape.ONE if state.zoomed else self.shape

    def fit(self, width: int, height: int, state: ViewState) -> None:
        """Stand as a terminal of this size asks for."""
        before, self.shape = self.shape, shape(width, height, self._breakpoints)
        self._tall = height >= TALL_SCREEN
        if before is not self.shape:
            self.remove_class(before.value)
            for widget in self.query(Drawn):  # what is behind them may be another colour
                widget.forget()
        self.add_class(self.shape.value)
        self._draw_corners()
        whole = self._whole_rows if self._whole_rows is not None else width >= self._breakpoints[1]
        self.list.show_whole_row(whole)
        for rule in self.rules.values():
            rule.show_whole(whole)
        self.stand(state)

    def stand(self, state: ViewState) -> None:
        """Show what the state says has the focus, is zoomed or drawn out."""
        stands = self.stands(state)
        front = Pane.LIST if state.pane in (Pane.QUERY, Pane.TIMELINE) else state.pane
        for pane in PANES:
            with_others = pane is not Pane.ENTITIES or self.shape is Shape.THREE or state.drawer
            _show(self._boxes[pane], pane is front if stands is Shape.ONE else with_others)
            _spread(self._boxes[pane], stands is Shape.ONE)
            ruled = pane is Pane.ARTICLE if stands is Shape.OVER else stands is not Shape.ONE
            _show(self.rules[pane], ruled)
            _show(self._feet[pane], stands is Shape.THREE)
            self.rules[pane].show(active=state.pane is pane)
        _show(self.timeline, self.shows_timeline(state))
        for widget in (self.list, self.article, self.entities, self.timeline):
            widget.show_edges(stands is not Shape.ONE)

    def _draw_corners(self) -> None:
        """Corners where there is a box, a tee where panes stand side by side."""
        glyphs = self._glyphs
        boxed = self.shape is Shape.THREE
        tee = glyphs.tee_down if self.shape in (Shape.BESIDE, Shape.THREE) else ""
        self.rules[Pane.LIST].show(left=glyphs.top_left if boxed else "")
        self.rules[Pane.ARTICLE].show(left=tee)
        ends = (tee, glyphs.top_right) if boxed else ("", "")
        self.rules[Pane.ENTITIES].show("Entities", left=ends[0], right=ends[1])
        self._feet[Pane.LIST].show(left=glyphs.bottom_left)
        self._feet[Pane.ARTICLE].show(left=glyphs.tee_up)
        self._feet[Pane.ENTITIES].show(left=glyphs.tee_up, right=glyphs.bottom_right)


def _show(widget: Widget, shown: bool) -> None:
    """Show a widget or not; one that stands so already is not asked again, which costs a layout."""
    if widget.display != shown:
        widget.display = shown


def _spread(widget: Widget, alone: bool) -> None:
    """Have a widget take all of the room, or what the style sheet gives it."""
    own = widget.styles.inline
    if alone == own.has_rule("width"):
        return
    if alone:
        own.width = own.height = "100%"
    else:
        own.clear_rule("width")
        own.clear_rule("height")
    widget.refresh(layout=True)
