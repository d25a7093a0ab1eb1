"""What the keys for entities do: the page of one, and every decision about them, which u takes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from search import EntityKind, Filter, Stop
from search.errors import DossierError
from search.text import printable
from tui.messages import Finished
from tui.screens.moving import does
from tui.screens.pages import PageScreen, Styled
from tui.typeset import wrap
from tui.widgets.entity_sidebar import Item, merging
from tui.widgets.status_line import Prompt

if TYPE_CHECKING:
    from search import Changed, Companion, Curation, Dossier
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


KINDS = {
    EntityKind.PERSON: "a person",
    EntityKind.ORG: "an organisation",
    EntityKind.PLACE: "a place",
    EntityKind.EVENT: "an event",
}


class EntityScreen(PageScreen):
    """The page of an entity."""

    def __init__(self, page: Dossier) -> None:
        from search import DOSSIER_FORMATS  # loaded late: keys are pressed before the first page is wanted

        super().__init__()
        self._text = DOSSIER_FORMATS["text"](page)

    def page_lines(self) -> Sequence[Styled]:
        """The page, wrapped to the width; what goes on stands under where it began."""
        width = max(20, self.app.size.width - 2)
        lines: list[Styled] = []
        for number, raw in enumerate(self._text.splitlines()):
            line = printable(raw)
            heading = number == 0 or (line.isupper() and not line.startswith(" "))
            text = line.lstrip(" ")
            indent = " " * (len(line) - len(text))
            for start, end in list(wrap(text, width - len(indent))) or [(0, 0)]:
                lines.append((f"{indent}{text[start:end]}", "heading" if heading else "text"))
        return lines


def chosen(screen: ReaderScreen) -> Item | None:
    """The selected entity; None, and a word about it, when it is none."""
    item = screen.entities.item
    if item is None or not item.names:
        screen.status.show_message("No entity is selected.")
        return None
    return item


def show_page(screen: ReaderScreen, item: Item) -> None:
    """Have the page of an entity put together in a thread."""

    def work(stop: Stop, number: int) -> Message:
        page = screen.library.curation.dossier(EntityKind(item.field), item.value, stop=stop)
        return Finished("entity", number, lambda: screen.app.push_screen(EntityScreen(page)))

    screen.questions.desk.ask("entity", work)


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


@does("entity.merge")
def merge(screen: ReaderScreen) -> None:
    """The first time: this one; the second time: is that one."""
    item = chosen(screen)
    if item is None:
        return
    one, screen.merging = screen.merging, None
    here = scope(screen, one or item)
    if here is None:
        return
    if one is None or one.field != item.field:
        screen.merging = item
        where = "In this article: " if here else ""
        screen.status.show_message(where + merging(item, item, screen.keymap.shown("entity.merge")))
    elif one.value == item.value:
        screen.status.show_message("Nothing is merged.")
    else:
        kind = EntityKind(item.field)
        decide(screen, lambda curation: curation.merge_entities(kind, one.value, item.value, here=here), 1)


@does("entity.hide")
def hide(screen: ReaderScreen) -> None:
    """Show it no more."""
    if (item := chosen(screen)) is None or (here := scope(screen, item)) is None:
        return
    kind = EntityKind(item.field)
    decide(screen, lambda curation: curation.hide_entity(kind, item.value, here=here), 1)


@does("entity.rename")
def rename(screen: ReaderScreen) -> None:
    """Ask for another name."""
    if (item := chosen(screen)) is None or (here := scope(screen, item)) is None:
        return
    kind = EntityKind(item.field)

    def finish(typed: str | None) -> None:
        if typed and typed.strip() and typed != item.value:
            decide(screen, lambda curation: curation.rename_entity(kind, item.value, typed, here=here), 1)

    screen.prompt(Prompt(f"Name{' in this article' if here else ''}: ", finish, item.value))


@does("entity.retype")
def retype(screen: ReaderScreen) -> None:
    """Choose another kind."""
    from tui.screens.picking import Offer, PickScreen

    if (item := chosen(screen)) is None or (here := scope(screen, item)) is None:
        return
    kind = EntityKind(item.field)

    def done(key: str) -> None:
        new = EntityKind(key)
        decide(screen, lambda curation: curation.retype_entity(kind, item.value, new, here=here), 1)

    sign = f"{printable(item.value, 40)} is{' in this article' if here else ''}: "
    offers = [Offer(str(other), KINDS[other]) for other in EntityKind if other is not kind]
    screen.app.push_screen(PickScreen(offers, done, screen.glyphs, sign))


@does("entity.split")
def split(screen: ReaderScreen) -> None:
    """Say that one of an entity's names is somebody else's; in one article, whose it is there."""
    item = chosen(screen)
    if item is None or (here := scope(screen, item)) is None:
        return
    kind = EntityKind(item.field)
    if here:

        def finish(typed: str | None) -> None:
            if typed and typed.strip():
                decide(screen, lambda curation: curation.split_entity(kind, item.value, typed, here=here), 1)

        screen.prompt(Prompt("In this article it is: ", finish, item.value))
        return
    others = [name for name in item.names if name != item.value]
    if not others:
        here_key, key = screen.keymap.shown("entity.here"), screen.keymap.shown("entity.split")
        screen.status.show_message(f"It has one name. {here_key}{key} gives it another in this article.")
        return
    from tui.screens.picking import Offer, PickScreen

    def done(name: str) -> None:
        decide(screen, lambda curation: curation.split_entity(kind, name, item.value), 1)

    offers = [Offer(name, printable(name)) for name in others]
    screen.app.push_screen(PickScreen(offers, done, screen.glyphs, f"Not {printable(item.value, 40)}: "))


@does("entity.suggestions")
def review(screen: ReaderScreen) -> None:
    """Go through the pairs that may be one."""
    from tui.screens import reviewing

    reviewing.review(screen)


# Several


@does("entity.select")
def select(screen: ReaderScreen) -> None:
    """Select the entity or let go of it, and go on to the next."""
    if (item := chosen(screen)) is not None:
        screen.entities.pick(item)
        screen.entities.move(1)
        many = len(screen.entities.picked)
        screen.status.show_message(f"Selected: {many} entit{'y' if many == 1 else 'ies'}")


@does("entity.companions")
def companions(screen: ReaderScreen) -> None:
    """What is named together with the selected entities more often than by chance; choosing one narrows."""
    item = chosen(screen)
    picked = screen.entities.picked or ((item,) if item else ())
    if not picked:
        return
    of = [(EntityKind(one.field), one.value) for one in picked]

    def work(stop: Stop, number: int) -> Message:
        found = screen.library.curation.companions(screen.state.query.ungrouped, of=of, limit=60, stop=stop)
        return Finished("companions", number, lambda: show_companions(screen, picked, found))

    screen.questions.desk.ask("companions", work)


def show_companions(screen: ReaderScreen, picked: Sequence[Item], found: Sequence[Companion]) -> None:
    """A list of them; the one that is chosen is narrowed to, with those it appears with."""
    from tui.screens.picking import Offer, PickScreen

    names = " and ".join(printable(one.value, 30) for one in picked)
    if not found:
        screen.status.show_message(f"Nothing is named with {names} more often than by chance.")
        return

    def done(key: str) -> None:
        kind, _, name = key.partition(":")
        filters = [one.filter for one in picked]
        screen.entities.let_go()
        screen.change(screen.state.narrowed(*filters, Filter(kind, name)))

    offers = [
        Offer(
            f"{one.kind}:{one.name}",
            printable(one.name),
            f"{one.together:,} of its {one.articles:,}, {2**one.bits:,.0f}x chance",
        )
        for one in found
    ]
    screen.app.push_screen(PickScreen(offers, done, screen.glyphs, f"with {names}: "))


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
