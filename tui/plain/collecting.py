"""Passages, dossiers and saved searches in the linear reader: lists in which every number can be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search import (
    Article,
    Documents,
    Library,
    SearchCount,
    article_item,
    dossiers,
    passage_item,
    passages,
    searches,
)
from search.text import counted, printable

QUOTED = 120
"""Characters of a passage that are said in a list."""


class Talk(Protocol):
    """What a list may come to when a number of it is typed."""

    def read_id(self, id: str) -> None:
        """Read an article."""

    def search(self, text: str) -> None:
        """Ask a query."""

    def say(self, text: str) -> None:
        """Say a line."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list: what is said of it, and what each number comes to."""

    heading: str
    lines: tuple[str, ...] = ()
    picks: tuple[Callable[[], None], ...] = field(default=())


class Collecting:
    """What a person gathers, said line by line."""

    def __init__(self, library: Library, talk: Talk) -> None:
        self._library = library
        self._talk = talk
        self.passage = ""
        """The key of the passage that was chosen last in the article being read."""

    # Passages

    def mark(self, article: Article, words: str) -> str:
        """Mark words of the article. Raises MarksError when they are not in it."""
        draft = Documents(self._library).mark_quote(article, words)
        self._library.marks.write("marked a passage", [draft])
        self.passage = draft.key
        return "Marked. a and words note it, t tags it, put puts it into the dossier."

    def of_article(self, article: Article) -> Numbered:
        """The passages that are marked in an article."""
        found = Documents(self._library).passages_of(article)
        lines = (f"{n}. {_said(one)}" for n, one in enumerate(found, 1))
        picks = (self._picking(one) for one in found)
        return Numbered(f"{counted(len(found), 'passage')}.", tuple(lines), tuple(picks))

    def _picking(self, one: passages.Placed) -> Callable[[], None]:
        def pick() -> None:
            self.passage = one.passage.key
            self._talk.say(f"“{one.passage.quote}”")
            for note in one.passage.notes:
                for line in f"Note: {note}".split("\n"):
                    self._talk.say(line)
            if one.passage.tags:
                self._talk.say(f"Tags: {', '.join(one.passage.tags)}")

        return pick

    def note(self, text: str) -> str:
        """Write a note on the passage that was chosen."""
        marks = self._library.marks
        marks.write("noted", [passages.note(marks.notebook.book, self.passage, text)])
        return "The passage is noted."

    def tag(self, words: str) -> str:
        """Tag the passage that was chosen."""
        marks = self._library.marks
        marks.write("tagged", [passages.tag(marks.notebook.book, self.passage, words)])
        held = passages.passage_of(marks.notebook.book, self.passage)
        return f"Tags of the passage: {', '.join(held.tags) if held else ''}."

    # Dossiers

    def choose(self, name: str) -> str:
        """Have things go into the dossier of a name, which is made when there is none."""
        marks = self._library.marks
        book = marks.notebook.book
        held = [
            one for one in dossiers.dossiers(book) if one.name.casefold() == " ".join(name.split()).casefold()
        ]
        drafts = [dossiers.choose(held[0].key)] if held else dossiers.new(book, name)
        marks.write("chose a dossier", drafts)
        return f"Things go into {held[0].name if held else name}."

    def put(self, article: Article | None) -> str:
        """Put the chosen passage, else the article, into the dossier."""
        book = self._library.marks.notebook.book
        current, held = dossiers.current(book), passages.passage_of(book, self.passage)
        if current is None:
            return "There is no dossier yet: d and a name makes one."
        if held is not None:
            item = passage_item(held)
        elif article is not None:
            item = article_item(article)
        else:
            return "Read an article first: type its number."
        extent = Documents(self._library).put(current, [item])
        return f"Put {extent} into {current.name}." if extent else f"{current.name} has it already."

    def every(self) -> Numbered:
        """All dossiers; a number chooses one."""
        found = dossiers.dossiers(self._library.marks.notebook.book)
        lines = (f"{n}. {one.name}, {counted(len(one.items), 'item')}" for n, one in enumerate(found, 1))
        picks = (lambda name=one.name: self._talk.say(self.choose(name)) for one in found)
        return Numbered(f"{counted(len(found), 'dossier')}.", tuple(lines), tuple(picks))

    def current(self) -> Numbered:
        """What is in the dossier; a number reads an article, asks a query, or says a text."""
        held = dossiers.current(self._library.marks.notebook.book)
        if held is None:
            return Numbered("There is no dossier yet: d and a name makes one.")
        rows = [self._row(item) for item in held.items]
        lines = (f"{n}. {said}" for n, (said, _) in enumerate(rows, 1))
        heading = f"{held.name}, {counted(len(held.items), 'item')}."
        texts = (f" {' '.join(held.text.split())}" if held.text else "",)
        return Numbered(heading + texts[0], tuple(lines), tuple(pick for _, pick in rows))

    def _row(self, item: dossiers.Item) -> tuple[str, Callable[[], None]]:
        note = (
            f". Note: {' '.join(item.text.split())}"
            if item.text and item.what is not dossiers.What.TEXT
            else ""
        )
        if item.what is dossiers.What.QUERY:
            return f"Search: {item.query}{note}", lambda: self._talk.search(item.query)
        if item.what is dossiers.What.ENTITY:
            return f"{item.entity}: {item.name}{note}", lambda: self._talk.search(
                f'{item.entity}:"{item.name}"'
            )
        if item.what is dossiers.What.TEXT:
            return f"Text: {printable(item.text, QUOTED)}", lambda: self._say_all(item.text)
        held = passages.passage_of(self._library.marks.notebook.book, item.passage) if item.passage else None
        subject = held.subject if held else item.subject
        title = item.title or subject.id
        said = f"“{printable(held.quote, QUOTED)}”, from {title}" if held else title
        return said + note, lambda: self._read(Documents(self._library).id_of(subject), title)

    def _read(self, id: str, title: str) -> None:
        if id:
            self._talk.read_id(id)
        else:
            self._talk.say(f"{title} is not in the library any more.")

    def _say_all(self, text: str) -> None:
        for line in text.split("\n"):
            self._talk.say(line)

    # Saved searches

    def save_search(self, name: str, query: str) -> str:
        """Save a query under a name."""
        if not query:
            return "Nothing is searched for: search first, then keep it."
        return f"Saved {Documents(self._library).save_search(name, query).name}."

    def saved(self) -> Numbered:
        """Saved searches with what is new; a number asks one."""
        counts = Documents(self._library).counts()
        lines = (f"{n}. {_counted(one)}: {one.search.query}" for n, one in enumerate(counts, 1))
        picks = (self._asking(one.search) for one in counts)
        many = f"{len(counts):,} saved search{'' if len(counts) == 1 else 'es'}."
        return Numbered(many, tuple(lines), tuple(picks))

    def _asking(self, search: searches.SavedSearch) -> Callable[[], None]:
        def ask() -> None:
            Documents(self._library).looked(search.key)
            self._talk.search(search.query)

        return ask


def _said(one: passages.Placed) -> str:
    """A passage in a list."""
    notes = ", noted" if one.passage.notes else ""
    tags = f", tagged {' '.join(one.passage.tags)}" if one.passage.tags else ""
    gone = "" if one.place else ", whose words are gone"
    return f"“{printable(one.passage.quote, QUOTED)}”{tags}{notes}{gone}"


def _counted(one: SearchCount) -> str:
    new = f", {one.new:,} new" if one.new else ""
    return f"{one.search.name}, {counted(one.total, 'article')}{new}"


def older_lines(article: Article, texts: Sequence[Article], width: int) -> Iterator[str]:
    """What changed between the texts of an article, newest first, said by words."""
    from tui.features.info.changes import changes

    every = (*texts, article)
    for older, newer in zip(reversed(every[:-1]), reversed(every[1:]), strict=True):
        yield f"Text {older.revision}, {older.date or 'undated'}:"
        for line in changes(older, newer, width):
            yield {"-": "Was: ", "+": "Now: "}.get(line[:1], "") + line[2:]
