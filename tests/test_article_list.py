"""The list: windows of rows, columns, two-line rows, and a million rows at the price of a thousand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from search.query.interface import Hit, Page, Query, Snippet
from tui.messages import RowChosen, RowsWanted, SnippetsWanted
from tui.widgets.article_list import CHUNK, CHUNKS, ArticleList
from tui.widgets.rows import Flag, brought_into_view, columns


def hits(offset: int, count: int) -> tuple[Hit, ...]:
    return tuple(Hit(f"id{n}", "", f"Article {n}", "2016-03-07") for n in range(offset, offset + count))


def window(offset: int, total: int) -> Page:
    return Page(Query(offset=offset), total, hits(offset, min(CHUNK, total - offset)))


class ListApp(App[None]):
    """Answers the list's wishes at once, and writes them down."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self.list = ArticleList()
        self.total = total
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.list

    def on_rows_wanted(self, message: RowsWanted) -> None:
        self.said.append(message)
        self.list.add(window(message.offset, self.total))

    def on_row_chosen(self, message: RowChosen) -> None:
        self.said.append(message)

    def on_snippets_wanted(self, message: SnippetsWanted) -> None:
        self.said.append(message)

    def shown(self) -> list[str]:
        return [self.list.render_line(y).text.rstrip() for y in range(self.list.size.height)]


@asynccontextmanager
async def listing(total: int, **options: bool) -> AsyncIterator[tuple[ListApp, Pilot[None]]]:
    app = ListApp(total)
    async with app.run_test(size=(60, 10)) as pilot:
        app.list.show(window(0, total), **options)
        await pilot.pause()
        yield app, pilot


async def test_rows_show_date_and_title_and_the_cursor() -> None:
    async with listing(3) as (app, _):
        assert app.shown()[:3] == [
            "▸• 2016-03-07 Article 0",
            " • 2016-03-07 Article 1",
            " • 2016-03-07 Article 2",
        ]


async def test_a_date_that_was_concluded_has_a_sign_and_others_stand_where_they_stood() -> None:
    async with listing(3) as (app, _):
        told = app.shown()[1]
        rows = (Hit("a", "", "Told", "2016-03-07"), Hit("b", "", "Held", "2016-03-07", date_inferred=True))
        app.list.show(Page(Query(), 2, rows))
        assert told.startswith(" • 2016-03-07 ")
        assert app.shown()[1].startswith(" •~2016-03-07 Held")


async def test_the_cursor_pulls_the_window_along() -> None:
    async with listing(1000) as (app, pilot):
        app.list.move(9)
        app.list.move(1)
        await pilot.pause()
        assert app.shown()[-1] == "▸• 2016-03-07 Article 10"
        assert app.list.top == 1


