"""Marks: what a reader thinks of the articles of one library, with undo and redo.

They live in the folder for state, one file a library, and go by the article's id and source key: neither
a rebuild of the library nor reading the same files again loses them, nor does moving it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from search import places
from search.marks import homes
from search.marks.dossiers import dossiers
from search.marks.exchange import read_lines, rendered
from search.marks.facts import Edit, Fact, Kind, Mark, MarkChange, Subject, as_note, as_tag
from search.marks.history import Log
from search.marks.homes import path_for
from search.marks.notebook import Draft, Notebook, NotebookChange
from search.marks.passages import passages
from search.marks.shelf import Shelf

_WORD = re.compile(r"\w+")


class Markable(Protocol):
    """A hit, an article, or anything else with an id and a source key."""

    @property
    def id(self) -> str:
        """The article's id."""

    @property
    def source_key(self) -> str:
        """What the source calls it, or empty."""


def _subjects(articles: Iterable[Markable]) -> list[Subject]:
    return [Subject(one.id, one.source_key) for one in articles]


def contains(note: str, wanted: str) -> bool:
    """Whether a note has these words one after another, whatever their case; the last may be a beginning."""
    held, words = (" ".join(_WORD.findall(text.casefold())) for text in (note, wanted))
    return bool(words) and f" {words}" in f" {held}"


