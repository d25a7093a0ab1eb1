"""Questions become pages: parsed, compiled, evaluated over a snapshot, with titles from the store."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from numpy.typing import NDArray

from search.article.model import Article
from search.errors import QueryError
from search.index.catalog import Index
from search.index.snapshot import Snapshot
from search.library.damage import watched
from search.query import facets
from search.query.attempts import Attempt, attempts, parse_query
from search.query.compile import compile_query
from search.query.evaluate import evaluate, matching
from search.query.explain import Contribution, Explanation, explain, why
from search.query.fields import WHOLE_VALUES
from search.query.kinds.base import Clause
from search.query.model import FacetValue, Hit, Page, Query, Sort
from search.query.occurrences import Finder
from search.query.ranking import RECENT, Preferences, Ranker
from search.query.related import related
from search.query.snippets import best_offset, best_snippet, highlights
from search.query.tree import Node, in_words
from search.store.store import Store
from search.work.progress import Stop

Array = NDArray[Any]

DEADLINE = 5.0
"""Seconds after which a search answers with what it has, and says so."""
FIRST_ROWS = 256
"""Rows that are ordered at first: some screens. Whoever scrolls beyond gets the whole order, once."""
QUESTIONS_KEPT = 4
"""Questions whose order is kept: what is on the screen, and the steps back from it. At most 12 MB each
for a million hits."""
_WORDS = re.compile(r"\w+")
SNIPPET_WIDTH = 240
"""Characters of a passage: three lines of a narrow list."""


@dataclass(frozen=True, slots=True)
class Order:
    """The hits of a question in order, or the first of them."""

    total: int
    pks: Array
    scores: Array
    partial: bool

    def reaches(self, row: int) -> bool:
        """Whether the order is known up to this row (exclusive)."""
        return row <= len(self.pks) or len(self.pks) >= self.total or self.partial


@dataclass(frozen=True, slots=True)
class Answered:
    """The attempt that found something, else the question itself; and what it found."""

    attempt: Attempt
    tree: Clause
    order: Order
    marked: tuple[int, int] = (0, 0)
    """The version of the reader's marks that was seen, if the question asks for any."""


class Beyond(Protocol):
    """What answering needs to know beyond the index: of entities, of the reader's marks."""

    def lookup(self, kind: str, text: str, exact: bool) -> Array:
        """The sorted pks of the articles that name such an entity, or are marked so."""

    def version(self) -> int:
        """Another number whenever an entity may be in other articles."""

    def marked_version(self, text: str) -> tuple[int, int]:
        """Another pair whenever a query that asks for the reader's marks may have another answer."""

    def resolved(self, node: Node, snapshot: Snapshot) -> Node:
        """The query with what its clauses stand for. Raises QueryError."""


