"""What the keys for entities do: the page of one, and merging, renaming and hiding, which u takes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from search import EntityKind, Stop
from search.text import printable
from tui.messages import Finished
from tui.screens.moving import does
from tui.screens.pages import PageScreen, Styled
from tui.screens.prompts import PromptScreen
from tui.typeset import wrap
from tui.widgets.entity_sidebar import Item, merging

if TYPE_CHECKING:
    from search import Changed, Curation, Dossier
    from tui.screens.reader import ReaderScreen


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


def decide(screen: ReaderScreen, what: Callable[[Curation], Changed | None], step: int) -> None:
    """Decide something in a thread. ``step``: how many decisions more or less there are to take back."""
    filters = len(screen.state.query.filters)

    def work(_: Stop, number: int) -> Message:
        changed = what(screen.library.curation)
        return Finished("decide", number, lambda: decided(screen, changed, step, filters))

    screen.questions.desk.ask("decide", work)


@does("entity.merge")
def merge(screen: ReaderScreen) -> None:
    """The first time: this one; the second time: is that one."""
    item = chosen(screen)
    if item is None:
        return
    one, screen.merging = screen.merging, None
    if one is None or one.field != item.field:
        screen.merging = item
        screen.status.show_message(merging(item, item, screen.keymap.shown("entity.merge")))
    elif one.value == item.value:
        screen.status.show_message("Nothing is merged.")
    else:
        kind = EntityKind(item.field)
        decide(screen, lambda curation: curation.merge_entities(kind, one.value, item.value), 1)


@does("entity.hide")
def hide(screen: ReaderScreen) -> None:
    """Show it no more."""
    if (item := chosen(screen)) is not None:
        decide(screen, lambda curation: curation.hide_entity(EntityKind(item.field), item.value), 1)


@does("entity.rename")
def rename(screen: ReaderScreen) -> None:
    """Ask for another name."""
    if (item := chosen(screen)) is None:
        return
    kind = EntityKind(item.field)

    def finish(typed: str | None) -> None:
        if typed and typed.strip() and typed != item.value:
            decide(screen, lambda curation: curation.rename_entity(kind, item.value, typed), 1)

    screen.app.push_screen(PromptScreen("Name: ", finish, item.value))


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


def decided(screen: ReaderScreen, changed: Changed | None, step: int, filters: int) -> None:
    """Something was decided: tell it, and ask everything anew that may look different.

    ``step``: how many decisions more there are to take back; ``filters``: how many narrowings there were.
    """
    if changed is None:
        screen.status.show_message("There is no decision to go back to.")
        return
    if step > 0:
        screen.decided.append(filters)
    elif screen.decided:
        screen.decided.pop()
    key, back = (("entity.undo", "undoes it"), ("entity.redo", "redoes it"))[step < 0]
    screen.questions.look_anew()
    if screen.state.narrowed_or_asked:
        screen.ask()
    screen.ask_around()
    screen.status.show_message(f"{changed.sentence} {screen.keymap.shown(key)} {back}.")
