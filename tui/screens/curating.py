"""What the keys for entities do: the page of one, and every decision about them, which u takes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from search import EntityKind, Filter, Stop
from search.text import printable
from tui.messages import Finished
from tui.screens.deciding import chosen, decide, scope
from tui.screens.moving import does
from tui.screens.pages import PageScreen, Styled
from tui.typeset import wrap
from tui.widgets.entity_sidebar import Item, merging
from tui.widgets.status_line import Prompt

if TYPE_CHECKING:
    from search import Companion, Dossier
    from tui.screens.reader import ReaderScreen


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


def show_page(screen: ReaderScreen, item: Item) -> None:
    """Have the page of an entity put together in a thread."""

    def work(stop: Stop, number: int) -> Message:
        page = screen.library.curation.dossier(EntityKind(item.field), item.value, stop=stop)
        return Finished("entity", number, lambda: screen.app.push_screen(EntityScreen(page)))

    screen.questions.desk.ask("entity", work)


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
