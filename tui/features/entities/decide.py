"""Decisions about entities by keys: their page, merge, hide, rename, retype, split; ``u`` takes each back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from search import EntityKind, Filter
from search.text import printable
from tui.actions import ENTITIES
from tui.features.entities.pages import Pages
from tui.features.entities.queue import DecisionQueue, Make
from tui.reader.feature import Feature, action, hears
from tui.reader.state import Pane

if TYPE_CHECKING:
    from search import Companion, Query, Suggestion
    from tui.reader.ports import Companion as Shown
    from tui.reader.ports import Ports
    from tui.widgets.entity_sidebar import Item, ItemChosen

KINDS = {
    EntityKind.PERSON: "a person",
    EntityKind.ORG: "an organisation",
    EntityKind.PLACE: "a place",
    EntityKind.EVENT: "an event",
}


class Decide(Feature):
    """What keys do to the entity under the cursor."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self.queue = DecisionQueue(ports)
        self.pages = Pages(ports, self.queue)
        self.merging: Item | None = None
        """The entity for which the one that it is is being chosen."""
        self.here_only = False
        """Whether the next decision is for the article being read alone."""

    def _chosen(self) -> Item | None:
        """The selected entity; None, and a word about it, when it is none."""
        item = self.ports.panes.entities.item
        if item is None or not item.names:
            self.ports.status.show_message("No entity is selected.")
            return None
        return item

    def _scope(self, item: Item) -> str | None:
        """The article that a decision is for, empty for all; None, and why, when it names no such."""
        if not self.here_only:
            return ""
        if not item.here:
            self.ports.status.show_message(f"“{printable(item.value, 40)}” is not named in this article.")
            return None
        return self.ports.view.state.chosen

    def _chosen_with_scope(self) -> tuple[Item, EntityKind, str] | None:
        """The selected entity, its kind, and the article that a decision about it is for."""
        item = self._chosen()
        here = self._scope(item) if item is not None else None
        return None if item is None or here is None else (item, EntityKind(item.field), here)

    # Pages

    def open(self) -> bool:
        """Enter: the page of an entity, or the list of all of a kind."""
        return self.pages.open()

    def companion(self, query: Query, id: str) -> Shown | None:
        """An article that a page led to opens at the sentence."""
        return self.pages.companion(id)

    @action("entity.candidates", ("C",), "who a surname or given name alone may be", "Decide", ENTITIES)
    def candidates(self) -> None:
        """The people with full names who may be meant."""
        self.pages.who()

    @action("entity.beside", ("W",), "two selected entities side by side", "Narrow", ENTITIES)
    def beside(self) -> None:
        """The page of both."""
        self.pages.side_by_side()

    # Merging

    @action("entity.merge", ("m",), "merge: this entity, then the one that it is", "Decide", ENTITIES)
    def merge(self) -> None:
        """The first time: this one; the second time: is that one."""
        from tui.widgets.entity_sidebar import merging

        item = self._chosen()
        if item is None:
            return
        one, self.merging = self.merging, None
        here = self._scope(one or item)
        if here is None:
            return
        if one is None or one.field != item.field:
            self.merging = item
            where = "In this article: " if here else ""
            self.ports.status.show_message(where + merging(item, item, self.ports.keys.shown("entity.merge")))
        elif one.value == item.value:
            self.ports.status.show_message("Nothing is merged.")
        else:
            kind = EntityKind(item.field)
            self._decide(lambda curation: curation.merge_entities(kind, one.value, item.value, here=here))

    @hears
    def tell_merge(self, message: ItemChosen) -> None:
        """While two entities are being merged: what the key would do now."""
        from dataclasses import replace

        from tui.widgets.entity_sidebar import merging

        if self.merging is not None and message.item is not None:
            one = replace(self.merging, count=1) if self.here_only else self.merging
            key = self.ports.keys.shown("entity.merge")
            self.ports.status.show_message(merging(one, message.item, key))

    def leave(self) -> bool:
        """Nothing is merged."""
        if self.merging is None or self.ports.view.state.pane in (Pane.QUERY, Pane.TIMELINE):
            return False
        self.merging = None
        return True

    # Deciding

    @action("entity.rename", ("r",), "give the entity another name", "Decide", ENTITIES)
    def rename(self) -> None:
        """Ask for another name."""
        if (found := self._chosen_with_scope()) is None:
            return
        item, kind, here = found

        def finish(typed: str | None) -> None:
            if typed and typed.strip() and typed != item.value:
                self._decide(lambda curation: curation.rename_entity(kind, item.value, typed, here=here))

        self.ports.screens.prompt(f"Name{' in this article' if here else ''}: ", finish, item.value)

    @action("entity.hide", ("x",), "hide the entity for good", "Decide", ENTITIES)
    def hide(self) -> None:
        """Show it no more."""
        if (found := self._chosen_with_scope()) is not None:
            item, kind, here = found
            self._decide(lambda curation: curation.hide_entity(kind, item.value, here=here))

    @action("entity.retype", ("t",), "say that it is of another kind", "Decide", ENTITIES)
    def retype(self) -> None:
        """Choose another kind."""
        from tui.screens.picker import Offer

        if (found := self._chosen_with_scope()) is None:
            return
        item, kind, here = found

        def done(key: str) -> None:
            new = EntityKind(key)
            self._decide(lambda curation: curation.retype_entity(kind, item.value, new, here=here))

        sign = f"{printable(item.value, 40)} is{' in this article' if here else ''}: "
        offers = [Offer(str(other), KINDS[other]) for other in EntityKind if other is not kind]
        self.ports.screens.pick(offers, done, sign)

    @action("entity.split", ("d",), "part one of its names from it", "Decide", ENTITIES)
    def split(self) -> None:
        """Say that one of an entity's names is somebody else's; in one article, whose it is there."""
        if (found := self._chosen_with_scope()) is None:
            return
        item, kind, here = found
        if here:

            def finish(typed: str | None) -> None:
                if typed and typed.strip():
                    self._decide(lambda curation: curation.split_entity(kind, item.value, typed, here=here))

            self.ports.screens.prompt("In this article it is: ", finish, item.value)
            return
        others = [name for name in item.names if name != item.value]
        if not others:
            here_key, key = self.ports.keys.shown("entity.here"), self.ports.keys.shown("entity.split")
            self.ports.status.show_message(
                f"It has one name. {here_key}{key} gives it another in this article."
            )
            return
        from tui.screens.picker import Offer

        def done(name: str) -> None:
            self._decide(lambda curation: curation.split_entity(kind, name, item.value))

        offers = [Offer(name, printable(name)) for name in others]
        self.ports.screens.pick(offers, done, f"Not {printable(item.value, 40)}: ")

    @action(
        "entity.here",
        (".",),
        "let the next decision be for this article alone",
        "Decide",
        ENTITIES,
        waits=ENTITIES,
    )
    def toggle_scope(self) -> None:
        """The next decision for the article being read alone, or for the whole library."""
        state = self.ports.view.state
        self.here_only = bool(state.chosen) and not self.here_only
        where = f"only for “{printable(state.title, 40)}”" if self.here_only else "for all articles"
        self.ports.status.show_message(f"The next decision is {where}.")

    @action("entity.suggestions", ("c",), "go through entities that may be one", "Decide", ENTITIES)
    def review(self) -> None:
        """Look in a thread for pairs that may be one, then show them."""
        curation = self.ports.view.library.curation
        self.ports.jobs.run("suggestions", lambda _: curation.suggestions(), self._review)
        self.ports.status.show_message("Looking for entities that may be one.")

    def _review(self, found: Sequence[Suggestion]) -> None:
        """The list, or that there is none."""
        from tui.features.entities.review import ReviewScreen

        self.ports.status.show_message("" if found else "No two entities look as if they were one.")
        if found:
            self.ports.screens.push(ReviewScreen(self.queue, self.ports.glyphs, found))

    @action("entity.undo", ("u",), "undo the last narrowing or decision", "Decide", ENTITIES)
    def undo(self) -> None:
        """Take back what was done last in this pane: a narrowing, or else a decision."""
        view, decided = self.ports.view, self.queue.decided
        filters = len(view.state.query.filters)
        if filters and (not decided or filters > decided[-1]):
            view.change(view.state.widened())
        elif decided:
            self._decide(lambda curation: curation.undo_decision(), -1)
        else:
            self.ports.status.show_message("Nothing was done here that could be taken back.")

    @action("entity.redo", ("ctrl+r",), "decide again what was undone", "Decide", ENTITIES)
    def redo(self) -> None:
        """Put the decision that was taken back last in force again."""
        self._decide(lambda curation: curation.redo_decision())

    def _decide(self, make: Make, step: int = 1) -> None:
        self.here_only = False
        self.queue.put(make, step)

    # Several

    @action("entity.companions", ("w",), "what is named with it, or with all selected", "Narrow", ENTITIES)
    def companions(self) -> None:
        """What is named together with the selected entities more often than by chance; choosing one narrows."""
        item = self._chosen()
        picked = self.ports.panes.entities.picked or ((item,) if item else ())
        if not picked:
            return
        of = [(EntityKind(one.field), one.value) for one in picked]
        curation, query = self.ports.view.library.curation, self.ports.view.state.query.ungrouped
        self.ports.jobs.run(
            "companions",
            lambda stop: curation.companions(query, of=of, limit=60, stop=stop),
            lambda found: self._show_companions(picked, found),
        )

    def _show_companions(self, picked: Sequence[Item], found: Sequence[Companion]) -> None:
        """A list of them; the one that is chosen is narrowed to, with those it appears with."""
        from tui.screens.picker import Offer

        names = " and ".join(printable(one.value, 30) for one in picked)
        if not found:
            self.ports.status.show_message(f"Nothing is named with {names} more often than by chance.")
            return

        def done(key: str) -> None:
            kind, _, name = key.partition(":")
            self.ports.panes.entities.let_go()
            view = self.ports.view
            view.change(view.state.narrowed(*(one.filter for one in picked), Filter(kind, name)))

        offers = [
            Offer(
                f"{one.kind}:{one.name}",
                printable(one.name),
                f"{one.together:,} of its {one.articles:,}, {2**one.bits:,.0f}x chance",
            )
            for one in found
        ]
        self.ports.screens.pick(offers, done, f"with {names}: ")
