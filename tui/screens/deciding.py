"""How a decision about an entity is made: for which articles, one after another, told, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from search import Stop
from search.errors import DossierError
from search.text import printable
from tui.messages import Finished
from tui.screens.moving import does
from tui.widgets.entity_sidebar import Item

if TYPE_CHECKING:
    from search import Changed, Curation
    from tui.screens.reader import ReaderScreen

Decide = Callable[["Curation"], "Changed | None"]


@dataclass(frozen=True, slots=True)
class Wish:
    """A decision that is to be kept."""

    what: Decide
    step: int
    """How many decisions more there are to take back afterwards."""
    filters: int
    """How many narrowings there were when it was made."""
    told: Callable[[str], object]


def chosen(screen: ReaderScreen) -> Item | None:
    """The selected entity; None, and a word about it, when it is none."""
    item = screen.entities.item
    if item is None or not item.names:
        screen.status.show_message("No entity is selected.")
        return None
    return item


@does("entity.here")
def toggle_scope(screen: ReaderScreen) -> None:
    """The next decision for the article being read alone, or for the whole library."""
    screen.deciding_here = bool(screen.state.chosen) and not screen.deciding_here
    where = f"only for “{printable(screen.state.title, 40)}”" if screen.deciding_here else "for all articles"
    screen.status.show_message(f"The next decision is {where}.")


def scope(screen: ReaderScreen, item: Item) -> str | None:
    """The article that a decision about an entity is for, empty for all; None, and why, when it has none."""
    if not screen.deciding_here:
        return ""
    if not item.here:
        screen.status.show_message(f"“{printable(item.value, 40)}” is not named in this article.")
        return None
    return screen.state.chosen


def decide(
    screen: ReaderScreen, what: Decide, step: int, told: Callable[[str], object] = lambda _: None
) -> None:
    """Decide something in a thread, after what was decided before it.

    ``step``: how many decisions more or less there are to take back; ``told``: is given what came of it.
    """
    screen.deciding_here = False
    screen.waiting.append(Wish(what, step, len(screen.state.query.filters), told))
    if len(screen.waiting) == 1:
        _begin(screen, screen.waiting[0])


def _begin(screen: ReaderScreen, wish: Wish) -> None:
    def work(_: Stop, number: int) -> Message:
        try:
            changed = wish.what(screen.library.curation)
        except DossierError as error:
            said = f"{error.title}: {error}"
            return Finished(
                "decide", number, lambda: _ended(screen, lambda: tell(screen, wish, said, bad=True))
            )
        return Finished("decide", number, lambda: _ended(screen, lambda: decided(screen, changed, wish)))

    screen.questions.desk.ask("decide", work)


def _ended(screen: ReaderScreen, show: Callable[[], None]) -> None:
    screen.waiting.popleft()
    show()
    if screen.waiting:
        _begin(screen, screen.waiting[0])


def tell(screen: ReaderScreen, wish: Wish, text: str, *, bad: bool = False) -> None:
    """Say what came of a decision to the reader, and to whoever else wants to know."""
    screen.status.show_message(printable(text), bad=bad)
    wish.told(printable(text))


@does("entity.undo")
def undo(screen: ReaderScreen) -> None:
    """Take back what was done last in this pane: a narrowing, or else a decision."""
    filters = len(screen.state.query.filters)
    if filters and (not screen.decided or filters > screen.decided[-1]):
        screen.change(screen.state.widened())
    elif screen.decided:
        decide(screen, lambda curation: curation.undo_decision(), -1)
    else:
        screen.status.show_message("Nothing was done here that could be taken back.")


@does("entity.redo")
def redo(screen: ReaderScreen) -> None:
    """Put the decision that was taken back last in force again."""
    decide(screen, lambda curation: curation.redo_decision(), 1)


def decided(screen: ReaderScreen, changed: Changed | None, wish: Wish) -> None:
    """Something was decided: tell it, and ask everything anew that may look different."""
    if changed is None:
        tell(screen, wish, "There is no decision to go back to.")
        return
    step = wish.step
    if step > 0:
        screen.decided.append(wish.filters)
    elif screen.decided:
        screen.decided.pop()
    key, back = (("entity.undo", "undoes it"), ("entity.redo", "redoes it"))[step < 0]
    screen.questions.look_anew()
    if screen.state.narrowed_or_asked:
        screen.ask()
    screen.ask_around()
    tell(screen, wish, f"{changed.sentence} {screen.keymap.shown(key)} {back}.")
