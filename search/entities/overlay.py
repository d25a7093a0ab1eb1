"""What the user decided about entities, laid over counts without touching them.

An overlay speaks of kinds and norms. :func:`resolve` turns it into the ids of one state of the counts, so
that a merge, a new name or hiding takes effect at once and survives any rebuild.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from search.entities.model import EntityKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.entities.links import Link

    Array = NDArray[Any]

Key = tuple[EntityKind, str]
"""Kind and norm."""


@dataclass(frozen=True, slots=True)
class Here:
    """A decision for one article: what it names under ``key`` is ``to``, or nothing."""

    pk: int
    key: Key
    to: Key | None


@dataclass(frozen=True, slots=True)
class Overlay:
    """Decisions in force."""

    same: Mapping[Key, Key] = field(default_factory=dict)
    """A key to the key that stands for its group; keys that stand for themselves are left out."""
    names: Mapping[Key, str] = field(default_factory=dict)
    """Chosen names, by the key that stands for the group."""
    kinds: Mapping[Key, EntityKind] = field(default_factory=dict)
    hidden: frozenset[Key] = frozenset()
    here: tuple[Here, ...] = ()
    apart: frozenset[tuple[Key, Key]] = frozenset()
    """Pairs that are different: what the program linked by itself is parted where it links these."""


class Numbered(Protocol):
    """What :func:`resolve` needs of the counts."""

    @property
    def links(self) -> Mapping[int, Link]:
        """What the program itself takes for one: raw id to the one that stands for it."""

    def known(self, keys: Sequence[Key]) -> Mapping[Key, int]:
        """Raw ids of keys at least, -1 for unknown ones."""

    def pairs_of(self, raws: Array) -> tuple[Array, Array]:
        """Every pair of these raw ids and an article: the place in ``raws`` and the pk, in any order."""

    def raw_kinds(self) -> Array:
        """The kind of every raw id, as its place among the kinds."""


@dataclass(frozen=True, slots=True)
class View:
    """An overlay in the ids of one state of the counts."""

    canon: Array | None
    """Raw id to the id that stands for it; None when every id stands for itself."""
    kinds: Array
    """Kind by id."""
    hidden: Array | None
    """True for ids that are not shown."""
    members: Mapping[int, tuple[int, ...]]
    """The raw ids of each id that stands for more than itself."""
    names: Mapping[int, str]
    excess_pks: Array
    """Articles that name several members of one group: one entry for each member beyond the first ..."""
    excess_ids: Array
    """... and the id of the group."""
    here: Mapping[int, tuple[tuple[int, int], ...]]
    """pk to (raw id, the id that stands there instead, or -1)."""
    reasons: Mapping[int, str]
    """Why the program itself took a raw id for another one, for those for which it did."""


def resolve(overlay: Overlay, counts: Numbered) -> View:
    """The overlay in the ids of ``counts``; names that only a decision gave get ids behind the others.

    What the program linked by itself comes first; decisions part it, or go on from it.
    """
    import numpy as np

    known = counts.known(list(_keys(overlay)))
    kinds = counts.raw_kinds()
    made = _made_up(overlay, known, len(kinds))
    kinds = np.concatenate((kinds, np.array([_KINDS.index(kind) for kind, _ in made], dtype=kinds.dtype)))
    linked = _unparted(overlay, counts.links, known)
    moved, roots = _moved(overlay, linked, known)
    canon = _canon(moved, len(kinds)) if overlay.same or linked else None

    def at(key: Key) -> int:
        root = overlay.same.get(key, key)
        raw = roots.get(root)
        if raw is None:
            raw = made[root] if root in made else known[root]
        return moved.get(raw, raw)

    hidden = np.zeros(len(kinds), dtype=bool)
    hidden[[i for i in map(at, overlay.hidden) if i >= 0]] = True
    for key, kind in overlay.kinds.items():
        if at(key) >= 0:
            kinds[at(key)] = _KINDS.index(kind)
    pks, ids = _excess(canon, counts)
    return View(
        canon=canon,
        kinds=kinds,
        hidden=hidden if hidden.any() else None,
        members=_members(moved),
        names={at(key): name for key, name in overlay.names.items() if at(key) >= 0},
        excess_pks=pks,
        excess_ids=ids,
        here=_here(overlay, known, at),
        reasons={raw: link.reason for raw, link in linked.items()},
    )


_KINDS = tuple(EntityKind)


def _keys(overlay: Overlay) -> Iterator[Key]:
    """Every key that decisions speak of."""
    yield from overlay.same
    yield from overlay.same.values()
    for keys in (overlay.names, overlay.kinds, overlay.hidden):
        yield from keys
    for pair in overlay.apart:
        yield from pair
    for decision in overlay.here:
        yield decision.key
        if decision.to:
            yield decision.to
            yield overlay.same.get(decision.to, decision.to)


def _unparted(overlay: Overlay, links: Mapping[int, Link], known: Mapping[Key, int]) -> dict[int, Link]:
    """The program's own links without those that a decision parts."""
    if not links or not overlay.apart:
        return dict(links)
    apart = {frozenset((known[one], known[two])) for one, two in overlay.apart}
    return {raw: link for raw, link in links.items() if frozenset((raw, link.root)) not in apart}


