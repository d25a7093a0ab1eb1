"""The frozen types of personal state: facts about articles, edits that add or take them away, and changes.

Everything is a fact that holds or does not: read, starred, a tag, a note. An edit says which, so its
inverse says the opposite, and edits of two readers can be put together without either being lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from search.errors import MarksError
from search.text import printable, sanitise

LONGEST_TAG = 60
"""Characters: a tag is a word or two."""
LONGEST_NOTE = 1 << 16
"""Characters: some thirty pages, and a sentence to read instead of a line of a megabyte."""


class Kind(StrEnum):
    """What a fact is about."""

    READ = "read"
    STARRED = "starred"
    TAG = "tag"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Subject:
    """The article that a mark is on. Any object with these two attributes can be marked: hits, articles."""

    id: str
    source_key: str = ""
    """Finds the article again when an import has given it another id."""


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """Something that holds of an article; ``value`` is the tag or the note."""

    kind: Kind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One fact begins or ceases to hold of one article."""

    subject: Subject
    fact: Fact
    holds: bool = True

    @property
    def inverse(self) -> Edit:
        """The edit that takes this one back."""
        return replace(self, holds=not self.holds)


@dataclass(frozen=True, slots=True)
class MarkChange:
    """What one command did: undone and done again as one."""

    name: str
    """In words: ``star``, ``tag urgent``."""
    edits: tuple[Edit, ...]

    @property
    def extent(self) -> str:
        """What was changed, in words: ``3 articles``; empty for nothing."""
        number = len({edit.subject for edit in self.edits})
        return f"{number:,} article{'s' * (number != 1)}" if number else ""

    @property
    def inverse(self) -> MarkChange:
        """The change that takes this one back: the inverse edits, last first."""
        return MarkChange(self.name, tuple(edit.inverse for edit in reversed(self.edits)))


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything that holds of one article."""

    read: bool = False
    starred: bool = False
    tags: tuple[str, ...] = ()
    """In the order of the alphabet."""
    notes: tuple[str, ...] = ()
    """One, unless two readers wrote different ones: then both are kept until one is written over them."""

    @property
    def note(self) -> str:
        """The notes on one line."""
        return " / ".join(" ".join(note.split()) for note in self.notes)

    @property
    def note_text(self) -> str:
        """The notes as they were written, an empty line between two."""
        return "\n\n".join(self.notes)

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Mark:
        """The mark that these facts make."""
        held = sorted(set(facts))
        return cls(
            read=any(fact.kind is Kind.READ for fact in held),
            starred=any(fact.kind is Kind.STARRED for fact in held),
            tags=tuple(fact.value for fact in held if fact.kind is Kind.TAG),
            notes=tuple(fact.value for fact in held if fact.kind is Kind.NOTE),
        )

    def facts(self) -> tuple[Fact, ...]:
        """The facts that make this mark."""
        flags = ((Kind.READ, self.read), (Kind.STARRED, self.starred))
        return (
            *(Fact(kind) for kind, holds in flags if holds),
            *(Fact(Kind.TAG, tag) for tag in self.tags),
            *(Fact(Kind.NOTE, note) for note in self.notes),
        )


UNMARKED = Mark()


def as_tag(text: str) -> str:
    """A tag as it is kept: one word, safe to show. Raises MarksError."""
    tag = "-".join(printable(text).split())
    if not tag or tag[0] in "+-" or len(tag) > LONGEST_TAG:
        raise MarksError(
            f"{printable(text, 60)!r} cannot be a tag.",
            f"A tag has 1 to {LONGEST_TAG} characters and begins with neither + nor -.",
        )
    return tag


def as_note(text: str) -> str:
    """A note as it is kept: lines that are safe to show. Raises MarksError when it is too long."""
    note = "\n".join(line.rstrip() for line in sanitise(text).split("\n")).strip()
    if len(note) > LONGEST_NOTE:
        raise MarksError(
            f"The note has {len(note):,} characters.", f"A note has at most {LONGEST_NOTE:,} characters."
        )
    return note
