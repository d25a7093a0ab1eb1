"""Putting things into the current dossier, its page, saved searches, and what is new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from search import dossiers, searches
from search.errors import DossierError
from search.text import printable
from tui.actions import READING, always, has_article
from tui.features.dossiers.saved_searches import SavedSearches
from tui.reader.feature import Feature, action
from tui.screens.picker import Offer

if TYPE_CHECKING:
    from search import NotebookChange, SearchCount
    from tui.reader.ports import Ports

MOST_NAMED = 3
"""Saved searches of which it is said at the start that something is new."""
NEW = "+"
"""The key of the offer to make another dossier."""


class Collect(Feature):
    """Dossiers and saved searches."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self._saved = SavedSearches(ports)

    def library_opened(self) -> None:
        """Another library has other dossiers."""
        self._head()

    def ready(self) -> None:
        """The index is there: say into which dossier things go, and what is new for saved searches."""
        self._head()
        try:
            saved = searches.searches(self.ports.marks.marks.notebook.book)
        except DossierError:  # told when they are asked for
            return
        if saved:
            self._saved.count(self._tell_new)

    def closing(self) -> None:
        """What is in the library now is not new the next time."""
        try:
            self.ports.view.library.look()
        except DossierError:
            return  # a medium that cannot be written to: then it stays new

    def _head(self) -> None:
        """Name the current dossier beside the counts."""
        held = self._current()
        name = f"[{printable(held.name, 24)}]" if held else ""
        if name != self.ports.panes.dossier:
            self.ports.panes.dossier = name
            self.ports.view.show(self.ports.view.state)

    def _current(self) -> dossiers.Dossier | None:
        try:
            return dossiers.current(self.ports.marks.marks.notebook.book)
        except DossierError:
            return None

    def _write(self, name: str, drafts: Callable[[], Sequence[Any]]) -> NotebookChange | None:
        try:
            return self.ports.marks.marks.write(name, list(drafts()))
        except DossierError as error:
            self.ports.status.show_message(printable(f"{error.title}: {error}"), bad=True)
            return None

    # Into it

    @action("dossier.put", ("D",), "put into the dossier: passage, selection or article", "Mark", READING,
            has_article)  # fmt: skip
    def put(self) -> None:
        """The passage that one has gone to, else what is selected, else the article."""
        from search import article_item

        items = self.ports.first(lambda feature: feature.items()) or tuple(
            article_item(hit) for hit in self.ports.marks.targets()
        )
        if (held := self._current()) is not None:
            self._put(held, items)
        else:
            self.choose(lambda made: self._put(made, items))

    def _put(self, held: dossiers.Dossier, items: Sequence[Any]) -> None:
        from search import Documents

        try:
            extent = Documents(self.ports.view.library).put(held, items)
        except DossierError as error:
            self.ports.status.show_message(printable(f"{error.title}: {error}"), bad=True)
            return
        said = f"Put {extent} into {held.name}; u takes it out." if extent else f"{held.name} has it already."
        self.ports.status.show_message(printable(said))

    def choose(self, then: Callable[[dossiers.Dossier], object]) -> None:
        """Have a dossier chosen, or a new one named."""
        every = dossiers.dossiers(self.ports.marks.marks.notebook.book)
        if not every:
            self._name(then)
            return
        offers = [Offer(one.key, printable(one.name), f"{len(one.items):,} items") for one in every]

        def done(key: str) -> None:
            if key == NEW:
                self._name(then)
            elif self._write("chose a dossier", lambda: [dossiers.choose(key)]) is not None:
                self._head()
                if (held := self._current()) is not None:
                    then(held)

        self.ports.screens.pick([*offers, Offer(NEW, "A new dossier")], done, "Dossier:")

    def _name(self, then: Callable[[dossiers.Dossier], object]) -> None:
        book = self.ports.marks.marks.notebook

        def finish(name: str | None) -> None:
            if name and name.strip() and self._write("made a dossier", lambda: dossiers.new(book.book, name)):
                self._head()
                if (held := self._current()) is not None:
                    self.ports.status.show_message(printable(f"Made the dossier {held.name}."))
                    then(held)

        self.ports.screens.prompt("Name of the new dossier: ", finish)

    @action("dossier.page", ("g d",), "page of the dossier: move, remove, write", "Mark", reason=always,
            label="dossier")  # fmt: skip
    def page(self) -> None:
        """The current dossier; without one, a choice."""
        if (held := self._current()) is None:
            self.choose(lambda _: self._show())
        else:
            del held
            self._show()

    def _show(self) -> None:
        from tui.features.dossiers.dossier_page import DossierScreen

        def save(key: str, path: Path) -> None:
            self.ports.first(lambda feature: feature.save_dossier(key, path))

        self.ports.screens.push(DossierScreen(self.ports.marks.marks, self._read, save))

    def _read(self, name: str) -> None:
        """List the articles of a dossier."""
        from dataclasses import replace

        from search import Query

        state = self.ports.view.state
        self.ports.view.change(replace(state, query=Query(f'dossier:"{name}"', sort=state.query.sort)))

    @action("dossier.choose", ("g D",), "choose the dossier that things go into", "Mark", reason=always,
            label="another dossier")  # fmt: skip
    def choose_another(self) -> None:
        """Another one, or a new one."""
        self.choose(lambda held: self.ports.status.show_message(printable(f"Things go into {held.name}.")))

    # Saved searches

    @action("search.save", ("f",), "save this search under a name", "Search", READING, always)
    def save_search(self) -> None:
        """Ask for a name; what is there now is not new."""
        from search import Documents

        text = self.ports.view.state.query.as_text()
        if not text:
            self.ports.status.show_message("Nothing is searched for: search first, then save it.")
            return

        def finish(name: str | None) -> None:
            if not name or not name.strip():
                return
            try:
                saved = Documents(self.ports.view.library).save_search(name, text)
            except DossierError as error:
                self.ports.status.show_message(printable(f"{error.title}: {error}"), bad=True)
                return
            keys = self.ports.keys.shown("searches")
            self.ports.status.show_message(printable(f"Saved {saved.name}; {keys} lists saved searches."))

        self.ports.screens.prompt("Save this search as: ", finish)

    @action("searches", ("g f",), "saved searches, with what is new", "Search", reason=always,
            label="saved searches")  # fmt: skip
    def show_searches(self) -> None:
        """Count in a thread, then show the page."""
        self.ports.status.show_message("Counting what the saved searches find.")
        self._saved.count(self._show_searches)

    def _show_searches(self, counts: Sequence[SearchCount]) -> None:
        from tui.features.dossiers.searches_page import SearchesScreen

        keys = self.ports.keys.shown("search.save")
        if not counts:
            self.ports.status.show_message(f"No search is saved. {keys} saves the one that is asked.")
            return
        self.ports.status.show_message("")
        self.ports.screens.push(SearchesScreen(counts, self._saved, self.ports.glyphs))

    def _tell_new(self, counts: Sequence[SearchCount]) -> None:
        """Say at the start what is new, unless there is something else to say."""
        new = [one for one in counts if one.new]
        if new and not self.ports.status.message:
            names = ", ".join(f"{one.search.name} +{one.new:,}" for one in new[:MOST_NAMED])
            more = f" and {len(new) - MOST_NAMED} more" if len(new) > MOST_NAMED else ""
            keys = self.ports.keys.shown("searches")
            self.ports.status.show_message(printable(f"New: {names}{more} ({keys})"))
