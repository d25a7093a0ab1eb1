"""From the tree to Whoosh queries: fields, stop words, compounds, entities."""

from pathlib import Path

import numpy as np
import pytest
from whoosh import query as wq

from search.index.catalog import Index
from search.index.document import IndexDocument
from search.query.compile import compile_query
from search.query.evaluate import evaluate
from search.query.grammar import parse
from search.query.nodes import DateRange, KeywordWord, Pks, PkSet
from search.query.terms import relaxed, terms_of
from search.query.tree import unparse


def lookup(kind: str, text: str, exact: bool) -> Pks:
    return np.array([len(kind), 10 + len(text), 100 + exact], np.int64)


def text(word: str) -> wq.Term:
    return wq.Term("text", word)


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ("", wq.Every()),
        ("Tries", text("tri")),
        ("x b", wq.And([text("x"), text("b")])),
        ("the tax", text("tax")),
        ("the", text("the")),
        ("to be", wq.And([text("to"), text("be")])),
        ("the -tax", wq.And([text("the"), wq.Not(text("tax"))])),
        ("tax -the", wq.And([text("tax"), wq.Not(text("the"))])),
        ("-tax", wq.And([wq.Every(), wq.Not(text("tax"))])),
        ("a OR -b", wq.Or([text("a"), wq.And([wq.Every(), wq.Not(text("b"))])])),
        ('"state of the union"', wq.Phrase("text", ["state", "of", "the", "union"])),
        ('"a b"~2', wq.Phrase("text", ["a", "b"], slop=3)),
        ("co-owner", wq.Phrase("text", ["co", "owner"])),
        ("12-618", text("12-618")),
        ("U.S.", text("us")),
        ("title:war", wq.Term("title", "war")),
        ("body:war", wq.Term("body", "war")),
        ("invest*", wq.Prefix("text", "invest")),
        ("WOM?N", wq.Wildcard("text", "wom?n")),
        ("title:crosers~2", wq.FuzzyTerm("title", "croser", maxdist=2, prefixlength=0)),
        ("tag:Rights", KeywordWord("tag", "rights")),
        ('tag:"Civil  Rights"', wq.Term("tag", "civil rights")),
        ('organisation:"Tax Division"', wq.Term("org_name", "tax division")),
        ("organisation:tax", wq.Term("organisation", "tax")),
        ("number:12-618", wq.Term("number", "12-618")),
        ("date:1970", DateRange(0, 364)),
        ("date:1970-01-02..", DateRange(1, None)),
        ("person:crosier", PkSet(np.array([6, 17, 100]), "person:crosier")),
        ('org:"A B"', PkSet(np.array([3, 13, 101]), 'org:"A B"')),
    ],
)
def test_compiles(asked: str, query: wq.Query) -> None:
    assert compile_query(parse(asked), lookup) == query


def test_a_range_that_is_open_to_the_left_leaves_out_the_undated() -> None:
    undated = np.iinfo(np.int32).min
    assert DateRange(None, 0).first > undated


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
    assert unparse(relaxed(parse(asked))) == loose


def test_a_compound_is_its_parts_side_by_side() -> None:
    assert terms_of("Miami-based") == ("miami", "base")
    assert terms_of("F-16") == ("f16",)
    assert terms_of("F-16", quoted=True) == ("f", "16")


def test_words_of_keywords_are_whole_words() -> None:
    assert KeywordWord("tag", "tax").matches("income tax fraud")
    assert not KeywordWord("tag", "tax").matches("taxation")


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
