"""The entities of the results: counts in this article and in these results, to narrow by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar

from textual import events
from textual.geometry import Offset
from textual.message import Message

from search import EntityCard, EntityKind, FacetValue, Filter, ValueKind
from search.text import printable
from tui.glyphs import UNICODE, Glyphs
from tui.messages import PaneMessage
from tui.painting import Row, filled, fit
from tui.widgets.lines import LinePane
from tui.wire.cells import width_of

HEADINGS = {
    EntityKind.PERSON: "PEOPLE",
    EntityKind.ORG: "ORGS",
    EntityKind.PLACE: "PLACES",
    EntityKind.EVENT: "EVENTS",
}

LEAST = 8
"""Items under each heading, however low the pane is."""
FACETS = {
    "category": "CATEGORIES",
    "organisation": "ORGANISATIONS",
    "tag": "TAGS",
    "lang": "LANGUAGES",
    "year": "YEARS",
}
"""Facets that are shown under the entities."""
VALUES = {
    ValueKind.EMAIL: "E-MAIL",
    ValueKind.PHONE: "PHONE NUMBERS",
    ValueKind.WEB: "WEB ADDRESSES",
    ValueKind.MONEY: "MONEY",
    ValueKind.CASE: "CASE NUMBERS",
    ValueKind.LAW: "LAWS",
    ValueKind.VESSEL: "VESSELS",
    ValueKind.CVE: "VULNERABILITIES",
    ValueKind.IP: "IP ADDRESSES",
    ValueKind.COORD: "COORDINATES",
    ValueKind.IBAN: "ACCOUNTS",
    ValueKind.CRYPTO: "WALLETS",
}
"""Values that are shown under the facets, where a library keeps them."""
_BELOW: dict[str, str] = {**FACETS, **{str(kind): heading for kind, heading in VALUES.items()}}


class ItemChosen(PaneMessage):
    """The cursor of the sidebar stands on another item."""

    def __init__(self, item: Item | None) -> None:
        super().__init__()
        self.item = item

    def can_replace(self, message: Message) -> bool:
        """Only where the cursor came to rest matters."""
        return isinstance(message, ItemChosen)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the sidebar: a heading (``field`` is empty) or something to narrow by."""

    label: str
    field: str = ""
    value: str = ""
    here: int = 0
    """Mentions in the article being read."""
    count: int = 0
    """Articles in the results."""
    names: tuple[str, ...] = ()
    """The entity's name and aliases; empty for what is no entity."""
    more: str = ""
    """The kind of which this line stands for all those that are not shown."""

    @property
    def filter(self) -> Filter:
        """What narrows to it."""
        return Filter(self.field, self.value)


def items_of(
    cards: Iterable[EntityCard],
    facets: Iterable[tuple[str, Sequence[FacetValue]]] = (),
    numbers: Mapping[EntityKind, int] | None = None,
) -> tuple[Item, ...]:
    """Cards under a heading for each kind, what is in the article being read first; then the facets.

    ``numbers``: how many of each kind there are; where it is more than there are cards, a line says how many.
    """
    cards = list(cards)
    items: list[Item] = []
    for kind, heading in HEADINGS.items():
        own = [card for card in cards if card.kind is kind]
        own.sort(key=lambda card: -min(card.here, 1))  # else as they came: by relevance
        if own:
            items.append(Item(heading))
            items += (Item(c.name, str(kind), c.name, c.here, c.articles, (c.name, *c.aliases)) for c in own)
            rest = (numbers or {}).get(kind, 0) - sum(card.articles > 0 for card in own)
            if rest > 0:
                items.append(more_of(kind, rest))
    for facet, values in facets:
        if values and (facet != "lang" or len(values) > 1):  # one language tells nothing
            items.append(Item(_BELOW[facet]))
            field = "date" if facet == "year" else facet
            items += (Item(v.value, field, v.value, 0, v.count) for v in values if v.value)
    return tuple(items)


def more_of(kind: str, rest: int) -> Item:
    """The line that opens all entities of a kind."""
    return Item(f"  {rest:,} more", more=str(kind))


def fitting(items: Sequence[Item], wanted: str) -> tuple[Item, ...]:
    """The items whose names have every word of ``wanted``, under their headings."""
    words = wanted.lower().split()
    if not words:
        return tuple(items)
    kept: list[Item] = []
    for item in items:
        names = " ".join((item.label, *item.names)).lower()
        if item.more:
            continue
        if not item.field:
            if kept and not kept[-1].field:
                kept.pop()
            kept.append(item)
        elif all(word in names for word in words):
            kept.append(item)
    return tuple(kept[:-1] if kept and not kept[-1].field else kept)


