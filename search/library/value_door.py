"""Values as a library offers them: turned on and off, and counted over the results of a query."""

from __future__ import annotations

from search.library.derived import Derived
from search.query.interface import FacetValue, Query
from search.store.store import Store
from search.values.value import ValueKind
from search.work.progress import Report, Stop


class Values:
    """The values of one library: e-mail addresses, amounts, laws and others, by exact patterns."""

    def __init__(self, store: Store, derived: Derived) -> None:
        self._store = store
        self._derived = derived

    @property
    def on(self) -> bool:
        """Whether this library keeps values. It does not unless it was told to."""
        return self._derived.valuing.on

    def turn_on(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Find the values of all articles, and keep them in step. Raises LibraryLocked,
        LibraryReadOnly, Cancelled.
        """
        with self._store.lock():
            self._derived.valuing.turn_on(progress=progress, stop=stop)

    def turn_off(self) -> None:
        """Delete what was found. Raises LibraryLocked, LibraryReadOnly."""
        with self._store.lock():
            self._derived.valuing.turn_off()

    def kinds(self) -> dict[ValueKind, int]:
        """How many different values of each kind there are. Raises IndexUnusable."""
        return self._derived.valuing.kinds()

    def counts(
        self, query: Query | None, kind: ValueKind, *, limit: int = 20, stop: Stop | None = None
    ) -> tuple[FacetValue, ...]:
        """The values of a kind in the results (None: in all articles) with how many have each, exactly.

        Raises QueryError, Cancelled, IndexUnusable.
        """
        valuing = self._derived.valuing
        narrowed = query is not None and query.as_text()
        pks = None
        if query is not None and (narrowed or not valuing.fresh):
            pks = self._derived.answers.matching(query, stop)
        return tuple(FacetValue(value, count) for value, count in valuing.counts(kind, pks, limit))
