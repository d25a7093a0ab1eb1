"""The index as Whoosh sees it: readers and searchers of Whoosh's own over one state of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader, MultiReader
from whoosh.searching import Searcher

from search.index.schema import whoosh_schema
from search.index.snapshot import SegmentView, Snapshot
from search.index.whoosh_reader import ArrayReader
from search.index.whoosh_scoring import ImpactWeighting

Array = NDArray[Any]


def snapshot_reader(snapshot: Snapshot) -> IndexReader:
    """The snapshot as a Whoosh reader."""
    reader = MultiReader([ArrayReader(view) for view in snapshot.views], snapshot.manifest.generation)
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
