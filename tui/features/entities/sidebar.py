"""Who and what is named: counted in the results and in the article being read, found, marked, selected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tui.actions import ENTITIES
from tui.features.results import from_store
from tui.reader.feature import Feature, action, hears
from tui.reader.state import Pane

if TYPE_CHECKING:
    from search import EntityCard, EntityKind, FacetValue, Filter, Library, Query, Stop
    from tui.reader.ports import Companion
    from tui.widgets.entity_sidebar import Item, ItemChosen

    Counts = tuple[
        tuple[EntityCard, ...], tuple[tuple[str, tuple[FacetValue, ...]], ...], dict[EntityKind, int]
    ]
    """Entities of some results; facets, each a field with its values; how many of each kind there are."""

SETTLE = 0.15
"""Seconds the selection rests before entities are counted for it."""
CARDS = 60
"""Entities of each kind in the sidebar."""
VALUES = 8
"""Values of each facet in the sidebar."""


def counts_of(library: Library, query: Query, stop: Stop) -> Counts:
    """The entities and facets of some results. Runs in threads."""
    from search import ValueKind
    from tui.widgets.entity_sidebar import FACETS

    asked = None if from_store(query) else query
    cards = library.entities(asked, limit=CARDS, by_relevance=True, stop=stop)
    facets = tuple((f, library.facets(query, f, limit=VALUES, stop=stop)) for f in FACETS)
    if library.values.on:
        facets += tuple((k, library.values.counts(asked, k, limit=VALUES, stop=stop)) for k in ValueKind)
    return cards, facets, library.entity_numbers(asked, stop=stop)


def with_article(library: Library, query: Query, reading: str, counts: Counts, stop: Stop) -> Counts:
    """The entities of the results with those of the article being read before them; and the facets."""
    cards, facets, numbers = counts
    asked = None if from_store(query) else query
    # Only those of the article: the others don't change from one row to the next.
    own = library.entities(asked, limit=0, reading=reading, stop=stop) if reading else ()
    named = {(card.kind, card.name) for card in own}
    return (*own, *(card for card in cards if (card.kind, card.name) not in named)), facets, numbers


class Entities(Feature):
    """The sidebar."""

    hints = {  # noqa: RUF012 (as in the base)
        Pane.ENTITIES: (
            (("move.down", "move.up"), "move"),
            (("narrow",), "narrow"),
            (("open",), "page"),
            (("entity.merge",), "merge"),
            (("entity.hide",), "hide"),
            (("entity.undo",), "undo"),
            (("help",), "help"),
        )
    }
    _asked: object = None
    """The question and the article for which entities were asked last: they are not asked twice."""
    _counted: tuple[Query, int, Counts] | None = None
    """The counts that do not depend on the article being read, their question, and when they were made."""
    _epoch = 0
    """How often counts may have changed until now."""

    # Counting

    def forget_counts(self) -> None:
        """Count again when it is wanted next."""
        self._asked = None
        self._epoch += 1

    def count(self) -> None:
        """Ask for the entities of the results and of the article, if anybody sees them."""
        view = self.ports.view
        query, reading, library = view.state.query, view.state.chosen, view.library
        if not (view.ready and self.ports.panes.shows_entities(view.state)):
            return
        if self._asked == (query.question, reading):
            return
        self._asked = (query.question, reading)
        epoch = self._epoch

        def work(stop: Stop) -> Counts:
            held = self._counted
            if held is None or held[:2] != (query.question, epoch):
                self._counted = held = (query.question, epoch, counts_of(library, query.question, stop))
            return with_article(library, query, reading, held[2], stop)

        self.ports.jobs.run("cards", work, self._show, delay=SETTLE)

    def companion(self, query: Query, id: str) -> Companion | None:
        """The entities of the article in one frame with it, where those of the results have been counted."""
        view, epoch = self.ports.view, self._epoch
        if not (view.ready and self.ports.panes.shows_entities(view.state)):
            return None
        library = view.library

        def work(stop: Stop) -> Callable[[], object] | None:
            held = self._counted
            if held is None or held[:2] != (query.question, epoch):
                return None
            return partial(self._take, epoch, id, with_article(library, query, id, held[2], stop))

        return work

    def _take(self, epoch: int, reading: str, counts: Counts) -> None:
        """Entities have come with the article, and need not be asked for unless they are too old."""
        if epoch == self._epoch and self._counted is not None:
            self._asked = (self._counted[0], reading)
            self.ports.jobs.drop("cards")
            self._show(counts)

    def _show(self, counts: Counts) -> None:
        from tui.widgets.entity_sidebar import items_of

        pane = self.ports.panes.entities
        pane.show(items_of(*counts), "None are named here.")
        if pane.wanted:
            self._seek(pane.wanted)

    @hears
    def show_mentions(self, message: ItemChosen) -> None:
        """Mark where the selected entity is named in the article."""
        item, library, id = message.item, self.ports.view.library, self.ports.view.state.chosen
        if item is None or not item.names or not id:
            return
        wanted = {name.casefold() for name in item.names}

        def work(_: Stop) -> tuple[tuple[int, int], ...]:
            found = (m for m in library.mentions(id) if m.kind == item.field)
            spans = ((m.start, m.end) for m in found if {m.name.casefold(), m.surface.casefold()} & wanted)
            return tuple(spans)

        self.ports.jobs.run("mentions", work, self._mark)

    def _mark(self, spans: tuple[tuple[int, int], ...]) -> None:
        if self.ports.view.state.pane is Pane.ENTITIES:
            self.ports.panes.article.mark(spans)

    # Keys

    @action(
        "entities",
        ("e",),
        "show or hide the entities",
        "Narrow",
        synonyms="people organisations places names facets sidebar",
    )
    def toggle(self) -> None:
        """Go to the entities, or back to the list from them."""
        there = self.ports.view.state.pane is Pane.ENTITIES
        self.ports.view.focus(Pane.LIST if there else Pane.ENTITIES)

    def find(self) -> bool:
        """Show only entities with some words."""
        if self.ports.view.state.pane is not Pane.ENTITIES:
            return False
        self.ports.screens.prompt("Entities with: ", lambda typed: self._seek(typed or ""), changed=self._seek)
        return True

    def _seek(self, wanted: str) -> None:
        """Show what of the loaded rows fits at once, then what all of the results have."""
        self.ports.panes.entities.look_for(wanted)
        if not wanted.strip():
            self.ports.jobs.drop("sought")
            return
        library, question = self.ports.view.library, self.ports.view.state.query.question

        def work(stop: Stop) -> Counts:
            asked = None if from_store(question) else question
            cards = library.entities(asked, limit=CARDS, containing=wanted, stop=stop)
            return cards, (), library.entity_numbers(asked, containing=wanted, stop=stop)

        self.ports.jobs.run("sought", work, partial(self._take_sought, wanted), delay=SETTLE)

    def _take_sought(self, wanted: str, counts: Counts) -> None:
        from search.text import printable
        from tui.widgets.entity_sidebar import items_of

        note = f"None with “{printable(wanted, 30)}” is named here."
        self.ports.panes.entities.take(wanted, items_of(*counts), note)

    def filters(self) -> tuple[Filter, ...]:
        """The selected entities, else the one under the cursor."""
        pane = self.ports.panes.entities
        if self.ports.view.state.pane is not Pane.ENTITIES:
            return ()
        wanted: tuple[Item, ...] = pane.picked or ((pane.item,) if pane.item else ())
        return tuple(item.filter for item in wanted)

    def leave(self) -> bool:
        """Nothing is selected any longer; all are shown again."""
        pane, state = self.ports.panes.entities, self.ports.view.state
        if state.pane is not Pane.ENTITIES:
            return False
        if pane.picked:
            pane.let_go()
            return True
        if pane.wanted and not state.sought:
            pane.look_for("")
        return False

    @action("entity.select", ("v",), "select the entity, for w, + and *", "Narrow", ENTITIES)
    def select(self) -> None:
        """Select the entity or let go of it, and go on to the next."""
        pane = self.ports.panes.entities
        if pane.item is None or not pane.item.names:
            self.ports.status.show_message("No entity is selected.")
            return
        pane.pick(pane.item)
        pane.move(1)
        many = len(pane.picked)
        self.ports.status.show_message(f"Selected: {many} entit{'y' if many == 1 else 'ies'}")

    @action("narrow.any", ("*",), "narrow to any of the selected entities", "Narrow", ENTITIES)
    def narrow_to_any(self) -> None:
        """Narrow to what names at least one of the selected entities."""
        from dataclasses import replace

        pane, view = self.ports.panes.entities, self.ports.view
        several = [one.filter for one in pane.picked]
        if len(several) < 2:
            key = self.ports.keys.shown("entity.select")
            self.ports.status.show_message(f"Select two entities at least: {key} selects one.")
            return
        pane.let_go()
        view.change(view.state.narrowed(replace(several[0], others=tuple(several[1:]))))