def capped(items: Sequence[Item], most: int) -> tuple[Item, ...]:
    """At most ``most`` items under each heading, and then how many there are more."""
    kept: list[Item] = []
    run, field = 0, ""
    for number, item in enumerate(items):
        if item.more:
            continue
        run, field = (run + 1, item.field) if item.field else (0, "")
        if run <= most:
            kept.append(item)
        after = items[number + 1] if number + 1 < len(items) else None
        if after is None or not after.field:
            beyond = _number(after) if after and after.more else 0
            rest = max(0, run - most) + beyond
            if rest:
                kept.append(more_of(field, rest) if items[number].names else Item(f"  {rest:,} more"))
    return tuple(kept)


def _facets(items: Sequence[Item], wanted: str) -> tuple[Item, ...]:
    """Of the items that are no entities, those with every word of ``wanted``."""
    headings = {*_BELOW.values()}
    start = next((n for n, item in enumerate(items) if not item.field and item.label in headings), None)
    return fitting(items[start:], wanted) if start is not None else ()


def _number(item: Item) -> int:
    """How many entities a line stands for."""
    return int(item.label.split()[0].replace(",", ""))


def merging(one: Item, other: Item, key: str) -> str:
    """What a second press would do, while the other entity of a merge is being chosen."""
    name = f"“{printable(one.value, 24)}”"
    if other.field != one.field:
        return f"{name} can only be merged with one of its kind."
    if other.value == one.value:
        return f"Who is {name}? Choose, then {key}; Esc leaves it."
    many = f"{one.count:,} article{'' if one.count == 1 else 's'}"
    return f"{key} merges {many} into “{printable(other.value, 24)}”."


