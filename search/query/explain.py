"""Why an answer is as it is: what each clause counts, and why an article ranks where it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.index.snapshot import SegmentView, Snapshot
from search.query.compile import compile_query
from search.query.evaluate import evaluate
from search.query.kinds.articles import PkSet
from search.query.kinds.base import Lookup
from search.query.kinds.boolean import AllOf
from search.query.ranking import Preferences, Ranker
from search.query.terms import terms_of
from search.query.tree import (
    And,
    Boosted,
    Everything,
    Node,
    Not,
    Or,
    Phrase,
    Word,
    in_words,
    leaves,
    wanted,
    without_stop_words,
)
from search.work.progress import Stop

MAX_CLAUSES = 40
"""Clauses that are counted; each costs two searches."""


@dataclass(frozen=True, slots=True)
class ClauseCount:
    """One clause of a query and what it does to the answer."""

    text: str
    """In the query language."""
    start: int
    end: int
    """Where it stands in the query's text."""
    articles: int
    """How many articles it matches by itself; of an exclusion, how many it excludes from all."""
    without: int
    """How many articles the query would match if the clause were left out."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a query asks and how each part of it counts."""

    words: str
    """The query in plain words."""
    total: int
    clauses: tuple[ClauseCount, ...]
    """The clauses that must all hold, in order; one when there is nothing to leave out."""
    words_counted: tuple[tuple[str, int], ...] = ()
    """(leaf in the query language, articles) of each word, phrase or filter inside the clauses."""

    def sentences(self) -> tuple[str, ...]:
        """The explanation as lines for people."""
        lines = [f"{self.total:,} {'article fits' if self.total == 1 else 'articles fit'}: {self.words}."]
        lines += [f"{text}: {count:,}" for text, count in self.words_counted]
        if len(self.clauses) > 1:
            lines += [f"without {clause.text}: {clause.without:,}" for clause in self.clauses]
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part of an article's score."""

    what: str
    """A leaf in the query language, or what was added and why."""
    score: float
    detail: str = ""
    """How often, and where: ``5 times, in the title``."""


def explain(node: Node, snapshot: Snapshot, lookup: Lookup, *, stop: Stop | None = None) -> Explanation:
    """Count a query, each of its clauses and leaves, and the query without each clause.

    Raises Cancelled. Costs two searches a clause and one a leaf, at most MAX_CLAUSES of each.
    """

    def count(some: Node) -> int:
        return evaluate(snapshot, compile_query(some, lookup, snapshot), limit=1, stop=stop).total

    parts = without_stop_words(node.children) if isinstance(node, And) else (node,)
    if isinstance(node, Everything):
        parts = ()
    clauses = tuple(
        ClauseCount(
            part.unparse(),
            part.start,
            part.end,
            count(part.child if isinstance(part, Not) else part),
            count(_without(parts, part)),
        )
        for part in parts[:MAX_CLAUSES]
    )
    singles = dict.fromkeys(leaf for part in parts for leaf in leaves(part))
    counted = tuple((leaf.unparse(), count(leaf)) for leaf in list(singles)[:MAX_CLAUSES])
    return Explanation(in_words(node), count(node), clauses, counted)


def _without(parts: Sequence[Node], left_out: Node) -> Node:
    rest = tuple(part for part in parts if part is not left_out)
    if len(rest) < 2:
        return rest[0] if rest else Everything()
    return And(rest)


def why(
    node: Node, snapshot: Snapshot, lookup: Lookup, pk: int, preferences: Preferences | None = None
) -> tuple[Contribution, ...]:
    """What each part of a query gives to the score of one article, the largest first.

    The sum is the article's score in an answer sorted by score. Empty when the query doesn't match it.
    """
    only = PkSet(np.array([pk], np.int64))
    place = _place(snapshot, pk)
    whole = evaluate(snapshot, AllOf((compile_query(node, lookup, snapshot), only)), limit=1)
    if place is None or not whole.total:
        return ()
    view, document = place
    found = []
    for leaf, factor in _scoring(node):
        part = evaluate(snapshot, AllOf((compile_query(leaf, lookup, snapshot), only)), limit=1)
        if part.total and part.scores[0] > 0:
            score = factor * float(part.scores[0])
            found.append(Contribution(leaf.unparse(), score, _where(leaf, view, document)))
    documents = np.array([document], np.int64)
    for name, bonus in Ranker(snapshot, node, preferences).bonuses(view, documents).items():
        if bonus[0] > 0:
            found.append(Contribution(name, float(bonus[0])))
    return tuple(sorted(found, key=lambda part: (-part.score, part.what)))


def _scoring(node: Node, factor: float = 1.0) -> list[tuple[Node, float]]:
    """The leaves that give to a score, with their weights: of an AND, not the stop words that it leaves out."""
    if isinstance(node, Boosted):
        return _scoring(node.child, factor * node.factor)
    if isinstance(node, And):
        return [pair for child in without_stop_words(node.children) for pair in _scoring(child, factor)]
    if isinstance(node, Or):
        return [pair for child in node.children for pair in _scoring(child, factor)]
    return [(leaf, factor) for leaf in wanted(node)]


def _place(snapshot: Snapshot, pk: int) -> tuple[SegmentView, int] | None:
    """The segment of an article and its number there."""
    for view in snapshot.views:
        for document in np.flatnonzero(view.pks == pk).tolist():
            if view.deleted is None or not view.deleted[document]:
                return view, document
    return None


def _where(leaf: Node, view: SegmentView, document: int) -> str:
    """How often a word occurs in an article, and whether in its title."""
    if not isinstance(leaf, (Word, Phrase)):
        return ""
    terms = terms_of(leaf.text, isinstance(leaf, Phrase))
    if len(terms) != 1:
        return ""
    times = _times(view, leaf.field or "text", terms[0], document)
    if not times:  # it has another form of the word, or another spelling
        return ""
    said = "once" if times == 1 else f"{times} times"
    in_title = not leaf.field and _times(view, "title", terms[0], document)
    return f"{said}, in the title" if in_title else said


def _times(view: SegmentView, field: str, term: str, document: int) -> int:
    number = view.text(field).lexicon.find(term.encode())
    if number < 0:
        return 0
    docs, _, postings = view.postings(field, number)
    place = int(np.searchsorted(docs, document))
    if place == len(docs) or docs[place] != document:
        return 0
    return len(view.positions(field, int(postings[place])))
