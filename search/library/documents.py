"""Dossiers as documents, and saved searches with what is new: the notebook joined with the library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from search.article.csl import bibliography
from search.article.model import Article
from search.bundle.report import Door, Named, Report, Rows, build, plain_citations
from search.entities.model import EntityKind
from search.errors import ArticleMissing, Cancelled, DossierError, EntityError
from search.library.library import Library
from search.marks import dossiers, passages, searches
from search.marks.anchor import Place
from search.marks.dossiers import Dossier, Item, What
from search.marks.facts import Subject
from search.marks.notebook import Draft
from search.marks.passages import Passage
from search.marks.searches import EVERYTHING, Looked, SavedSearch
from search.query.interface import Hit, Query
from search.text import printable
from search.work.progress import Report as Progress
from search.work.progress import Stop

DIGEST_ROWS = 100
"""New articles that a digest lists for one search; all are counted."""


@dataclass(frozen=True, slots=True)
class SearchCount:
    """A saved search with what it finds now."""

    search: SavedSearch
    total: int = 0
    new: int = 0
    """Of these, how many came since its results were looked at."""
    error: str = ""
    """Why it cannot be answered."""


@dataclass(frozen=True, slots=True)
class News:
    """What is new for one saved search, newest first."""

    count: SearchCount
    hits: tuple[Hit, ...]


class Documents:
    """What is made of a library and of what one person wrote on it."""

    def __init__(self, library: Library) -> None:
        self._library = library

    # Reports

    def report(
        self, name: str, *, style: str = "plain", progress: Progress | None = None, stop: Stop | None = None
    ) -> Report:
        """The report of a dossier, with citations in a style of CSL or ``plain``.

        Raises MarksError without such a dossier, CitationError, Cancelled.
        """
        book = self._library.marks.notebook.book
        made = datetime.now(UTC).date().isoformat()

        def cited(articles: Sequence[Article]) -> list[str]:
            return plain_citations(articles) if style == "plain" else bibliography(articles, style)

        return build(
            dossiers.named(book, name), passages.passages(book), self._door(), made=made, style=cited,
            progress=progress, stop=stop,
        )  # fmt: skip

    def _door(self) -> Door:
        library = self._library

        def names(id: str) -> Iterator[Named]:
            for kind, name in {(one.kind.value, one.name) for one in library.mentions(id)}:
                yield Named(kind, name)

        def rows(query: str, limit: int) -> Rows:
            page = library.search(Query(query, limit=limit))
            return Rows(page.total, tuple(hit.id for hit in page.hits))

        def counted(kind: str, name: str) -> int:
            try:
                return library.search(Query(f'{kind}:"{name}"', limit=1)).total
            except EntityError:
                return 0

        return Door(library.article, names, rows, counted)

    def dossier_articles(self, dossier: Dossier) -> tuple[list[str], list[str]]:
        """Ids of the articles that a dossier holds or quotes, in its order; and what is not there any more."""
        found: dict[str, None] = {}
        gone: list[str] = []
        book = self._library.marks.notebook.book
        for item in dossier.items:
            held = passages.passage_of(book, item.passage) if item.what is What.PASSAGE else None
            subject = held.subject if held else item.subject
            if item.what is What.QUERY:
                found |= dict.fromkeys(self.ids(Query(item.query)))
            elif subject.id:
                id = self.id_of(subject)
                found |= {id: None} if id else {}
                gone += [] if id else [item.title or subject.id]
        return list(found), gone

    def id_of(self, subject: Subject) -> str:
        """The id of an article of today, by id or source key; empty when it is gone."""
        for name in filter(None, (subject.id, subject.source_key)):
            try:
                return self._library.article(name).id
            except ArticleMissing:
                continue
        return ""

    def ids(self, query: Query) -> Iterator[str]:
        """Ids of all that a query finds, in its order. Raises QueryError."""
        window = 500
        offset = 0
        while True:
            page = self._library.search(query.window(offset, window))
            yield from (hit.id for hit in page.hits)
            offset += window
            if not page.hits or offset >= page.total:
                return

    # Passages

    def mark_quote(self, article: Article, quote: str) -> Draft:
        """Mark the words ``quote`` in an article. Raises MarksError when they are not in it."""
        from search.errors import MarksError
        from search.marks.anchor import Anchor, find

        place: Place | None = find(article.text, Anchor(quote.strip()))
        if place is None:
            raise MarksError("The article does not have these words.", "Copy them from: dossier show ID")
        return passages.mark(article, place.start, place.end)

    def put(self, dossier: Dossier, items: Iterable[Item]) -> str:
        """Put items into a dossier; says how many were new, in words. Raises MarksError."""
        notebook = self._library.marks.notebook
        wanted = list(items)
        made = self._library.marks.write(f"put into {dossier.name}", dossiers.put(dossier, wanted))
        keys = [one.passage for one in wanted if one.passage]
        if keys and notebook.is_shared(dossier.key):
            notebook.share(keys)
        return made.extent

    # Saved searches

    def count(self, search: SavedSearch, stop: Stop | None = None) -> SearchCount:
        """What a saved search finds, and how much of it is new. Raises Cancelled."""
        try:
            total, new = self._matching(search, stop)
        except Cancelled:
            raise
        except DossierError as error:
            return SearchCount(search, error=error.sentence)
        return SearchCount(search, total, len(new))

    def _matching(self, search: SavedSearch, stop: Stop | None) -> tuple[int, list[int]]:
        library = self._library
        if not library._store.count():
            return 0, []
        found = library._derived.answers.matching(Query(search.query, literal=True), stop)
        newer = np.array(library._store.newer(search.looked), np.int64)
        return len(found), np.intersect1d(found, newer, assume_unique=True).tolist()

    def counts(self, stop: Stop | None = None) -> tuple[SearchCount, ...]:
        """Every saved search, in the order of names. Raises Cancelled."""
        every = searches.searches(self._library.marks.notebook.book)
        return tuple(self.count(one, stop) for one in every)

    def news(self, stop: Stop | None = None) -> tuple[News, ...]:
        """What is new for each saved search, those with nothing new left out. Raises Cancelled."""
        found = []
        for one in searches.searches(self._library.marks.notebook.book):
            count = self.count(one, stop)
            hits: tuple[Hit, ...] = ()
            if count.new:
                _, pks = self._matching(one, stop)
                rows = self._library._store.rows(pks[-DIGEST_ROWS:])
                hits = tuple(sorted(rows.values(), key=lambda hit: hit.date, reverse=True))
            if count.new or count.error:
                found.append(News(count, hits))
        return tuple(found)

    def here(self) -> Looked:
        """Up to where the library can be looked at now."""
        newest = self._library._store.newest()
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return Looked(newest.library, newest.pk, now)

    def save_search(self, name: str, query: str) -> SavedSearch:
        """Save a query under a name; what is there now is not new. Raises MarksError."""
        marks = self._library.marks
        draft = searches.save(marks.notebook.book, name, query)
        marks.write("saved a search", [draft, searches.look(self.here(), draft.key)])
        return searches.named(marks.notebook.book, draft.key)

    def looked(self, *keys: str) -> None:
        """Note that the results of some searches, or without a key everything, have been looked at now."""
        here = self.here()
        drafts = [searches.look(here, key) for key in keys or (EVERYTHING,)]
        self._library.marks.notebook.do("looked", drafts)  # nothing that undo takes back

    def passages_of(self, article: Article) -> list[passages.Placed]:
        """The passages that are marked in an article, where they stand now, in the order of the text."""
        held: list[Passage] = passages.passages(self._library.marks.notebook.book)
        return passages.placed(article, passages.on(Subject(article.id, article.source_key), held))


def entity_item(kind: EntityKind, name: str) -> Item:
    """An entity as an item of a dossier."""
    return Item("", What.ENTITY, 0.0, entity=kind.value, name=name)


def article_item(hit: Hit | Article) -> Item:
    """An article as an item of a dossier."""
    return Item("", What.ARTICLE, 0.0, Subject(hit.id, hit.source_key), printable(hit.title))


def passage_item(held: Passage) -> Item:
    """A passage as an item of a dossier."""
    return Item("", What.PASSAGE, 0.0, held.subject, held.title, held.key)
