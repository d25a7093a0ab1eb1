"""Passages that were marked: as they are kept, and where they stand in the article of today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.article.model import Article, Part
from search.marks.anchor import Anchor, Place, anchor, find
from search.marks.book import Book
from search.marks.facts import Subject, as_tag
from search.marks.notebook import Draft, new_key
from search.marks.record import Record, RecordKind, as_text
from search.text import printable, sentences


@dataclass(frozen=True, slots=True)
class Passage:
    """A marked passage."""

    key: str
    subject: Subject
    """The article that it was marked in."""
    title: str
    """The article's title when it was marked: all that is known of an article that is gone."""
    anchor: Anchor
    text_hash: str = ""
    """Of the text in which it was marked."""
    notes: tuple[str, ...] = ()
    """One, unless two people wrote different ones: then all are kept, oldest first."""
    tags: tuple[str, ...] = ()
    time: str = ""
    by: str = ""

    @property
    def quote(self) -> str:
        """The words."""
        return self.anchor.quote

    @property
    def note(self) -> str:
        """The notes as one text."""
        return "\n\n".join(self.notes)


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage and where it stands in an article's text; None when its words are not there any more."""

    passage: Passage
    place: Place | None


def passage(book: Book, record: Record) -> Passage:
    """The passage that a record says, with the notes of the versions that stand beside it."""
    heads = book.heads(record.key)
    notes = tuple(dict.fromkeys(one.text("note") for one in heads if one.text("note")))
    tags = sorted({tag for one in heads for tag in one.fields.get("tags", ())})
    words = Anchor(
        record.text("quote"), record.text("before"), record.text("after"), float(record.fields.get("at", 0.0))
    )
    subject = Subject(record.text("article"), record.text("source_key"))
    first = book.history(record.key)[0]
    return Passage(
        record.key, subject, record.text("title"), words, record.text("text_hash"), notes, tuple(tags),
        first.time, record.by,
    )  # fmt: skip


def passages(book: Book) -> list[Passage]:
    """Every passage, in the order in which they were marked."""
    found = [passage(book, one) for one in book.all(RecordKind.PASSAGE)]
    return sorted(found, key=lambda one: (one.time, one.key))


def passage_of(book: Book, key: str) -> Passage | None:
    """One passage; None when there is none of this key."""
    record = book.current(key)
    return passage(book, record) if record and record.kind is RecordKind.PASSAGE else None


def on(subject: Subject, every: Iterable[Passage]) -> list[Passage]:
    """The passages of one article, by its id or else its source key."""
    key = subject.source_key
    return [one for one in every if one.subject.id == subject.id or (key and one.subject.source_key == key)]


def subject_of(article: Article) -> Subject:
    """What passages of an article are on."""
    return Subject(article.id, article.source_key)


def placed(article: Article, every: Sequence[Passage]) -> list[Placed]:
    """Where the passages of an article stand in its text, in the order of the text; those not found last."""
    text = article.text
    found = [Placed(one, find(text, one.anchor)) for one in every]
    return sorted(found, key=lambda one: (one.place is None, one.place.start if one.place else 0))


# Changing


def mark(article: Article, start: int, end: int) -> Draft:
    """Mark characters ``start`` to ``end`` of an article's text. Raises MarksError without words in them."""
    made = anchor(article.text, start, end)
    fields = {
        "article": article.id, "source_key": article.source_key[:4096],
        "title": printable(article.title)[:4096],
        "quote": made.quote, "before": made.before[-200:], "after": made.after[:200], "at": made.at,
        "text_hash": article.text_hash,
    }  # fmt: skip
    return Draft(RecordKind.PASSAGE, new_key(RecordKind.PASSAGE), fields)


def _changed(book: Book, key: str, **fields: Any) -> Draft:
    current = book.current(key)
    return Draft(RecordKind.PASSAGE, key, {**(current.fields if current else {}), **fields})


def note(book: Book, key: str, text: str) -> Draft:
    """Write a note on a passage, over those that are there. Raises MarksError when it is too long."""
    return _changed(book, key, note=as_text(text))


def tag(book: Book, key: str, words: str) -> Draft:
    """Add the tags that are named, and take away those with a minus. Raises MarksError."""
    found = passage_of(book, key)
    held = set(found.tags if found else ())
    for word in words.split():
        name = as_tag(word.lstrip("+-"))
        held = held - {name} if word.startswith("-") else held | {name}
    return _changed(book, key, tags=sorted(held))


def drop(key: str) -> Draft:
    """Take a mark away."""
    return Draft(RecordKind.PASSAGE, key, None)


def renewed(article: Article, old: Passage) -> Draft | None:
    """The passage as its article's text has it now, to go on from; None when it is not there, or as it was."""
    where = find(article.text, old.anchor)
    if where is None:
        return None
    now = anchor(article.text, where.start, where.end)
    draft = mark(article, where.start, where.end)
    kept = {"note": old.note, "tags": list(old.tags)}
    return None if now == old.anchor else replace(draft, key=old.key, fields={**(draft.fields or {}), **kept})


# What there is to mark


def units(article: Article) -> list[tuple[int, int]]:
    """The sentences of an article's text as (start, end), ascending."""
    text = article.text
    found: list[tuple[int, int]] = []
    for section in article.sections():
        body = text[section.start : section.end]
        spans = sentences(body) if section.part is Part.BODY else [(0, len(body))]
        found += [(section.start + start, section.start + end) for start, end in spans]
    return found


def paragraphs(article: Article) -> list[tuple[int, int]]:
    """The title, further heads and blocks of an article's text as (start, end), ascending."""
    return [(one.start, one.end) for one in article.sections() if one.end > one.start]
