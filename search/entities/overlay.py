"""What the user decided about entities, laid over counts without touching them.

An overlay speaks of kinds and norms. :func:`resolve` turns it into the ids of one state of the counts, so
that a merge, a new name or hiding takes effect at once and survives any rebuild.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from search.entities.model import EntityKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


class Numbered(Protocol):
    """What :func:`resolve` needs of the counts."""

    def ids(self, keys: Sequence[Key]) -> Array:
        """Raw ids of keys, -1 for unknown ones."""

    def raw_pks(self, entity: int) -> Array:
        """The pks of the articles that name a raw id, ascending."""

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


def resolve(overlay: Overlay, counts: Numbered) -> View:
    """The overlay in the ids of ``counts``; names that only a decision gave get ids behind the others."""
    import numpy as np

    kinds = counts.raw_kinds()
    made = _made_up(overlay, counts, len(kinds))
    kinds = np.concatenate((kinds, np.array([_KINDS.index(kind) for kind, _ in made], dtype=kinds.dtype)))
    canon, roots = _canon(overlay, counts, len(kinds))

    def at(key: Key) -> int:
        root = overlay.same.get(key, key)
        return roots.get(root, made.get(root, int(counts.ids([root])[0])))

    hidden = np.zeros(len(kinds), dtype=bool)
    hidden[[i for i in map(at, overlay.hidden) if i >= 0]] = True
    for key, kind in overlay.kinds.items():
        if at(key) >= 0:
            kinds[at(key)] = _KINDS.index(kind)
    members = _members(canon)
    pks, ids = _excess(members, counts)
    return View(
        canon=canon,
        kinds=kinds,
        hidden=hidden if hidden.any() else None,
        members=members,
        names={at(key): name for key, name in overlay.names.items()},
        excess_pks=pks,
        excess_ids=ids,
        here=_here(overlay, counts, at),
    )


_KINDS = tuple(EntityKind)


def _made_up(overlay: Overlay, counts: Numbered, size: int) -> dict[Key, int]:
    """Ids for entities that no article names but that decisions for one article speak of."""
    wanted = dict.fromkeys(overlay.same.get(d.to, d.to) for d in overlay.here if d.to)
    known = counts.ids(list(wanted)).tolist()
    unknown = [key for key, raw in zip(wanted, known, strict=True) if raw < 0]
    return {key: size + k for k, key in enumerate(unknown)}


def _canon(overlay: Overlay, counts: Numbered, size: int) -> tuple[Array | None, dict[Key, int]]:
    """Raw id to the id that stands for it, and the id of each group by the key that stands for it."""
    if not overlay.same:
        return None, {}
    import numpy as np

    canon = np.arange(size)
    groups: dict[Key, list[Key]] = defaultdict(list)
    for key, root in overlay.same.items():
        groups[root].append(key)
    roots: dict[Key, int] = {}
    for root, keys in groups.items():
        present = [int(raw) for raw in counts.ids([root, *sorted(keys)]) if raw >= 0]
        if present:
            canon[present] = roots[root] = present[0]
    return canon, roots


def _members(canon: Array | None) -> dict[int, tuple[int, ...]]:
    if canon is None:
        return {}
    groups: dict[int, list[int]] = defaultdict(list)
    for raw in (canon != range(len(canon))).nonzero()[0].tolist():
        groups[int(canon[raw])].append(raw)
    return {root: (root, *others) for root, others in groups.items()}


def _excess(members: Mapping[int, tuple[int, ...]], counts: Numbered) -> tuple[Array, Array]:
    import numpy as np

    pks, ids = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for root, raws in members.items():
        both = np.sort(np.concatenate([counts.raw_pks(raw) for raw in raws]))
        extra = both[1:][both[1:] == both[:-1]]
        pks.append(extra)
        ids.append(np.full(len(extra), root))
    return np.concatenate(pks), np.concatenate(ids)


def _here(
    overlay: Overlay, counts: Numbered, at: Callable[[Key], int]
) -> dict[int, tuple[tuple[int, int], ...]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for decision in overlay.here:
        raw = int(counts.ids([decision.key])[0])
        if raw >= 0:
            found[decision.pk][raw] = at(decision.to) if decision.to else -1
    return {pk: tuple(moves.items()) for pk, moves in found.items()}
