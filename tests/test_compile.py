"""From the tree to clauses: fields, stop words, compounds, entities."""

from pathlib import Path

import numpy as np
import pytest

from search.index.catalog import Index
from search.index.document import IndexDocument
from search.query.compile import compile_query
from search.query.evaluate import evaluate
from search.query.grammar import parse
from search.query.kinds.articles import PkSet
from search.query.kinds.base import Clause, Pks
from search.query.kinds.boolean import AllOf, AnyOf, Every, NoneOf
from search.query.kinds.dates import DateRange
from search.query.kinds.fuzzy import FuzzyTerm
from search.query.kinds.keyword import ValueWith
from search.query.kinds.pattern import TermPattern, TermPrefix
from search.query.kinds.term import Term, TermSequence
from search.query.terms import terms_of
from search.query.tree import relaxed


def lookup(kind: str, text: str, exact: bool) -> Pks:
    return np.array([len(kind), 10 + len(text), 100 + exact], np.int64)


def text(word: str) -> Term:
    return Term("text", word)


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ("", Every()),
        ("Tries", text("tri")),
        ("x b", AllOf((text("x"), text("b")))),
        ("the tax", text("tax")),
        ("the", text("the")),
        ("to be", AllOf((text("to"), text("be")))),
        ("the -tax", AllOf((text("the"), NoneOf(text("tax"))))),
        ("tax -the", AllOf((text("tax"), NoneOf(text("the"))))),
        ("-tax", AllOf((Every(), NoneOf(text("tax"))))),
        ("a OR -b", AnyOf((text("a"), AllOf((Every(), NoneOf(text("b"))))))),
        ('"state of the union"', TermSequence("text", ("state", "of", "the", "union"))),
        ('"a b"~2', TermSequence("text", ("a", "b"), 3)),
        ("co-owner", TermSequence("text", ("co", "owner"))),
        ("12-618", text("12-618")),
        ("U.S.", text("us")),
        ("title:war", Term("title", "war")),
        ("body:war", Term("body", "war")),
        ("invest*", TermPrefix("text", "invest")),
        ("WOM?N", TermPattern("text", "wom?n")),
        ("title:crosers~2", FuzzyTerm("title", "croser", 2)),
        ("tag:Rights", ValueWith("tag", "rights")),
        ('tag:"Civil  Rights"', Term("tag", "civil rights")),
        ('organisation:"Tax Division"', Term("org_name", "tax division")),
        ("organisation:tax", Term("organisation", "tax")),
        ("number:12-618", Term("number", "12-618")),
        ("date:1970", DateRange(0, 364)),
        ("date:1970-01-02..", DateRange(1, None)),
        ("person:crosier", PkSet(np.array([6, 17, 100]), "person:crosier")),
        ('org:"A B"', PkSet(np.array([3, 13, 101]), 'org:"A B"')),
    ],
)
def test_compiles(asked: str, query: Clause) -> None:
    assert compile_query(parse(asked), lookup) == query


def test_a_range_that_is_open_to_the_left_leaves_out_the_undated() -> None:
    undated = np.iinfo(np.int32).min
    assert DateRange(None, 0).bounds[0] > undated


@pytest.mark.parametrize(
    ("asked", "loose"),
    [
        ("x b", "x OR b"),
        ("the tax man", "tax OR man"),
        ("tax fraud -nasa date:2016", "(tax OR fraud) -nasa date:2016-01-01..2016-12-31"),
        ("tax", "tax"),
        ("a OR b", "a OR b"),
        ("tax tag:x", "tax tag:x"),
        ('"b c" d', '"b c" OR d'),
    ],
)
def test_relaxes_words_and_keeps_filters(asked: str, loose: str) -> None:
    assert relaxed(parse(asked)).unparse() == loose


def test_a_compound_is_its_parts_side_by_side() -> None:
    assert terms_of("Miami-based") == ("miami", "base")
    assert terms_of("F-16") == ("f16",)
    assert terms_of("F-16", quoted=True) == ("f", "16")


def test_words_of_keywords_are_whole_words() -> None:
    assert ValueWith("tag", "tax").fits("income tax fraud")
    assert not ValueWith("tag", "tax").fits("taxation")


def test_beginnings_and_patterns_find_words_whose_stem_is_shorter(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    bodies = ["an investigation", "they investigate", "flying", "a fly", "flow", "women", "investing"]
    with index.writer() as writer:
        for pk, body in enumerate(bodies):
            writer.add(IndexDocument(pk, texts={"body": body}))
    snapshot = index.snapshot()

    def found(asked: str) -> list[str]:
        query = compile_query(parse(asked), lookup, snapshot)
        return sorted(bodies[pk] for pk in evaluate(snapshot, query).pks)

    assert found("investigat*") == ["an investigation", "they investigate"]
    assert found("invest*") == ["an investigation", "investing", "they investigate"]
    assert found("fly*") == ["a fly", "flying"]
    assert found("f?ying") == ["a fly", "flying"]  # one stem: the index cannot tell them apart
    assert found("*tigation") == ["an investigation", "they investigate"]
    assert found("body:investigat* -they") == ["an investigation"]
    assert found("title:investigat*") == []
