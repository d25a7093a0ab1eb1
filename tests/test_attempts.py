"""What is tried for a question, in which order, and how it is said."""

import pytest

from search.errors import QueryError
from search.index.catalog import Index
from search.index.document import IndexDocument
from search.index.snapshot import Snapshot
from search.query.attempts import as_asked, corrected, parse_query
from search.query.interface import Filter, Query


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    index = Index.create(tmp_path_factory.mktemp("index"))
    with index.writer() as writer:
        for pk in range(20):
            word = "profesional" if pk == 0 else "professional"
            writer.add(IndexDocument(pk, texts={"body": f"Crosier gave a {word} opinion on space"}))
    return index.snapshot()


def answered(query: Query, snapshot: Snapshot) -> tuple[str, str, bool] | None:
    """The tree that is set right, its notice, and whether it is sure."""
    found = corrected(query, snapshot)
    return (found[1].node.unparse(), found[1].notice, found[0].sure) if found else None


def test_a_query_of_several_words_has_two_parts(snapshot: Snapshot) -> None:
    tiers = as_asked(Query("space opinion -tax"), snapshot).tiers
    assert tiers.first.unparse() == "space opinion -tax"
    assert tiers.some is not None
    assert tiers.some.unparse() == "(space OR opinion) -tax"


@pytest.mark.parametrize(
    "query",
    [
        Query("space"),
        Query('"space opinion"'),
        Query("space OR opinion"),
        Query("space opinion", strict=True),
        Query("space opinion", literal=True),
        Query("space opinion", any_term=True),
    ],
)
def test_other_queries_have_one(query: Query, snapshot: Snapshot) -> None:
    assert as_asked(query, snapshot).tiers.some is None


def test_an_unknown_word_is_set_right_in_company(snapshot: Snapshot) -> None:
    said = "Showing results for professional opinion; search instead for proffessional opinion"
    assert answered(Query("proffessional opinion"), snapshot) == ("professional opinion", said, True)
    assert as_asked(Query("proffessional opinion"), snapshot).node.unparse() == "proffessional opinion"


def test_a_word_that_an_article_has_is_right(snapshot: Snapshot) -> None:
    assert answered(Query("profesional opinion"), snapshot) is None


def test_any_of_the_words_is_one_tree(snapshot: Snapshot) -> None:
    first = as_asked(Query("a Crosier space", any_term=True), snapshot)
    assert first.node.unparse() == "Crosier OR space"


def test_the_answered_query_gives_the_same_tree_to_the_letter(snapshot: Snapshot) -> None:
    query = Query("Croiser space", filters=(Filter("tag", "x"),))
    found = corrected(query, snapshot)
    assert found is not None
    assert parse_query(found[1].query) == found[1].node


@pytest.mark.parametrize(("filters", "column"), [((), 2), ((Filter("tag", "x"),), 3)])
def test_columns_count_in_the_whole_query(filters: tuple[Filter, ...], column: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(Query("a (b", filters=filters))
    assert caught.value.column == column


def test_parentheses_cannot_reach_over_filters() -> None:
    with pytest.raises(QueryError):
        parse_query(Query("a) OR (b", filters=(Filter("tag", "x"),)))
