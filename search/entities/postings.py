"""One segment of entity counts, as it is read: the entities of articles, the articles of entities."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.entities.forms import line
from search.entities.tables import ranges

Array = NDArray[Any]

_SCATTERED = 16
"""Above one article in this many, articles are looked up through a mask instead of by bisection."""
_MASK_FROM = 9
"""Above one pair in this many, pairs are picked by a mask over all of them instead of one by one."""
_PORTION = 1 << 19
"""Pairs that are summed up at once when there are many."""
_SHIFT = 28
"""Bits for the mentions of an entity in a segment, which leaves 25 of a double's 53 for its articles."""
_ARTICLE = float(1 << _SHIFT)


class Postings:
    """The live rows of a segment. ``newer``: pks that later segments have taken over, ascending."""

    def __init__(self, segment: Any, newer: Array) -> None:
        self._segment = segment
        self.pks: Array = segment.array("pks")
        self._row_ptr: Array = segment.array("row_ptr")
        self._ids: Array = segment.array("ids")
        taken = np.isin(self.pks, newer, assume_unique=True) if len(newer) else np.zeros(0, dtype=bool)
        self._live: Array | None = ~taken if taken.any() else None
        self._whole: tuple[Array, Array] | None = None
        self.live = len(self.pks) - int(taken.sum())
        """Rows that no later segment has taken over."""
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

    def gather(self, rows: Array) -> tuple[Array, Array]:
        """Entity id and number of mentions of every pair of these rows, in any order."""
        pairs = ranges(self._row_ptr[rows], self._lengths[rows])
        return self._ids[pairs], self._segment.array("tally")[pairs]

    def _portions(self, rows: Array) -> Iterator[tuple[Array, Array]]:
        """The same for many rows, in portions that stay in the processor's cache."""
        if self.pairs(rows) * _MASK_FROM <= len(self._ids):
            yield self.gather(rows)
            return
        mask = np.zeros(len(self.pks), dtype=bool)
        mask[rows] = True
        chosen, tally = np.repeat(mask, self._lengths), self._segment.array("tally")
        for start in range(0, len(chosen), _PORTION):
            portion = slice(start, start + _PORTION)
            yield self._ids[portion][chosen[portion]], tally[portion][chosen[portion]]

    def count_into(self, articles: Array, mentions: Array, rows: Array) -> None:
        """Add to each entity's slot the rows that name it, and how often they do.

        Of more than half of the rows, the others are counted and taken off the totals.
        """
        if 2 * len(rows) <= self.live:
            self._add(articles, mentions, rows, 1)
            return
        totals = self._totals(len(articles))
        articles[: len(totals[0])] += totals[0]
        mentions[: len(totals[1])] += totals[1]
        if len(rows) < self.live:
            mask = np.ones(len(self.pks), dtype=bool) if self._live is None else self._live.copy()
            mask[rows] = False
            self._add(articles, mentions, np.flatnonzero(mask), -1)

    def _add(self, articles: Array, mentions: Array, rows: Array, sign: int) -> None:
        """One pass for both: an article weighs more than all mentions, and doubles hold the sums exactly."""
        both = np.zeros(len(articles))
        for ids, tally in self._portions(rows):
            both += np.bincount(ids, weights=tally + _ARTICLE, minlength=len(both))
        whole = both.astype(np.int64)
        articles += sign * (whole >> _SHIFT)
        mentions += sign * (whole & ((1 << _SHIFT) - 1))

    def _totals(self, size: int) -> tuple[Array, Array]:
        """Articles and mentions of each id over all live rows; worked out when first asked for."""
        if self._whole is None:
            articles, mentions = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
            if self._live is None:
                ids = self._segment.array("post_ids")
                articles[ids] = np.diff(self._segment.array("post_ptr"))
                mentions[ids] = self._segment.array("post_sums")
            else:
                self._add(articles, mentions, self.rows(None), 1)
            self._whole = articles, mentions
        return self._whole

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
        at = int(np.searchsorted(ids, np.int32(entity)))
        if at == len(ids) or ids[at] != entity:
            return ids[:0], ids[:0]
        a, b = self._segment.array("post_ptr")[at : at + 2]
        rows, tally = self._segment.array("post_rows")[a:b], self._segment.array("post_tally")[a:b]
        if self._live is None:
            return rows, tally
        live = self._live[rows]
        return rows[live], tally[live]

    def pairs_of(self, raws: Array) -> tuple[Array, Array]:
        """Every pair of these ids and a live row: the place in ``raws`` and the pk."""
        ids, pointers = self._segment.array("post_ids"), self._segment.array("post_ptr")
        at = np.minimum(np.searchsorted(ids, raws.astype(ids.dtype)), max(0, len(ids) - 1))
        there = np.flatnonzero(ids[at] == raws) if len(ids) else np.zeros(0, dtype=np.int64)
        starts = pointers[at[there]]
        sizes = pointers[at[there] + 1] - starts
        rows = self._segment.array("post_rows")[ranges(starts, sizes)]
        places = np.repeat(there, sizes)
        if self._live is not None:
            live = self._live[rows]
            rows, places = rows[live], places[live]
        return places, self.pks[rows]

    @cached_property
    def _lengths(self) -> Array:
        return np.diff(self._row_ptr)

    def forms(self, entity: int) -> list[tuple[str, int, int]]:
        """How an entity is written in live rows: (text, count as name, count as surface)."""
        a, b = np.searchsorted(self._segment.array("form_ids"), np.array((entity, entity + 1), dtype=np.int32))
        pointers, text = self._segment.array("form_ptr"), self._segment.array("form_text")
        counted = ((k, *self._used(k)) for k in range(a, b))
        return [
            (line(pointers, text, k), names, surfaces) for k, names, surfaces in counted if names or surfaces
        ]

    def _used(self, form: int) -> tuple[int, int]:
        """How often live rows use a form as a name, and as a surface."""
        if self._live is None:
            return int(self._segment.array("form_names")[form]), int(self._segment.array("form_surfaces")[form])
        uses = slice(*self._segment.array("use_ptr")[form : form + 2])
        live = self._live[self._segment.array("use_rows")[uses]]
        columns = (self._segment.array(name)[uses][live] for name in ("use_names", "use_surfaces"))
        names, surfaces = (int(column.sum()) for column in columns)
        return names, surfaces

    def detail(self, entity: int) -> tuple[int, str] | None:
        """The latest (day, rank and role or meaning) that a live row says of an entity."""
        ids = self._segment.array("detail_ids")
        a, b = np.searchsorted(ids, np.array((entity, entity + 1), dtype=np.int32)).tolist()
        rows = self._segment.array("detail_rows")
        at = next((k for k in range(b - 1, a - 1, -1) if self._live is None or self._live[rows[k]]), -1)
        if at < 0:
            return None
        text = line(self._segment.array("detail_ptr"), self._segment.array("detail_text"), at)
        return int(self._segment.array("detail_days")[at]), text

    def details(self, entity: int) -> list[str]:
        """What live rows say of an entity, the latest first."""
        ids = self._segment.array("detail_ids")
        a, b = np.searchsorted(ids, np.array((entity, entity + 1), dtype=np.int32)).tolist()
        rows, live = self._segment.array("detail_rows"), self._live
        at = [k for k in range(b - 1, a - 1, -1) if live is None or live[rows[k]]]
        pointers, text = self._segment.array("detail_ptr"), self._segment.array("detail_text")
        return [line(pointers, text, k) for k in at]

    def find_forms(self, folded: str, *, exact: bool, anywhere: bool = False) -> Array:
        """Entity ids of forms that are this folded text, or contain it between word boundaries.

        ``anywhere``: or contain it without any boundary.
        """
        blob = self._segment.array("folded_text")
        if not len(blob) or not folded:
            return self._ids[:0]
        data, wanted = bytes(blob), folded.encode()
        needle = b"\n" + wanted + b"\n" if exact else wanted
        found = []
        at = data.find(needle)
        while at >= 0:
            if exact or anywhere or _bounded(data, at, at + len(wanted)):
                found.append(at + exact)
            at = data.find(needle, at + 1)
        lines = np.unique(np.searchsorted(self._segment.array("folded_ptr"), found, side="right") - 1)
        if self._live is not None:
            lines = np.array([k for k in lines.tolist() if any(self._used(k))], dtype=np.int64)
        return np.unique(self._segment.array("form_ids")[lines])


def _bounded(data: bytes, start: int, end: int) -> bool:
    """Whether no letter or digit touches ``data[start:end]``."""
    return not (_wordlike(data[start - 1]) or _wordlike(data[end]))


def _wordlike(byte: int) -> bool:
    return byte >= 0x80 or chr(byte).isalnum()
