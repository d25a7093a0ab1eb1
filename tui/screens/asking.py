"""What the actions of searching, narrowing, time and history do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from search import Filter
from search.text import printable
from tui.screens.moving import DO, does, focus, go_to_match
from tui.state import Pane
from tui.widgets.status_line import Prompt

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

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
        screen.prompt(
            Prompt(
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

    screen.prompt(Prompt("Find: ", finish, screen.state.sought, show))


def narrow(screen: ReaderScreen, *, exclude: bool = False) -> None:
    """Narrow to what is selected in the sidebar or on the timeline, which stays open."""
    if screen.state.pane is Pane.TIMELINE:
        chosen = Filter("date", screen.timeline.clause) if screen.timeline.clause else None
    else:
        chosen = screen.entities.item.filter if screen.entities.item else None
    several = [one.filter for one in screen.entities.picked] if screen.state.pane is Pane.ENTITIES else []
    if chosen is None and not several:
        screen.status.show_message("Nothing is selected to narrow to.")
        return
    wanted = several or [chosen] if chosen else several
    screen.entities.let_go()
    screen.change(screen.state.narrowed(*(replace(one, exclude=exclude) for one in wanted)))


@does("narrow.any")
def narrow_to_any(screen: ReaderScreen) -> None:
    """Narrow to what names at least one of the selected entities."""
    several = [one.filter for one in screen.entities.picked]
    if len(several) < 2:
        key = screen.keymap.shown("entity.select")
        screen.status.show_message(f"Select two entities at least: {key} selects one.")
        return
    screen.entities.let_go()
    screen.change(screen.state.narrowed(replace(several[0], others=tuple(several[1:]))))


DO["narrow"] = lambda screen: narrow(screen)
DO["exclude"] = lambda screen: narrow(screen, exclude=True)
DO["literal"] = lambda screen: screen.change(screen.state.literally())
DO["widen"] = lambda screen: screen.change(screen.state.widened())
DO["sort.next"] = lambda screen: screen.change(screen.state.next_sort())
DO["sort.previous"] = lambda screen: screen.change(screen.state.next_sort(-1))


@does("explain")
def show_reasons(screen: ReaderScreen) -> None:
    """What the query counts and ranks by, on a page."""
    from tui.screens import explaining

    explaining.explain(screen)


@does("related")
def show_related(screen: ReaderScreen) -> None:
    """Another view: the articles most like this one."""
    title = printable(screen.state.title, 40)
    screen.change(screen.state.likened(screen.state.chosen).focused(Pane.LIST))
    screen.status.show_message(f"Like “{title}”. {screen.keymap.shown('history.back')} goes back.")


# Versions


@does("versions")
def group_versions(screen: ReaderScreen) -> None:
    """One row for versions of a text, or a row for each; the selected article stays selected."""
    screen.change(screen.state.grouped(), remember=False, again=True)
    on = screen.state.query.grouped
    key = screen.keymap.shown("versions.open")
    screen.status.show_message(f"Versions share a row: {key} opens one." if on else "Every version has a row.")


@does("versions.open")
def open_versions(screen: ReaderScreen) -> None:
    """Show the versions that a row stands for under it, or hide them again."""
    hit, row = screen.list.hit, screen.list.cursor
    if hit is None or (hit.versions < 2 and not hit.version_of):
        screen.status.show_message("There is no other version of this article here.")
        return
    lead = hit.version_of or hit.id
    while row > 0 and (above := screen.list.row(row)) is not None and above.id != lead:
        row -= 1
    screen.change(screen.state.opened(lead, row), remember=False)


# History


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


@does("time.mark")
def mark_time(screen: ReaderScreen) -> None:
    """Begin a range at the cursor, or forget the one that was begun."""
    screen.timeline.mark()
    begun = screen.timeline.marked is not None
    key = screen.keymap.shown("time.mark")
    said = f"A range begins at {screen.timeline.clause}: move to its end; {key} forgets it." if begun else ""
    screen.status.show_message(said or "No range: one stretch of time is meant.")
