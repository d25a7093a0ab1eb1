"""Versions of one text as one row of an answer, which can be opened; nothing is merged.

The first articles of an answer are compared with one another, and those further down have a row each. So the
row of every window is known without folding all that is before it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from search.query.interface import Hit, Page, Query
from search.query.related import versions
from search.store.store import Store

COMPARED = 500
"""Articles of an answer that are compared with one another: more than anybody scrolls through, in a tenth of
a second."""
KEPT = 4
"""Answers whose groups are kept: what is on the screen, and the steps back from it."""

Groups = tuple[tuple[int, ...], ...]
"""Places in the answer, ascending inside of each group; groups in the order of their first articles."""
Ask = Callable[[Query], Page]


class Grouping:
    """Rows of grouped answers; safe from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._known: OrderedDict[tuple[int, tuple[str, ...]], Groups] = OrderedDict()

    def page(self, query: Query, ask: Ask) -> Page:
        """A window of rows. ``ask`` answers queries that are not grouped. Raises what it raises."""
        head = ask(query.ungrouped.window(0, COMPARED))
        rows = list(folded(head.hits, self.groups(head.hits), query.opened))
        shown = rows[query.offset : query.offset + query.limit]
        left = query.limit - len(shown)
        if left and head.rows > len(head.hits):
            further = max(0, query.offset - len(rows)) + len(head.hits)
            shown += ask(query.ungrouped.window(further, left)).hits
        return replace(head, query=query, hits=tuple(shown), folded=len(head.hits) - len(rows))

    def groups(self, hits: Sequence[Hit]) -> Groups:
        """The places of articles that are nearly the same text, together; remembered."""
        key = self._store.state().changed, tuple(f"{hit.tier}{hit.id}" for hit in hits)
        with self._guard:
            known = self._known.get(key)
        if known is None:
            pks = self._store.pks([hit.id for hit in hits])
            sketches = self._store.sketches(list(pks.values()))
            texts = {place: sketches.get(pks.get(hit.id, 0), b"") for place, hit in enumerate(hits)}
            tiers = sorted({hit.tier for hit in hits})  # no row of one part stands for one of another
            known = tuple(
                tuple(group)
                for tier in tiers
                for group in versions(texts, [place for place in texts if hits[place].tier == tier])
            )
        with self._guard:
            self._known[key] = known
            self._known.move_to_end(key)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return known


def folded(hits: Sequence[Hit], groups: Groups, opened: frozenset[str] = frozenset()) -> Iterator[Hit]:
    """A row for each group, counting what it stands for; the others under it when it is opened."""
    for first, *others in groups:
        lead = replace(hits[first], versions=1 + len(others))
        yield lead
        if lead.id in opened:
            yield from (replace(hits[place], version_of=lead.id) for place in others)