async def test_the_end_of_a_million_is_one_window_away() -> None:
    async with listing(1_000_000) as (app, pilot):
        app.list.go_end()
        await pilot.pause()
        assert app.shown()[-1] == "▸• 2016-03-07 Article 999999"
        wanted = [m.offset for m in app.said if isinstance(m, RowsWanted)]
        assert wanted == [999_999 // CHUNK * CHUNK]


async def test_only_some_windows_are_kept() -> None:
    async with listing(1_000_000) as (app, pilot):
        for row in range(0, CHUNK * (CHUNKS + 20), CHUNK):
            app.list.select(row)
            await pilot.pause()
        assert len(app.list._chunks) <= CHUNKS
        assert app.list.hit is not None


async def test_the_selected_row_is_told_when_it_arrives() -> None:
    async with listing(1000) as (app, pilot):
        app.list.select(500)
        await pilot.pause()
        last = [m for m in app.said if isinstance(m, RowChosen)][-1]
        assert last.hit is not None
        assert last.hit.title == "Article 500"


async def test_two_line_rows_ask_for_snippets_in_view_once() -> None:
    async with listing(1000, two_lines=True) as (app, pilot):
        asked = [m.ids for m in app.said if isinstance(m, SnippetsWanted)]
        assert [len(ids) for ids in asked] == [6]
        first = Hit("id0", "", "Article 0", "2016-03-07", snippet=Snippet("a harbour wall", ((2, 9),)))
        app.list.annotate([first])
        await pilot.pause()
        assert app.shown()[1] == "   a harbour wall"


async def test_a_resize_keeps_the_selected_row_in_view() -> None:
    async with listing(1000) as (app, pilot):
        app.list.select(9)
        await pilot.resize_terminal(30, 4)
        await pilot.pause()
        assert any("Article 9" in line and "▸" in line for line in app.shown())


async def test_wide_titles_stay_inside_the_pane() -> None:
    async with listing(1) as (app, _):
        page = Page(Query(), 1, (Hit("x", "", "日本語の見出し" * 10, "2016"),))
        app.list.show(page)
        strip = app.list.render_line(0)
        assert strip.cell_length == 60
        assert "…" in strip.text


async def test_markup_in_titles_is_text() -> None:
    async with listing(1) as (app, _):
        app.list.show(Page(Query(), 1, (Hit("x", "", "[U] [@click=app.quit]x[/]", "2016"),)))
        assert "[U] [@click=app.quit]x[/]" in app.list.render_line(0).text


@pytest.mark.parametrize(
    ("width", "shown"),
    [(80, "date versions score"), (44, "date versions"), (38, "date"), (30, "")],
)
def test_columns_drop_in_order(width: int, shown: str) -> None:
    made = columns(width, score=True)
    assert " ".join(name for name in ("date", "versions", "score") if getattr(made, name)) == shown


@given(st.text("ab 日", min_size=1, max_size=80), st.integers(12, 60), st.data())
def test_the_first_match_of_a_snippet_is_in_view(text: str, width: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = min(len(text), start + 4)
    shown = brought_into_view(Snippet(text, ((start, end),)), width, "…")
    left, right = shown.spans[0]
    assert shown.text[left:right] == text[start:end]
    assert cell_len(shown.text[:right]) <= width


async def test_a_flag_draws_its_row_again_and_no_other() -> None:
    async with listing(100) as (app, _):
        drawn: list[int] = []
        app.list.refresh_line = lambda line, count=1: drawn.append(line)  # type: ignore[method-assign]
        app.list.flag(
            {"id3": Flag(starred=True), "id5": Flag(unread=False), "id7": Flag(), "id99": Flag(False)}
        )
        assert drawn == [3, 5]
        app.list.flag({"id3": Flag(starred=True)})
        assert drawn == [3, 5]
        assert app.shown()[3:6] == [
            " * 2016-03-07 Article 3",
            " • 2016-03-07 Article 4",
            "   2016-03-07 Article 5",
        ]
        app.list.flag({"id4": Flag(selected=True, starred=True)})
        assert app.shown()[4] == " + 2016-03-07 Article 4"


async def test_a_line_stands_before_the_rows_of_the_second_part() -> None:
    for two_lines in (False, True):
        async with listing(20, two_lines=two_lines) as (app, pilot):
            height = 2 if two_lines else 1
            app.list.divide(3, "17 with some of the words")
            await pilot.pause()
            shown = app.shown()
            assert shown[3 * height] == "── 17 with some of the words"
            assert shown[3 * height + 1].endswith("Article 3")
            assert app.list.line_count() == 20 * height + 1
            assert [app.list.row_at(app.list.line_of(row)) for row in range(20)] == list(range(20))
            for row in (2, 3, 4, 3, 19, 0):
                app.list.select(row)
                await pilot.pause()
                assert app.shown()[app.list.pointer().y].startswith("▸"), row
            app.list.show(window(0, 20))
            assert app.list.divider == -1
            app.list.divide(0, "20 with some of the words")
            await pilot.pause()
            assert app.shown()[0].startswith("── 20 with")
            assert app.shown()[1].startswith("▸")


async def test_the_whole_row_tells_the_selection_and_is_dimmed_without_focus() -> None:
    async with listing(5) as (app, pilot):
        lean = [part.style for part in app.list.paint(0)]
        app.list.show_whole_row(True)
        app.list.has_focus = True
        focused = {part.style for part in app.list.paint(0)}
        app.list.has_focus = False
        blurred = {part.style for part in app.list.paint(0)}
        assert len(lean) == 3
        assert len(focused) == len(blurred) == 1
        assert focused != blurred
        await pilot.pause()
