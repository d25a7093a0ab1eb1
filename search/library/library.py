"""Library: the one door to a collection of articles."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from search.article.model import Article
from search.entities.model import EntityCard, EntityKind, Mention
from search.library.lookup import Lookup
from search.query.interface import FacetValue, Hit, Page, Query, Sort
from search.store.store import Store
from search.work.clock import now
from search.work.progress import Failure, ImportReport, Report, Status, Stop

if TYPE_CHECKING:
    from search.index.whoosh_index import ReadOnlyIndex
    from search.library.curation import Curation
    from search.library.derived import Derived
    from search.library.executor import Executor
    from search.library.upkeep import Purge
    from search.library.value_door import Values
    from search.marks.marks import Marks
    from search.query.completion import Completion
    from search.query.explain import Contribution, Explanation


class Library:
    """A folder with a store, and what is derived from it; filled, kept in order, asked and read.

    Safe to use from several threads: each thread gets a database connection of its own. Everything is done by
    parts, which are loaded when they are first needed: the list of articles is shown without index or numpy.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lookup = Lookup(store)
        self._guard = threading.Lock()
        self._held_derived: Derived | None = None
        self._held_marks: Marks | None = None

    # Opening

    @classmethod
    def open(cls, path: Path, *, create: bool = False, read_only: bool = False) -> Self:
        """Open the library at ``path``; cheap: the index is not touched before it is needed.

        Raises LibraryMissing (unless ``create``), LibraryNewer, LibraryDamaged. On media that cannot be
        written to, the library opens read-only by itself.
        """
        return cls(Store.open(Path(path), create=create, read_only=read_only))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files. Reading threads must have ended."""
        if self._held_marks is not None:
            self._held_marks.close()
        self._derived.valuing.table.close()
        self._store.close()

    @property
    def path(self) -> Path:
        """The library's folder."""
        return self._store.folder

    @property
    def read_only(self) -> bool:
        """Whether nothing can be added."""
        return self._store.read_only

    @property
    def _derived(self) -> Derived:
        """Index, entities, and what answers from both."""
        from search.library.derived import Derived

        with self._guard:
            if self._held_derived is None:
                self._held_derived = Derived(self._store, lambda: self.marks)
            return self._held_derived

    @property
    def identity(self) -> str:
        """A number that the library got when it was made; it goes with the folder wherever that is moved."""
        return self._store.newest().library

    def look(self) -> None:
        """Note that everything that is here now has been looked at: ``is:new`` asks for what comes later.

        Raises MarksError.
        """
        from search.marks.searches import Looked, look

        newest = self._store.newest()
        self.marks.notebook.do("looked", [look(Looked(newest.library, newest.pk, now()))])

    @property
    def marks(self) -> Marks:
        """What the reader thinks of the articles: whose marks ``is:``, ``has:`` and ``own:`` ask for."""
        from search.marks.marks import Marks

        with self._guard:
            held = self._held_marks
        if held is None:
            self.marks = held = Marks.of_library(self.path, self.identity)
        return held

    @marks.setter
    def marks(self, marks: Marks) -> None:
        from search.library import unfinished

        with self._guard:
            self._held_marks = marks
        unfinished.finish(self._store, self.curation, marks)

    @property
    def curation(self) -> Curation:
        """Pages of entities, and the user's decisions about them."""
        from search.library.curation import Curation

        return Curation(self._store, self._derived)

    @property
    def values(self) -> Values:
        """E-mail addresses, amounts, laws and other values, where the library keeps them."""
        from search.library.value_door import Values

        return Values(self._store, self._derived)

    # Filling

    def add(
        self,
        paths: Iterable[Path],
        *,
        checksum: bool = False,
        retry_failed: bool = False,
        again: bool = False,
        encoding: str = "",
        executor: Executor | None = None,
        progress: Report | None = None,
        stop: Stop | None = None,
    ) -> ImportReport:
        """Import files and folders, index and tag what is new. One transaction a batch.

        ``checksum``: whether a file has changed is told by its content, not by size and time.
        ``retry_failed``: what failed is read again; without paths, all of it and nothing else.
        ``again``: all is read again, by the rules and site profiles as they are now.
        ``encoding``: what text without a mark is read as, whatever it looks like. ``executor``: who parses and
        tags; processes of this machine when it is left out.
        Raises LibraryLocked, LibraryReadOnly, what the executor raises; IntakeError for a path that does not
        exist. A bad file is a failure in the report.
        """
        from search.library.importing import (
            Import,  # the importers are loaded when there is something to import
        )

        how: dict[str, Any] = {"checksum": checksum, "retry_failed": retry_failed, "again": again}
        how |= {"encoding": encoding, "executor": executor}
        with self._store.lock():
            return self._derived.fill(Import(self._store, progress=progress, stop=stop, **how), paths)

    def rehearse(
        self,
        paths: Iterable[Path],
        *,
        checksum: bool = False,
        retry_failed: bool = False,
        again: bool = False,
        encoding: str = "",
        executor: Executor | None = None,
        progress: Report | None = None,
        stop: Stop | None = None,
    ) -> ImportReport:
        """What :meth:`add` would do. Nothing stays of it, and nobody who writes is kept waiting.

        Raises IntakeError for a path that does not exist. A library that is read-only can be asked too.
        """
        from search.library.importing import Import

        how: dict[str, Any] = {"checksum": checksum, "retry_failed": retry_failed, "again": again}
        how |= {"encoding": encoding, "executor": executor}
        return Import(self._store, progress=progress, stop=stop, **how).rehearse(paths)

    def prepare(
        self, query: Query | None = None, *, progress: Report | None = None, stop: Stop | None = None
    ) -> None:
        """Load the index; rebuild it first when it is missing, stale or damaged. Call it in a thread.

        ``query``: nothing else will be asked, so that counts of entities are left alone unless it names some.
        Raises Cancelled, and LibraryLocked when there is no index yet and another process is making it.
        """
        from search.query.asked import names_entities

        entities = query is None or names_entities(query)
        self._derived.prepare(entities=entities, progress=progress, stop=stop)

    def index_state(self) -> str:
        """``ready``, ``missing``, ``stale`` or ``damaged: why``; cheap."""
        return self._derived.indexing.state()

    @property
    def mended(self) -> str:
        """What was found damaged and has been made anew since the library was opened, as a sentence."""
        tagging = self._derived.tagging
        told = [tagging.mended, tagging.damaged_decisions(), *(self.damaged_marks[:1])]
        return " ".join(one for one in told if one)

    @property
    def damaged_marks(self) -> tuple[str, ...]:
        """What of the marks, notes and dossiers that were read so far could not be believed, as sentences."""
        return self._held_marks.damaged if self._held_marks is not None else ()

    def tag(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Find the entities of the articles that have not been looked at; :meth:`add` does so by itself.

        Raises LibraryLocked, LibraryReadOnly, Cancelled; what was committed stays.
        """
        with self._store.lock():
            self._derived.tagging.tag(progress=progress, stop=stop)

    def reindex(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Delete and rebuild everything that is derived: mentions, entities, index.

        Raises LibraryLocked, LibraryReadOnly, Cancelled; what was committed stays, and the next
        :meth:`prepare` goes on.
        """
        with self._store.lock():
            self._derived.rebuild(progress=progress, stop=stop)

    # Upkeep

    def forget(self, path: Path) -> int:
        """Mark all files at or below ``path`` as missing; their articles stay until :meth:`purge`.

        Gives how many files those were. Raises Unreadable when nothing was read from there, LibraryLocked,
        LibraryReadOnly.
        """
        from search.library import upkeep

        with self._store.lock():
            return upkeep.forget(self._store, path)

    def to_purge(self) -> Purge:
        """What :meth:`purge` would delete."""
        from search.library import upkeep

        return upkeep.to_purge(self._store)

    def purge(self) -> Purge:
        """Delete what came from missing files alone. Raises LibraryLocked, LibraryReadOnly."""
        from search.library import upkeep

        with self._store.lock():
            return upkeep.purge(self._store, self._derived)

    def check(self) -> tuple[str, ...]:
        """A sentence for everything that is wrong; reads every byte of library and marks."""
        from search.library import upkeep

        return upkeep.check(self._store, self._derived, self.marks.path)

    def repair(self, *, progress: Report | None = None, stop: Stop | None = None) -> tuple[str, ...]:
        """Mend what is derived or can be read again; a sentence for everything that was.

        What has no second source stays as it is. Raises LibraryLocked, LibraryReadOnly, Cancelled.
        """
        from search.library.repair import repair

        with self._store.lock():
            return repair(self._store, self._derived, progress=progress, stop=stop)

    def status(self) -> Status:
        """What is in the library."""
        from search.library import upkeep

        return upkeep.status(self._store, self._derived)

    def failures(self) -> tuple[Failure, ...]:
        """Every file and record that failed when it was last read, with its reason."""
        return self._store.failures()

    def losses(self) -> tuple[Failure, ...]:
        """Where the articles were read that lack words of their originals, with the warnings that say so."""
        return self._store.losses()

    # Asking

    def rows(self, offset: int, limit: int, sort: Sort = Sort.DATE) -> Page:
        """A window of all articles, from the store alone: needs neither Whoosh nor the index."""
        total, hits = self._store.window(offset, limit, sort)
        return Page(Query(sort=sort, offset=offset, limit=limit), total, tuple(hits), echo="all articles")

    def search(self, query: Query, *, stop: Stop | None = None) -> Page:
        """Answer a query. Hits carry no snippets. Raises QueryError, Cancelled, IndexUnusable."""
        if query.grouped:
            return self._derived.grouping.page(query, lambda plain: self.search(plain, stop=stop))
        if not query.as_text():
            return replace(self.rows(query.offset, query.limit, query.sort), query=query)
        if not self._store.count():
            return Page(query, 0, (), echo="an empty library")
        return self._derived.answers.page(query, stop)

    def snippets(self, query: Query, ids: Sequence[str]) -> tuple[Hit, ...]:
        """The rows of these articles with their best passages for the query, in the order given."""
        return self._derived.answers.snippets(query, ids)

    def highlights(self, query: Query, article: Article) -> tuple[tuple[int, int], ...]:
        """Where the query matches in ``article.text``: (start, end), ascending, without overlap."""
        return self._derived.answers.spans(query, article)

    def best_offset(self, query: Query, article: Article) -> int:
        """Where the article should open: the first hit of its best passage, 0 when it has none."""
        return self._derived.answers.best_offset(query, article)

    def entities(
        self,
        query: Query | None = None,
        *,
        kind: EntityKind | None = None,
        limit: int = 100,
        reading: str = "",
        by_relevance: bool = False,
        containing: str = "",
        stop: Stop | None = None,
    ) -> tuple[EntityCard, ...]:
        """Entities named in the results, with exact counts, the most frequent of each kind first.

        ``by_relevance``: those first that the results name more often than the library does. ``limit`` is
        per kind. ``reading`` is the id of the article being read: its entities come along
        whatever their rank, with :attr:`EntityCard.here` set. ``containing``: only those in whose name or
        aliases each of these words stands, whole or in part. Raises QueryError, Cancelled, IndexUnusable,
        ArticleMissing.
        """
        if not self._store.tagged_until():
            return ()
        narrowed = query is not None and query.as_text()
        pks = self._derived.answers.matching(query, stop) if query is not None and narrowed else None
        reading_pk = self._lookup.pk(reading) if reading else None
        return self._derived.tagging.counts().cards(
            pks,
            kind=kind,
            limit=limit,
            reading_pk=reading_pk,
            by_relevance=by_relevance,
            containing=containing,
        )

    def entity_numbers(
        self, query: Query | None = None, *, containing: str = "", stop: Stop | None = None
    ) -> dict[EntityKind, int]:
        """How many entities of each kind the results name, exactly; ``containing`` as for :meth:`entities`.

        Raises QueryError, Cancelled, IndexUnusable.
        """
        if not self._store.tagged_until():
            return dict.fromkeys(EntityKind, 0)
        narrowed = query is not None and query.as_text()
        pks = self._derived.answers.matching(query, stop) if query is not None and narrowed else None
        return self._derived.tagging.counts().numbers(pks, containing)

    def facets(
        self, query: Query, field: str, *, limit: int = 20, stop: Stop | None = None
    ) -> tuple[FacetValue, ...]:
        """Values of a keyword field over all hits with exact counts.

        ``field`` is ``category``, ``organisation``, ``tag``, ``kind``, ``lang``, ``year``, ``month`` or
        ``day``.
        """
        return self._derived.answers.facets(query, field, limit, stop) if self._store.count() else ()

    def complete(self, text: str, *, limit: int = 8) -> tuple[Completion, ...]:
        """Ways to go on with a query that is being typed: fields, values, names of entities, words.

        ``text`` is the query up to the cursor. Raises IndexUnusable.
        """
        return self._derived.complete(text, limit) if self._store.count() else ()

    def explain(self, query: Query, *, stop: Stop | None = None) -> Explanation:
        """How many articles each clause of a query matches, and the query without each.

        Raises QueryError, Cancelled, IndexUnusable.
        """
        return self._derived.answers.explain(query, stop)

    def why(self, query: Query, id: str) -> tuple[Contribution, ...]:
        """What each part of a query gives to an article's score, the largest first; empty for no hit.

        Raises QueryError, ArticleMissing, IndexUnusable.
        """
        return self._derived.answers.why(query, self._lookup.pk(id))

    def whoosh(self) -> ReadOnlyIndex:
        """The index as one of Whoosh's, read-only, for its searcher, query parser, facets and highlighter.

        It is a state of the index, and stays so when articles are added. Loads Whoosh. Raises IndexUnusable.
        """
        from search.index.whoosh_quiet import load_whoosh

        load_whoosh()
        from search.library.whoosh_view import whoosh_index

        return whoosh_index(self._derived.answers.snapshot(), self._store)

    def related(self, id: str, *, limit: int = 10, stop: Stop | None = None) -> tuple[Hit, ...]:
        """The articles most like one, best first. Raises ArticleMissing, Cancelled, IndexUnusable."""
        return self._derived.answers.related(self._lookup.pk(id), self.article(id), limit, stop)

    def thread(self, id: str) -> tuple[Hit, ...]:
        """The mails of one's thread and what is attached to them, in the order of reading; itself included.

        Raises ArticleMissing.
        """
        pks = self._store.thread(self._lookup.pk(id))
        rows = self._store.rows(pks)
        return tuple(rows[pk] for pk in pks if pk in rows)

    # Reading

    def article(self, id: str) -> Article:
        """One article by its id, a unique prefix of it, or its source key. Raises ArticleMissing."""
        return self._lookup.article(id)

    def revisions(self, id: str) -> tuple[Article, ...]:
        """The older texts of an article, oldest first. Raises ArticleMissing."""
        return self._lookup.revisions(id)

    def original(self, id: str, path: str = "") -> bytes:
        """The bytes that an article was read from: at ``path``, else those of its first rendition.

        Raises ArticleMissing when they were too many to keep.
        """
        return self._lookup.original(id, path)

    def mentions(self, id: str) -> tuple[Mention, ...]:
        """Every mention in one article, ascending by start, as decided. Raises ArticleMissing."""
        return self._derived.tagging.mentions(self._lookup.pk(id))
