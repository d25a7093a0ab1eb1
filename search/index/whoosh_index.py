"""The index as Whoosh sees it: readers and searchers of Whoosh's own over one state of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.index import Index
from whoosh.reading import IndexReader, MultiReader
from whoosh.searching import Searcher

from search.index.schema import whoosh_schema
from search.index.snapshot import SegmentView, Snapshot
from search.index.whoosh_reader import ArrayReader, Stored
from search.index.whoosh_scoring import ImpactWeighting

Array = NDArray[Any]


class ReadOnlyError(Exception):
    """Somebody tried to write through Whoosh's interface."""


class ReadOnlyIndex(Index):  # type: ignore[misc]  # Whoosh is untyped
    """One state of the index, for Whoosh's own searcher, query parser, spans, facets and highlighter.

    It cannot be written to, and stays as it is when the library changes; ask for another one then.
    """

    def __init__(self, snapshot: Snapshot, stored: Stored | None = None) -> None:
        self._snapshot, self._stored = snapshot, stored
        self.schema = whoosh_schema()

    def reader(self, reuse: IndexReader | None = None) -> IndexReader:  # noqa: ARG002 (Whoosh's signature)
        """A reader over all segments."""
        return snapshot_reader(self._snapshot, self._stored)

    def searcher(self, **options: Any) -> Searcher:
        """A searcher for one thread. It scores as the program does, unless ``weighting`` says otherwise."""
        options.setdefault("weighting", ImpactWeighting(self._snapshot))
        return Searcher(self.reader(), fromindex=self, **options)

    def writer(self, **_: Any) -> None:
        """Raise ReadOnlyError: articles are added to the library, which keeps the index."""
        raise ReadOnlyError("The index follows the library; add articles with Library.add.")

    def doc_count(self) -> int:
        """Articles that can be found."""
        return self._snapshot.live

    def doc_count_all(self) -> int:
        """Articles, deleted ones too."""
        return sum(view.articles for view in self._snapshot.views)

    def is_empty(self) -> bool:
        """Whether there is no article."""
        return not self._snapshot.live

    def latest_generation(self) -> int:
        """The number of the commit that this is the state of."""
        return self._snapshot.manifest.generation

    def up_to_date(self) -> bool:
        """Always: it is one state."""
        return True

    def refresh(self) -> ReadOnlyIndex:
        """Itself."""
        return self

    def close(self) -> None:
        """Nothing is held open."""


def snapshot_reader(snapshot: Snapshot, stored: Stored | None = None) -> IndexReader:
    """The snapshot as a Whoosh reader; ``stored`` gives what it stores of an article."""
    readers = [ArrayReader(view, stored) for view in snapshot.views]
    reader = MultiReader(readers, snapshot.manifest.generation)
    reader.schema = whoosh_schema()
    return reader


def snapshot_searcher(snapshot: Snapshot) -> Searcher:
    """A searcher of Whoosh's own over a snapshot, for one thread; it scores as the evaluator does."""
    return Searcher(snapshot_reader(snapshot), weighting=ImpactWeighting(snapshot))


def segment_hits(
    snapshot: Snapshot, view: SegmentView, query: Any, check: Callable[[], None]
) -> tuple[Array, Array]:
    """What Whoosh's searcher finds in a segment: documents, ascending, and scores (float32).

    ``check`` is called between documents and may raise.
    """
    searcher, _ = snapshot_searcher(snapshot).leaf_searchers()[view.ordinal]
    docs: list[int] = []
    scores: list[float] = []
    matcher = query.matcher(searcher, searcher.context(needs_current=True))
    while matcher.is_active():
        check()
        docs.append(matcher.id())
        scores.append(matcher.score())
        matcher.next()
    return np.array(docs, np.intp), np.array(scores, np.float32)
