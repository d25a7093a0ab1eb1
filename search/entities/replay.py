"""Decisions replayed: what all of them together make of the entities, and which contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.entities.decisions import Action, Decision, in_force
from search.entities.dictionary import entity_key
from search.entities.overlay import Here, Key, Overlay


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two decisions that contradict each other, and which of them holds."""

    holds: Decision
    ignored: Decision
    sentence: str


class _Groups:
    """Union-find over keys, in which pairs that are different never come together."""

    def __init__(self, different: Iterable[Decision]) -> None:
        self._parent: dict[Key, Key] = {}
        self._apart = [(decision, decision.key, decision.other) for decision in different if decision.other]

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
        for veto, left, right in self._apart:
            if {self.root(left), self.root(right)} == {one, two} and one != two:
                return veto
        if one != two:
            self._parent[one] = two
        return None

    def pairs(self) -> dict[Key, Key]:
        return {key: self.root(key) for key in self._parent if self.root(key) != key}


def overlay(decisions: Iterable[Decision], pk_of: Callable[[str], int | None]) -> Overlay:
    """The decisions as an overlay on the counts. ``pk_of``: the number of an article by its id, if any."""
    return replay(decisions, pk_of)[0]


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
            sentence = f"“{decision.key[1]}” stays apart from “{(decision.other or decision.key)[1]}”."
            conflicts.append(Conflict(veto, decision, sentence))
    vetoed = {conflict.ignored.id for conflict in conflicts}
    naming = [d for d in wide if d.action in (Action.RENAME, Action.SAME) and d.name and d.id not in vetoed]
    names = {groups.root(d.key): d.name for d in naming}
    kinds = {groups.root(d.key): d.kind for d in wide if d.action is Action.RETYPE and d.kind}
    hidden = frozenset(groups.root(d.key) for d in wide if d.action is Action.HIDE)
    local = list(_local(current, pk_of))
    for here, name in local:
        if name and here.to and groups.root(here.to) not in names:
            names[groups.root(here.to)] = name
    return Overlay(groups.pairs(), names, kinds, hidden, tuple(here for here, _ in local)), tuple(conflicts)


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
    """Two people's files as one, in the order of time, and where they contradict each other; the later holds,
    but "different" always wins over "same".
    """
    together = {decision.id: decision for decision in (*ours, *theirs)}
    ordered = tuple(sorted(together.values(), key=lambda decision: decision.moment))
    conflicts = list(replay(ordered, lambda _: None)[1])
    latest: dict[tuple[Action, Key, str], Decision] = {}
    for decision in in_force(ordered):
        if decision.action not in (Action.RENAME, Action.RETYPE):
            continue
        place = decision.action, decision.key, decision.here
        before = latest.get(place)
        if before and (before.name, before.kind) != (decision.name, decision.kind):
            old, new = before.kind or before.name, decision.kind or decision.name
            conflicts.append(Conflict(decision, before, f"“{decision.key[1]}” is “{new}”, not “{old}”."))
        latest[place] = decision
    return ordered, tuple(conflicts)
