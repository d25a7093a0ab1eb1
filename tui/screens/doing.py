"""What each action of the table does to the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from search import Filter
from tui.actions import ACTIONS, shown
from tui.screens.prompts import PromptScreen
from tui.shape import Shape
from tui.state import Pane

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

Doing = Callable[["ReaderScreen"], None]
DO: dict[str, Doing] = {}
"""Action id to what it does; has every id of the table."""


def does(id: str) -> Callable[[Doing], Doing]:
    """Register what an action does."""

    def register(doing: Doing) -> Doing:
        DO[id] = doing
        return doing

    return register


# Movement in the focused pane, which every pane answers to in its own way

DO["move.down"] = lambda screen: screen.lines.move(1) and None
DO["move.up"] = lambda screen: screen.lines.move(-1) and None
DO["page.down"] = lambda screen: screen.lines.page(1) and None
DO["page.up"] = lambda screen: screen.lines.page(-1) and None
DO["half.down"] = lambda screen: screen.lines.page(0.5) and None
DO["half.up"] = lambda screen: screen.lines.page(-0.5) and None
DO["scroll.down"] = lambda screen: screen.article.move(1) and None
DO["scroll.up"] = lambda screen: screen.article.move(-1) and None
DO["article.next"] = lambda screen: screen.list.move(1) and None
DO["article.previous"] = lambda screen: screen.list.move(-1) and None


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
    screen.change(screen.state.zoom())


# Reading


@does("open")
def open_selected(screen: ReaderScreen) -> None:
    """Enter: the article gets the focus; an entity is narrowed to; a correction is taken."""
    state = screen.state
    if state.pane in (Pane.ENTITIES, Pane.TIMELINE):
        narrow(screen)
    elif state.correction and not state.total:
        screen.change(state.asked(state.correction))
    elif state.chosen:
        focus(screen, Pane.ARTICLE)


@does("read.on")
def read_on(screen: ReaderScreen) -> None:
    """A page of the article; at its end the next article."""
    if not screen.article.at_end:
        screen.article.page(1)
    elif not screen.list.move(1):
        screen.status.show_message("This is the end of the last article.")


@does("read.back")
def read_back(screen: ReaderScreen) -> None:
    """A page of the article back."""
    screen.article.page(-1)


@does("back")
def back(screen: ReaderScreen) -> None:
    """One step out: of typing, what was found, the zoom, the pane, the last narrowing, the query."""
    state = screen.state
    if state.pane is Pane.QUERY:
        leave_query(screen)
    elif state.pane is Pane.TIMELINE:
        toggle_timeline(screen)
    elif state.sought:
        screen.change(replace(state, sought=""))
    elif state.pane is not Pane.LIST:
        focus(screen, Pane.LIST)
    elif state.zoomed and screen.panes.shape is not Shape.ONE:
        screen.change(state.zoom())
    elif state.narrowed_or_asked:
        screen.change(state.widened())
    else:
        key = screen.keymap.shown("quit")
        screen.status.show_message(f"There is nothing to go back to. {key} quits.")


def leave_query(screen: ReaderScreen) -> None:
    """Give up what was typed: the view that was left comes back."""
    left, screen.typed_from = screen.typed_from, None
    screen.query_note.show("", 0)
    state = left or screen.state
    screen.change(state.focused(Pane.LIST), remember=False)


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
    view = screen.article
    if not view.next_match(step):
        way = "further down" if step > 0 else "further up"
        screen.status.show_message(f"No match {way} in this article.")
    else:
        screen.status.show_message(f"Match {view.current + 1} of {len(view.matches)}")


# Searching and narrowing


@does("search.archive")
def search_archive(screen: ReaderScreen) -> None:
    """Type a query."""
    screen.typed_from = screen.state
    focus(screen, Pane.QUERY)


@does("complete")
def complete(screen: ReaderScreen) -> None:
    """Take the first way to go on, or the next one."""
    if screen.offers.next(screen.query_line):
        screen.type_query()
        screen.status.show_message(screen.offers.hint())
    else:
        screen.questions.completions(screen.query_line.line.before)


@does("search.pane")
def search_pane(screen: ReaderScreen) -> None:
    """Search in what has the focus."""
    if screen.state.pane is Pane.ARTICLE:
        find_in_article(screen)
    elif screen.state.pane is Pane.ENTITIES:
        screen.app.push_screen(
            PromptScreen(
                "Entities with: ",
                lambda typed: screen.entities.look_for(typed or ""),
                changed=screen.entities.look_for,
            )
        )
    else:
        search_archive(screen)


def find_in_article(screen: ReaderScreen) -> None:
    """Mark while typing; Enter goes to the first match from here on."""

    def show(typed: str) -> None:
        screen.change(replace(screen.state, sought=typed.strip()))

    def finish(typed: str | None) -> None:
        show(typed or "")
        if screen.state.sought:
            go_to_match(screen, 1)

    screen.app.push_screen(PromptScreen("Find: ", finish, screen.state.sought, show))


def narrow(screen: ReaderScreen, *, exclude: bool = False) -> None:
    """Narrow to what is selected in the sidebar or on the timeline, which stays open."""
    if screen.state.pane is Pane.TIMELINE:
        chosen = Filter("date", screen.timeline.clause) if screen.timeline.clause else None
    else:
        chosen = screen.entities.item.filter if screen.entities.item else None
    if chosen is None:
        screen.status.show_message("Nothing is selected to narrow to.")
        return
    screen.change(screen.state.narrowed(replace(chosen, exclude=exclude)))


DO["narrow"] = lambda screen: narrow(screen)
DO["exclude"] = lambda screen: narrow(screen, exclude=True)
DO["literal"] = lambda screen: screen.change(screen.state.literally())
DO["widen"] = lambda screen: screen.change(screen.state.widened())
DO["sort.next"] = lambda screen: screen.change(screen.state.next_sort())
DO["sort.previous"] = lambda screen: screen.change(screen.state.next_sort(-1))


@does("history.back")
def history_back(screen: ReaderScreen) -> None:
    """The view before this one."""
    if not screen.history.past:
        screen.status.show_message("There is no view before this one.")
        return
    state, screen.history = screen.history.back(screen.state)
    screen.take(state)


@does("history.forward")
def history_forward(screen: ReaderScreen) -> None:
    """The view that was gone back from."""
    if not screen.history.future:
        screen.status.show_message("There is no view after this one.")
        return
    state, screen.history = screen.history.forward(screen.state)
    screen.take(state)


# The timeline


@does("timeline")
def toggle_timeline(screen: ReaderScreen) -> None:
    """Show the results along time and go there, or hide them."""
    if screen.state.timeline and screen.state.pane is Pane.TIMELINE:
        screen.change(replace(screen.state.focused(Pane.LIST), timeline=False))
    else:
        screen.change(replace(screen.state.focused(Pane.TIMELINE), timeline=True))


DO["time.earlier"] = lambda screen: screen.timeline.step(-1)
DO["time.later"] = lambda screen: screen.timeline.step(1)
DO["time.mark"] = lambda screen: screen.timeline.mark()


# Taking something along


def carry(name: str) -> Doing:
    """An action of :mod:`tui.screens.carrying`, which is loaded when the first of them is done."""

    def doing(screen: ReaderScreen) -> None:
        from tui.screens import carrying

        act: Doing = getattr(carrying, name)
        act(screen)

    return doing


DO["copy.text"] = carry("copy_text")
DO["copy.citation"] = carry("copy_citation")
DO["copy.path"] = carry("copy_path")
DO["copy.id"] = carry("copy_id")
DO["copy.command"] = carry("copy_command")
DO["save"] = carry("save")
DO["pipe"] = carry("pipe")
DO["links"] = carry("show_links")


# The program


@does("palette")
def show_palette(screen: ReaderScreen) -> None:
    """Choose an action by name; what cannot be done now says why when it is chosen."""
    from tui.screens.picking import Offer, PickScreen

    offers = [
        Offer(action.id, action.tooltip, " ".join(map(shown, screen.keymap.keys[action.id])))
        for action in ACTIONS
        if screen.state.pane in action.where and action.id != "palette"
    ]
    screen.app.push_screen(PickScreen(offers, screen.act, screen.glyphs))


@does("help")
def show_help(screen: ReaderScreen) -> None:
    """All keys, on a page of their own."""
    from tui.screens.help import HelpScreen

    screen.app.push_screen(HelpScreen(screen.keymap))


@does("info")
def show_info(screen: ReaderScreen) -> None:
    """Where the article comes from."""
    from tui.screens.info import InfoScreen

    if (article := screen.chosen_article()) is not None:
        screen.app.push_screen(InfoScreen(article))


DO["reload"] = lambda screen: screen.ask()
DO["suspend"] = lambda screen: screen.app.action_suspend_process()
DO["quit"] = lambda screen: screen.app.exit(0)
