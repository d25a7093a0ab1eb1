"""All entities of a kind in a list that can be sorted and looked through; and who a surname alone may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from textual import events

from search import EntityCard, EntityKind
from search.text import counted, printable
from tui.features.entities.entity_page import RowScreen
from tui.features.entities.rows import Named, PageRow
from tui.glyphs import Glyphs
from tui.painting import fit
from tui.widgets.query_line import Typed
from tui.widgets.status_line import Prompt
from tui.wire.widths import cell_len

PLURAL = {
    EntityKind.PERSON: "people",
    EntityKind.ORG: "organisations",
    EntityKind.PLACE: "places",
    EntityKind.EVENT: "events",
}
ORDERS = ("articles", "mentions", "name")
"""What one key goes through."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list shows."""

    kind: EntityKind
    cards: tuple[EntityCard, ...]
    number: int
    """How many there are in all."""
    wanted: str = ""
    """What their names have."""
    notes: tuple[str, ...] = ()
    """What is said of each in the place of its detail; empty: its detail."""
    bare: EntityCard | None = None
    """The person of one name whose candidates these are."""
    here: str = ""
    """The id of the article that names this person, if it is the one being read."""


class Desk(Protocol):
    """What is done with entities of a list."""

    glyphs: Glyphs

    def open_page(self, screen: RowScreen, kind: EntityKind, name: str) -> None:
        """Show the page of one."""

    def narrow_to(self, screen: RowScreen, kind: EntityKind, name: str) -> None:
        """Leave the list for the articles that name one."""

    def list_again(self, screen: EntityListScreen, wanted: str) -> None:
        """Fill the list with those whose names have some words."""

    def show_both(self, screen: RowScreen, one: Named, other: Named) -> None:
        """Show two side by side."""

    def review_kind(self, screen: EntityListScreen, kind: EntityKind) -> None:
        """Go through pairs of the kind that may be one."""

    def merge_into(self, screen: EntityListScreen, bare: EntityCard, into: str) -> None:
        """Let a person of one name be one of the candidates."""


def ordered(cards: Sequence[EntityCard], order: str) -> list[int]:
    """The places of the cards in an order of :data:`ORDERS`; ``articles`` is as they came."""
    places = list(range(len(cards)))
    if order == "name":
        places.sort(key=lambda k: (cards[k].name.casefold(), k))
    elif order == "mentions":
        places.sort(key=lambda k: (-cards[k].mentions, k))
    return places


def heading_of(found: Listed, order: str) -> str:
    """The first line: what is listed, how much of it, and in which order."""
    if found.bare is not None:
        may = "" if found.cards else "nobody who is named in full"
        return printable(f"Who “{found.bare.name}” may be: {may or counted(len(found.cards), 'candidate')}")
    some = f"{found.number:,}"
    if len(found.cards) < found.number:
        some = f"the {len(found.cards):,} most frequent of {some}"
    wanted = f" with “{found.wanted}”" if found.wanted else ""
    return printable(f"{PLURAL[found.kind].capitalize()}{wanted}: {some}, by {order}")


