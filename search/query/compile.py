"""A parsed query as clauses over the index's fields."""

from __future__ import annotations

from search.index.snapshot import Snapshot
from search.query.kinds.base import Clause, Compiler, Lookup, Node
from search.query.kinds.boolean import Nothing


def compile_query(node: Node, lookup: Lookup, snapshot: Snapshot | None = None) -> Clause:
    """What a tree looks for. Raises nothing but what ``lookup`` raises.

    Field names are those of :mod:`search.index.schema`. Stop words that stand beside other words are
    left out. A word that the analysis parts (``co-owner``) is a phrase of its parts. A query that excludes
    only is made from everything less that. With a ``snapshot``, beginnings and patterns also find words
    whose stem is shorter than what was written.
    """
    return node.compile(Compiler(lookup, snapshot)) or Nothing()
