"""Values of a library: found when the user turns them on, then kept in step with the articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from search.errors import IndexUnusable, QueryError
from search.store.store import Store
from search.values.table import ValueTable
from search.values.value import Value, ValueKind
from search.work.progress import Report, Stop
from search.work.ticker import Ticker, go_on

if TYPE_CHECKING:
    from search.query.kinds.base import Pks

FILE = "values.sqlite"
BATCH = 500
"""Articles whose values are kept in one transaction."""


class Valuing:
    """The values of one library. All but :attr:`on` raises IndexUnusable when the file makes no sense."""

    def __init__(self, store: Store, home: Path) -> None:
        self._store = store
        self.table = ValueTable(home / FILE)

    @property
    def on(self) -> bool:
        """Whether values are kept; they are not unless the user asked for it."""
        return self.table.on

    @property
    def fresh(self) -> bool:
        """Whether the file has seen all articles."""
        state = self._store.state()
        return self.on and self.table.mark() == (state.library, state.changed, state.articles)

    def version(self) -> int:
        """Another number whenever a lookup may have another result."""
        try:
            found = self.table.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return 0
        return hash((found.st_mtime_ns, found.st_size))

    def turn_on(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Find the values of all articles. Call it with the store's lock held. Raises Cancelled."""
        if not self.on or not self._usable():
            self.table.create()
        self.catch_up(progress=progress, stop=stop)

    def turn_off(self) -> None:
        """Delete what was found. Call it with the store's lock held."""
        self.table.delete()

    def rebuild(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Find everything anew, if values are on. Call it with the store's lock held. Raises Cancelled."""
        if self.on:
            self.table.create()
            self.catch_up(progress=progress, stop=stop)

    def catch_up(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Bring the file up to the store, if values are on. Call it with the store's lock held."""
        if not self.on:
            return
        if not self._usable():
            self.table.create()
        wanted = self._store.state()
        library, seen, articles = self.table.mark()
        if library != wanted.library:
            self.table.create()
            seen = articles = 0
        if (seen, articles) == (wanted.changed, wanted.articles):
            return
        changed = self._store.changed_since(seen)
        ticker = Ticker(progress, "values", len(changed))
        waiting = iter(changed)
        while pks := list(islice(waiting, BATCH)):
            self.table.write(self._found(pks, ticker, stop), (wanted.library, seen, articles))
        if articles + len(changed) != wanted.articles:  # some were deleted, or written anew
            self.table.forget_others(self._store.changed_since(0))
        self.table.write((), (wanted.library, wanted.changed, wanted.articles))
        ticker.flush()

    def _usable(self) -> bool:
        try:
            self.table.mark()
        except IndexUnusable:
            return False
        return True

    def _found(
        self, pks: Iterable[int], ticker: Ticker, stop: Stop | None
    ) -> Iterator[tuple[int, Sequence[Value]]]:
        from search.values.patterns import find_values

        for pk, article in self._store.articles(pks):
            go_on(stop)
            yield pk, find_values(article.text)
            ticker.step()

    def lookup(self, kind: str, text: str, exact: bool) -> Pks:
        """The sorted pks of the articles with such a value. Raises QueryError while values are off."""
        import numpy as np

        self._must_be_on(kind)
        return np.array(self.table.lookup(kind, text, exact), np.int64)

    def counts(self, kind: ValueKind, pks: Pks | None, limit: int) -> list[tuple[str, int]]:
        """The values of a kind in these articles (None: all) with how many have each."""
        self._must_be_on(kind)
        return self.table.counts(kind, None if pks is None else pks.tolist(), limit)

    def kinds(self) -> dict[ValueKind, int]:
        """How many different values of each kind there are; none while values are off."""
        return self.table.kinds() if self.on else {}

    def _must_be_on(self, kind: str) -> None:
        if not self.on:
            raise QueryError(
                f"{kind}: asks for values, which this library does not keep.",
                "dossier values --on has them found; a space after the colon looks for the word.",
            )
