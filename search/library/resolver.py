"""What a query means beyond the words of the index: entities, the reader's marks, likeness to an article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from datetime import time as clock
from typing import TYPE_CHECKING

import numpy as np

from search.errors import QueryError
from search.index.snapshot import Snapshot
from search.library.tagging import Tagging
from search.library.valuing import Valuing
from search.query.dates import parse_range
from search.query.fields import MARKS, ORIGINS, VALUE_FIELDS
from search.query.kinds.base import Pks
from search.query.related import key_terms, likest
from search.query.tree import Like, Node, with_leaves
from search.store.store import Store
from search.text import printable

if TYPE_CHECKING:
    from search.marks.marks import Marks

LIKE = 100
"""Articles that are like another one: further down they have hardly more in common than any two."""


def added_between(text: str) -> tuple[int, int]:
    """First second, and the second after the last, of days of the clock here, since 1970. Raises QueryError."""
    first, last = parse_range(text, 0)
    begin = datetime.combine(first, clock.min).timestamp() if first else 0
    end = datetime.combine(last + timedelta(1), clock.min).timestamp() if last else 2**53
    return int(begin), int(end)


class Resolver:
    """Looks clauses up for one library; usable from any thread."""

    def __init__(self, store: Store, tagging: Tagging, valuing: Valuing, marks: Callable[[], Marks]) -> None:
        self._store = store
        self._tagging = tagging
        self._valuing = valuing
        self._marks = marks

    def lookup(self, kind: str, text: str, exact: bool) -> Pks:
        """The sorted pks of the articles that name such an entity or are marked so.

        Raises IndexUnusable, MarksError.
        """
        if kind in VALUE_FIELDS:
            return self._valuing.lookup(kind, text, exact)
        if kind in ORIGINS:
            return np.array(self._store.of_origin(kind, text, exact), np.int64)
        if kind not in MARKS:
            return self._tagging.lookup(kind, text, exact)
        if kind == "added":
            return np.array(self._store.added(*added_between(text)), np.int64)
        if kind == "thread":
            found = self._store.find(text.strip("<>"))
            return np.array(sorted(self._store.thread(found[0])) if len(found) == 1 else [], np.int64)
        if (kind, text) == ("is", "new"):
            from search.marks.searches import looked

            return np.array(self._store.newer(looked(self._marks().notebook.book)), np.int64)
        marked = self._marks().having(kind, text)
        by_id = self._store.pks([one.id for one in marked])
        by_key = self._store.pks_by_key([one.source_key for one in marked if one.id not in by_id])
        return np.unique(np.array([*by_id.values(), *by_key.values()], np.int64))

    def version(self) -> int:
        """Another number whenever an entity may be in other articles."""
        return hash((self._tagging.version(), self._valuing.version()))

    def marked_version(self, text: str) -> tuple[int, int]:
        """Another pair whenever a query that asks for marks may have another answer; the same for others."""
        asks = any(f"{name}:" in text.lower() for name in MARKS)
        return self._marks().version() if asks else (0, 0)

    def resolved(self, node: Node, snapshot: Snapshot) -> Node:
        """The query with what its ``like:`` clauses stand for. Raises QueryError without such an article."""
        return with_leaves(node, lambda leaf: self._like(leaf, snapshot) if isinstance(leaf, Like) else leaf)

    def _like(self, leaf: Like, snapshot: Snapshot) -> Like:
        found = self._store.find(leaf.name)
        article = self._store.article(found[0]) if len(found) == 1 else None
        if article is None:
            which = "More than one article has an id that begins so" if found else "No article has this id"
            raise QueryError(f"{which}: {printable(leaf.name, 40)}.", "Write all of it.", column=leaf.start)
        terms = key_terms([(article.title, article.body)], snapshot)
        pks = sorted(pk for pk, _ in likest(found[0], terms, snapshot, limit=LIKE))
        return replace(leaf, title=printable(article.title, 60), terms=tuple(terms), pks=tuple(pks))
