"""Moving: rows, lines and pages of the pane that has the focus, from pane to pane, and stepping back."""

from __future__ import annotations

from tui.actions import EVERYWHERE, LINES, has_article
from tui.reader.feature import Feature, action
from tui.reader.shape import Shape
from tui.reader.state import Pane

ARTICLE = frozenset({Pane.ARTICLE})
NEVER: frozenset[Pane] = frozenset()


class Move(Feature):
    """Every pane answers to movement in its own way."""

    @action("move.down", ("j", "down"), "next row or line", "Move", LINES, waits=ARTICLE)
    def down(self) -> None:
        """A row or line further."""
        self.ports.panes.lines.move(1)

    @action("move.up", ("k", "up"), "previous row or line", "Move", LINES, waits=ARTICLE)
    def up(self) -> None:
        """A row or line back."""
        self.ports.panes.lines.move(-1)

    @action("page.down", ("pagedown", "ctrl+f"), "next page of the focused pane", "Move", LINES, waits=ARTICLE)
    def page_down(self) -> None:
        """A page further."""
        self.ports.panes.lines.page(1)

    @action("page.up", ("pageup", "ctrl+b"), "previous page of the focused pane", "Move", LINES, waits=ARTICLE)
    def page_up(self) -> None:
        """A page back."""
        self.ports.panes.lines.page(-1)

    @action("half.down", ("ctrl+d",), "half a page down", "Move", LINES, waits=ARTICLE)
    def half_down(self) -> None:
        """Half a page further."""
        self.ports.panes.lines.page(0.5)

    @action("half.up", ("ctrl+u",), "half a page up", "Move", LINES, waits=ARTICLE)
    def half_up(self) -> None:
        """Half a page back."""
        self.ports.panes.lines.page(-0.5)

    @action("go.top", ("g g", "home"), "to the top", "Move", waits=ARTICLE)
    def top(self) -> None:
        """The first row, line or stretch of time."""
        panes = self.ports.panes
        (panes.timeline if self.ports.view.state.pane is Pane.TIMELINE else panes.lines).go_top()

    @action("go.end", ("G", "end"), "to the end", "Move", waits=ARTICLE)
    def end(self) -> None:
        """The last one."""
        panes = self.ports.panes
        (panes.timeline if self.ports.view.state.pane is Pane.TIMELINE else panes.lines).go_end()

    # Focus

    @action("focus.list", ("1",), "go to the list", "Move")
    def focus_list(self) -> None:
        """The list has the focus."""
        self.ports.view.focus(Pane.LIST)

    @action("focus.article", ("2",), "go to the article", "Move", reason=has_article, waits=NEVER)
    def focus_article(self) -> None:
        """The article has the focus."""
        self.ports.view.focus(Pane.ARTICLE)

    @action("focus.entities", ("3",), "go to the entities", "Move")
    def focus_entities(self) -> None:
        """The entities have the focus."""
        self.ports.view.focus(Pane.ENTITIES)

    @action("focus.next", ("tab",), "next pane", "Move")
    def focus_next(self) -> None:
        """The next pane, and after the last one the first."""
        self._focus_beside(1, around=True)

    @action("focus.previous", ("shift+tab",), "previous pane", "Move")
    def focus_previous(self) -> None:
        """The pane before."""
        self._focus_beside(-1, around=True)

    @action("focus.left", ("h", "left"), "pane on the left", "Move", LINES)
    def focus_left(self) -> None:
        """The pane on the left, if there is one."""
        self._focus_beside(-1, around=False)

    @action("focus.right", ("l", "right"), "pane on the right", "Move", LINES)
    def focus_right(self) -> None:
        """The pane on the right, if there is one."""
        self._focus_beside(1, around=False)

    def _focus_beside(self, step: int, *, around: bool) -> None:
        state = self.ports.view.state
        panes = [Pane.LIST, Pane.ARTICLE]
        if state.timeline:
            panes.insert(1, Pane.TIMELINE)
        if self.ports.panes.shows_entities(state):
            panes.append(Pane.ENTITIES)
        at = panes.index(state.pane) if state.pane in panes else 0
        target = (at + step) % len(panes) if around else max(0, min(at + step, len(panes) - 1))
        self.ports.view.focus(panes[target])

    # Room

    @action("zoom", ("z",), "the focused pane alone, or all panes", "Read", synonyms="maximise full screen")
    def zoom(self) -> None:
        """The focused pane alone, or everything."""
        state = self.ports.view.state
        if self.ports.panes.shape is Shape.ONE and not state.zoomed:
            self.ports.status.show_message("There is room for one pane at a time only.")
        else:
            self.ports.view.change(state.zoom())

    # Back

    @action("back", ("escape", "q"), "back: leave, close, or undo the last narrowing", "Read", EVERYWHERE)
    def back(self) -> None:
        """One step out of whatever was begun last."""
        first = self.ports.first
        if not (first(lambda feature: feature.leave()) or first(lambda feature: feature.widen())):
            key = self.ports.keys.shown("quit")
            self.ports.status.show_message(f"There is nothing to go back to. {key} quits.")

    def leave(self) -> bool:
        """Another pane is left for the list."""
        if self.ports.view.state.pane is Pane.LIST:
            return False
        self.ports.view.focus(Pane.LIST)
        return True

    def widen(self) -> bool:
        """All panes are shown again."""
        state = self.ports.view.state
        if not state.zoomed or self.ports.panes.shape is Shape.ONE:
            return False
        self.ports.view.change(state.zoom())
        return True
