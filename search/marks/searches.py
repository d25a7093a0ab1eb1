"""Saved searches, and up to where their results have been looked at."""

from __future__ import annotations

from dataclasses import dataclass

from search.errors import MarksError
from search.marks.book import Book
from search.marks.notebook import Draft, new_key
from search.marks.record import Record, RecordKind, as_name
from search.text import printable

EVERYTHING = "looked"
"""The key under which it is kept up to where the whole library was looked at."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Up to where something was looked at. Articles that came later are new."""

    library: str = ""
    """Tells the library for which :attr:`pk` holds; in others the time decides."""
    pk: int = 0
    """The number of the newest article that was there."""
    time: str = ""
    """ISO 8601, UTC; empty: never."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query under a name."""

    key: str
    name: str
    query: str
    looked: Looked = Looked()
    made: str = ""


def looked(book: Book, key: str = EVERYTHING) -> Looked:
    """Up to where a search, or everything, was looked at: the farthest that any reader of the person came."""
    return max(
        (_looked(one) for one in book.heads(f"looked-{key}")), key=lambda one: one.time, default=Looked()
    )


def _looked(record: Record) -> Looked:
    return Looked(record.text("library"), int(record.fields.get("pk", 0)), record.text("time"))


def searches(book: Book) -> list[SavedSearch]:
    """Every saved search, in the order of names."""
    found = [
        SavedSearch(
            one.key, one.text("name"), one.text("query"), looked(book, one.key), book.history(one.key)[0].time
        )
        for one in book.all(RecordKind.SEARCH)
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.key))


def named(book: Book, name: str) -> SavedSearch:
    """The saved search of this name, letters of either case alike. Raises MarksError when there is none."""
    wanted = " ".join(name.split()).casefold()
    found = [one for one in searches(book) if one.name.casefold() == wanted or one.key == name]
    if not found:
        raise MarksError(f"There is no saved search {name!r}.", "List them with: dossier searches")
    return found[0]


def save(book: Book, name: str, query: str) -> Draft:
    """Save a query under a name; one that is there by this name is replaced. Raises MarksError."""
    name, query = as_name(name), " ".join(printable(query).split())
    old = next((one for one in searches(book) if one.name.casefold() == name.casefold()), None)
    return Draft(
        RecordKind.SEARCH, old.key if old else new_key(RecordKind.SEARCH), {"name": name, "query": query}
    )


def rename(book: Book, key: str, name: str) -> Draft:
    """Give a saved search another name. Raises MarksError when another one has it."""
    name, saved = as_name(name), named(book, key)
    if any(one.name.casefold() == name.casefold() and one.key != saved.key for one in searches(book)):
        raise MarksError(f"There is a saved search {name!r} already.", "Choose another name.")
    return Draft(RecordKind.SEARCH, saved.key, {"name": name, "query": saved.query})


def drop(search: SavedSearch) -> list[Draft]:
    """Forget a saved search."""
    return [
        Draft(RecordKind.SEARCH, search.key, None),
        Draft(RecordKind.LOOKED, f"looked-{search.key}", None),
    ]


def look(to: Looked, key: str = EVERYTHING) -> Draft:
    """Note up to where a search, or everything, has been looked at."""
    fields = {"library": to.library, "pk": to.pk, "time": to.time}
    return Draft(RecordKind.LOOKED, f"looked-{key}", fields)