class EntitySidebar(LinePane):
    """Headings and items; the cursor stands on items only."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "entity-sidebar--heading",
        "entity-sidebar--cursor",
        "entity-sidebar--count",
        "entity-sidebar--here",
    }
    DEFAULT_CSS = """
    EntitySidebar > .entity-sidebar--heading { color: $text-muted; text-style: bold; }
    EntitySidebar > .entity-sidebar--count { color: $text-muted; }
    EntitySidebar > .entity-sidebar--here { text-style: bold; }
    EntitySidebar > .entity-sidebar--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self._all: tuple[Item, ...] = ()
        self._items: tuple[Item, ...] = ()
        self.wanted = ""
        """What names must have to be shown; empty: nothing."""
        self._found: tuple[Item, ...] | None = None
        """What all of the results have under :attr:`wanted`, once they have been asked."""
        self.cursor = 0
        self.note = "Names are being counted."
        """Shown when there are no items: why."""
        self.picked: tuple[Item, ...] = ()
        """Entities that were selected, in that order, wherever the cursor goes."""

    def pick(self, item: Item) -> None:
        """Select an entity, or let go of it."""
        kept = tuple(one for one in self.picked if (one.field, one.value) != (item.field, item.value))
        self.picked = (*kept, item) if len(kept) == len(self.picked) else kept
        self.refresh_line(self.cursor)

    def let_go(self) -> None:
        """Nothing is selected any longer."""
        if self.picked:
            self.picked = ()
            self.refresh()

    def show(self, items: Sequence[Item], note: str = "") -> None:
        """Show other items; the cursor stays on the one it stood on, if that is still there."""
        old = self._seen()
        self._all = tuple(items)
        self.note = note
        self._fill(old)

    def look_for(self, wanted: str) -> None:
        """Show only items whose names have every word of ``wanted``; an empty one shows all again."""
        self.wanted, self._found = wanted, None
        self._fill()

    def take(self, wanted: str, items: Sequence[Item], note: str) -> None:
        """Show what all of the results have under ``wanted``, if that is still what is looked for."""
        if wanted == self.wanted:
            old = self._seen()
            self._found, self.note = tuple(items), note
            self._fill(old)

    def _fill(self, old: Sequence[object] = ()) -> None:
        """Show what fits of all items. ``old``: what the rows showed before, if the note is another one now."""
        before = self.item if self.has_focus else None
        old = old or self._seen()
        groups = max(1, sum(not item.field for item in self._all))
        room = max(LEAST, self.size.height // groups - 2)
        near = (*self._found, *_facets(self._all, self.wanted)) if self._found is not None else None
        known = fitting(self._all, self.wanted) if near is None else near
        self._items = known if self.wanted else capped(self._all, room)
        self.cursor = self._position_of(before)
        self.top = self.clamp(self.top if self.has_focus else 0)
        self.show_line(self.cursor)
        if self.cursor == 1:  # with the heading
            self.top = 0
        self._refresh_changed(old)
        if self.has_focus and self.item != before:
            self.tell()

    def _seen(self) -> list[tuple[Item | str, bool]]:
        """What stands in each row of the pane, and whether the cursor is on it."""
        lines = range(self.top, min(self.top + self.size.height, len(self._items)))
        return [(self._items[line], line == self.cursor) for line in lines] or [(self.note, False)]

    def _refresh_changed(self, old: Sequence[object]) -> None:
        """Draw the rows again that show something else: from one article to the next most stay."""
        rows = enumerate(zip_longest(old, self._seen()))
        self.refresh_rows(row for row, (before, now) in rows if before != now)

    def _position_of(self, wanted: Item | None) -> int:
        for number, item in enumerate(self._items):
            if wanted and item.field and (item.field, item.value) == (wanted.field, wanted.value):
                return number
        places = [n for n, item in enumerate(self._items) if item.field]
        # What was selected is gone: stay where it stood, so that several can be hidden in a row.
        near = [n for n in places if n >= self.cursor] if wanted else []
        return near[0] if near else places[-1 if wanted else 0] if places else 0

    @property
    def item(self) -> Item | None:
        """The selected item."""
        if 0 <= self.cursor < len(self._items) and self._items[self.cursor].field:
            return self._items[self.cursor]
        return None

    @property
    def more(self) -> str:
        """The kind whose entities the line under the cursor stands for; empty on any other line."""
        return self._items[self.cursor].more if 0 <= self.cursor < len(self._items) else ""

    def on_resize(self) -> None:
        """More room, more items."""
        self._fill()
        self.refresh()

    # Drawing

    def pointer(self) -> Offset:
        """The selected item."""
        return Offset(0, self.cursor - self.top)

    def line_count(self) -> int:
        """A line for each item, or one for the note."""
        return len(self._items) or 1

    def paint(self, line: int) -> Row:
        """A heading, or a name with its counts."""
        width = self.looks.width
        if not self._items:
            return filled(f" {self.note}", width, self.role("entity-sidebar--count"))
        item = self._items[line]
        selected = line == self.cursor
        if not item.field:
            legend = f"here {self._glyphs.dot} all" if line == 0 and width > len(item.label) + 12 else ""
            label = fit(item.label, width - width_of(legend)) + legend
            role = self.role("entity-sidebar--cursor" if item.more and selected else "entity-sidebar--heading")
            return filled(label, width, role)
        counts = f" {item.here or ''} {self._glyphs.dot}{item.count:>4,}"
        name = fit(item.label, width - 1 - width_of(counts), self._glyphs.ellipsis)
        picked = any((one.field, one.value) == (item.field, item.value) for one in self.picked)
        sign = self._glyphs.cursor if selected else self._glyphs.selected if picked else " "
        text = f"{sign}{name}{counts}"
        base = self.role("entity-sidebar--here") if item.here else self.looks.base
        marks = [(1 + len(name), len(text), self.role("entity-sidebar--count"))]
        if selected:
            marks.append((0, 1 + len(item.label), self.role("entity-sidebar--cursor")))
        return filled(text, width, base, marks)

    # Moving

    def move(self, rows: int) -> bool:
        """Select the item that many further, headings not counted."""
        places = [n for n, item in enumerate(self._items) if item.field or item.more]
        if not places:
            return False
        at = places.index(self.cursor) if self.cursor in places else 0
        return self._select(places[max(0, min(at + rows, len(places) - 1))])

    def _select(self, line: int) -> bool:
        if line == self.cursor:
            return False
        before, self.cursor = self.cursor, line
        self.refresh_line(before)
        self.refresh_line(line)
        # The heading of the first item comes into view with it.
        self.show_line(line - 1 if line == 1 else line)
        self.tell()
        return True

    def tell(self) -> None:
        """Say which item is selected."""
        self.say(ItemChosen(self.item))

    def on_click(self, event: events.Click) -> None:
        """Select the item that was clicked."""
        line = self.top + event.y
        if line < len(self._items) and (self._items[line].field or self._items[line].more):
            self._select(line)
