"""Questions become pages: parsed, compiled, evaluated over a snapshot, with titles from the store."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from search.article.model import Article
from search.errors import QueryError
from search.index.catalog import Index
from search.index.snapshot import Snapshot
from search.index.stemming import languages_of
from search.library.damage import watched
from search.query import facets
from search.query.attempts import Attempt, as_asked, corrected, parse_query
from search.query.compile import compile_query
from search.query.evaluate import count, evaluate, matching
from search.query.explain import Contribution, Explanation, explain, why
from search.query.fields import WHOLE_VALUES
from search.query.interface import FacetValue, Hit, Page, Query, Sort
from search.query.kinds.articles import PkSet
from search.query.kinds.base import Clause
from search.query.kinds.boolean import AllOf, NoneOf
from search.query.occurrences import Finder
from search.query.operators import unheard
from search.query.ranking import RECENT, Preferences, Ranker
from search.query.related import related
from search.query.snippets import best_offset, best_snippet, highlights
from search.query.tiers import lacking, rarity
from search.query.tree import Node, in_words
from search.scripts import WORD
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
_WORDS = re.compile(WORD)
SOME_WORDS = "No article has all of these words; these have some of them."
SNIPPET_WIDTH = 240
"""Characters of a passage: three lines of a narrow list."""


@dataclass(frozen=True, slots=True)
class Order:
    """The hits of one part of an answer in order, or the first of them."""

    total: int
    pks: Array
    scores: Array
    partial: bool

    def reaches(self, row: int) -> bool:
        """Whether the order is known up to this row (exclusive)."""
        return row <= len(self.pks) or len(self.pks) >= self.total or self.partial


NONE = Order(0, np.zeros(0, np.int64), np.zeros(0, np.float32), False)


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered, and what was found in each part."""

    attempt: Attempt
    clause: Clause
    order: Order
    some: Clause | None = None
    """The second part: some of the words and not all that was asked."""
    rest: Order = NONE
    offer: str = ""
    """The query with misspelt words set right, where that is not sure enough to be answered."""
    marked: tuple[int, int] = (0, 0)
    """The version of the reader's marks that was seen, if the question asks for any."""

    @property
    def counted(self) -> Clause:
        """What facets and entities go by: the first part, or the second where that is empty."""
        return self.some if self.some is not None and not self.order.total else self.clause

    def reaches(self, row: int) -> bool:
        """Whether the order of both parts is known up to this row (exclusive)."""
        first = self.order.total
        return self.order.reaches(min(row, first)) and (row <= first or self.rest.reaches(row - first))


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
        snapshot, answered = self.answer(query, stop, anew=not query.offset)
        attempt, order = answered.attempt, answered.order
        hits = (*self._rows(order, query, 1), *self._rows(answered.rest, query, 2, order.total))
        return Page(
            query,
            order.total,
            self._with_lacks(hits, answered, snapshot),
            order.partial,
            _notice(answered),
            in_words(attempt.node),
            attempt.correction or answered.offer,
            some=answered.rest.total,
            corrected=bool(attempt.correction),
        )

    def _rows(self, order: Order, query: Query, tier: int, before: int = 0) -> Iterator[tuple[int, Hit]]:
        """The rows of one part that stand in the query's window, with their pks; ``before``: rows above it."""
        window = slice(max(0, query.offset - before), max(0, query.offset + query.limit - before))
        pks, scores = order.pks[window].tolist(), order.scores[window].tolist()
        rows = self.store.rows(pks) if pks else {}  # what has been removed since is left out
        for pk, score in zip(pks, scores, strict=True):
            if pk in rows:
                yield pk, replace(rows[pk], score=score, tier=tier)

    def _with_lacks(
        self, hits: Sequence[tuple[int, Hit]], answered: Answered, snapshot: Snapshot
    ) -> tuple[Hit, ...]:
        """Rows of the second part with the words that their articles lack."""
        seen = np.array(sorted(pk for pk, hit in hits if hit.tier > 1), np.int64)
        if not len(seen):
            return tuple(hit for _, hit in hits)
        lacks: dict[int, list[str]] = {pk: [] for pk in seen.tolist()}
        for node in lacking(answered.attempt.tiers.first):
            part = AllOf((PkSet(seen), compile_query(node, self._beyond.lookup, snapshot)))
            have = set(matching(snapshot, part).tolist())
            for pk in lacks.keys() - have:
                lacks[pk].append(node.unparse())
        return tuple(replace(hit, lacks=tuple(lacks.get(pk, ()))) for pk, hit in hits)

    @watched
    def matching(self, query: Query, stop: Stop | None) -> Array:
        """The pks of all hits, ascending; not to be changed. Raises QueryError, Cancelled, IndexUnusable."""
        snapshot, answered = self.answer(query.window(0, 0), stop)
        held = self._matched
        if held is None or held[0] is not answered.counted:
            held = self._matched = (answered.counted, matching(snapshot, answered.counted, stop=stop))
        return held[1]

    @watched
    def facets(self, query: Query, field: str, limit: int, stop: Stop | None) -> tuple[FacetValue, ...]:
        """Values of a field over all hits, with counts. Raises QueryError, Cancelled, IndexUnusable."""
        snapshot, answered = self.answer(query.window(0, 0), stop)
        found = facets.counts(
            snapshot, answered.counted, WHOLE_VALUES.get(field, field), limit=limit, stop=stop
        )
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
        tiers = answered.attempt.tiers
        for node in (answered.attempt.node, tiers.some):
            if node is not None and (
                found := why(node, snapshot, self._beyond.lookup, pk, _preferences(query))
            ):
                return found
        return ()

    @watched
    def related(self, pk: int, article: Article, limit: int, stop: Stop | None) -> tuple[Hit, ...]:
        """The articles most like one. Raises Cancelled, IndexUnusable."""
        found = related(pk, [(article.title, article.body)], self.snapshot(), limit=limit, stop=stop)
        rows = self.store.rows([other for other, _ in found])
        return tuple(replace(rows[other], score=score) for other, score in found if other in rows)

    @watched
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
        return highlights(self.shown(query), article.text, article.sections(), languages_of(article))

    def best_offset(self, query: Query, article: Article) -> int:
        """Where an article should open, 0 when the query is not in it. Raises QueryError."""
        snapshot = self.snapshot()
        return best_offset(self.shown(query), article, lambda clause: rarity(clause, snapshot))

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
        elif not known.reaches(end):
            known = self._further(snapshot, known, end, stop)
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
        """The answer to a question; with misspelt words set right where nothing was found and that is sure."""
        end = time.monotonic() + DEADLINE
        found = self._first(snapshot, as_asked(query, snapshot), rows, stop, end)
        if not found.order.total and not found.order.partial and not query.literal:
            found = self._respelt(snapshot, query, found, rows, stop, end)
        return self._second(snapshot, found, rows, stop, end)

    def _respelt(
        self, snapshot: Snapshot, query: Query, asked: Answered, rows: int, stop: Stop | None, end: float
    ) -> Answered:
        """What was asked with a correction to offer, or the correction answered in its place."""
        better = corrected(query, snapshot, stop)
        if better is None:
            return asked
        correction, attempt = better
        found = self._first(snapshot, attempt, rows, stop, end)
        if not found.order.total:
            return asked
        return found if correction.sure else replace(asked, offer=correction.text)

    def _first(
        self, snapshot: Snapshot, attempt: Attempt, rows: int, stop: Stop | None, end: float
    ) -> Answered:
        """What has all that was asked."""
        tiers = attempt.tiers
        first = self._beyond.resolved(tiers.first, snapshot)
        loose = self._beyond.resolved(tiers.some, snapshot) if tiers.some else None
        attempt = replace(attempt, node=first, tiers=replace(tiers, first=first, some=loose))
        clause = compile_query(first, self._beyond.lookup, snapshot)
        return Answered(attempt, clause, self._order(snapshot, attempt, clause, rows, stop, end))

    def _second(
        self, snapshot: Snapshot, found: Answered, rows: int, stop: Stop | None, end: float
    ) -> Answered:
        """With the second part: counted, and put in order where its first rows are wanted."""
        loose = found.attempt.tiers.some
        if loose is None or found.order.partial:
            return found
        some = AllOf((compile_query(loose, self._beyond.lookup, snapshot), NoneOf(found.clause)))
        wanted = max(0, rows - found.order.total)
        return replace(found, some=some, rest=self._rest(snapshot, found.attempt, some, wanted, stop, end))

    def _rest(
        self, snapshot: Snapshot, attempt: Attempt, some: Clause, rows: int, stop: Stop | None, end: float
    ) -> Order:
        """The second part, best first whatever the order of the first part is."""
        if not rows:
            return replace(NONE, total=count(snapshot, some, stop=stop))
        scored = replace(attempt, node=attempt.tiers.some or attempt.node)
        by_score = replace(scored, query=replace(attempt.query, sort=Sort.SCORE))
        return self._order(snapshot, by_score, some, rows, stop, end)

    def _further(self, snapshot: Snapshot, known: Answered, row: int, stop: Stop | None) -> Answered:
        """The same with the order known as far as this row (exclusive), for good."""
        end = time.monotonic() + DEADLINE
        if not known.order.reaches(min(row, known.order.total)):
            order = self._order(snapshot, known.attempt, known.clause, snapshot.live, stop, end)
            known = replace(known, order=order)
        if known.some is not None and row > known.order.total:
            far = row - known.order.total
            rows = FIRST_ROWS if far <= FIRST_ROWS else snapshot.live
            known = replace(known, rest=self._rest(snapshot, known.attempt, known.some, rows, stop, end))
        return known

    def _order(
        self, snapshot: Snapshot, attempt: Attempt, clause: Clause, rows: int, stop: Stop | None, end: float
    ) -> Order:
        sort = attempt.query.sort
        preferences = _preferences(attempt.query)
        found = evaluate(
            snapshot,
            clause,
            sort=sort,
            limit=rows,
            stop=stop,
            deadline=end,
            adjust=Ranker(snapshot, attempt.node, preferences).adjust if sort is Sort.SCORE else None,
        )
        return Order(found.total, found.pks, found.scores, found.partial)


def _notice(answered: Answered) -> str:
    """In one sentence or two, how the answer is not literally to the question; empty when it is."""
    said = [answered.attempt.notice]
    if word := unheard(answered.attempt.query.text):
        said.append(f"The query is in capitals, so {word} is one of its words.")
    if not answered.order.total and answered.rest.total:
        said.append(SOME_WORDS)
    if answered.order.partial or answered.rest.partial:
        said.append(f"The search was ended after {DEADLINE:.0f} seconds: there may be more.")
    return " ".join(part for part in said if part)


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
