"""What is tried for a question, in which order, and how it is said."""

import pytest

from search.errors import QueryError
from search.index.catalog import Index
from search.index.document import IndexDocument
from search.index.snapshot import Snapshot
from search.query.attempts import SOME_WORDS, attempts, parse_query
from search.query.model import Filter, Query


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    index = Index.create(tmp_path_factory.mktemp("index"))
    with index.writer() as writer:
        for pk in range(20):
            word = "profesional" if pk == 0 else "professional"
            writer.add(IndexDocument(pk, texts={"body": f"Crosier gave a {word} opinion on space"}))
    return index.snapshot()


def tried(query: Query, snapshot: Snapshot) -> list[tuple[str, str, str]]:
    return [(one.node.unparse(), one.notice, one.correction) for one in attempts(query, snapshot)]


def showing(text: str, asked: str) -> str:
    return f"Showing results for {text}; search instead for {asked}"


def test_a_query_of_known_words_is_tried_as_it_is_then_with_some_of_them(snapshot: Snapshot) -> None:
    assert tried(Query("space opinion"), snapshot) == [
        ("space opinion", "", ""),
        ("space OR opinion", SOME_WORDS, ""),
    ]


def test_an_unknown_word_is_set_right_first(snapshot: Snapshot) -> None:
    said = showing("Crosier space", "Croser space")
    assert tried(Query("Croser space"), snapshot) == [
        ("Crosier space", said, "Crosier space"),
        ("Crosier OR space", f"{said}. {SOME_WORDS}", "Crosier space"),
        ("Croser space", "", ""),
        ("Croser OR space", SOME_WORDS, ""),
    ]


def test_a_rare_word_is_doubted_when_nothing_was_found(snapshot: Snapshot) -> None:
    assert tried(Query("profesional"), snapshot) == [
        ("profesional", "", ""),
        ("professional", showing("professional", "profesional"), "professional"),
    ]


def test_a_literal_query_is_taken_at_its_word(snapshot: Snapshot) -> None:
    assert tried(Query("Croser space", literal=True), snapshot) == [("Croser space", "", "")]
    assert tried(Query("a Croser space", literal=True, any_term=True), snapshot) == [
        ("Croser OR space", "", "")
    ]


def test_any_of_the_words_is_set_right_too(snapshot: Snapshot) -> None:
    first = next(attempts(Query("Croser space", any_term=True), snapshot))
    assert first.node.unparse() == "Crosier OR space"
    assert first.query.any_term


def test_the_answered_query_gives_the_same_tree_to_the_letter(snapshot: Snapshot) -> None:
    query = Query("Croser space", filters=(Filter("tag", "x"),))
    first = next(attempts(query, snapshot))
    assert parse_query(first.query) == first.node
    assert next(attempts(first.query, snapshot)).node == first.node


@pytest.mark.parametrize(("filters", "column"), [((), 2), ((Filter("tag", "x"),), 3)])
def test_columns_count_in_the_whole_query(filters: tuple[Filter, ...], column: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(Query("a (b", filters=filters))
    assert caught.value.column == column


def test_parentheses_cannot_reach_over_filters() -> None:
    with pytest.raises(QueryError):
        parse_query(Query("a) OR (b", filters=(Filter("tag", "x"),)))