class Marks:
    """One reader's marks. The file is opened by the first question; every method may raise MarksError."""

    def __init__(self, path: Path | None = None, shared: Path | None = None) -> None:
        """Marks in a file, or without one for as long as the program runs. ``shared``: others' dossiers."""
        self.path = path
        self._shelf = Shelf(path)
        self._log = Log()
        kept = path.with_suffix(".notebook.jsonl") if path else None
        self.notebook = Notebook(kept, shared, who=places.who())
        """Passages, notes on entities, dossiers, saved searches."""

    @classmethod
    def of_library(cls, folder: Path, identity: str = "") -> Marks:
        """The marks on the library in a folder; with its identity, those that were made while it was elsewhere.

        Raises MarksError when these cannot be read.
        """
        marks = cls(path_for(folder), folder / "curation" / "dossiers.jsonl")
        before = homes.former(folder, identity)
        if before is not None:
            with cls(path_for(before)) as old:
                marks.take_in(old.exported())
        homes.note(folder, identity, again=before is not None)
        return marks

    def close(self) -> None:
        """Let go of the file."""
        self._shelf.close()

    @property
    def damaged(self) -> tuple[str, ...]:
        """What of all that was read so far could not be believed, as sentences; everything else was read."""
        return (*self._shelf.damaged, *self.notebook.damaged)

    def __enter__(self) -> Marks:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # Asking

    def of(self, articles: Iterable[Markable]) -> list[Mark]:
        """The mark of each article, in the same order."""
        return [Mark.of(facts) for facts in self._shelf.facts(_subjects(articles))]

    def having(self, field: str, value: str) -> list[Subject]:
        """Every article that the reader marked so, in the words of the query language: ``is``, ``starred``.

        ``is:unread`` is not among them: of what is unread nothing is kept.
        """
        if field == "own":
            held = [(one, tag) for one, tag in self._shelf.having(Kind.TAG)]
            held += [(one.subject, tag) for one in passages(self.notebook.book) for tag in one.tags]
            return [one for one, tag in held if tag.casefold() == value.casefold()]
        if field == "dossier":
            return self._in_dossier(value)
        if field == "note":
            return [one for one, note in self._notes() if contains(note, value)]
        if value == "passage":
            return [one.subject for one in passages(self.notebook.book)]
        if value in ("noted", "note"):
            return [one for one, _ in self._notes()]
        return [one for one, _ in self._shelf.having(Kind(value))]

    def _notes(self) -> list[tuple[Subject, str]]:
        """Every note on an article, on a passage of it, or on it in a dossier."""
        book = self.notebook.book
        found = self._shelf.having(Kind.NOTE)
        found += [(one.subject, note) for one in passages(book) for note in one.notes]
        items = (item for one in dossiers(book) for item in one.items if item.subject.id)
        return found + [(item.subject, text) for item in items for text in item.texts]

    def _in_dossier(self, name: str) -> list[Subject]:
        wanted = " ".join(name.split()).casefold()
        every = (one for one in dossiers(self.notebook.book) if one.name.casefold() == wanted)
        return [item.subject for one in every for item in one.items if item.subject.id]

    def tags(self) -> list[str]:
        """The reader's own tags, those on most articles first."""
        return [tag for tag, _ in Counter(tag for _, tag in self._shelf.having(Kind.TAG)).most_common()]

    def version(self) -> tuple[int, int]:
        """Another pair after every change, by this reader or another one."""
        edited, data = self._shelf.version()
        return edited + self.notebook.version(), data

    # Changing

    def opened(self, article: Markable) -> bool:
        """The article was opened to be read; returns whether it was unread. Undo skips it."""
        return bool(self._shelf.apply([Edit(one, Fact(Kind.READ)) for one in _subjects([article])]))

    def toggle_read(self, articles: Sequence[Markable]) -> MarkChange:
        """All read or, when they all are, all unread."""
        return self._toggle("read", Fact(Kind.READ), articles)

    def toggle_star(self, articles: Sequence[Markable]) -> MarkChange:
        """All starred or, when they all are, none."""
        return self._toggle("starred", Fact(Kind.STARRED), articles)

    def _toggle(self, name: str, fact: Fact, articles: Sequence[Markable]) -> MarkChange:
        subjects = _subjects(articles)
        holds = not all(fact in facts for facts in self._shelf.facts(subjects))
        name = name if holds else {"read": "unread", "starred": "unstarred"}[name]
        return self._do(MarkChange(name, tuple(Edit(one, fact, holds) for one in subjects)))

    def tag(self, articles: Sequence[Markable], words: str) -> MarkChange:
        """Add the tags that are named, and take away those with a minus: ``urgent -later``."""
        wanted = [(as_tag(word.lstrip("+-")), not word.startswith("-")) for word in words.split()]
        edits = (Edit(one, Fact(Kind.TAG, tag), holds) for one in _subjects(articles) for tag, holds in wanted)
        return self._do(MarkChange("tagged", tuple(edits)))

    def note(self, articles: Sequence[Markable], text: str) -> MarkChange:
        """Write a note over those that are there; an empty one takes them away."""
        note, subjects = as_note(text), _subjects(articles)
        edits: list[Edit] = []
        for one, facts in zip(subjects, self._shelf.facts(subjects), strict=True):
            old = (fact for fact in sorted(facts) if fact.kind is Kind.NOTE and fact.value != note)
            edits += [Edit(one, fact, holds=False) for fact in old]
            edits += [Edit(one, Fact(Kind.NOTE, note))] if note else []
        return self._do(MarkChange("noted", tuple(edits)))

    def write(self, name: str, drafts: Sequence[Draft]) -> NotebookChange:
        """Change passages, dossiers, searches or notes on entities; undo takes it back."""
        made = self.notebook.do(name, drafts)
        if made.edits:
            self._log = self._log.then(made)
        return made

    def _do(self, change: MarkChange) -> MarkChange:
        """Do a change; what of it made a difference is returned and can be taken back."""
        made = MarkChange(change.name, self._shelf.apply(change.edits))
        if made.edits:
            self._log = self._log.then(made)
        return made

    def _make(self, change: MarkChange | NotebookChange) -> None:
        if isinstance(change, NotebookChange):
            self.notebook.do(change.name, change.after)
        else:
            self._shelf.apply(change.edits)

    def undo(self) -> MarkChange | NotebookChange | None:
        """Take the newest change of this sitting back; returns it, or None when there is none."""
        if not self._log.done:
            return None
        change = self._log.done[-1]
        self._make(change.inverse)
        self._log = self._log.back()
        return change

    def redo(self) -> MarkChange | NotebookChange | None:
        """Do again what was taken back last; returns it, or None when there is nothing."""
        if not self._log.undone:
            return None
        change = self._log.undone[-1]
        self._make(change)
        self._log = self._log.forward()
        return change

    # Carrying

    def exported(self) -> list[str]:
        """Everything as JSON lines: first the marks, an article a line, then the notebook, a version a line."""
        records = (json.dumps(one.as_dict(), ensure_ascii=False) for one in self.notebook.book.records())
        return [*(rendered(subject, mark) for subject, mark in self._shelf.marked()), *records]

    def take_in(self, lines: Iterable[str]) -> int:
        """Add what other marks say to these, and take nothing away; returns how many things it changed.

        Either every line is taken in or, with MarksError naming the first bad one, none.
        """
        pairs, records = read_lines(lines)
        added = self.notebook.add(records)
        made = self._shelf.apply([Edit(one, fact) for one, mark in pairs for fact in mark.facts()])
        return added + len({edit.subject for edit in made})
