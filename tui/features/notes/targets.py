"""What a note is on: articles, a passage or an entity; with the note that is there, and how another is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from search import entity_notes, passages
from search.text import printable

if TYPE_CHECKING:
    from search import Hit, MarkChange, Marks, NotebookChange

QUOTED = 60
"""Characters of a passage or title that are said."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a note is on."""

    label: str
    """In words: ``1 article``, ``the passage “…”``."""
    text: str
    """The note that is there."""
    keep: Callable[[str], MarkChange | NotebookChange]
    """Writes another note over it, an empty one takes it away. Raises MarksError."""

    @property
    def is_long(self) -> bool:
        """Whether the note that is there has several lines."""
        return "\n" in self.text


def on_articles(marks: Marks, hits: Sequence[Hit]) -> Target:
    """The note on some articles; where they are several, it is written over all of theirs."""
    held = marks.of(hits)
    title = printable(hits[0].title, QUOTED) if len(hits) == 1 else f"{len(hits):,} articles"
    return Target(title, held[0].note_text if len(held) == 1 else "", lambda text: marks.note(hits, text))


def on_passage(marks: Marks, held: passages.Passage) -> Target:
    """The note on a passage."""
    book = marks.notebook

    def keep(text: str) -> NotebookChange:
        return marks.write("noted", [passages.note(book.book, held.key, text)])

    return Target(f"the passage “{printable(held.quote, QUOTED)}”", held.note, keep)


def on_entity(marks: Marks, kind: str, names: Sequence[str]) -> Target:
    """The note on an entity, whatever it was called when it was written."""
    book = marks.notebook

    def keep(text: str) -> NotebookChange:
        return marks.write("noted", entity_notes.write(book.book, kind, names, text))

    there = "\n\n".join(entity_notes.notes_on(book.book, kind, names))
    return Target(printable(names[0], QUOTED), there, keep)


def passage_in(items: Sequence[Any]) -> str:
    """The key of the passage that a dossier would be given; empty when it is something else."""
    return items[0].passage if len(items) == 1 else ""
