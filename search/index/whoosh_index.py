"""The index as Whoosh sees it: readers and searchers of Whoosh's own over one state of it."""

from __future__ import annotations

from whoosh.reading import IndexReader, MultiReader
from whoosh.searching import Searcher

from search.index.schema import whoosh_schema
from search.index.snapshot import Snapshot
from search.index.whoosh_reader import ArrayReader
from search.index.whoosh_scoring import ImpactWeighting


def snapshot_reader(snapshot: Snapshot) -> IndexReader:
    """The snapshot as a Whoosh reader."""
    reader = MultiReader([ArrayReader(view) for view in snapshot.views], snapshot.manifest.generation)
    reader.schema = whoosh_schema()
    return reader


def snapshot_searcher(snapshot: Snapshot) -> Searcher:
    """A searcher of Whoosh's own over a snapshot, for one thread; it scores as the evaluator does."""
    return Searcher(snapshot_reader(snapshot), weighting=ImpactWeighting(snapshot))
