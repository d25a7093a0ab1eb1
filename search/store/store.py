"""Store: the SQLite file of a library, the truth from which everything else is derived."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from search.article.mention import Mention
from search.article.model import Article
from search.article.row import Hit, Sort
from search.errors import NONSENSE, ArticleDamaged, ArticleMissing, MentionsDamaged
from search.store import articles, journal, listing, mentions, origins, renditions, repair, threads, verify
from search.store.batch import Batch
from search.store.database import Database
from search.store.journal import Source
from search.store.listing import Newest, Seen
from search.store.repair import Place
from search.text import printable
from search.work.lock import WriterLock
from search.work.progress import Failure

if TYPE_CHECKING:
    from search.store.carrying import SourceForm


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is in a store."""

    articles: int
    renditions: int
    tagged: int
    mentions: int
    entities: int
    failures: int
    oldest: str
    newest: str


@dataclass(frozen=True, slots=True)
class State:
    """What the index must have seen to be up to date."""

    library: int
    """A random number that tells this library from others."""
    changed: int
    """The generation that wrote an article last."""
    articles: int


class Store:
    """Reads from any thread, each through a connection of its own; one writer at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.folder = database.folder

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, read_only: bool = False) -> Self:
        """Open the store in ``folder``.

        Raises LibraryMissing, LibraryNewer, LibraryDamaged, LibraryReadOnly.
        """
        return cls(Database.open(folder, create=create, read_only=read_only))

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed."""
        return self._database.read_only

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    # Writing

    def lock(self) -> WriterLock:
        """The lock to hold around any number of batches.

        Raises LibraryReadOnly; entering it raises LibraryLocked.
        """
        self._database.must_write()
        return WriterLock(self.folder)

    @contextmanager
    def batch(self, now: str) -> Iterator[Batch]:
        """A transaction: committed as a whole at the end, or not at all. ``now``: ISO 8601, UTC."""
        with self._database.writing() as connection:
            listing.counter(connection, "generation")  # damage must not be written over
            connection.execute("UPDATE counters SET value = value + 1 WHERE name = 'generation'")
            yield Batch(self._database, listing.counter(connection, "generation"), now)

    @contextmanager
    def rehearsal(self, now: str) -> Iterator[Batch]:
        """A batch of which nothing stays, without a lock and on any medium. ``now``: ISO 8601, UTC."""
        from search.store.rehearsal import rehearsing

        with rehearsing(self._database, now) as batch:
            yield batch

    # Lists

    def generation(self) -> int:
        """The number of the last transaction: equal numbers mean an unchanged store."""
        with self._database.reading() as connection:
            return listing.counter(connection, "generation")

    def state(self) -> State:
        """What tells whether something derived is up to date."""
        with self._database.reading() as connection:
            return State(
                listing.counter(connection, "library"),
                listing.last_change(connection),
                listing.counter(connection, "articles"),
            )

    def count(self) -> int:
        """How many articles there are."""
        with self._database.reading() as connection:
            return listing.counter(connection, "articles")

    def window(self, offset: int, limit: int, sort: Sort) -> tuple[int, list[Hit]]:
        """The count of all articles, and a window of their rows, from one state of the store."""
        with self._database.reading() as connection:
            pks = listing.window(connection, offset, limit, sort)
            found = listing.rows(connection, pks)
            return listing.counter(connection, "articles"), [found.get(pk) or listing.lost(pk) for pk in pks]

    def rows(self, pks: Sequence[int]) -> dict[int, Hit]:
        """The row of each article; pks that don't exist are left out."""
        with self._database.reading() as connection:
            return listing.rows(connection, pks)

    def pks(self, ids: Iterable[str]) -> dict[str, int]:
        """The pk of each id; ids that don't exist are left out."""
        with self._database.reading() as connection:
            return listing.pks(connection, ids)

    def pks_by_key(self, keys: Sequence[str]) -> dict[str, int]:
        """The pk of the article that a source calls so, for each key that has one."""
        with self._database.reading() as connection:
            return articles.by_keys(connection, keys)

    def added(self, begin: int, end: int) -> list[int]:
        """The pks of the articles that came from second ``begin`` to before ``end`` (since 1970), ascending."""
        with self._database.reading() as connection:
            return listing.added(connection, begin, end)

    def of_origin(self, field: str, text: str, whole: bool) -> list[int]:
        """The pks, ascending, of the articles that came from such a path, address or source."""
        with self._database.reading() as connection:
            return origins.named(connection, field, text, whole)

    def newer(self, looked: Seen) -> list[int]:
        """The pks of the articles that came after the library was looked at, ascending."""
        with self._database.reading() as connection:
            return listing.newer(connection, looked)

    def newest(self) -> Newest:
        """Up to where the library can be looked at now."""
        with self._database.reading() as connection:
            return listing.newest(connection)

    def carried(self, id: str) -> tuple[Article, list[SourceForm], list[tuple[str, Article]]]:
        """An article with its forms, their originals, and its older texts. Raises ArticleMissing."""
        from search.store import carrying

        with self._database.reading() as connection:
            pk = articles.by_id(connection, id)
            article = articles.load(connection, pk) if pk is not None else None
            if pk is None or article is None:
                raise ArticleMissing(f"There is no article {id}.", "It was removed meanwhile.")
            return article, carrying.places(connection, pk), carrying.older(connection, pk)

    def in_order(self, sort: Sort) -> list[int]:
        """The pk of every article in this order."""
        with self._database.reading() as connection:
            return listing.window(connection, 0, -1, sort)

    def counts(self) -> Counts:
        """How much is here."""
        with self._database.reading() as connection:
            oldest, newest = listing.dates(connection)
            return Counts(
                articles=listing.counter(connection, "articles"),
                renditions=listing.counter(connection, "renditions"),
                tagged=listing.counter(connection, "tagged"),
                mentions=listing.counter(connection, "mentions"),
                entities=listing.counter(connection, "entities"),
                failures=journal.failure_count(connection),
                oldest=oldest,
                newest=newest,
            )

    # Articles

    def article(self, pk: int) -> Article | None:
        """One article with its renditions. Raises ArticleDamaged."""
        with self._database.reading() as connection:
            return articles.load(connection, pk)

    def find(self, name: str) -> tuple[int, ...]:
        """Pks of the article with this id, source key, or else of a few whose ids begin so."""
        with self._database.reading() as connection:
            pk = articles.by_id(connection, name) or articles.by_key(connection, name)
            return (pk,) if pk else tuple(pk for pk, _ in articles.by_prefix(connection, name))

    def thread(self, pk: int) -> list[int]:
        """The pks of the thread of mail that an article belongs to, in the order of reading."""
        with self._database.reading() as connection:
            return threads.thread(connection, pk)

    def revisions(self, pk: int) -> tuple[Article, ...]:
        """The older texts of an article, oldest first."""
        with self._database.reading() as connection:
            return articles.revisions(connection, pk)

    def original(self, pk: int, path: str) -> bytes | None:
        """The bytes of a rendition; None when they were too many to keep."""
        with self._database.reading() as connection:
            return renditions.original(connection, pk, path)

    def changed_since(self, generation: int) -> list[int]:
        """The pks of the articles that were written after ``generation``, ascending."""
        with self._database.reading() as connection:
            return listing.changed_since(connection, generation)

    def changes_since(self, generation: int) -> list[tuple[int, int]]:
        """The same as (generation that wrote it, pk), ascending."""
        with self._database.reading() as connection:
            return listing.changes_since(connection, generation)

    def articles(self, pks: Iterable[int]) -> Iterator[tuple[int, Article]]:
        """(pk, article) of each that is still there, in the order given.

        One that is damaged has no text, and says so in its title. Each is read for itself: a long walk in one
        transaction would keep the log from being folded in.
        """
        for pk in pks:
            try:
                found = self.article(pk)
            except ArticleDamaged:  # it counts, and the others go on
                with self._database.reading() as connection:
                    found = articles.stub(connection, pk)
            if found is not None:
                yield pk, found

    def sketches(self, pks: Sequence[int]) -> dict[int, bytes]:
        """What :func:`search.article.identity.shingle_sketch` gave for the body of each article."""
        with self._database.reading() as connection:
            return articles.sketches(connection, pks)

    # Journal

    def source(self, path: str) -> Source | None:
        """What the journal knows of a file."""
        with self._database.reading() as connection:
            return journal.find(connection, path)

    def failures(self) -> tuple[Failure, ...]:
        """Every file and record that failed when it was last read."""
        with self._database.reading() as connection:
            return journal.failures(connection)

    def losses(self) -> tuple[Failure, ...]:
        """Where articles were read that lack words of their originals, with the warnings that say so."""
        with self._database.reading() as connection:
            return journal.losses(connection)

    def failed_sources(self) -> list[str]:
        """The files that failed, or of which a record failed, when they were last read."""
        with self._database.reading() as connection:
            return journal.failed(connection)

    def sources_below(self, path: str) -> list[str]:
        """The files at or below a path that are not missing, in the order of paths."""
        with self._database.reading() as connection:
            return journal.below(connection, path)

    def missing(self) -> tuple[list[str], list[int]]:
        """The missing files, and the pks of the articles that came from nowhere else."""
        with self._database.reading() as connection:
            return journal.missing(connection), journal.only_missing(connection)

    def mend(self) -> list[str]:
        """Mend what is derived from sound rows; a sentence for each kind of thing. Raises LibraryDamaged."""
        with self._database.patient(), self._database.writing() as connection:
            return list(repair.mend(connection))

    def damaged_articles(self) -> list[Place]:
        """Where the damaged articles were read."""
        with self._database.patient(), self._database.reading() as connection:
            return repair.damaged_articles(connection)

    def problems(self) -> list[str]:
        """A sentence for everything that is wrong with the store; reads all of it. Raises LibraryDamaged."""
        with self._database.patient(), self._database.reading() as connection:
            found: list[str] = []
            try:
                found.extend(verify.problems(connection))
            except (*NONSENSE, sqlite3.Error) as error:  # what was found before it counts all the same
                found.append(f"The rest of the database cannot be read ({printable(str(error), 120)}).")
            return found

    # Mentions

    def mentions(self, pk: int) -> tuple[Mention, ...] | None:
        """The mentions in an article; None before it was tagged."""
        with self._database.reading() as connection:
            return mentions.get(connection, pk)

    def untagged(self, extractor: int) -> list[int]:
        """The pks of all articles that this version of the extractor hasn't seen, ascending."""
        with self._database.reading() as connection:
            return mentions.untagged(connection, extractor)

    def tagged_until(self) -> int:
        """The generation that tagged an article last; 0 when none did."""
        with self._database.reading() as connection:
            return mentions.until(connection)

    def tagged_after(self, generation: int) -> int:
        """How many articles were tagged after ``generation``."""
        with self._database.reading() as connection:
            return mentions.tagged_after(connection, generation)

    def tagged_since(self, generation: int) -> Iterator[tuple[int, str, tuple[Mention, ...]]]:
        """(pk, date, mentions) of every article that was tagged after ``generation``, by pk."""
        with self._database.reading() as connection:
            pks = mentions.tagged_since(connection, generation)
        for pk in pks:
            try:
                with self._database.reading() as connection:
                    found = mentions.dated(connection, pk)
            except MentionsDamaged:  # they are no longer known, and are found again
                if not self.read_only:
                    with self._database.writing() as connection:
                        mentions.forget(connection, pk)
                continue
            if found is not None:
                yield pk, *found