def _made_up(overlay: Overlay, known: Mapping[Key, int], size: int) -> dict[Key, int]:
    """Ids for entities that no article names but that decisions for one article speak of."""
    wanted = dict.fromkeys(overlay.same.get(d.to, d.to) for d in overlay.here if d.to)
    return {key: size + k for k, key in enumerate(key for key in wanted if known[key] < 0)}


def _moved(
    overlay: Overlay, linked: Mapping[int, Link], known: Mapping[Key, int]
) -> tuple[dict[int, int], dict[Key, int]]:
    """Raw ids to those that stand for them, and the id of each group by the key that stands for it."""
    moved = {raw: link.root for raw, link in linked.items()}
    followers: dict[int, list[int]] = defaultdict(list)
    for raw, root in moved.items():
        followers[root].append(raw)
    groups: dict[Key, list[Key]] = defaultdict(list)
    for key, root_key in overlay.same.items():
        groups[root_key].append(key)
    roots: dict[Key, int] = {}
    for root_key, keys in groups.items():
        present = [known[key] for key in (root_key, *sorted(keys)) if known[key] >= 0]
        if not present:
            continue
        roots[root_key] = stands = moved.get(present[0], present[0])
        for raw in {moved.get(one, one) for one in present} - {stands}:
            others = [raw, *followers.pop(raw, ())]
            moved.update(dict.fromkeys(others, stands))
            followers[stands] += others
    return moved, roots


def _canon(moved: Mapping[int, int], size: int) -> Array:
    """Raw id to the id that stands for it."""
    import numpy as np

    canon = np.arange(size)
    canon[list(moved)] = list(moved.values())
    return canon


def _members(moved: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for raw in sorted(moved):
        groups[moved[raw]].append(raw)
    return {root: (root, *others) for root, others in groups.items()}


def _excess(canon: Array | None, counts: Numbered) -> tuple[Array, Array]:
    """The articles that name several members of one group, once for each beyond the first, and their groups."""
    import numpy as np

    if canon is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    moved = np.flatnonzero(canon != np.arange(len(canon)))
    raws = np.unique(np.concatenate((moved, canon[moved])))
    places, pks = counts.pairs_of(raws)
    roots = canon[raws[places]]
    order = np.lexsort((pks, roots))
    pks, roots = pks[order], roots[order]
    twice = np.flatnonzero((pks[1:] == pks[:-1]) & (roots[1:] == roots[:-1])) + 1
    return pks[twice], roots[twice]


def _here(
    overlay: Overlay, known: Mapping[Key, int], at: Callable[[Key], int]
) -> dict[int, tuple[tuple[int, int], ...]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for decision in overlay.here:
        raw = known[decision.key]
        if raw >= 0:
            found[decision.pk][raw] = at(decision.to) if decision.to else -1
    return {pk: tuple(moves.items()) for pk, moves in found.items()}
