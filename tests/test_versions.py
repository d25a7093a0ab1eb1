"""Versions of one text share a row of the list, which can be opened; totals go on counting articles."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Hit, Library, Query, Sort
from search.article.identity import shingle_sketch
from search.library.version_groups import folded
from search.query.related import versions
from tests.piloting import until
from tui.app import DossierApp

WORDS = " ".join(f"word{i} and other{i * 7 % 50}" for i in range(60))
TEXTS = [WORDS, WORDS.replace("word5 ", "word6 "), WORDS[::-1], "a few words", ""]


def rows(texts: list[str], opened: bool = False) -> tuple[list[Hit], list[Hit]]:
    """A row for each text, and these rows folded."""
    hits = [Hit(f"id{number}", "", f"T{number}", "") for number in range(len(texts))]
    groups = versions({place: shingle_sketch(text) for place, text in enumerate(texts)}, range(len(texts)))
    ids = frozenset(hit.id for hit in hits) if opened else frozenset()
    return hits, list(folded(hits, tuple(map(tuple, groups)), ids))


@given(st.lists(st.sampled_from(TEXTS), max_size=12))
def test_folding_keeps_the_order_and_the_count(texts: list[str]) -> None:
    hits, shown = rows(texts)
    assert sum(hit.versions for hit in shown) == len(hits)
    assert [hit.id for hit in shown] == [hit.id for hit in hits if hit.id in {one.id for one in shown}]
    assert len(shown) == len({text[:20] for text in texts if len(text) > 20}) + sum(len(t) < 20 for t in texts)


@given(st.lists(st.sampled_from(TEXTS), max_size=12))
def test_opened_rows_have_every_article_once_under_its_lead(texts: list[str]) -> None:
    hits, shown = rows(texts, opened=True)
    assert sorted(hit.id for hit in shown) == sorted(hit.id for hit in hits)
    for above, hit in pairwise(shown):
        assert hit.version_of in ("", above.id, above.version_of)
    leads = {hit.id: hit.versions for hit in shown if not hit.version_of}
    assert all(leads[id] == 1 + sum(hit.version_of == id for hit in shown) for id in leads)


def test_a_short_text_is_no_version_of_a_long_one_that_has_its_words() -> None:
    assert len(rows([WORDS, WORDS[:60]])[1]) == 2


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
    assert page.rows == 4
    assert [hit.versions for hit in page.hits] == [3, 3, 3, 3]
    assert [hit.id for hit in page.hits] == [hit.id for hit in plain.hits[:4]]
    assert {hit.versions for hit in plain.hits} == {1}


@given(st.integers(0, 14), st.integers(0, 14))
def test_windows_count_rows(library: Library, offset: int, limit: int) -> None:
    query = Query("report", sort=Sort.DATE, grouped=True)
    whole = library.search(query).hits
    page = library.search(query.window(offset, limit))
    assert (page.total, page.rows) == (12, 4)
    assert page.hits == whole[offset : offset + limit]


@pytest.mark.parametrize("compared", [0, 1, 5, 8])
def test_articles_further_down_have_a_row_each(
    library: Library, compared: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.library.version_groups.COMPARED", compared)
    plain = [hit.id for hit in library.search(Query("report", sort=Sort.DATE)).hits]
    query = Query("report", sort=Sort.DATE, grouped=True)
    page = library.search(query)
    assert [hit.id for hit in page.hits] == plain[: min(4, compared)] + plain[compared:]
    assert page.rows == len(page.hits)
    one_by_one = [library.search(query.window(row, 1)).hits for row in range(page.rows + 1)]
    assert tuple(hit for hits in one_by_one for hit in hits) == page.hits


def test_an_opened_row_shows_its_versions(library: Library) -> None:
    query = Query("report", sort=Sort.DATE, grouped=True)
    lead = library.search(query).hits[1]
    opened = library.search(replace(query, opened=frozenset({lead.id})))
    assert opened.rows == 6
    assert [hit.version_of for hit in opened.hits] == ["", "", lead.id, lead.id, "", ""]


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


async def test_versions_are_grouped_and_opened_by_key(library: Library) -> None:
    app = DossierApp(library)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.reader
        await until(pilot, lambda: screen.ready and screen.list.total == 12)
        await pilot.press("j", "x")
        assert "rows of their own" in screen.status.message
        chosen = screen.state.chosen
        await pilot.press("V")
        await until(pilot, lambda: screen.list.total == 4)
        assert screen.state.chosen == chosen
        assert screen.list.render_line(1).text.rstrip().endswith("3 versions")
        await pilot.press("x")
        await until(pilot, lambda: screen.list.total == 6)
        assert "└ Release" in screen.list.render_line(2).text
        await pilot.press("j", "j", "x")
        await until(pilot, lambda: screen.list.total == 4)
        assert screen.state.chosen == chosen
        await pilot.press("G")
        assert screen.list.cursor == 3
        await pilot.press("V")
        await until(pilot, lambda: screen.list.total == 12)
