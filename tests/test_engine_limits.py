"""Queries that would blow up, deadlines, cancellation."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from search.errors import Cancelled, QueryError
from search.index.catalog import Index
from search.index.document import IndexDocument
from search.index.inverter import MAX_POSITIONS
from search.index.snapshot import Snapshot
from search.query.evaluate import MAX_CLAUSES, MAX_DEPTH, evaluate, matching
from search.query.facets import counts
from search.query.interface import Sort
from search.query.kinds.articles import PkSet
from search.query.kinds.base import Clause
from search.query.kinds.boolean import AllOf, AnyOf, Every, NoneOf
from search.query.kinds.fuzzy import FuzzyTerm
from search.query.kinds.pattern import TermPattern, TermPrefix
from search.query.kinds.term import Term, TermSequence

OAK = Term("text", "oak")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Three segments of four articles."""
    index = Index.create(tmp_path_factory.mktemp("index"))
    for start in (1, 5, 9):
        with index.writer() as writer:
            for pk in range(start, start + 4):
                texts = {"title": "Oak", "body": f"oak ash elm{pk}"}
                writer.add(IndexDocument(pk, pk, texts, {"tag": ("Tree",)}))
    return index.snapshot()


def nested(depth: int) -> Clause:
    query: Clause = OAK
    for _ in range(depth):
        query = AllOf((query, Term("text", "ash")))
    return query


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (TermPattern("text", "*"), "nearly every word"),
        (TermPattern("text", "*a*"), "nearly every word"),
        (TermPattern("text", "????"), "nearly every word"),
        (TermPrefix("text", "a"), "nearly every word"),
        (AnyOf(tuple(Term("text", f"w{i}") for i in range(10_000))), f"more than {MAX_CLAUSES} words"),
        (nested(2_000), f"more than {MAX_DEPTH} deep"),
    ],
)
def test_a_query_that_would_blow_up_is_refused(snapshot: Snapshot, query: Clause, said: str) -> None:
    for ask in (evaluate, matching):
        with pytest.raises(QueryError, match=said):
            ask(snapshot, query)


def test_what_is_just_allowed_is_answered(snapshot: Snapshot) -> None:
    assert evaluate(snapshot, nested(MAX_DEPTH - 2)).total == 12
    many = AnyOf(tuple(Term("text", f"elm{i}") for i in range(MAX_CLAUSES)))
    assert evaluate(snapshot, many).total == 12
    assert evaluate(snapshot, FuzzyTerm("text", "ok", 9)).total == 12  # two edits at most are tried


def test_a_passed_deadline_gives_a_part_and_says_so(snapshot: Snapshot) -> None:
    oaks = AnyOf((OAK, Term("text", "elm")))
    late = evaluate(snapshot, oaks, deadline=time.monotonic() - 1)
    assert late.partial
    assert late.total == len(late.pks) == 4
    in_time = evaluate(snapshot, oaks, deadline=time.monotonic() + 60)
    assert not in_time.partial
    assert in_time.total == 12


def test_a_search_stops_at_the_next_step_when_told_to(snapshot: Snapshot) -> None:
    polls: list[int] = []

    def stop() -> bool:
        polls.append(1)
        return len(polls) == 5

    query = AllOf((OAK, NoneOf(Term("text", "yew"))))
    with pytest.raises(Cancelled):
        evaluate(snapshot, query, stop=stop)
    assert len(polls) == 5
    for ask in (evaluate, matching):
        with pytest.raises(Cancelled):
            ask(snapshot, query, stop=lambda: True)


def test_an_empty_index_answers(tmp_path: Path) -> None:
    empty = Index.create(tmp_path).snapshot()
    for sort in Sort:
        assert evaluate(empty, Every(), sort=sort).total == 0
    assert matching(empty, OAK).tolist() == []
    assert counts(empty, Every(), "tag") == counts(empty, Every(), "year") == []


def test_sets_of_articles_far_apart(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    with index.writer() as writer:
        for pk in (-5, 3, 10**12):
            writer.add(IndexDocument(pk, texts={"body": "oak"}))
    chosen = np.array([-5, 4, 10**12], np.int64)
    assert matching(index.snapshot(), PkSet(chosen)).tolist() == [-5, 10**12]


def test_a_monstrous_article_is_cut_where_nobody_reads_on(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    with index.writer() as writer:
        body = "oak " * (MAX_POSITIONS + 10) + "beyond"
        writer.add(IndexDocument(1, texts={"title": "First", "body": body}))
        writer.add(IndexDocument(2, texts={"title": "Second", "body": "oak beyond 2-b"}))
    snapshot = index.snapshot()
    assert matching(snapshot, OAK).tolist() == [1, 2]
    assert matching(snapshot, TermSequence("text", ("oak", "oak"))).tolist() == [1]
    assert matching(snapshot, TermSequence("body", ("oak", "beyond"))).tolist() == [2]
    assert matching(snapshot, Term("text", "second")).tolist() == [2]
