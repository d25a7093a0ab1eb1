"""One segment of entity counts, as it is read: the entities of articles, the articles of entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.entities.tables import line, ranges

Array = NDArray[Any]

_SCATTERED = 16
"""Above one article in this many, articles are looked up through a mask instead of by bisection."""
_MASK_FROM = 5
"""Above one pair in this many, pairs are picked by a mask over all of them instead of one by one."""


class Postings:
    """The live rows of a segment. ``newer``: pks that later segments have taken over, ascending."""

    def __init__(self, segment: Any, newer: Array) -> None:
        self._segment = segment
        self.pks: Array = segment.array("pks")
        self._row_ptr: Array = segment.array("row_ptr")
        self._ids: Array = segment.array("ids")
        taken = np.isin(self.pks, newer, assume_unique=True) if len(newer) else np.zeros(0, dtype=bool)
        self._live: Array | None = ~taken if taken.any() else None
        first, last = (int(self.pks[0]), int(self.pks[-1])) if len(self.pks) else (0, -1)
        self._offset = first if last - first + 1 == len(self.pks) else None

    def rows(self, pks: Array | None) -> Array:
        """The live rows of these articles (all, for None), ascending when the pks are."""
        n = len(self.pks)
        if pks is None:
            rows = np.arange(n)
        elif self._offset is not None:
            rows = pks - self._offset
            rows = rows[(rows >= 0) & (rows < n)]
        elif len(pks) * _SCATTERED > n > 0:
            inside = pks[(pks >= 0) & (pks <= self.pks[-1])]
            mask = np.zeros(int(self.pks[-1]) + 1, dtype=bool)
            mask[inside] = True
            rows = np.flatnonzero(mask[self.pks])
        else:
            rows = np.searchsorted(self.pks, pks)
            inside = rows < n
            rows, pks = rows[inside], pks[inside]
            rows = rows[self.pks[rows] == pks]
        return rows if self._live is None else rows[self._live[rows]]

    def pairs(self, rows: Array) -> int:
        """How many pairs these rows have."""
        return int(self._lengths[rows].sum())

    def entities(self, rows: Array) -> Array:
        """The entity ids of these rows, in any order, one for each pair."""
        lengths = self._lengths[rows]
        if int(lengths.sum()) * _MASK_FROM > len(self._ids):
            mask = np.zeros(len(self.pks), dtype=bool)
            mask[rows] = True
            picked: Array = self._ids[np.repeat(mask, self._lengths)]
            return picked
        gathered: Array = self._ids[ranges(self._row_ptr[rows], lengths)]
        return gathered

    def add_mentions(self, sums: Array, rows: Array) -> None:
        """Add how often these rows name each entity to ``sums``, which has a slot for every id."""
        pairs = ranges(self._row_ptr[rows], self._lengths[rows])
        np.add.at(sums, self._ids[pairs], self._segment.array("tally")[pairs].astype(np.int64))

    def mentions_of(self, entities: Iterable[int], rows: Array) -> Iterator[tuple[int, int]]:
        """(entity, how often these rows name it) for each of the entities."""
        inside = np.zeros(len(self.pks), dtype=bool)
        inside[rows] = True
        for entity in entities:
            named, tally = self.of(entity)
            yield entity, int(tally[inside[named]].sum(dtype=np.int64))

    def row_of(self, pk: int) -> tuple[Array, Array]:
        """Entity ids of one article, and how often it names each."""
        rows = self.rows(np.array([pk]))
        if not len(rows):
            return self._ids[:0], self._ids[:0]
        a, b = self._row_ptr[rows[0]], self._row_ptr[rows[0] + 1]
        return self._ids[a:b], self._segment.array("tally")[a:b]

    def of(self, entity: int) -> tuple[Array, Array]:
        """Live rows that name an entity, ascending, and how often each does."""
        ids = self._segment.array("post_ids")
        at = int(np.searchsorted(ids, entity))
        if at == len(ids) or ids[at] != entity:
            return ids[:0], ids[:0]
        a, b = self._segment.array("post_ptr")[at : at + 2]
        rows, tally = self._segment.array("post_rows")[a:b], self._segment.array("post_tally")[a:b]
        if self._live is None:
            return rows, tally
        live = self._live[rows]
        return rows[live], tally[live]

    @cached_property
    def _lengths(self) -> Array:
        return np.diff(self._row_ptr)

    def forms(self, entity: int) -> list[tuple[str, int, int]]:
        """How an entity is written here: (text, count as name, count as surface)."""
        ids = self._segment.array("form_ids")
        a, b = np.searchsorted(ids, (entity, entity + 1))
        pointers, text = self._segment.array("form_ptr"), self._segment.array("form_text")
        names, surfaces = self._segment.array("form_names"), self._segment.array("form_surfaces")
        return [(line(pointers, text, k), int(names[k]), int(surfaces[k])) for k in range(a, b)]

    def detail(self, entity: int) -> tuple[int, str] | None:
        """The latest (day, rank and role or meaning) said of an entity here."""
        ids = self._segment.array("detail_ids")
        at = int(np.searchsorted(ids, entity))
        if at == len(ids) or ids[at] != entity:
            return None
        text = line(self._segment.array("detail_ptr"), self._segment.array("detail_text"), at)
        return int(self._segment.array("detail_days")[at]), text

    def find_forms(self, folded: str, *, exact: bool) -> Array:
        """Entity ids of forms that are this folded text, or contain it between word boundaries."""
        blob = self._segment.array("folded_text")
        if not len(blob) or not folded:
            return self._ids[:0]
        data, wanted = bytes(blob), folded.encode()
        needle = b"\n" + wanted + b"\n" if exact else wanted
        found = []
        at = data.find(needle)
        while at >= 0:
            if exact or _bounded(data, at, at + len(wanted)):
                found.append(at + exact)
            at = data.find(needle, at + 1)
        lines = np.searchsorted(self._segment.array("folded_ptr"), found, side="right") - 1
        return np.unique(self._segment.array("form_ids")[lines])


def _bounded(data: bytes, start: int, end: int) -> bool:
    """Whether no letter or digit touches ``data[start:end]``."""
    return not (_wordlike(data[start - 1]) or _wordlike(data[end]))


def _wordlike(byte: int) -> bool:
    return byte >= 0x80 or chr(byte).isalnum()