class Answers:
    """Answers questions about one library, from any thread; all share a snapshot, and what it remembers."""

    def __init__(self, store: Store, index: Index, beyond: Beyond) -> None:
        self.store = store
        self.index = index
        self._beyond = beyond
        self._opening = threading.Lock()
        self._held: Snapshot | None = None
        self._guard = threading.Lock()
        self._known: OrderedDict[tuple[int, int, Query], Answered] = OrderedDict()
        self._matched: tuple[Clause, Array] | None = None
        """All hits of the question that was last asked for them: entities are counted in them row after row."""

    def snapshot(self) -> Snapshot:
        """The newest state of the index, opened once for all threads. Raises IndexUnusable."""
        manifest = self.index.manifest()
        with self._opening:
            if self._held is None or self._held.manifest != manifest:
                self._held = self.index.snapshot()
            return self._held

    @watched
    def page(self, query: Query, stop: Stop | None) -> Page:
        """The answer. Raises QueryError, Cancelled, IndexUnusable."""
        _, answered = self.answer(query, stop, anew=not query.offset)
        order, notice = answered.order, answered.attempt.notice
        if order.partial:
            late = f"The search was ended after {DEADLINE:.0f} seconds: there may be more."
            notice = f"{notice} {late}".strip()
        pks = order.pks[query.offset : query.offset + query.limit].tolist()
        scores = order.scores[query.offset : query.offset + query.limit].tolist()
        rows = self.store.rows(pks)  # what has been removed since is left out
        hits = tuple(
            replace(rows[pk], score=score) for pk, score in zip(pks, scores, strict=True) if pk in rows
        )
        echo = in_words(answered.attempt.node)
        return Page(query, order.total, hits, order.partial, notice, echo, answered.attempt.correction)

    @watched
    def matching(self, query: Query, stop: Stop | None) -> Array:
        """The pks of all hits, ascending; not to be changed. Raises QueryError, Cancelled, IndexUnusable."""
        snapshot, answered = self.answer(query.window(0, 0), stop)
        held = self._matched
        if held is None or held[0] is not answered.tree:
            held = self._matched = (answered.tree, matching(snapshot, answered.tree, stop=stop))
        return held[1]

    @watched
    def facets(self, query: Query, field: str, limit: int, stop: Stop | None) -> tuple[FacetValue, ...]:
        """Values of a field over all hits, with counts. Raises QueryError, Cancelled, IndexUnusable."""
        snapshot, answered = self.answer(query.window(0, 0), stop)
        found = facets.counts(snapshot, answered.tree, WHOLE_VALUES.get(field, field), limit=limit, stop=stop)
        return tuple(FacetValue(value, count) for value, count in found)

    @watched
    def explain(self, query: Query, stop: Stop | None) -> Explanation:
        """What was answered, and how each clause of it counts. Raises QueryError, Cancelled, IndexUnusable."""
        snapshot, answered = self.answer(query.window(0, 0), stop)
        return explain(answered.attempt.node, snapshot, self._beyond.lookup, stop=stop)

    @watched
    def why(self, query: Query, pk: int) -> tuple[Contribution, ...]:
        """The parts of an article's score. Raises QueryError, IndexUnusable."""
        snapshot, answered = self.answer(query.window(0, 0), None)
        return why(answered.attempt.node, snapshot, self._beyond.lookup, pk, _preferences(query))

    @watched
    def related(self, pk: int, article: Article, limit: int, stop: Stop | None) -> tuple[Hit, ...]:
        """The articles most like one. Raises Cancelled, IndexUnusable."""
        found = related(pk, [(article.title, article.body)], self.snapshot(), limit=limit, stop=stop)
        rows = self.store.rows([other for other, _ in found])
        return tuple(replace(rows[other], score=score) for other, score in found if other in rows)

    def snippets(self, query: Query, ids: Sequence[str]) -> tuple[Hit, ...]:
        """The rows of these articles, with the passages that show best why they were found."""
        node = self.shown(query)
        finder = Finder(node)
        pks = self.store.pks(ids)
        rows: dict[int, Hit] = {}
        for pk, row in self.store.rows(list(pks.values())).items():
            article = self.store.article(pk)
            if article is not None:
                rows[pk] = replace(row, snippet=best_snippet(node, article, SNIPPET_WIDTH, finder))
        return tuple(rows[pks[id]] for id in ids if id in pks and pks[id] in rows)

    def spans(self, query: Query, article: Article) -> tuple[tuple[int, int], ...]:
        """Where a query matches in ``article.text``. Raises QueryError."""
        return highlights(self.shown(query), article.text, article.sections())

    def best_offset(self, query: Query, article: Article) -> int:
        """Where an article should open, 0 when the query is not in it. Raises QueryError."""
        return best_offset(self.shown(query), article)

    def shown(self, query: Query) -> Node:
        """What to look for in the articles that answer a query: misspelt words as they were set right.

        Raises QueryError. Without an answer that is remembered, the query as it stands.
        """
        with self._guard:
            known = [answered for key, answered in self._known.items() if key[-1] == query.ungrouped.question]
        return known[-1].attempt.node if known else parse_query(_readable(query))

    def answer(self, query: Query, stop: Stop | None, *, anew: bool = False) -> tuple[Snapshot, Answered]:
        """The answer with its order known at least as far as the query's window; remembered.

        An answer that depends on the reader's marks stays as it was until it is asked for ``anew``: whoever
        reads through what is unread would else miss a row for each that is read now.
        """
        snapshot, query = self.snapshot(), query.ungrouped
        key = (snapshot.manifest.generation, self._beyond.version(), query.question)
        end = query.offset + query.limit
        with self._guard:
            known = self._known.get(key)
        marked = self._beyond.marked_version(query.as_text()) if known is None or anew else known.marked
        if known is None or known.marked != marked:
            known = self._settle(snapshot, _readable(query), max(end, FIRST_ROWS), stop)
        elif not known.order.reaches(end):
            order = self._order(snapshot, known.attempt, known.tree, snapshot.live, stop)
            known = replace(known, order=order)
        known = replace(known, marked=marked)
        if not known.order.partial:
            self._remember(key, known)
        return snapshot, known

    def _remember(self, key: tuple[int, int, Query], answered: Answered) -> None:
        with self._guard:
            self._known[key] = answered
            self._known.move_to_end(key)
            while len(self._known) > QUESTIONS_KEPT:
                self._known.popitem(last=False)

    def _settle(self, snapshot: Snapshot, query: Query, rows: int, stop: Stop | None) -> Answered:
        """The first attempt that finds anything; the question itself when none does."""
        tried: list[Answered] = []
        for unresolved in attempts(query, snapshot, stop):
            attempt = replace(unresolved, node=self._beyond.resolved(unresolved.node, snapshot))
            tree = compile_query(attempt.node, self._beyond.lookup, snapshot)
            found = Answered(attempt, tree, self._order(snapshot, attempt, tree, rows, stop))
            if found.order.total or found.order.partial:
                return found
            tried.append(found)
        return next((one for one in tried if not one.attempt.notice), tried[0])

    def _order(self, snapshot: Snapshot, attempt: Attempt, tree: Clause, rows: int, stop: Stop | None) -> Order:
        sort = attempt.query.sort
        preferences = _preferences(attempt.query)
        found = evaluate(
            snapshot,
            tree,
            sort=sort,
            limit=rows,
            stop=stop,
            deadline=time.monotonic() + DEADLINE,
            adjust=Ranker(snapshot, attempt.node, preferences).adjust if sort is Sort.SCORE else None,
        )
        return Order(found.total, found.pks, found.scores, found.partial)


def _preferences(query: Query) -> Preferences | None:
    """What the asker wants of the ranking beyond the words."""
    return RECENT if query.recent else None


def _readable(query: Query) -> Query:
    """The query; of one for any of its words that can't be parsed (a sentence with a bracket), the words."""
    if not query.any_term:
        return query
    try:
        parse_query(query)
    except QueryError:
        return replace(query, text=" ".join(_WORDS.findall(query.text.lower())))
    return query
