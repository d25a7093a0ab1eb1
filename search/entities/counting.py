"""Counting entities over sets of articles, through the overlay of decisions; exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.entities.dictionary import key_hash
from search.entities.links import Archive, links
from search.entities.overlay import Key, Overlay, resolve
from search.entities.postings import Postings

Array = NDArray[Any]
DENSE_FROM = 12
"""Pairs times this over entities: from there on a slot for each entity is faster than sorting the pairs."""


class Tally(NamedTuple):
    """Entities by id, ascending, with the articles that name each, and how often they do."""

    ids: Array
    articles: Array
    mentions: Array

    def where(self, keep: Array) -> Tally:
        """Only the entities for which ``keep`` is true."""
        return Tally(self.ids[keep], self.articles[keep], self.mentions[keep])

    def of(self, entity: int) -> tuple[int, int]:
        """Articles and mentions of one entity."""
        at = int(np.searchsorted(self.ids, self.ids.dtype.type(entity)))
        if at == len(self.ids) or self.ids[at] != entity:
            return 0, 0
        return int(self.articles[at]), int(self.mentions[at])


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
        self._families, self._parts, self._plain = (
            np.concatenate([np.zeros(0, kind), *(s.array(name) for s in segments)])
            for name, kind in (("new_family", "<i8"), ("new_part", "|u1"), ("new_plain", "<i8"))
        )
        self._by_hash: Array | None = None
        self._known: dict[Key, int] = {}
        """Raw ids of keys that decisions speak of."""
        self.links = links(self._archive())
        """Entities that the program itself takes for one: raw id to the one that stands for it."""
        self._whole: Tally | None = None
        self._latest: tuple[Array, Tally] | None = None
        """The articles that were counted last, and what they name."""
        self.view = resolve(overlay, self)

    def _archive(self) -> Archive:
        size = len(self._kinds)
        articles, mentions = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        for part in self.parts:
            part.count_into(articles, mentions, part.rows(None))
        return Archive(
            kinds=self._kinds,
            families=self._families,
            parts=self._parts,
            plain=self._plain,
            articles=articles,
            live=sum(part.live for part in self.parts),
            name=self.raw_name,
            detail=lambda raw: "\n".join(text.lower() for part in self.parts for text in part.details(raw)),
            rows=self._beside,
        )

    def raw_name(self, raw: int) -> str:
        """The usual name of one raw id."""
        forms = [(-names, -surfaces, text) for part in self.parts for text, names, surfaces in part.forms(raw)]
        return min(forms)[2] if forms else ""

    def _beside(self, raw: int, most: int) -> Array:
        """The ids that stand in ``most`` of the articles of a raw id, each once an article."""
        found = [np.zeros(0, dtype=np.int32)]
        for part in self.parts:
            rows = part.of(raw)[0]
            if len(rows) and most > 0:
                step = max(1, len(rows) // most)
                chosen = rows[::step][:most]
                most -= len(chosen)
                found.append(part.gather(chosen)[0])
        return np.concatenate(found)

    def seen_through(self, overlay: Overlay) -> Counting:
        """The same segments through other decisions."""
        other = copy(self)
        other._whole = other._latest = None
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

    def known(self, keys: Sequence[Key]) -> dict[Key, int]:
        """The same as a mapping, for keys that are asked for again and again."""
        new = [key for key in keys if key not in self._known]
        self._known.update(zip(new, self.ids(new).tolist(), strict=True))
        return self._known

    def lots(self, ids: Array) -> Array:
        """A number for each entity by which equal ones are told apart, in whatever order articles came."""
        known = len(self._hashes)
        return np.where(ids < known, self._hashes[np.minimum(ids, known - 1)], ids) if known else ids

    def raw_kinds(self) -> Array:
        """The kind of every raw id, as its place among the kinds."""
        return self._kinds

    def pairs_of(self, raws: Array) -> tuple[Array, Array]:
        """Every pair of these raw ids and an article: the place in ``raws`` and the pk, in any order."""
        both = [part.pairs_of(raws) for part in self.parts]
        empty = np.zeros(0, dtype=np.int64)
        return tuple(np.concatenate([empty, *(pair[k] for pair in both)]) for k in (0, 1))  # type: ignore[return-value]

    def raw_pks(self, entity: int) -> Array:
        """The pks of the articles that name a raw id, ascending."""
        found = [np.zeros(0, dtype=np.int64), *(part.pks[part.of(entity)[0]] for part in self.parts)]
        return np.sort(np.concatenate(found))

    def all_pks(self) -> Array:
        """The pks, ascending, of all articles that were counted."""
        found = [np.zeros(0, dtype=np.int64), *(part.pks[part.rows(None)] for part in self.parts)]
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

    def tally(self, pks: Array | None) -> Tally:
        """The entities that these articles (None: all) name and no decision hides.

        The very same array is not counted twice in a row.
        """
        latest = self._latest
        if pks is None and self._whole is not None:
            return self._whole
        if latest is not None and latest[0] is pks:
            return latest[1]
        found = self._once(self._canonical(self._raw_tally(pks)), pks)
        found = self._moved(found, pks)
        if self.view.here or len(self.view.excess_pks):
            found = found.where(found.articles > 0)
        if self.view.hidden is not None:
            found = found.where(~self.view.hidden[found.ids])
        if pks is None:
            self._whole = found
        else:
            self._latest = pks, found
        return found

    def _raw_tally(self, pks: Array | None) -> Tally:
        """By raw ids: by sorting when there are few pairs, else with a slot for each entity."""
        chosen = [(part, part.rows(pks)) for part in self.parts]
        if sum(part.pairs(rows) for part, rows in chosen) * DENSE_FROM < len(self._kinds):
            pairs = [part.gather(rows) for part, rows in chosen]
            raws = np.concatenate([np.zeros(0, dtype=np.int32), *(ids for ids, _ in pairs)])
            counts = np.concatenate([np.zeros(0, dtype=np.uint16), *(tally for _, tally in pairs)])
            ids, inverse = np.unique(raws, return_inverse=True)
            return Tally(ids, np.bincount(inverse, minlength=len(ids)), _sums(inverse, counts, len(ids)))
        articles = np.zeros(len(self._kinds), dtype=np.int64)
        mentions = np.zeros(len(self._kinds), dtype=np.int64)
        for part, rows in chosen:
            part.count_into(articles, mentions, rows)
        ids = np.flatnonzero(articles)
        return Tally(ids, articles[ids], mentions[ids])

    def _canonical(self, raw: Tally) -> Tally:
        """By the ids that stand for others; articles that name two members count twice as yet."""
        if self.view.canon is None:
            return raw
        roots, inverse = np.unique(self.view.canon[raw.ids], return_inverse=True)
        size = len(roots)
        return Tally(roots, _sums(inverse, raw.articles, size), _sums(inverse, raw.mentions, size))

    def _once(self, found: Tally, pks: Array | None) -> Tally:
        """Take off the articles that were counted twice."""
        twice = self.view.excess_pks
        if not len(twice):
            return found
        wanted = np.ones(len(twice), dtype=bool) if pks is None else np.isin(twice, pks)
        articles = found.articles.copy()
        np.subtract.at(articles, np.searchsorted(found.ids, self.view.excess_ids[wanted]), 1)
        return Tally(found.ids, articles, found.mentions)

    def _moved(self, found: Tally, pks: Array | None) -> Tally:
        """Follow the decisions for single articles."""
        inside = self._decided(pks)
        if not inside:
            return found
        table = {i: [n, m] for i, n, m in zip(*(column.tolist() for column in found), strict=True)}
        for pk in inside:
            for sign, row in ((-1, self.row(pk, moved=False)), (1, self.row(pk))):
                for entity, count in row.items():
                    both = table.setdefault(entity, [0, 0])
                    both[0] += sign
                    both[1] += sign * count
        ids = sorted(table)
        columns = np.array([table[i] for i in ids], dtype=np.int64).reshape(-1, 2)
        return Tally(np.array(ids, dtype=np.int64), columns[:, 0], columns[:, 1])

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


def _sums(slots: Array, values: Array, size: int) -> Array:
    """The sum of the values of each slot."""
    return np.bincount(slots, weights=values, minlength=size).astype(np.int64)
