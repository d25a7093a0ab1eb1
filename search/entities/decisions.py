"""The user's decisions about entities: merged, kept apart, renamed, hidden, retyped; here or everywhere.

They stand in a text file of the library's ``curation`` folder, one JSON object a line, which only ever grows:
undoing is a line too. Entities are told by kind and norm, never by number, so that decisions survive every
rebuild. Replaying the file gives an overlay on the counts; nothing else is changed by a decision.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

from search.entities.dictionary import entity_key
from search.entities.model import EntityKind
from search.entities.overlay import Here, Key, Overlay

FILE = "entities.jsonl"
MAX_LINE = 4096
"""Characters of a line that is read; a longer one is not a decision."""


class Action(StrEnum):
    """What was decided."""

    SAME = "same"
    DIFFERENT = "different"
    RENAME = "rename"
    HIDE = "hide"
    RETYPE = "retype"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the file."""

    action: Action
    key: Key = (EntityKind.PERSON, "")
    other: Key | None = None
    """SAME, DIFFERENT: the entity that ``key`` is, or is not."""
    name: str = ""
    """RENAME, SAME: the name from now on. DIFFERENT, HIDE, RETYPE: the name as it was shown."""
    kind: EntityKind | None = None
    """RETYPE: the kind from now on."""
    here: str = ""
    """The id of the article that the decision is for; empty: everywhere."""
    of: str = ""
    """UNDO, REDO: the id of the decision that is taken back or put in force again."""
    at: str = ""
    """When, ISO 8601 in UTC."""
    id: str = ""

    def stamped(self, moment: datetime) -> Decision:
        """The decision with its time, and an id made of both."""
        dated = replace(self, at=moment.astimezone(UTC).isoformat(timespec="microseconds"), id="")
        return replace(dated, id=blake2b(dated.as_line().encode(), digest_size=6).hexdigest())

    def as_line(self) -> str:
        """One line of JSON without the line end; fields that say nothing are left out."""
        record = {
            "id": self.id,
            "at": self.at,
            "do": self.action.value,
            "kind": self.key[0].value,
            "norm": self.key[1],
            "other": [self.other[0].value, self.other[1]] if self.other else None,
            "name": self.name,
            "new_kind": self.kind.value if self.kind else None,
            "here": self.here,
            "of": self.of,
        }
        return json.dumps({key: value for key, value in record.items() if value}, ensure_ascii=False)


def parse(line: str) -> Decision:
    """The decision on a line. Raises ValueError when it is none."""
    if len(line) > MAX_LINE:
        raise ValueError("a line is too long")
    try:
        record = json.loads(line)
        other, kind = record.get("other"), record.get("new_kind")
        return Decision(
            Action(record["do"]),
            (EntityKind(record.get("kind", "person")), str(record.get("norm", ""))),
            (EntityKind(other[0]), str(other[1])) if other else None,
            str(record.get("name", "")),
            EntityKind(kind) if kind else None,
            str(record.get("here", "")),
            str(record.get("of", "")),
            str(record["at"]),
            str(record["id"]),
        )
    except (KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a decision: {error}") from error


def _moment(decision: Decision) -> tuple[str, str]:
    return decision.at, decision.id


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two decisions that contradict each other, and which of them holds."""

    holds: Decision
    ignored: Decision
    sentence: str


def in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that have not been undone, in order."""
    made: dict[str, Decision] = {}
    undone: set[str] = set()
    for decision in decisions:
        if decision.action is Action.UNDO:
            undone.add(decision.of)
        elif decision.action is Action.REDO:
            undone.discard(decision.of)
        else:
            made[decision.id] = decision
    return tuple(decision for id, decision in made.items() if id not in undone)


def next_undo(decisions: Sequence[Decision]) -> Decision | None:
    """The decision that an undo takes back: the latest in force."""
    current = in_force(decisions)
    return current[-1] if current else None


def next_redo(decisions: Sequence[Decision]) -> Decision | None:
    """The decision that a redo puts in force again: the one undone last, unless something was decided since."""
    stack: list[str] = []
    for decision in decisions:
        if decision.action is Action.UNDO:
            stack.append(decision.of)
        elif decision.action is Action.REDO:
            stack = [id for id in stack if id != decision.of]
        else:
            stack.clear()
    return next((d for d in decisions if stack and d.id == stack[-1]), None)


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
    ordered = tuple(sorted(together.values(), key=_moment))
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


class DecisionLog:
    """The file of decisions. Reading is lenient: a line that is none is kept in the file and passed over."""

    def __init__(self, folder: Path) -> None:
        """``folder``: the library's ``curation`` folder; it need not exist yet."""
        self.path = folder / FILE
        self.unreadable = 0
        """Lines that are no decisions."""
        self._decisions = self._read()

    def _read(self) -> list[Decision]:
        if not self.path.exists():
            return []
        found = []
        for line in self.path.read_text("utf-8", errors="replace").split("\n"):
            if line.strip():
                try:
                    found.append(parse(line))
                except ValueError:
                    self.unreadable += 1
        return sorted(found, key=_moment)  # what came from others stands at the end of the file

    def __iter__(self) -> Iterator[Decision]:
        return iter(tuple(self._decisions))

    def __len__(self) -> int:
        return len(self._decisions)

    def record(self, decision: Decision, moment: datetime | None = None) -> Decision:
        """Write a decision down, safely on disk before this returns. ``moment``: now, unless given."""
        stamped = decision.stamped(moment or datetime.now(UTC))
        self._append([stamped])
        return stamped

    def _append(self, decisions: Sequence[Decision]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        torn = self.path.exists() and self.path.read_bytes()[-1:] not in (b"", b"\n")
        with self.path.open("a", encoding="utf-8") as file:
            file.write("\n" if torn else "")
            file.writelines(decision.as_line() + "\n" for decision in decisions)
            file.flush()
            os.fsync(file.fileno())
        self._decisions.extend(decisions)

    def undo(self) -> Decision | None:
        """Take the latest decision back; returns it, or None when there is none."""
        target = next_undo(self._decisions)
        if target:
            self.record(Decision(Action.UNDO, of=target.id))
        return target

    def redo(self) -> Decision | None:
        """Put the decision that was undone last in force again; returns it, or None."""
        target = next_redo(self._decisions)
        if target:
            self.record(Decision(Action.REDO, of=target.id))
        return target

    def take_in(self, theirs: Iterable[Decision]) -> tuple[Conflict, ...]:
        """Add another file's decisions; returns what contradicts ours."""
        others = list(theirs)
        _, conflicts = merged(self._decisions, others)
        known = {decision.id for decision in self._decisions}
        self._append([decision for decision in others if decision.id not in known])
        self._decisions.sort(key=_moment)
        return conflicts

    def export(self) -> str:
        """The whole file as text, in the order of time."""
        ordered = sorted(self._decisions, key=_moment)
        return "".join(decision.as_line() + "\n" for decision in ordered)

    def overlay(self, pk_of: Callable[[str], int | None]) -> Overlay:
        """What is in force, as an overlay on the counts."""
        return overlay(self._decisions, pk_of)
