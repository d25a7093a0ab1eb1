"""The three panes with the rules around them, and how they stand for a size and a state."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container

from tui.glyphs import ASCII, Glyphs
from tui.shape import BREAKPOINTS, TALL_SCREEN, Shape, shape
from tui.state import Pane, ViewState
from tui.widgets.article_list import ArticleList
from tui.widgets.drawn import Drawn
from tui.widgets.entity_sidebar import EntitySidebar
from tui.widgets.pane_rule import PaneRule
from tui.widgets.reading_view import ReadingView
from tui.widgets.timeline import Timeline

PANES = (Pane.LIST, Pane.ARTICLE, Pane.ENTITIES)


class Panes(Container):
    """List, article and entities. Its classes say what the style sheet shows, and where."""

    def __init__(
        self, *, glyphs: Glyphs, text_width: int, breakpoints: tuple[int, int, int] = BREAKPOINTS
    ) -> None:
        super().__init__(id="panes")
        self._glyphs = glyphs
        self._breakpoints = breakpoints
        self.shape = Shape.OVER
        self._tall = False
        self.list = ArticleList(glyphs=glyphs, id="list")
        self.article = ReadingView(glyphs=glyphs, text_width=text_width, id="article")
        self.entities = EntitySidebar(glyphs=glyphs, id="entities")
        self.timeline = Timeline(glyphs=glyphs, id="timeline")
        self.rules = {pane: PaneRule(glyphs=glyphs) for pane in PANES}
        self._feet = {pane: PaneRule(glyphs=glyphs, classes="foot") for pane in PANES}

    def compose(self) -> ComposeResult:
        """Each pane between its rules."""
        for pane in PANES:
            with Container(id=f"{pane}-pane", classes="pane"):
                yield self.rules[pane]
                yield self.pane(pane)
                if pane is Pane.LIST:
                    yield self.timeline
                yield self._feet[pane]

    def pane(self, pane: Pane) -> Drawn:
        """The widget of a pane."""
        return {
            Pane.LIST: self.list,
            Pane.ARTICLE: self.article,
            Pane.ENTITIES: self.entities,
            Pane.TIMELINE: self.timeline,
        }[pane]

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
        self.shape = shape(width, height, self._breakpoints)
        self._tall = height >= TALL_SCREEN
        self._draw_corners()
        self.stand(state)

    def stand(self, state: ViewState) -> None:
        """Show what the state says has the focus, is zoomed or drawn out. One change of style for all."""
        stands = self.stands(state)
        classes = {stands.value}
        if stands is Shape.ONE:  # elsewhere the focus changes no layout, and styles cost more than anything
            classes.add(f"-at-{state.pane}")
        if self.shows_timeline(state):
            classes.add("-timeline")
        if state.drawer and self.shape is not Shape.THREE:
            classes.add("-drawer")
        if self._glyphs is ASCII:
            classes.add("-ascii")
        if classes != self.classes:
            self.set_classes(classes)
        for pane, rule in self.rules.items():
            rule.show(active=state.pane is pane)

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