def list_rows(found: Listed, order: str, width: int, picked: str = "", sign: str = "+") -> list[PageRow]:
    """The rows of a list for so many cells."""
    rows = [PageRow((heading_of(found, order),), heading=True)]
    name_width = max(16, min(48, (width - 16) // 2))
    for k in ordered(found.cards, order):
        card = found.cards[k]
        said = found.notes[k] if found.notes else card.detail
        mark = sign if card.name == picked else " "
        name = _cells(printable(card.name), name_width)
        counts = f"{card.articles:>7,} {card.mentions:>7,}"
        text = f"{mark}{name} {_cells(printable(said), max(0, width - name_width - 18))} {counts}"
        rows.append(PageRow((text,), Named(card.kind, card.name)))
    if not found.cards:
        rows.append(PageRow(("Nothing fits.",)))
    return rows


def _cells(text: str, width: int) -> str:
    """A text in exactly so many cells."""
    cut = fit(text, width, "…") if width else ""
    return cut + " " * max(0, width - cell_len(cut))


class EntityListScreen(RowScreen):
    """All entities of a kind, or the candidates of a name."""

    HINTS = (
        ("j/k", "row"), ("Enter", "page"), ("+", "articles"), ("/", "find"), ("o", "order"),
        ("v", "select"), ("=", "beside"), ("c", "doubles"), ("Esc", "close"),
    )  # fmt: skip
    CANDIDATES = (("j/k", "row"), ("Enter", "page"), ("m", "is this one"), ("+", "articles"), ("Esc", "close"))

    def __init__(self, found: Listed, desk: Desk) -> None:
        super().__init__(desk.glyphs)
        self.found = found
        self._desk = desk
        self._order = ORDERS[0]
        self._picked: Named | None = None

    @property
    def hints(self) -> tuple[tuple[str, str], ...]:
        """What the last line names."""
        return self.HINTS if self.found.bare is None else self.CANDIDATES

    def rows(self) -> Sequence[PageRow]:
        """The list for the present width."""
        picked = self._picked.name if self._picked else ""
        width = max(40, self.app.size.width - 2)
        return list_rows(self.found, self._order, width, picked, self._desk.glyphs.selected)

    def take(self, found: Listed) -> None:
        """Show what was found."""
        self.found = found
        self.pane.cursor, self.pane.top = 0, 0
        self.show()

    def keys(self) -> dict[str, Callable[[], object]]:
        """What can be done with the selected entity."""
        desk = self._desk
        keys: dict[str, Callable[[], object]] = {
            "enter": lambda: self._with(desk.open_page),
            "+": lambda: self._with(desk.narrow_to),
            "v": self._pick,
            "=": self._compare,
        }
        bare = self.found.bare
        if bare is not None:
            return keys | {"m": lambda: self._with(lambda _screen, _, name: desk.merge_into(self, bare, name))}
        return keys | {
            "/": self._ask,
            "o": self._turn,
            "c": lambda: desk.review_kind(self, self.found.kind),
        }

    def _with(self, act: Callable[[RowScreen, EntityKind, str], object]) -> None:
        target = self.pane.target
        if isinstance(target, Named):
            act(self, target.kind, target.name)

    def _pick(self) -> None:
        target = self.pane.target
        if isinstance(target, Named):
            self._picked = None if target == self._picked else target
            self.show()
            if self._picked is not None:
                self.status.show_message("Choose another one; = shows both side by side.")

    def _compare(self) -> None:
        target = self.pane.target
        if isinstance(target, Named) and self._picked is not None and target != self._picked:
            self._desk.show_both(self, self._picked, target)
        else:
            self.status.show_message("Select one with v, then go to the other.")

    def _turn(self) -> None:
        """The next order; the cursor stays on its entity."""
        self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]
        target = self.pane.target
        self.show()
        place = next((n for n, row in enumerate(self.pane.held) if row.target == target), 0)
        if target is not None and place:
            self.pane.go_to_row(place)

    # Finding

    def _ask(self) -> None:
        self.status.ask(
            Prompt("Names with: ", lambda typed: self._desk.list_again(self, typed or ""), self.found.wanted)
        )
        self.set_focus(self.status, scroll_visible=False)

    def press(self, event: events.Key) -> None:
        """While a word is typed keys go there."""
        prompt = self.status.prompt
        if prompt is None:
            super().press(event)
            return
        leave = event.key in ("escape", "ctrl+c")
        if leave or self.status.take(event) is Typed.SUBMITTED:
            typed = self.status.line.text
            self.status.ask(None)
            self.set_focus(self.pane, scroll_visible=False)
            self.status.show_hints(self.hints)
            if not leave:
                prompt.done(typed)
