"""Library: the one door to a collection of articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from search.article.model import Article
from search.entities.model import EntityCard, EntityKind, Mention
from search.errors import ArticleMissing
from search.library.collection import Collection
from search.query.model import FacetValue, Hit, Page, Query, Sort
from search.text import printable
from search.work.progress import Stop

if TYPE_CHECKING:
    from search.library.curation import Curation
    from search.query.completion import Completion
    from search.query.explain import Contribution, Explanation


class Library(Collection):
    """A collection that is asked and read. Safe to use from several threads."""

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
        from search.library.answers import rows_with_snippets

        pks = self._store.pks(ids)
        rows = rows_with_snippets(self._store, self._derived.answers.shown(query), list(pks.values()))
        return tuple(rows[pks[id]] for id in ids if id in pks and pks[id] in rows)

    def highlights(self, query: Query, article: Article) -> tuple[tuple[int, int], ...]:
        """Where the query matches in ``article.text``: (start, end), ascending, without overlap."""
        from search.library.answers import spans

        return spans(self._derived.answers.shown(query), article)

    def best_offset(self, query: Query, article: Article) -> int:
        """Where the article should open: the first hit of its best passage, 0 when it has none."""
        from search.query.snippets import best_offset

        return best_offset(self._derived.answers.shown(query), article)

    def entities(
        self,
        query: Query | None = None,
        *,
        kind: EntityKind | None = None,
        limit: int = 100,
        reading: str = "",
        by_relevance: bool = False,
        stop: Stop | None = None,
    ) -> tuple[EntityCard, ...]:
        """Entities named in the results, with exact counts, the most frequent of each kind first.

        ``by_relevance``: those first that the results name more often than the library does. ``limit`` is
        per kind. ``reading`` is the id of the article being read: its entities come along
        whatever their rank, with :attr:`EntityCard.here` set. Raises QueryError, Cancelled, IndexUnusable,
        ArticleMissing.
        """
        if not self._store.tagged_until():
            return ()
        narrowed = query is not None and query.as_text()
        pks = self._derived.answers.matching(query, stop) if query is not None and narrowed else None
        reading_pk = self._pk(reading) if reading else None
        return self._derived.tagging.counts().cards(
            pks, kind=kind, limit=limit, reading_pk=reading_pk, by_relevance=by_relevance
        )

    @property
    def curation(self) -> Curation:
        """Pages of entities, and the user's decisions about them."""
        from search.library.curation import Curation

        return Curation(self._store, self._derived)

    def facets(
        self, query: Query, field: str, *, limit: int = 20, stop: Stop | None = None
    ) -> tuple[FacetValue, ...]:
        """Values of a keyword field over all hits with exact counts.

        ``field`` is ``category``, ``organisation``, ``tag``, ``kind``, ``year``, ``month`` or ``day``.
        """
        return self._derived.answers.facets(query, field, limit, stop) if self._store.count() else ()

    def complete(self, text: str, *, limit: int = 8) -> tuple[Completion, ...]:
        """Ways to go on with a query that is being typed: fields, values, names of entities, words.

        ``text`` is the query up to the cursor. Raises IndexUnusable.
        """
        from search.query.completion import complete

        if not self._store.count():
            return ()
        derived = self._derived
        own = self.marks.tags
        return complete(text, derived.answers.snapshot(), names=derived.tagging.names, own=own, limit=limit)

    def explain(self, query: Query, *, stop: Stop | None = None) -> Explanation:
        """How many articles each clause of a query matches, and the query without each.

        Raises QueryError, Cancelled, IndexUnusable.
        """
        return self._derived.answers.explain(query, stop)

    def why(self, query: Query, id: str) -> tuple[Contribution, ...]:
        """What each part of a query gives to an article's score, the largest first; empty for no hit.

        Raises QueryError, ArticleMissing, IndexUnusable.
        """
        return self._derived.answers.why(query, self._pk(id))

    def related(self, id: str, *, limit: int = 10, stop: Stop | None = None) -> tuple[Hit, ...]:
        """The articles most like one, best first. Raises ArticleMissing, Cancelled, IndexUnusable."""
        return self._derived.answers.related(self._pk(id), self.article(id), limit, stop)

    def thread(self, id: str) -> tuple[Hit, ...]:
        """The mails of one's thread and what is attached to them, in the order of reading; itself included.

        Raises ArticleMissing.
        """
        pks = self._store.thread(self._pk(id))
        rows = self._store.rows(pks)
        return tuple(rows[pk] for pk in pks if pk in rows)

    # Reading

    def article(self, id: str) -> Article:
        """One article by its id, a unique prefix of it, or its source key. Raises ArticleMissing."""
        article = self._store.article(self._pk(id))
        if article is None:
            raise ArticleMissing("The article has been removed.", "Look at the list again.")
        return article

    def _pk(self, name: str) -> int:
        found = self._store.find(name)
        if len(found) == 1:
            return found[0]
        shown = printable(name, 60)
        if found:
            raise ArticleMissing(f"More than one id begins with {shown!r}.", "Give more of its characters.")
        raise ArticleMissing(f"No article has the id {shown!r}.", "Find it with: dossier search WORDS")

    def revisions(self, id: str) -> tuple[Article, ...]:
        """The older texts of an article, oldest first. Raises ArticleMissing."""
        return self._store.revisions(self._pk(id))

    def original(self, id: str, path: str = "") -> bytes:
        """The bytes that an article was read from: at ``path``, else those of its first rendition.

        Raises ArticleMissing when they were too many to keep.
        """
        pk = self._pk(id)
        paths = (path,) if path else tuple(r.path for r in self.article(id).renditions)
        for one in paths:
            found = self._store.original(pk, one)
            if found is not None:
                return found
        where = printable(", ".join(paths), 200)
        raise ArticleMissing("The original of this article was not kept.", f"It was read from {where}.")

    def mentions(self, id: str) -> tuple[Mention, ...]:
        """Every mention in one article, ascending by start, as decided. Raises ArticleMissing."""
        return self._derived.tagging.mentions(self._pk(id))
