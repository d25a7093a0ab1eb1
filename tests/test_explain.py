"""Explanations: counts that add up, and scores that are the sum of their parts."""

import numpy as np
import pytest

from search.index.catalog import Index
from search.index.document import IndexDocument
from search.index.snapshot import Snapshot
from search.query.compile import compile_query
from search.query.evaluate import evaluate
from search.query.explain import explain, why
from search.query.grammar import parse
from search.query.kinds.base import Pks
from search.query.ranking import Ranker
from search.query.tiers import weighed
from search.query.tree import relaxed

BODIES = [
    "space security was discussed",
    "space space space",
    "security of the harbour",
    "tax fraud",
    "tax and space",
    "nothing of note",
]


def lookup(kind: str, text: str, exact: bool) -> Pks:
    return np.array([0, 1], np.int64)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    index = Index.create(tmp_path_factory.mktemp("index"))
    for numbers in (range(3), range(3, len(BODIES))):  # two segments
        with index.writer() as writer:
            for pk in numbers:
                title = "Space security" if pk == 0 else f"Report {pk}"
                keywords = {"number": (f"12-{pk}",), "tag": ("Tax",) if "tax" in BODIES[pk] else ("Other",)}
                writer.add(IndexDocument(pk, texts={"title": title, "body": BODIES[pk]}, keywords=keywords))
    with index.writer() as writer:
        writer.delete(2)
    return index.snapshot()


def test_counts_each_clause_and_the_query_without_it(snapshot: Snapshot) -> None:
    found = explain(parse("space security -tax"), snapshot, lookup)
    assert found.total == 1
    assert [(c.text, c.articles, c.without) for c in found.clauses] == [
        ("space", 3, 1),
        ("security", 1, 2),
        ("-tax", 2, 1),
    ]
    assert found.sentences()[0] == "1 article fits: articles with “space” and “security”, without “tax”."
    assert "without security: 2" in found.sentences()


def test_counts_the_leaves_inside_a_clause(snapshot: Snapshot) -> None:
    found = explain(parse("(space OR tax) person:crosier"), snapshot, lookup)
    assert found.total == 2
    assert found.words_counted == (("space", 3), ("tax", 2), ("person:crosier", 2))
    assert [clause.without for clause in found.clauses] == [2, 4]


def test_clauses_know_their_columns(snapshot: Snapshot) -> None:
    text = "space  security -tax"
    shown = [text[clause.start : clause.end] for clause in explain(parse(text), snapshot, lookup).clauses]
    assert shown == ["space", "security", "-tax"]


def test_the_empty_query_has_no_clauses(snapshot: Snapshot) -> None:
    found = explain(parse(""), snapshot, lookup)
    assert (found.total, found.clauses, found.words) == (5, (), "all articles")


def test_a_single_clause_left_out_leaves_everything(snapshot: Snapshot) -> None:
    assert [clause.without for clause in explain(parse("space"), snapshot, lookup).clauses] == [5]


@pytest.mark.parametrize(
    "text",
    [
        "space security",
        "space OR tax",
        '"space security" person:x',
        "the space",
        "12-0",
        "spa* tag:other",
        "report -tax",
        "space^3 security",
        "(space OR tax^0.5)^2 report",
    ],
)
def test_the_parts_of_a_score_add_up(snapshot: Snapshot, text: str) -> None:
    node = parse(text)
    answer = evaluate(snapshot, compile_query(node, lookup), adjust=Ranker(snapshot, node).adjust)
    assert answer.total
    for pk, score in zip(answer.pks.tolist(), answer.scores.tolist(), strict=True):
        parts = why(node, snapshot, lookup, pk)
        assert sum(part.score for part in parts) == pytest.approx(score, rel=1e-3)


def test_says_how_often_and_where(snapshot: Snapshot) -> None:
    details = {part.what: part.detail for part in why(parse("space security"), snapshot, lookup, 0)}
    assert details["space"] == "2 times, in the title"
    assert "words side by side" in details
    assert {part.detail for part in why(parse("title:space"), snapshot, lookup, 0)} == {"once"}


def test_no_reasons_for_an_article_that_is_no_hit(snapshot: Snapshot) -> None:
    assert why(parse("tax"), snapshot, lookup, 0) == ()
    assert why(parse("security"), snapshot, lookup, 2) == ()
    assert why(parse("tax"), snapshot, lookup, 999) == ()


def test_the_parts_of_a_sentence_add_up(snapshot: Snapshot) -> None:
    """Words that count less by the ranking's own doing are told with what they really give."""
    node = weighed(relaxed(parse("when space-security began tax")))
    answer = evaluate(snapshot, compile_query(node, lookup), adjust=Ranker(snapshot, node).adjust)
    for pk, score in zip(answer.pks.tolist(), answer.scores.tolist(), strict=True):
        assert sum(part.score for part in why(node, snapshot, lookup, pk)) == pytest.approx(score, rel=1e-3)
