"""What the keys for personal state do: read, star, tag, note, select, undo, and going to what is unread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from search import Hit
from search.errors import MarksError
from search.text import printable
from tui.screens.moving import does
from tui.widgets.status_line import Prompt

if TYPE_CHECKING:
    from search import MarkChange
    from tui.screens.reader import ReaderScreen


def some(number: int) -> str:
    """``1 article``, ``3 articles``."""
    return f"{number:,} article{'' if number == 1 else 's'}"


def change(
    screen: ReaderScreen, hits: Sequence[Hit], work: Callable[[], MarkChange | None]
) -> MarkChange | None:
    """Change marks, draw the rows again that look different; a fault is told."""
    try:
        made = work()
    except MarksError as error:
        screen.status.show_message(printable(f"{error.title}: {error}"), bad=True)
        return None
    screen.flagging.show(hits)
    return made


@does("mark.read")
def toggle_read(screen: ReaderScreen) -> None:
    """Read or, when all are, unread."""
    hits = screen.flagging.targets()
    tell(screen, change(screen, hits, lambda: screen.flagging.marks.toggle_read(hits)))


@does("mark.star")
def toggle_star(screen: ReaderScreen) -> None:
    """Starred or, when all are, not."""
    hits = screen.flagging.targets()
    tell(screen, change(screen, hits, lambda: screen.flagging.marks.toggle_star(hits)))


def tell(screen: ReaderScreen, made: MarkChange | None, *, prefix: str = "") -> None:
    """Say what became of how many articles."""
    if made is not None:
        articles = len({edit.subject for edit in made.edits})
        said = (
            f"{prefix}{made.name}, {some(articles)}"
            if prefix
            else f"{made.name.capitalize()}: {some(articles)}"
        )
        screen.status.show_message(said if articles else "Nothing had to be changed.")


@does("mark.tag")
def tag(screen: ReaderScreen) -> None:
    """Ask for tags to add, and with a minus to take away."""
    hits = screen.flagging.targets()

    def finish(typed: str | None) -> None:
        if typed and typed.strip():
            made = change(screen, hits, lambda: screen.flagging.marks.tag(hits, typed))
            tell(screen, made)
            if made is not None and len(hits) == 1 and (marks := screen.flagging.of(hits)):
                screen.status.show_message(f"Tags: {' '.join(marks[0].tags) or 'none'}")

    held = sorted({tag for mark in screen.flagging.of(hits) for tag in mark.tags})
    has = f" (has {' '.join(held)})" if held else ""
    screen.prompt(Prompt(f"Tag {some(len(hits))}{has}, -tag removes: ", finish))


@does("mark.note")
def note(screen: ReaderScreen) -> None:
    """Ask for a note, beginning with the one that is there; an empty one takes it away."""
    hits = screen.flagging.targets()

    def finish(typed: str | None) -> None:
        if typed is not None:
            tell(screen, change(screen, hits, lambda: screen.flagging.marks.note(hits, typed)))

    marks = screen.flagging.of(hits)
    present = marks[0].note if len(marks) == 1 else ""
    screen.prompt(Prompt(f"Note on {some(len(hits))}: ", finish, present))


@does("undo")
def undo(screen: ReaderScreen) -> None:
    """Take the newest change back."""
    made = change(screen, screen.list.at_hand(), lambda: screen.flagging.marks.undo())
    if made is not None:
        tell(screen, made, prefix="Undone: ")
    elif not screen.status.message:
        screen.status.show_message("There is nothing to undo.")


@does("redo")
def redo(screen: ReaderScreen) -> None:
    """Do again what was undone last."""
    made = change(screen, screen.list.at_hand(), lambda: screen.flagging.marks.redo())
    if made is not None:
        tell(screen, made, prefix="Done again: ")
    elif not screen.status.message:
        screen.status.show_message("There is nothing to do again.")


@does("select")
def select(screen: ReaderScreen) -> None:
    """Select the row or let go of it, and go on to the next."""
    if (hit := screen.list.hit) is not None:
        screen.flagging.select(hit)
        screen.list.move(1)
        screen.status.show_message(f"Selected: {some(len(screen.flagging.selected))}")


@does("unread.next")
def next_unread(screen: ReaderScreen) -> None:
    """The next article of the list that was not read."""
    go_to_unread(screen, 1)


@does("unread.previous")
def previous_unread(screen: ReaderScreen) -> None:
    """The one before."""
    go_to_unread(screen, -1)


def go_to_unread(screen: ReaderScreen, step: int) -> None:
    """Select the nearest unread row; beyond the rows at hand a thread looks for it."""
    row = screen.list.cursor + step
    while 0 <= row < screen.list.total and (hit := screen.list.row(row)) is not None:
        if screen.list.flag_of(hit).unread:
            screen.list.select(row)
            return
        row += step
    if 0 <= row < screen.list.total:

        def go(found: int) -> None:
            if found < 0:
                screen.status.show_message("There is no other unread article there.")
            else:
                screen.list.select(found)

        screen.questions.unread(screen.state.query, row, step, screen.flagging.marks, go)
    else:
        screen.status.show_message(f"No unread article further {'down' if step > 0 else 'up'}.")
