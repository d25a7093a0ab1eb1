"""Counting entities over sets of articles, through the overlay of decisions; exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.entities.dictionary import key_hash
from search.entities.overlay import Key, Overlay, resolve
from search.entities.postings import Postings

Array = NDArray[Any]
DENSE_FROM = 12
"""Pairs times this over entities: from there on a slot for each entity is faster than sorting the pairs."""
_FEW_PAIRS = 300_000
"""Up to here mentions are summed over the articles' pairs; above, over the postings of the wanted entities."""


class Counting:
    """The segments of one state of the counts, seen through decisions."""

    def __init__(self, segments: Sequence[Any], overlay: Overlay) -> None:
        parts: list[Postings] = []
        newer = np.zeros(0, dtype=np.int64)
        for segment in reversed(segments):
            parts.append(Postings(segment, newer))
            if len(segments) > 1:
                newer = np.union1d(newer, segment.array("pks"))
        self.parts = tuple(reversed(parts))
        self._hashes = np.concatenate([np.zeros(0, "<i8"), *(s.array("new_hash") for s in segments)])
        self._kinds = np.concatenate([np.zeros(0, "|u1"), *(s.array("new_kind") for s in segments)])
        self._by_hash: Array | None = None
        self._totals: tuple[Array, Array] | None = None
        self.view = resolve(overlay, self)

    def seen_through(self, overlay: Overlay) -> Counting:
        """The same segments through other decisions."""
        other = copy(self)
        other._totals = None
        other.view = resolve(overlay, self)
        return other

    def ids(self, keys: Sequence[Key]) -> Array:
        """Raw ids of kinds and norms; -1 for what no article names."""
        if self._by_hash is None:
            self._by_hash = np.argsort(self._hashes, kind="stable")
        order = self._by_hash
        if not len(order) or not len(keys):
            return np.full(len(keys), -1)
        wanted = np.array([key_hash(*key) for key in keys], dtype=np.int64)
        at = np.minimum(np.searchsorted(self._hashes, wanted, sorter=order), len(order) - 1)
        return np.where(self._hashes[order[at]] == wanted, order[at], -1)

    def raw_kinds(self) -> Array:
        """The kind of every raw id, as its place among the kinds."""
        return self._kinds

    def raw_pks(self, entity: int) -> Array:
        """The pks of the articles that name a raw id, ascending."""
        found = [np.zeros(0, dtype=np.int64), *(part.pks[part.of(entity)[0]] for part in self.parts)]
        return np.sort(np.concatenate(found))

    def members(self, entity: int) -> tuple[int, ...]:
        """The raw ids that an id stands for."""
        return self.view.members.get(entity, (entity,))

    def _raws(self, ids: Iterable[int]) -> list[int]:
        """The raw ids that ids stand for; those that only decisions speak of have none."""
        return [raw for i in ids for raw in self.members(i) if raw < len(self._kinds)]

    def canonical(self, raw: int) -> int:
        """The id that stands for a raw id."""
        return raw if self.view.canon is None else int(self.view.canon[raw])

    def shown(self, ids: Iterable[int]) -> list[int]:
        """Those of the ids that no decision hides."""
        hidden = self.view.hidden
        return [i for i in ids if hidden is None or not hidden[i]]

    def tally(self, pks: Array | None) -> tuple[Array, Array]:
        """Ids that are shown, ascending, and how many of these articles (None: all) name each."""
        if pks is None and self._totals is not None:
            return self._totals
        ids, counts = self._canonical(*self._raw_tally(pks))
        ids, counts = self._moved(*self._once(ids, counts, pks), pks)
        keep = counts > 0
        if self.view.hidden is not None:
            keep &= ~self.view.hidden[ids]
        found = ids[keep], counts[keep]
        if pks is None:
            self._totals = found
        return found

    def _raw_tally(self, pks: Array | None) -> tuple[Array, Array]:
        """Raw ids, ascending, and counts: by sorting when there are few pairs, else a slot an entity."""
        chosen = [(part, part.rows(pks)) for part in self.parts]
        pairs = sum(part.pairs(rows) for part, rows in chosen)
        if pairs * DENSE_FROM < len(self._kinds):
            few = [np.zeros(0, dtype=np.int32), *(part.entities(rows) for part, rows in chosen)]
            return np.unique(np.concatenate(few), return_counts=True)
        slots = np.zeros(len(self._kinds), dtype=np.int64)
        for part, rows in chosen:
            slots += np.bincount(part.entities(rows), minlength=len(slots))
        ids = np.flatnonzero(slots)
        return ids, slots[ids]

    def _canonical(self, ids: Array, counts: Array) -> tuple[Array, Array]:
        """Counts by the ids that stand for others; articles that name two members count twice as yet."""
        if self.view.canon is None:
            return ids, counts
        roots, inverse = np.unique(self.view.canon[ids], return_inverse=True)
        return roots, np.bincount(inverse, weights=counts, minlength=len(roots)).astype(np.int64)

    def _once(self, ids: Array, counts: Array, pks: Array | None) -> tuple[Array, Array]:
        """Take off what was counted twice."""
        twice = self.view.excess_pks
        if not len(twice):
            return ids, counts
        wanted = np.ones(len(twice), dtype=bool) if pks is None else np.isin(twice, pks)
        counts = counts.copy()
        np.subtract.at(counts, np.searchsorted(ids, self.view.excess_ids[wanted]), 1)
        return ids, counts

    def _moved(self, ids: Array, counts: Array, pks: Array | None) -> tuple[Array, Array]:
        """Follow the decisions for single articles."""
        inside = self._decided(pks)
        if not inside:
            return ids, counts
        table = dict(zip(ids.tolist(), counts.tolist(), strict=True))
        for pk in inside:
            before, after = self.row(pk, moved=False), self.row(pk)
            for entity in before.keys() ^ after.keys():
                table[entity] = table.get(entity, 0) + (1 if entity in after else -1)
        moved = np.array(sorted(table), dtype=np.int64)
        return moved, np.array([table[i] for i in moved.tolist()], dtype=np.int64)

    def _decided(self, pks: Array | None) -> list[int]:
        """Those of the articles for which there are decisions of their own."""
        special = sorted(self.view.here)
        if pks is None or not special:
            return special
        return [pk for pk in special if (pks == pk).any()]

    def row(self, pk: int, *, moved: bool = True) -> dict[int, int]:
        """The entities of one article by id and how often it names them; ``moved``: its own decisions count."""
        moves = dict(self.view.here.get(pk, ())) if moved else {}
        found: dict[int, int] = {}
        for part in self.parts:
            ids, tally = part.row_of(pk)
            for raw, count in zip(ids.tolist(), tally.tolist(), strict=True):
                entity = moves[raw] if raw in moves else self.canonical(raw)
                if entity >= 0:
                    found[entity] = found.get(entity, 0) + count
        return found

    def pks_of(self, ids: Iterable[int]) -> Array:
        """The pks, ascending, of the articles that name one of these."""
        wanted = set(ids)
        raws = self._raws(wanted)
        found = [np.zeros(0, dtype=np.int64), *map(self.raw_pks, raws)]
        pks = np.unique(np.concatenate(found))
        special = list(self.view.here)
        if special:
            pks = np.setdiff1d(pks, special)
            pks = np.union1d(pks, [pk for pk in special if wanted & self.row(pk).keys()]).astype(np.int64)
        return pks

    def mentions(self, pks: Array | None, wanted: Sequence[int]) -> dict[int, int]:
        """How often these articles name each of the wanted ids."""
        raws = self._raws(wanted)
        sums = np.zeros(len(self._kinds) + 1, dtype=np.int64)
        for part in self.parts:
            rows = part.rows(pks)
            if part.pairs(rows) <= _FEW_PAIRS:
                part.add_mentions(sums, rows)
            else:
                for raw, count in part.mentions_of(raws, rows):
                    sums[raw] += count
        found = dict.fromkeys(wanted, 0)
        for entity in wanted:
            found[entity] = int(sums[self._raws([entity])].sum())
        for pk in self._decided(pks):
            before, after = self.row(pk, moved=False), self.row(pk)
            for entity in found.keys() & (before.keys() | after.keys()):
                found[entity] += after.get(entity, 0) - before.get(entity, 0)
        return found
