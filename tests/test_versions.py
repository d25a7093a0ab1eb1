"""Versions of one text share a row of the list; totals and windows go on counting articles."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Hit, Library, Query, Sort
from search.article.identity import shingle_sketch
from search.query.related import folded

WORDS = " ".join(f"word{i} and other{i * 7 % 50}" for i in range(60))
TEXTS = [WORDS, WORDS.replace("word5 ", "word6 "), WORDS[::-1], "a few words", ""]


def rows(texts: list[str]) -> tuple[list[Hit], dict[str, bytes]]:
    hits = [Hit(f"id{number}", "", f"T{number}", "") for number in range(len(texts))]
    return hits, {hit.id: shingle_sketch(text) for hit, text in zip(hits, texts, strict=True)}


@given(st.lists(st.sampled_from(TEXTS), max_size=12))
def test_folding_keeps_the_order_and_the_count(texts: list[str]) -> None:
    hits, sketches = rows(texts)
    shown = folded(hits, sketches)
    assert sum(hit.versions for hit in shown) == len(hits)
    assert [hit.id for hit in shown] == [hit.id for hit in hits if hit.id in {one.id for one in shown}]
    assert folded(shown, sketches) == shown
    assert len(shown) == len({text[:20] for text in texts if len(text) > 20}) + sum(len(t) < 20 for t in texts)


def test_a_short_text_is_no_version_of_a_long_one_that_has_its_words() -> None:
    hits, sketches = rows([WORDS, WORDS[:60]])
    assert len(folded(hits, sketches)) == 2


def test_rows_without_a_sketch_stand_for_themselves() -> None:
    hits, _ = rows([WORDS, WORDS])
    assert folded(hits, {}) == tuple(hits)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Twelve articles of four texts, each in three versions that differ by a word."""
    folder: Path = tmp_path_factory.mktemp("versions")
    for number in range(12):
        body = " ".join(f"harbour{number % 4}x{i} report" for i in range(80)) + f" release {number}."
        text = f"---\ntitle: Release {number}\ndate: 2015-01-{number + 1:02d}\n---\n\n{body}\n"
        (folder / f"{number:02d}.md").write_text(text, "utf-8")
    with Library.open(folder / "library", create=True) as made:
        made.add(sorted(folder.glob("*.md")))
        yield made


@pytest.mark.parametrize("text", ["report", "", "release AND report"])
@pytest.mark.parametrize("sort", [Sort.SCORE, Sort.DATE, Sort.TITLE])
def test_a_grouped_page_has_one_row_a_text(library: Library, text: str, sort: Sort) -> None:
    plain = library.search(Query(text, sort=sort))
    page = library.search(Query(text, sort=sort, grouped=True))
    assert page.total == plain.total == 12
    assert [hit.versions for hit in page.hits] == [3, 3, 3, 3]
    assert [hit.id for hit in page.hits] == [hit.id for hit in plain.hits[:4]]
    assert {hit.versions for hit in plain.hits} == {1}


@given(st.integers(0, 14), st.integers(0, 14))
def test_windows_count_articles(library: Library, offset: int, limit: int) -> None:
    query = Query("report", sort=Sort.DATE, grouped=True).window(offset, limit)
    page = library.search(query)
    assert page.total == 12
    assert sum(hit.versions for hit in page.hits) == len(range(12)[offset : offset + limit])
    assert len(page.hits) == min(4, len(range(12)[offset : offset + limit]))


def test_a_grouped_page_of_an_empty_library(tmp_path: Path) -> None:
    with Library.open(tmp_path / "empty", create=True) as made:
        assert made.search(Query("report", grouped=True)).hits == ()


def test_newer_articles_rise_when_asked(library: Library) -> None:
    old = library.search(Query("report")).hits
    new = library.search(Query("report", recent=True)).hits
    assert [hit.date for hit in new] == sorted((hit.date for hit in old), reverse=True)
    assert {hit.id for hit in new} == {hit.id for hit in old}
    reasons = library.why(Query("report", recent=True), new[0].id)
    assert "newness" in {part.what for part in reasons}
    assert sum(part.score for part in reasons) == pytest.approx(new[0].score, rel=1e-3)
    assert "newness" not in {part.what for part in library.why(Query("report"), new[0].id)}
