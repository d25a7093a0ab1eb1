"""The user's decisions about entities: merged, kept apart, renamed, hidden, retyped; here or everywhere.

They stand in a text file of the library's ``curation`` folder, one JSON object a line, which only ever grows:
undoing is a line too. Entities are told by kind and norm, never by number, so that decisions survive every
rebuild. Replaying the file gives an overlay on the counts; nothing else is changed by a decision.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from search.entities.model import EntityKind
from search.entities.overlay import Key

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
    was: str = ""
    """RENAME, SAME: the name as it was shown before."""
    taken_in: bool = False
    """Whether it came with somebody else's decisions: an undo passes it over."""

    @property
    def called(self) -> str:
        """What the entity was called when the decision was made, as far as is known."""
        shown = self.action in (Action.DIFFERENT, Action.HIDE, Action.RETYPE) and self.name
        return self.was or shown or self.key[1]

    def stamped(self, moment: datetime) -> Decision:
        """The decision with its time, and an id made of both."""
        dated = replace(self, at=moment.astimezone(UTC).isoformat(timespec="microseconds"), id="")
        return replace(dated, id=blake2b(dated.as_line().encode(), digest_size=6).hexdigest())

    def as_line(self) -> str:
        """One line of JSON without the line end."""
        return json.dumps(self.as_record(), ensure_ascii=False)

    def as_record(self) -> dict[str, Any]:
        """The decision as JSON knows it; fields that say nothing are left out."""
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
            "was": self.was,
            "taken_in": self.taken_in,
        }
        return {key: value for key, value in record.items() if value}


def parse(line: str) -> Decision:
    """The decision on a line. Raises ValueError when it is none."""
    if len(line) > MAX_LINE:
        raise ValueError("a line is too long")
    try:
        return from_record(json.loads(line))
    except RecursionError as error:
        raise ValueError(f"not a decision: {error}") from error


def from_record(record: Any) -> Decision:
    """The decision that JSON tells. Raises ValueError when it is none."""
    try:
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
            str(record.get("was", "")),
            record.get("taken_in") is True,
        )
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"not a decision: {error}") from error


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
    """The decision that an undo takes back: the latest in force of one's own."""
    current = in_force(decisions)
    return next((decision for decision in reversed(current) if not decision.taken_in), None)


def next_redo(decisions: Sequence[Decision]) -> Decision | None:
    """The decision that a redo puts in force again: the one undone last, unless something was decided since."""
    stack: list[str] = []
    for decision in decisions:
        if decision.action is Action.UNDO:
            if not decision.taken_in:
                stack.append(decision.of)
        elif decision.action is Action.REDO:
            stack = [id for id in stack if id != decision.of]
        elif not decision.taken_in:
            stack.clear()
    return next((d for d in decisions if stack and d.id == stack[-1]), None)
