"""Questions become pages: parsed, compiled, evaluated over a snapshot, with titles from the store."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from numpy.typing import NDArray
from whoosh.query import Query as Tree

from search.article.model import Article
from search.errors import QueryError
from search.index.catalog import Index
from search.index.snapshot import Snapshot
from search.query import facets
from search.query.compile import Lookup, compile_query
from search.query.evaluate import evaluate, matching
from search.query.grammar import parse
from search.query.model import FacetValue, Hit, Page, Query, Sort, Stop
from search.query.occurrences import Finder
from search.query.snippets import best_snippet, highlights
from search.query.tree import And, Entity, Node, Or, Textual, leaves
from search.query.words import in_words
from search.store.store import Store

Array = NDArray[Any]

DEADLINE = 5.0
"""Seconds after which a search answers with what it has, and says so."""
FIRST_ROWS = 256
"""Rows that are ordered at first: some screens. Whoever scrolls beyond gets the whole order, once."""
QUESTIONS_KEPT = 4
"""Questions whose order is kept: what is on the screen, and the steps back from it. At most 12 MB each
for a million hits."""
SNIPPET_WIDTH = 240
"""Characters of a passage: three lines of a narrow list."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query, understood."""

    node: Node
    tree: Tree


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
    """What was answered, and how."""

    snapshot: Snapshot
    question: Question
    order: Order
    notice: str = ""


class Answers:
    """Answers questions about one library, from any thread: each gets a snapshot of its own."""

    def __init__(self, store: Store, index: Index, lookup: Lookup) -> None:
        self._store = store
        self._index = index
        self._lookup = lookup
        self._local = threading.local()
        self._guard = threading.Lock()
        self._orders: OrderedDict[tuple[int, Query], Order] = OrderedDict()

    def snapshot(self) -> Snapshot:
        """The newest state of the index, opened once for each thread. Raises IndexUnusable."""
        manifest = self._index.manifest()
        held: Snapshot | None = getattr(self._local, "snapshot", None)
        if held is None or held.manifest.generation != manifest.generation:
            held = self._index.snapshot()
            self._local.snapshot = held
        return held

    def understand(self, query: Query) -> Question:
        """Parse and compile. Raises QueryError, its column counted in :meth:`Query.as_text`."""
        node = _parsed(query)
        if query.any_term:
            node = any_word(node)
        return Question(node, compile_query(node, self._lookup))

    def page(self, query: Query, stop: Stop | None) -> Page:
        """The answer. Raises QueryError, Cancelled, IndexUnusable."""
        answered = self._answer(query, stop)
        order, notice = answered.order, answered.notice
        if order.partial:
            late = f"The search was ended after {DEADLINE:.0f} seconds: there may be more."
            notice = f"{notice} {late}".strip()
        hits = self.hits(order, query.offset, query.limit)
        return Page(query, order.total, hits, order.partial, notice, in_words(answered.question.node))

    def _answer(self, query: Query, stop: Stop | None) -> Answered:
        """The question that is answered: as it was asked or, where nothing fits, with any of its words."""
        snapshot = self.snapshot()
        question = self.understand(query)
        order = self._order(snapshot, query, question, stop)
        if order.total or order.partial or query.literal or query.any_term:
            return Answered(snapshot, question, order)
        node = any_word(question.node)
        if node == question.node:
            return Answered(snapshot, question, order)
        looser = Question(node, compile_query(node, self._lookup))
        found = self._order(snapshot, replace(query, any_term=True), looser, stop)
        if not found.total:
            return Answered(snapshot, question, order)
        return Answered(snapshot, looser, found, "No article has all of these words; these have some of them.")

    def _order(self, snapshot: Snapshot, query: Query, question: Question, stop: Stop | None) -> Order:
        """The order of a question, at least as far as the query's window; remembered."""
        key = (snapshot.manifest.generation, query.question)
        end = query.offset + query.limit
        with self._guard:
            known = self._orders.get(key)
            if known is not None:
                self._orders.move_to_end(key)
        if known is not None and known.reaches(end):
            return known
        first = max(end, FIRST_ROWS) if known is None and end <= 2 * FIRST_ROWS else snapshot.live
        deadline = time.monotonic() + DEADLINE
        sort = _sorted_by(query)
        found = evaluate(
            snapshot, question.tree, sort=sort, offset=0, limit=first, stop=stop, deadline=deadline
        )
        order = Order(found.total, found.pks, found.scores, found.partial)
        if not order.partial:
            with self._guard:
                self._orders[key] = order
                self._orders.move_to_end(key)
                while len(self._orders) > QUESTIONS_KEPT:
                    self._orders.popitem(last=False)
        return order

    def hits(self, order: Order, offset: int, limit: int) -> tuple[Hit, ...]:
        """Rows of a window of an order; articles that have been removed since are left out."""
        pks = order.pks[offset : offset + limit].tolist()
        scores = order.scores[offset : offset + limit].tolist()
        rows = self._store.rows(pks)
        return tuple(
            replace(rows[pk], score=score) for pk, score in zip(pks, scores, strict=True) if pk in rows
        )

    def matching(self, query: Query, stop: Stop | None) -> Array:
        """The pks of all hits, ascending. Raises QueryError, Cancelled, IndexUnusable."""
        answered = self._answer(query, stop)
        return matching(answered.snapshot, answered.question.tree, stop=stop)

    def facets(self, query: Query, field: str, limit: int, stop: Stop | None) -> tuple[FacetValue, ...]:
        """Values of a field over all hits, with counts."""
        answered = self._answer(query.window(0, 0), stop)
        name = {"organisation": "org_name"}.get(field, field)
        found = facets.counts(answered.snapshot, answered.question.tree, name, limit=limit, stop=stop)
        return tuple(FacetValue(value, count) for value, count in found)


def _sorted_by(query: Query) -> Sort:
    return Sort.DATE if query.sort is Sort.SCORE and not query.text.strip() else query.sort


def _parsed(query: Query) -> Node:
    """The tree of text and filters."""
    try:
        parse(query.text)  # by itself, so that its parentheses cannot reach over the filters
    except QueryError as error:
        shift = (1 if query.filters else 0) - (len(query.text) - len(query.text.lstrip()))
        raise QueryError(error.sentence, error.remedy, column=max(0, error.column + shift)) from None
    return parse(query.as_text())


def any_word(node: Node) -> Node:
    """The same question with its plain words joined by OR; filters and exclusions still all hold."""
    if not isinstance(node, And):
        return node
    plain = tuple(child for child in node.children if isinstance(child, Textual))
    others = tuple(child for child in node.children if not isinstance(child, Textual))
    if len(plain) < 2:
        return node
    return And((Or(plain), *others)) if others else Or(plain)


def rows_with_snippets(
    store: Store, query: Query, pks: Sequence[int], width: int = SNIPPET_WIDTH
) -> dict[int, Hit]:
    """The rows of these articles with the passages that show best why they were found."""
    node = _parsed(query)
    finder = Finder(node)
    out: dict[int, Hit] = {}
    for pk, row in store.rows(pks).items():
        article = store.article(pk)
        if article is not None:
            out[pk] = replace(row, snippet=best_snippet(node, article, width, finder))
    return out


def spans(query: Query, article: Article) -> tuple[tuple[int, int], ...]:
    """Where the query matches in ``article.text``."""
    return highlights(_parsed(query), article.text, article.sections())


def asks_for_entities(node: Node) -> bool:
    """Whether answering needs to know who is named where."""
    return any(isinstance(leaf, Entity) for leaf in leaves(node))
