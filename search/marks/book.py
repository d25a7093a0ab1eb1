"""All records of one or several files as one state: the newest version of each thing, and what contradicts.

A pure value in memory. Adding the same record twice changes nothing, and the order does not matter: so files
of two people, or of two readers of one person, come to the same whoever reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.marks.record import Record, RecordKind


class Book:
    """Records by key."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._versions: dict[str, dict[str, Record]] = {}
        self._replaced: dict[str, set[str]] = {}
        self.add(records)

    def add(self, records: Iterable[Record]) -> int:
        """Take records in; returns how many were not there."""
        new = 0
        for record in records:
            versions = self._versions.setdefault(record.key, {})
            revision = record.revision
            if revision not in versions:
                new += 1
                versions[revision] = record
                self._replaced.setdefault(record.key, set()).update(record.over)
        return new

    def heads(self, key: str) -> tuple[Record, ...]:
        """The versions that no other one replaces, oldest first.

        Of a thing that one person took away and another one changed, the changed version stays.
        """
        replaced = self._replaced.get(key, set())
        heads = [one for revision, one in self._versions.get(key, {}).items() if revision not in replaced]
        kept = [one for one in heads if not one.gone] or heads
        return tuple(sorted(kept, key=lambda one: one.moment))

    def tips(self, key: str) -> tuple[str, ...]:
        """The revisions that a next version replaces: all heads, those that took it away included."""
        replaced = self._replaced.get(key, set())
        return tuple(sorted(revision for revision in self._versions.get(key, {}) if revision not in replaced))

    def current(self, key: str) -> Record | None:
        """The newest version; None when there is none or it was taken away."""
        heads = self.heads(key)
        return heads[-1] if heads and not heads[-1].gone else None

    def conflicting(self, key: str) -> tuple[Record, ...]:
        """Versions that stand beside the newest one and say something else."""
        *others, newest = self.heads(key) or (None,)
        return tuple(one for one in others if one is not None and newest and one.fields != newest.fields)

    def all(self, kind: RecordKind) -> Iterator[Record]:
        """The newest version of each thing of a kind, in the order in which things were first made."""
        for key, versions in self._versions.items():
            if next(iter(versions.values())).kind is kind and (one := self.current(key)) is not None:
                yield one

    def conflicts(self) -> Iterator[tuple[Record, ...]]:
        """Each thing of which versions contradict each other: these versions."""
        for key in self._versions:
            if self.conflicting(key):
                yield self.heads(key)

    def records(self) -> list[Record]:
        """Everything, in an order that depends on nothing but what is there."""
        every = (one for versions in self._versions.values() for one in versions.values())
        return sorted(every, key=lambda one: (one.time, one.key, one.revision))

    def history(self, key: str) -> list[Record]:
        """All versions of one thing, oldest first."""
        return sorted(self._versions.get(key, {}).values(), key=lambda one: one.moment)

    def __contains__(self, key: str) -> bool:
        return key in self._versions

    def __len__(self) -> int:
        return sum(map(len, self._versions.values()))
