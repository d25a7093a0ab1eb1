"""What the keys of movement do, and the registry of what every action does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from search.text import printable
from tui.shape import Shape
from tui.state import Pane

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

Doing = Callable[["ReaderScreen"], object]
DO: dict[str, Doing] = {}
"""Action id to what it does; has every id of the table. What it returns does not matter."""


def does(id: str) -> Callable[[Doing], Doing]:
    """Register what an action does."""

    def register(doing: Doing) -> Doing:
        DO[id] = doing
        return doing

    return register


# Movement in the focused pane, which every pane answers to in its own way

DO["move.down"] = lambda screen: screen.lines.move(1)
DO["move.up"] = lambda screen: screen.lines.move(-1)
DO["page.down"] = lambda screen: screen.lines.page(1)
DO["page.up"] = lambda screen: screen.lines.page(-1)
DO["half.down"] = lambda screen: screen.lines.page(0.5)
DO["half.up"] = lambda screen: screen.lines.page(-0.5)
DO["scroll.down"] = lambda screen: screen.article.move(1)
DO["scroll.up"] = lambda screen: screen.article.move(-1)


@does("article.next")
def next_article(screen: ReaderScreen) -> None:
    """The article below in the list."""
    if not screen.list.move(1):
        screen.status.show_message("This is the last article.")


@does("article.previous")
def previous_article(screen: ReaderScreen) -> None:
    """The article above."""
    if not screen.list.move(-1):
        screen.status.show_message("This is the first article.")


@does("go.top")
def go_top(screen: ReaderScreen) -> None:
    """The first row, line or stretch of time."""
    pane = screen.timeline if screen.state.pane is Pane.TIMELINE else screen.lines
    pane.go_top()


@does("go.end")
def go_end(screen: ReaderScreen) -> None:
    """The last one."""
    pane = screen.timeline if screen.state.pane is Pane.TIMELINE else screen.lines
    pane.go_end()


# Focus


def focus(screen: ReaderScreen, pane: Pane) -> None:
    """Give a pane the focus; the entities come up as a drawer where they have no column."""
    state = screen.state.focused(pane)
    if pane is Pane.ENTITIES and screen.panes.shape is not Shape.THREE:
        state = replace(state, drawer=True)
    screen.change(state)


DO["focus.list"] = lambda screen: focus(screen, Pane.LIST)
DO["focus.article"] = lambda screen: focus(screen, Pane.ARTICLE)
DO["focus.entities"] = lambda screen: focus(screen, Pane.ENTITIES)


def beside(screen: ReaderScreen, step: int, *, around: bool) -> None:
    """Focus the next pane on the screen, going around at the end or stopping there."""
    panes = [Pane.LIST, Pane.ARTICLE]
    if screen.state.timeline:
        panes.insert(1, Pane.TIMELINE)
    if screen.panes.shows_entities(screen.state):
        panes.append(Pane.ENTITIES)
    at = panes.index(screen.state.pane) if screen.state.pane in panes else 0
    target = (at + step) % len(panes) if around else max(0, min(at + step, len(panes) - 1))
    focus(screen, panes[target])


DO["focus.next"] = lambda screen: beside(screen, 1, around=True)
DO["focus.previous"] = lambda screen: beside(screen, -1, around=True)
DO["focus.left"] = lambda screen: beside(screen, -1, around=False)
DO["focus.right"] = lambda screen: beside(screen, 1, around=False)


@does("entities")
def toggle_entities(screen: ReaderScreen) -> None:
    """Go to the entities, or back to the list from them."""
    focus(screen, Pane.LIST if screen.state.pane is Pane.ENTITIES else Pane.ENTITIES)


@does("zoom")
def zoom(screen: ReaderScreen) -> None:
    """The focused pane alone, or everything."""
    if screen.panes.shape is Shape.ONE and not screen.state.zoomed:
        screen.status.show_message("There is room for one pane at a time only.")
    else:
        screen.change(screen.state.zoom())


@does("match.next")
def match_next(screen: ReaderScreen) -> None:
    """The next match."""
    go_to_match(screen, 1)


@does("match.previous")
def match_previous(screen: ReaderScreen) -> None:
    """The match before."""
    go_to_match(screen, -1)


def go_to_match(screen: ReaderScreen, step: int) -> None:
    """Step through the matches, and say where that is."""
    view, sought = screen.article, screen.state.sought
    if sought and not view.matches:
        screen.status.show_message(f"“{printable(sought, 40)}” is not in this article.")
    elif not view.next_match(step):
        way = "further down" if step > 0 else "further up"
        screen.status.show_message(f"No match {way} in this article.")
    else:
        screen.status.show_message(f"Match {view.current + 1} of {len(view.matches)}")
