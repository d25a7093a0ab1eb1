"""Decisions replayed: what all of them together make of the entities, and which contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from search.entities.decisions import Action, Decision, in_force
from search.entities.dictionary import entity_key
from search.entities.model import EntityKind
from search.entities.overlay import Here, Key, Overlay


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two decisions that contradict each other, and which of them holds."""

    holds: Decision
    ignored: Decision
    sentence: str


class _Groups:
    """Union-find over keys, in which pairs that are different never come together.

    Each root knows the roots from which it stays apart, and by which decision, so that a join looks at its own
    two roots alone.
    """

    def __init__(self, different: Iterable[Decision]) -> None:
        self._parent: dict[Key, Key] = {}
        self._apart: dict[Key, dict[Key, Decision]] = defaultdict(dict)
        for decision in different:
            if decision.other and decision.key != decision.other:
                self._apart[decision.key].setdefault(decision.other, decision)
                self._apart[decision.other].setdefault(decision.key, decision)

    def root(self, key: Key) -> Key:
        path = []
        while (parent := self._parent.get(key, key)) != key:
            path.append(key)
            key = parent
        for step in path:
            self._parent[step] = key
        return key

    def join(self, decision: Decision) -> Decision | None:
        """Join the two entities of a SAME; what forbids it when they must stay apart."""
        if decision.other is None:
            return None
        one, two = self.root(decision.key), self.root(decision.other)
        if one == two:
            return None
        if veto := self._apart.get(one, {}).get(two):
            return veto
        self._parent[one] = two
        for other, why in self._apart.pop(one, {}).items():
            self._apart[two].setdefault(other, why)
            self._apart[other].pop(one, None)
            self._apart[other].setdefault(two, why)
        return None

    def pairs(self) -> dict[Key, Key]:
        return {key: self.root(key) for key in self._parent if self.root(key) != key}


def overlay(decisions: Iterable[Decision], pk_of: Callable[[str], int | None]) -> Overlay:
    """The decisions as an overlay on the counts. ``pk_of``: the number of an article by its id, if any."""
    return replay(decisions, pk_of)[0]


def grown(before: Overlay, decision: Decision) -> Overlay | None:
    """The overlay with one more decision of one's own; None where all decisions must be replayed.

    What takes something back, keeps entities apart, or is for one article may change what earlier decisions
    came to. So may a merge of an entity whose kind was decided, or that must stay apart from others.
    """
    if decision.here or decision.taken_in or before.here:
        return None
    root = before.same.get(decision.key, decision.key)
    if decision.action is Action.RENAME:
        return replace(before, names={**before.names, root: decision.name}) if decision.name else before
    if decision.action is Action.HIDE:
        return replace(before, hidden=before.hidden | {root})
    if decision.action is Action.RETYPE and decision.kind:
        return replace(before, kinds={**before.kinds, root: decision.kind})
    if decision.action is not Action.SAME or not decision.other:
        return None
    other = before.same.get(decision.other, decision.other)
    apart = any(root == before.same.get(key, key) for pair in before.apart for key in pair)
    if root == other or root in before.kinds or apart:
        return None
    names = {key: name for key, name in before.names.items() if key != root}
    if decision.name or root in before.names:
        names[other] = decision.name or before.names[root]
    same = {key: other if stands == root else stands for key, stands in before.same.items()}
    hidden = before.hidden - {root} | {other} if root in before.hidden else before.hidden
    return replace(before, same={**same, root: other}, names=names, hidden=hidden)


def replay(
    decisions: Iterable[Decision], pk_of: Callable[[str], int | None]
) -> tuple[Overlay, tuple[Conflict, ...]]:
    """The overlay, and the merges that a "different" forbids."""
    current = in_force(decisions)
    wide = [decision for decision in current if not decision.here]
    groups = _Groups(decision for decision in wide if decision.action is Action.DIFFERENT)
    conflicts = []
    for decision in wide:
        if decision.action is Action.SAME and (veto := groups.join(decision)):
            one, two = decision.called, decision.name or (decision.other or decision.key)[1]
            sentence = f"“{one}” stays apart from “{two}”."
            conflicts.append(Conflict(veto, decision, sentence))
    apart = frozenset((d.key, d.other) for d in wide if d.action is Action.DIFFERENT and d.other)
    vetoed = {conflict.ignored.id for conflict in conflicts}
    naming = [d for d in wide if d.action in (Action.RENAME, Action.SAME) and d.name and d.id not in vetoed]
    names = {groups.root(d.key): d.name for d in naming}
    kinds = {groups.root(d.key): d.kind for d in wide if d.action is Action.RETYPE and d.kind}
    hidden = frozenset(groups.root(d.key) for d in wide if d.action is Action.HIDE)
    local = list(_local(current, pk_of))
    for place, name in local:
        if name and place.to and groups.root(place.to) not in names:
            names[groups.root(place.to)] = name
    here = tuple(place for place, _ in local)
    return Overlay(groups.pairs(), names, kinds, hidden, here, apart), tuple(conflicts)


def _local(current: Iterable[Decision], pk_of: Callable[[str], int | None]) -> Iterator[tuple[Here, str]]:
    """Decisions for one article each, with the name of an entity that only the decision gives."""
    for decision in current:
        pk = pk_of(decision.here) if decision.here else None
        if pk is None:
            continue
        kind = decision.kind or decision.key[0]
        if decision.action is Action.HIDE:
            yield Here(pk, decision.key, None), ""
        elif decision.action is Action.SAME and decision.other:
            yield Here(pk, decision.key, decision.other), ""
        elif decision.action in (Action.RENAME, Action.RETYPE, Action.DIFFERENT) and decision.name:
            yield Here(pk, decision.key, (kind, entity_key(kind, decision.name))), decision.name


def merged(
    ours: Sequence[Decision], theirs: Sequence[Decision]
) -> tuple[tuple[Decision, ...], tuple[Conflict, ...]]:
    """Two people's files as one, theirs before ours, and where they contradict each other.

    Of two that contradict each other one's own holds, but "different" always wins over "same".
    """
    own = {decision.id for decision in ours}
    together = (*(decision for decision in theirs if decision.id not in own), *ours)
    mine = {decision.id for decision in ours} - {decision.id for decision in theirs}
    conflicts = list(replay(together, lambda _: None)[1])
    latest: dict[tuple[str, Key, str], Decision] = {}
    for decision in in_force(together):
        sort = _SORTS.get(decision.action)
        if sort is None:
            continue
        place = sort, decision.key, decision.here
        before = latest.get(place)
        if before and (before.id in mine) != (decision.id in mine) and _told(before) != _told(decision):
            conflicts.append(Conflict(decision, before, _sentence(before, decision)))
        latest[place] = decision
    return together, tuple(conflicts)


_SORTS = {Action.RENAME: "name", Action.HIDE: "name", Action.RETYPE: "kind"}
"""Decisions of one sort about one entity contradict each other: nothing is renamed that is hidden."""


def _told(decision: Decision) -> tuple[Action, str, EntityKind | None]:
    return decision.action, "" if decision.action is Action.HIDE else decision.name, decision.kind


def _sentence(before: Decision, decision: Decision) -> str:
    if Action.HIDE in (before.action, decision.action):
        renamed, hidden = sorted((before, decision), key=lambda one: one.action is Action.HIDE)
        holds = "hidden" if decision is hidden else f"“{renamed.name}”"
        return f"“{decision.called}” was hidden, and renamed “{renamed.name}”: it is {holds} now."
    old, new = before.kind or before.name, decision.kind or decision.name
    return f"“{decision.called}” is “{new}”, not “{old}”."
