"""A small library in memory that answers like the real one, for tests of the screen."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from search.article.model import Article, Block, BlockKind, Rendition
from search.entities.model import EntityCard, EntityKind, Mention
from search.errors import ArticleMissing, QueryError
from search.library.library import Library
from search.library.value_door import Values
from search.marks.marks import Marks
from search.query.completion import Completion
from search.query.explain import ClauseCount, Explanation
from search.query.interface import FacetValue, Filter, Hit, Page, Query, Snippet, Sort
from search.work.progress import Report, Stop


def made(number: int, *, title: str = "", body: str = "", date: str = "") -> Article:
    """An article whose text says its number."""
    text = body or f"Report {number} on harbour works. The inspector visited the quay twice."
    blocks = (
        Block(BlockKind.BOILERPLATE, "An official site", rule="banner"),
        *(Block(BlockKind.PARAGRAPH, piece) for piece in text.split("\n\n")),
    )
    day = date or f"20{number % 30:02d}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    rendition = Rendition(f"/archive/{number}.txt", "0" * 64, "text")
    return Article(
        f"id{number:06d}", title or f"Harbour report {number}", blocks, date=day, renditions=(rendition,)
    )


class NoValues(Values):
    """Of a library that keeps none."""

    def __init__(self) -> None:
        """Nothing is looked up."""

    @property
    def on(self) -> bool:
        return False


class FakeLibrary(Library):
    """Matches the words of a query as substrings; entities are words given at the start."""

    def __init__(self, articles: Sequence[Article], people: Sequence[str] = ()) -> None:
        self._articles = list(articles)
        self._people = people
        self._kept = Marks()
        self.asked: list[Query] = []
        self.explained: list[Query] = []
        self.answered = 0
        """Searches that came to an end."""
        self.windows: list[tuple[int, int]] = []
        self.gate: threading.Event | None = None
        """When set, searches wait for it."""
        self.held: threading.Event | None = None
        """When set, articles wait for it."""

    @property
    def mended(self) -> str:
        return ""

    def look(self) -> None:
        """Nothing is ever new."""

    @property
    def marks(self) -> Marks:
        return self._kept

    @marks.setter
    def marks(self, marks: Marks) -> None:
        self._kept = marks

    @property
    def path(self) -> Path:
        return Path("/nowhere")

    @property
    def values(self) -> Values:
        return NoValues()

    def close(self) -> None:
        """Let go of the marks."""
        self._kept.close()

    def prepare(
        self, query: object = None, *, progress: Report | None = None, stop: Stop | None = None
    ) -> None:
        """Always ready."""

    def rows(self, offset: int, limit: int, sort: Sort = Sort.DATE) -> Page:
        self.windows.append((offset, limit))
        return self._page(Query(sort=sort, offset=offset, limit=limit), self._articles)

    def _page(self, query: Query, found: Sequence[Article]) -> Page:
        newest = query.sort in (Sort.DATE, Sort.SCORE)
        key = (lambda a: a.title) if query.sort is Sort.TITLE else (lambda a: a.date)
        ordered = sorted(found, key=key, reverse=newest)
        window = ordered[query.offset : query.offset + query.limit]
        hits = tuple(Hit(a.id, a.source_key, a.title, a.date, score=1.0) for a in window)
        return Page(query, len(found), hits, echo=f"articles with {query.text}" if query.text else "")

    def _fits(self, query: Query, article: Article) -> bool:
        text = article.text.lower()
        words = all(word in text for word in query.text.lower().split())
        return words and all(self._has(f, article) != f.exclude for f in query.filters)

    def _has(self, clause: Filter, article: Article) -> bool:
        if clause.field == "date":
            first, _, last = clause.value.partition("..")
            return first <= article.date <= (last or first) + "~"
        return clause.value.lower() in article.text.lower()

    def search(self, query: Query, *, stop: Stop | None = None) -> Page:
        self.asked.append(query)
        if self.gate is not None:
            self.gate.wait(5)
        if "(" in query.text:
            raise QueryError("A parenthesis is not closed.", 'Add ")".', column=query.as_text().index("("))
        page = self._page(query, [a for a in self._articles if self._fits(query, a)])
        self.answered += 1
        if not page.total and query.text == "harbor":
            return replace(page, correction="harbour")
        return page

    def explain(self, query: Query, *, stop: Stop | None = None) -> Explanation:
        self.explained.append(query)

        def count(words: Sequence[str]) -> int:
            return sum(self._fits(replace(query, text=" ".join(words)), a) for a in self._articles)

        words = query.text.split()
        others = [[other for other in words if other != word] for word in words]
        clauses = tuple(
            ClauseCount(word, 0, 0, count([word]), count(rest))
            for word, rest in zip(words, others, strict=True)
        )
        return Explanation(query.text, count(words), clauses, tuple((w, count([w])) for w in words))

    def snippets(self, query: Query, ids: Sequence[str]) -> tuple[Hit, ...]:
        out = []
        for id in ids:
            article = self.article(id)
            spans = self.highlights(query, article)
            start = max(0, spans[0][0] - 10) if spans else 0
            text = article.text[start : start + 60].replace("\n", " ")
            shown = tuple((a - start, b - start) for a, b in spans if b <= start + 60)
            hit = Hit(id, "", article.title, article.date, 1.0, Snippet(text, shown, start))
            out.append(hit)
        return tuple(out)

    def highlights(self, query: Query, article: Article) -> tuple[tuple[int, int], ...]:
        text = article.text.lower()
        spans = []
        for word in query.text.lower().split():
            at = text.find(word)
            while at >= 0:
                spans.append((at, at + len(word)))
                at = text.find(word, at + len(word))
        return tuple(sorted(spans))

    def best_offset(self, query: Query, article: Article) -> int:
        return next((start for start, _ in self.highlights(query, article)), 0)

    def article(self, id: str) -> Article:
        if self.held is not None:
            self.held.wait(10)
        for article in self._articles:
            if article.id == id:
                return article
        raise ArticleMissing("No article has this id.")

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
        found = [a for a in self._articles if query is None or self._fits(query, a)]
        cards = []
        for name in self._people:
            count = sum(name.lower() in a.text.lower() for a in found)
            here = self.article(reading).text.count(name) if reading else 0
            if count and all(word in name.lower() for word in containing.lower().split()):
                cards.append(EntityCard(name, EntityKind.PERSON, count, here=here))
        return tuple(cards)

    def entity_numbers(
        self, query: Query | None = None, *, containing: str = "", stop: Stop | None = None
    ) -> dict[EntityKind, int]:
        found = self.entities(query, containing=containing)
        return {kind: sum(card.kind is kind for card in found) for kind in EntityKind}

    def facets(
        self, query: Query, field: str, *, limit: int = 20, stop: Stop | None = None
    ) -> tuple[FacetValue, ...]:
        length = {"year": 4, "month": 7, "day": 10}.get(field, 0)
        found = (a for a in self._articles if self._fits(query, a))
        counts = Counter(a.date[:length] if length else a.category for a in found)
        return tuple(FacetValue(value, count) for value, count in counts.most_common(limit) if value)

    def mentions(self, id: str) -> tuple[Mention, ...]:
        article = self.article(id)
        found = []
        for name in self._people:
            start = article.text.find(name)
            while start >= 0:
                found.append(Mention(start, start + len(name), EntityKind.PERSON, name, name))
                start = article.text.find(name, start + 1)
        return tuple(sorted(found, key=lambda mention: mention.start))

    def complete(self, text: str, *, limit: int = 8) -> tuple[Completion, ...]:
        head, _, begun = text.rpartition(" ")
        head = f"{head} " if head else ""
        words = ("harbour", "harvest", "quay")
        found = [word for word in words if begun and word.startswith(begun)]
        return tuple(Completion(head + word, word, "word", 3) for word in found[:limit])
