"""Dossiers: named collections of articles, passages, queries, entities and text, in an order of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from search.errors import MarksError
from search.marks.book import Book
from search.marks.facts import Subject
from search.marks.notebook import Draft, new_key
from search.marks.record import Record, RecordKind, as_name, as_text

MOST_ITEMS = 10_000
"""Items of a dossier: a page that is put in order by hand has hundreds."""


NO_ARTICLE = Subject("")


class What(StrEnum):
    """What an item of a dossier is."""

    ARTICLE = "article"
    PASSAGE = "passage"
    QUERY = "query"
    ENTITY = "entity"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a dossier."""

    key: str
    what: What
    order: float
    subject: Subject = NO_ARTICLE
    """ARTICLE: which one; PASSAGE: the one that it is from."""
    title: str = ""
    """The article's title when it was put in."""
    passage: str = ""
    """PASSAGE: its key."""
    query: str = ""
    entity: str = ""
    """ENTITY: its kind; :attr:`name` is what it is called."""
    name: str = ""
    texts: tuple[str, ...] = ()
    """TEXT: what is written; others: what is said of it. Several only when people wrote different ones."""
    by: str = ""

    @property
    def text(self) -> str:
        """The texts as one."""
        return "\n\n".join(self.texts)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier with its items in order."""

    key: str
    name: str
    texts: tuple[str, ...] = ()
    """The introduction; several when people wrote different ones."""
    items: tuple[Item, ...] = ()
    shared: bool = False
    time: str = ""
    names: tuple[str, ...] = ()
    """Other names that somebody gave it at the same time."""

    @property
    def text(self) -> str:
        """The introduction as one text."""
        return "\n\n".join(self.texts)


def _texts(book: Book, key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text("text") for one in book.heads(key) if one.text("text")))


def _item(book: Book, record: Record) -> Item:
    return Item(
        record.key,
        What(record.text("what") or What.TEXT),
        float(record.fields.get("order", 0.0)),
        Subject(record.text("article"), record.text("source_key")),
        record.text("title"),
        record.text("passage"),
        record.text("query"),
        record.text("entity"),
        record.text("name"),
        _texts(book, record.key),
        record.by,
    )


def dossiers(book: Book) -> list[Dossier]:
    """Every dossier, in the order of names."""
    items: dict[str, list[Item]] = {}
    for record in book.all(RecordKind.ITEM):
        if record.text("what") in set(What):
            items.setdefault(record.text("dossier"), []).append(_item(book, record))
    found = []
    for record in book.all(RecordKind.DOSSIER):
        inside = sorted(items.get(record.key, ()), key=lambda one: (one.order, one.key))
        others = {one.text("name") for one in book.heads(record.key)} - {record.text("name")}
        found.append(
            Dossier(
                record.key, record.text("name"), _texts(book, record.key), tuple(inside),
                bool(record.fields.get("shared")), book.history(record.key)[0].time, tuple(sorted(others)),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.name.casefold(), one.key))


def named(book: Book, name: str) -> Dossier:
    """The dossier of this name or key, letters of either case alike. Raises MarksError without exactly one."""
    every = dossiers(book)
    wanted = " ".join(name.split()).casefold()
    found = [one for one in every if name == one.key] or [one for one in every if one.name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        keys = " or ".join(one.key for one in found)
        raise MarksError(f"{len(found)} dossiers are called {name!r}.", f"Say which: {keys}.")
    known = ", ".join(one.name for one in every[:10])
    remedy = f"There are: {known}." if known else f"Make it with: dossier dossiers new {name!r}"
    raise MarksError(f"There is no dossier {name!r}.", remedy)


def current(book: Book) -> Dossier | None:
    """The dossier into which things go; None when none was chosen or it is gone."""
    record = book.current("current")
    return next((one for one in dossiers(book) if record and one.key == record.text("dossier")), None)


# Changing


def new(book: Book, name: str) -> list[Draft]:
    """Make a dossier and choose it. Raises MarksError when there is one of this name."""
    name = as_name(name)
    if any(one.name.casefold() == name.casefold() for one in dossiers(book)):
        raise MarksError(f"There is a dossier {name!r} already.", "Choose another name.")
    key = new_key(RecordKind.DOSSIER)
    return [Draft(RecordKind.DOSSIER, key, {"name": name}), choose(key)]


def choose(key: str) -> Draft:
    """Let things go into this dossier from now on."""
    return Draft(RecordKind.CURRENT, "current", {"dossier": key})


def rename(book: Book, dossier: Dossier, name: str) -> Draft:
    """Call it otherwise. Raises MarksError."""
    return _head(book, dossier, name=as_name(name))


def write(book: Book, dossier: Dossier, text: str) -> Draft:
    """Write the introduction, over what is there. Raises MarksError when it is too long."""
    return _head(book, dossier, text=as_text(text))


def as_shared(book: Book, dossier: Dossier) -> Draft:
    """Say that it is shared."""
    return _head(book, dossier, shared=True)


def _head(book: Book, dossier: Dossier, **fields: object) -> Draft:
    record = book.current(dossier.key)
    return Draft(RecordKind.DOSSIER, dossier.key, {**(record.fields if record else {}), **fields})


def drop(dossier: Dossier) -> list[Draft]:
    """Take a dossier away. Its passages stay marked in their articles."""
    items = [Draft(RecordKind.ITEM, one.key, None) for one in dossier.items]
    return [*items, Draft(RecordKind.DOSSIER, dossier.key, None)]


def put(dossier: Dossier, wanted: Sequence[Item]) -> list[Draft]:
    """Put items at the end; those that are in it already are left where they are. Raises MarksError."""
    if len(dossier.items) + len(wanted) > MOST_ITEMS:
        raise MarksError(
            f"A dossier holds {MOST_ITEMS:,} items at most.", "Put a query in instead of its results."
        )
    held = {_identity(one) for one in dossier.items}
    last = max((one.order for one in dossier.items), default=0.0)
    drafts: list[Draft] = []
    for one in wanted:
        if _identity(one) in held and one.what is not What.TEXT:
            continue
        held.add(_identity(one))
        last += 1.0
        drafts.append(_draft(dossier, one, new_key(RecordKind.ITEM), last))
    return drafts


def _identity(item: Item) -> tuple[str, ...]:
    which = item.passage if item.what is What.PASSAGE else item.subject.id
    return item.what, which, item.query, item.entity, item.name


def _draft(dossier: Dossier, item: Item, key: str, order: float, text: str | None = None) -> Draft:
    fields: dict[str, object] = {
        "dossier": dossier.key, "what": item.what.value, "order": order, "article": item.subject.id,
        "source_key": item.subject.source_key[:4096], "title": item.title[:4096], "passage": item.passage,
        "query": item.query, "entity": item.entity, "name": item.name,
        "text": as_text(item.text if text is None else text),
    }  # fmt: skip
    return Draft(RecordKind.ITEM, key, {name: value for name, value in fields.items() if value != ""})


def move(dossier: Dossier, key: str, steps: int) -> list[Draft]:
    """Move an item down by some places, or up by a negative number; as far as it goes."""
    items = list(dossier.items)
    at = next((i for i, one in enumerate(items) if one.key == key), None)
    if at is None:
        raise MarksError("This item is not in the dossier any more.", "Look at its page again.")
    to = min(max(0, at + steps), len(items) - 1)
    if to == at:
        return []
    item = items.pop(at)
    before = items[to - 1].order if to else None
    after = items[to].order if to < len(items) else None
    order = _between(before, after)
    if order is not None:
        return [_draft(dossier, item, item.key, order)]
    items.insert(to, item)  # no number is left between the two: number them anew
    return [_draft(dossier, one, one.key, float(i)) for i, one in enumerate(items, 1)]


def _between(before: float | None, after: float | None) -> float | None:
    if before is None:
        return (after or 0.0) - 1.0
    if after is None:
        return before + 1.0
    middle = (before + after) / 2
    return middle if before < middle < after and after - before > 1e-6 else None


def take_out(key: str) -> Draft:
    """Take an item out."""
    return Draft(RecordKind.ITEM, key, None)


def say(dossier: Dossier, item: Item, text: str) -> Draft:
    """Write what is said of an item, or the text of an item that is one. Raises MarksError."""
    return _draft(dossier, item, item.key, item.order, text)


def with_texts(item: Item, texts: tuple[str, ...]) -> Item:
    """The item with what is said of it."""
    return replace(item, texts=texts)
