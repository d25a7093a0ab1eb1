"""Library: the one door to a collection of articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from search.article.model import Article
from search.entities.model import EntityCard, EntityKind, Mention
from search.progress import ImportReport, Report, Status
from search.query.model import FacetValue, Hit, Page, Query, Sort, Stop


class Library:
    """A folder that holds a collection: its store, and what is derived from it.

    Safe to use from several threads: each thread gets a database connection and a searcher of its own.
    """

    @classmethod
    def open(cls, path: Path, *, create: bool = False, read_only: bool = False) -> Self:
        """Open the library at ``path``; cheap: the index is not touched before it is needed.

        Raises LibraryMissing (unless ``create``), LibraryNewer, LibraryDamaged. On media that cannot be
        written to, the library opens read-only by itself.
        """
        raise NotImplementedError

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

    def add(
        self, paths: Iterable[Path], *, progress: Report | None = None, stop: Stop | None = None
    ) -> ImportReport:
        """Import files and folders, index and tag what is new. One transaction a batch.

        Raises LibraryLocked, LibraryReadOnly; IntakeError for a path that does not exist. A bad file is
        a failure in the report.
        """
        raise NotImplementedError

    def rows(self, offset: int, limit: int, sort: Sort = Sort.DATE) -> Page:
        """A window of all articles, from the store alone: needs neither Whoosh nor the index."""
        raise NotImplementedError

    def index_state(self) -> str:
        """``ready``, ``missing``, ``stale`` or ``damaged: why``; cheap."""
        raise NotImplementedError

    def prepare(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Load the index; rebuild it first when it is missing, stale or damaged. Call it in a thread."""
        raise NotImplementedError

    def search(self, query: Query, *, stop: Stop | None = None) -> Page:
        """Answer a query. Hits carry no snippets. Raises QueryError, Cancelled."""
        raise NotImplementedError

    def snippets(self, query: Query, ids: Sequence[str]) -> tuple[Hit, ...]:
        """The rows of these articles with their best passages for the query, in the order given."""
        raise NotImplementedError

    def highlights(self, query: Query, article: Article) -> tuple[tuple[int, int], ...]:
        """Where the query matches in ``article.text``: (start, end), ascending, without overlap."""
        raise NotImplementedError

    def article(self, id: str) -> Article:
        """One article by its id, a unique prefix of it, or its source key. Raises ArticleMissing."""
        raise NotImplementedError

    def mentions(self, id: str) -> tuple[Mention, ...]:
        """Every mention in one article, ascending by start."""
        raise NotImplementedError

    def entities(
        self,
        query: Query | None = None,
        *,
        kind: EntityKind | None = None,
        limit: int = 100,
        reading: str = "",
        stop: Stop | None = None,
    ) -> tuple[EntityCard, ...]:
        """Entities named in the results, with exact counts, the most frequent of each kind first.

        ``limit`` is per kind. ``reading`` is the id of the article being read: its entities come along
        whatever their rank, with :attr:`EntityCard.here` set.
        """
        raise NotImplementedError

    def facets(
        self, query: Query, field: str, *, limit: int = 20, stop: Stop | None = None
    ) -> tuple[FacetValue, ...]:
        """Values of a keyword field over all hits with exact counts.

        ``field`` is ``category``, ``organisation``, ``tag``, ``kind``, ``year``, ``month`` or ``day``.
        """
        raise NotImplementedError

    def status(self) -> Status:
        """What is in the library."""
        raise NotImplementedError

    def reindex(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Delete and rebuild everything that is derived: mentions, entities, index."""
        raise NotImplementedError
