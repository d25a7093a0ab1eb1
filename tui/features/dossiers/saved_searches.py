"""Saved searches as the reader needs them: counted in a thread, asked, changed, and what failed told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from search import Documents, Query, searches
from search.errors import DossierError
from search.text import printable

if TYPE_CHECKING:
    from search import SearchCount
    from tui.reader.ports import Ports


class SavedSearches:
    """What the page of saved searches does."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def _documents(self) -> Documents:
        return Documents(self._ports.view.library)

    def count(self, then: Callable[[Sequence[SearchCount]], object]) -> None:
        """Count in a thread what every saved search finds."""
        documents = self._documents()
        self._ports.jobs.run("searches", lambda stop: documents.counts(stop), then)

    def ask(self, key: str) -> None:
        """Ask a saved search in the reader, and note that its results were looked at."""
        try:
            saved = searches.named(self._ports.marks.marks.notebook.book, key)
            self._documents().looked(saved.key)
        except DossierError as error:
            self._ports.status.show_message(printable(f"{error.title}: {error}"), bad=True)
            return
        state = self._ports.view.state
        self._ports.view.change(replace(state, query=Query(saved.query, sort=state.query.sort)))

    def look(self, *keys: str) -> str:
        """Note that the results of searches were looked at."""
        return self._tried(lambda: self._documents().looked(*keys))

    def rename(self, key: str, name: str) -> str:
        """Give a saved search another name."""
        marks = self._ports.marks.marks
        return self._tried(
            lambda: marks.write("renamed a search", [searches.rename(marks.notebook.book, key, name)])
        )

    def forget(self, key: str) -> str:
        """Forget a saved search."""
        marks = self._ports.marks.marks
        return self._tried(
            lambda: marks.write("forgot a search", searches.drop(searches.named(marks.notebook.book, key)))
        )

    def undo(self) -> str:
        """Take the latest change back."""
        made: list[object] = []
        fault = self._tried(lambda: made.append(self._ports.marks.marks.undo()))
        return fault or ("" if made[0] else "There is nothing to undo.")

    def _tried(self, work: Callable[[], object]) -> str:
        try:
            work()
        except DossierError as error:
            return f"{error.title}: {error}"
        return ""
