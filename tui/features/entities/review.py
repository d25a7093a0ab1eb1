"""Going through pairs of entities that may be one: accept or keep apart; every answer can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset

from search.text import printable
from tui.glyphs import Glyphs
from tui.screens.keys import name_of
from tui.screens.page import Styled, TextPane
from tui.screens.picker import Offer, OfferPane
from tui.typeset import wrap
from tui.widgets.status_line import StatusLine
from tui.wire.screen import WiredScreen

if TYPE_CHECKING:
    from search import Changed, Curation, EntityCard, EntityKind, Suggestion
    from tui.features.entities.queue import DecisionQueue


TOLD = 3
"""Lines for the selected pair."""


def offer(number: int, pair: Suggestion) -> Offer:
    """A pair on one line."""
    return Offer(str(number), f"{_named(pair.one)} = {_named(pair.other)}?", pair.reason)


def _named(card: EntityCard) -> str:
    return f"{printable(card.name, 60)} ({card.articles:,})"


def told(pair: Suggestion, width: int) -> Iterator[Styled]:
    """What ``y`` would do, for a width of so many cells."""
    text = f"{_named(pair.one)} goes on as {_named(pair.other)}: {pair.reason}."
    for start, end in wrap(text, width):
        yield text[start:end], "heading"


class ReviewScreen(WiredScreen[None], inherit_bindings=False):
    """A pair a row, that most articles speak for first."""

    DEFAULT_CSS: ClassVar[str] = (
        f"ReviewScreen {{ layers: base note; }} ReviewScreen #pair {{ height: {TOLD}; }}"
    )
    HINTS = (("y", "one"), ("n", "two"), ("s", "swap"), ("j/k", "move"), ("u", "undo"), ("Esc", "close"))

    def __init__(self, queue: DecisionQueue, glyphs: Glyphs, found: Sequence[Suggestion]) -> None:
        super().__init__()
        self._queue = queue
        self._left = {str(number): pair for number, pair in enumerate(found)}
        self._answered: list[tuple[str, Suggestion]] = []
        self.told = TextPane(id="pair")
        self.pane = OfferPane(glyphs)
        self.status = StatusLine(id="status")

    def compose(self) -> ComposeResult:
        """The selected pair in full, all pairs, the keys."""
        yield self.told
        yield self.pane
        yield self.status
        yield self.status.note

    def on_mount(self) -> None:
        """Show them all."""
        self.status.show_hints(self.HINTS)
        self._show()

    def pointer(self) -> Offset:
        """The cursor stands where reading begins."""
        return Offset(1, 0)

    def _show(self) -> None:
        at = self.pane.cursor
        self.pane.show(tuple(offer(int(id), pair) for id, pair in sorted(self._left.items(), key=_number)))
        self._move(at)

    def on_resize(self) -> None:
        """Lines wrap elsewhere."""
        self._move(0)

    @property
    def _chosen(self) -> str:
        return self.pane.offers[self.pane.cursor].key if self.pane.offers else ""

    def _move(self, rows: int) -> None:
        """Select another pair, and tell in full what it would come to."""
        self.pane.move(rows)
        lines = told(self._left[self._chosen], max(10, self.app.size.width - 2)) if self._chosen else ()
        self.told.show([*lines][:TOLD])

    def _swap(self) -> None:
        if self._chosen:
            pair = self._left[self._chosen]
            self._left[self._chosen] = replace(pair, one=pair.other, other=pair.one)
            self._show()

    def press(self, event: events.Key) -> None:
        """Move, answer, take an answer back, or leave."""
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "space": 10, "pagedown": 10, "b": -10, "pageup": -10}
        name = name_of(event)
        if name in steps:
            self._move(steps[name])
        elif name in ("y", "enter", "m"):
            self._answer(lambda pair: lambda curation: curation.merge_entities(*_pair(pair)))
        elif name in ("n", "d"):
            self._answer(lambda pair: lambda curation: curation.split_entity(*_pair(pair)))
        elif name == "s":
            self._swap()
        elif name == "u":
            self._undo()
        elif name in ("escape", "q", "c", "ctrl+c"):
            self.app.pop_screen()
        elif name == "Q":
            self.app.exit(0)

    def _answer(self, what: Callable[[Suggestion], Callable[[Curation], Changed]]) -> None:
        id = self._chosen
        if not id:
            self.status.show_message("All are answered. Esc closes.")
            return
        pair = self._left.pop(id)
        self._answered.append((id, pair))
        self._queue.put(what(pair), 1, self.status.show_message)
        self._show()

    def _undo(self) -> None:
        if not self._answered:
            self.status.show_message("Nothing was answered here.")
            return
        id, pair = self._answered.pop()
        self._left[id] = pair
        self._queue.put(lambda curation: curation.undo_decision(), -1, self.status.show_message)
        self._show()


def _number(entry: tuple[str, Suggestion]) -> int:
    return int(entry[0])


def _pair(pair: Suggestion) -> tuple[EntityKind, str, str]:
    return pair.one.kind, pair.one.name, pair.other.name
