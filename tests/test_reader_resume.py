"""The reader opens where it was left: question, row, article, line and pane; away from there when asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Filter, Query, Sort
from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tui import memory
from tui.app import DossierApp
from tui.memory import Memory, MemoryUnreadable, load, save
from tui.reader.left import Left, left
from tui.reader.state import Pane, ViewState

LONG = "\n\n".join(f"Paragraph {n} of the quay report, which goes on for a line or two." for n in range(80))


def library(number: int = 300, new: int = 0) -> FakeLibrary:
    newer = [made(1000 + n, date=f"2050-01-{n + 1:02d}") for n in range(new)]
    old = [made(n, body=LONG, date=f"20{40 - n // 12:02d}-{12 - n % 12:02d}-01") for n in range(number)]
    return FakeLibrary([*newer, *old])


async def left_at(keys: list[str], fake: FakeLibrary) -> Memory:
    app = DossierApp(fake)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.reader.ready and app.reader.article.article is not None)
        await pilot.press(*keys)
        await until(pilot, lambda: app.reader.article.article is not None)
        await until(
            pilot,
            lambda: app.reader.article.article.id == app.reader.state.chosen,  # type: ignore[union-attr]
        )
        return app.reader.memory()


@pytest.mark.parametrize("new", [0, 3])
@pytest.mark.parametrize(
    "keys", [["j", "j", "enter", "space"], ["/", *"quay", "enter", "j", "enter", "space", "space"], ["G", "z"]]
)
async def test_it_opens_where_it_was_left_whatever_came_since(keys: list[str], new: int) -> None:
    past = await left_at(keys, library())
    app = DossierApp(library(new=new), memory=past, resumed=True)
    async with app.run_test(size=(80, 24)) as pilot:
        reader = app.reader
        await until(pilot, lambda: reader.ready and reader.list.hit is not None)
        await until(pilot, lambda: reader.article.article is not None)
        hit = reader.list.hit
        assert hit is not None
        assert (hit.id, reader.state.chosen) == (past.left.chosen, past.left.chosen)
        assert reader.article.article.id == past.left.chosen  # type: ignore[union-attr]
        assert reader.state.query.question == past.left.query
        assert (reader.state.pane, reader.state.zoomed) == (past.left.pane, past.left.zoomed)
        assert reader.article.place == past.places.get(hit.id, 0)
        assert left(reader.state) == replace(past.left, row=past.left.row + new)


async def test_from_the_beginning_when_asked_or_when_the_article_is_gone() -> None:
    past = await left_at(["j", "j", "enter"], library(30))
    for app in (
        DossierApp(library(30), memory=past),
        DossierApp(FakeLibrary(library(30)._articles[10:]), memory=past, resumed=True),
        DossierApp(FakeLibrary([]), memory=past, resumed=True),
    ):
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda app=app: app.reader.ready)  # type: ignore[misc]
            await pilot.press("k", "k")
            assert app.reader.state.row == 0


filters = st.builds(Filter, st.sampled_from(["person", "tag"]), st.text(max_size=5), st.booleans())
some = st.lists(filters, max_size=2).map(tuple)
lefts = st.builds(
    Left,
    st.builds(
        Query,
        st.text(max_size=9),
        st.lists(filters, max_size=2).map(tuple),
        st.sampled_from(Sort),
        limit=st.just(0),
    ),
    st.integers(0, 9999),
    st.text(max_size=9),
    st.sampled_from([Pane.LIST, Pane.ARTICLE, Pane.ENTITIES]),
    st.booleans(),
)


@given(lefts)
def test_what_is_written_down_is_read_again(tmp_path_factory: pytest.TempPathFactory, value: Left) -> None:
    path = tmp_path_factory.getbasetemp() / "left.json"
    save(path, Memory({}, (), value))
    assert load(path).left == value


@pytest.mark.parametrize(
    "wrong",
    [
        '{"text": 1}',
        "[]",
        '{"text": "", "filters": [[]], "sort": "date", "row": 1, "article": "", "pane": "list"}',
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "memory.json"
    path.write_text(f'{{"places": {{}}, "queries": [], "left": {wrong}}}', "utf-8")
    with pytest.raises(MemoryUnreadable):
        load(path)
    path.write_text('{"places": {}, "queries": []}', "utf-8")
    assert memory.load(path).left == Left()


def test_a_line_that_is_typed_and_a_timeline_are_left_for_the_list() -> None:
    for pane in (Pane.QUERY, Pane.TIMELINE):
        assert left(ViewState(pane=pane)).pane is Pane.LIST
