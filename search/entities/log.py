"""The file of decisions in the library's ``curation`` folder: read leniently, only ever added to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from search.entities import DECISIONS
from search.entities.decisions import Action, Decision, from_record, in_force, next_redo, next_undo, parse
from search.entities.overlay import Overlay
from search.entities.replay import Conflict, grown, merged, overlay
from search.errors import LibraryDamaged, Unreadable
from search.files import read_file
from search.text import printable
from search.work import journal

MAX_FILE = 50_000_000
"""Bytes of another library's file of decisions: some two hundred thousand of them."""


class DecisionLog:
    """The file of decisions. Reading is lenient: a line that is none is kept in the file and passed over."""

    def __init__(self, folder: Path) -> None:
        """``folder``: the library's ``curation`` folder; it need not exist yet. Raises LibraryDamaged."""
        self.path = folder / DECISIONS
        self.unreadable = 0
        """Lines that are no decisions, or are damaged."""
        self._decisions: list[Decision] = []
        self._read = 0
        """Bytes of the file that were read: it only grows."""
        self._next = 1
        self._made: tuple[int, Overlay] | None = None
        """The overlay, and how many decisions it was made of."""
        self.follow()

    def follow(self) -> bool:
        """Read what others have added since; False when the file is another one by now.

        Raises LibraryDamaged.
        """
        try:
            data = read_file(self.path, journal.MOST)
        except FileNotFoundError:
            return self._read == 0
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise LibraryDamaged(
                f"{printable(str(self.path))} cannot be read ({reason}).",
                "Look at its permissions, or put a copy of it in its place.",
            ) from error
        if len(data) < self._read:
            return False
        content = journal.parse(data[self._read :], self._next)
        self.unreadable += len(content.damaged)
        for entry in content.entries:
            try:
                self._decisions.append(from_record(entry.record))
            except ValueError:
                self.unreadable += 1
        self._read, self._next = len(data), content.next_seq
        return True

    def __iter__(self) -> Iterator[Decision]:
        """In the order in which they count: those of others, then one's own, each as they were written."""
        return iter(sorted(self._decisions, key=lambda decision: not decision.taken_in))

    def __len__(self) -> int:
        return len(self._decisions)

    def record(self, decision: Decision, moment: datetime | None = None) -> Decision:
        """Write a decision down, safely on disk before this returns. ``moment``: now, unless given."""
        stamped = decision.stamped(moment or datetime.now(UTC))
        self._append([stamped])
        return stamped

    def _append(self, decisions: Sequence[Decision]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        journal.append(self.path, [decision.as_record() for decision in decisions], first=self._next)
        self._next += len(decisions)
        self._read = self.path.stat().st_size
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
        _, conflicts = merged(list(self), others)
        known = {decision.id for decision in self._decisions}
        new = (decision for decision in others if decision.id not in known)
        self._append([replace(decision, taken_in=True) for decision in new])
        return conflicts

    def export(self) -> str:
        """Every decision as text, in the order in which they were made or taken in."""
        own = (replace(decision, taken_in=False) for decision in self)
        return "".join(decision.as_line() + "\n" for decision in own)

    def overlay(self, pk_of: Callable[[str], int | None]) -> Overlay:
        """What is in force, as an overlay on the counts.

        Without decisions for single articles it is made once for the decisions that there are; where one more
        was made since, it goes on from the last one if it can.
        """
        size = len(self._decisions)
        if self._made is not None and self._made[0] == size - 1:
            made = grown(self._made[1], self._decisions[-1])
            self._made = (size, made) if made is not None else None
        if self._made is None or self._made[0] != size:
            made = overlay(self, pk_of)
            if any(decision.here for decision in self._decisions):
                return made
            self._made = size, made
        return self._made[1]

    def forbids(self, decision: Decision) -> Decision | None:
        """The decision that keeps the two entities of a merge apart, if one does."""
        if decision.other is None:
            return None
        made = self.overlay(lambda _: None)
        same = made.same
        one, other = (same.get(key, key) for key in (decision.key, decision.other))
        if one == other or not any({same.get(key, key) for key in pair} == {one, other} for pair in made.apart):
            return None
        return next(
            parted
            for parted in in_force(self)
            if parted.action is Action.DIFFERENT
            and not parted.here
            and {same.get(key, key) for key in (parted.key, parted.other or parted.key)} == {one, other}
        )


def read_export(path: Path) -> list[Decision]:
    """The decisions of a file. Raises Unreadable when it is not one of decisions."""
    shown = printable(str(path))
    try:
        if path.stat().st_size > MAX_FILE:
            raise Unreadable(f"{shown} is too large to be a file of decisions.")
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{shown} cannot be read ({error}).", "Check the path.") from error
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(parse(line))
            except ValueError as error:
                raise Unreadable(
                    f"Line {number} of {shown} is not a decision.", "Take a file that --export wrote."
                ) from error
    return found
