"""The reader's behaviour, key by key, on a small library in memory."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.pilot import Pilot

from search.query.interface import Sort
from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tui.app import DossierApp
from tui.features.help.help_page import HelpScreen
from tui.features.info.info_page import InfoScreen
from tui.reader.screen import ReaderScreen
from tui.reader.shape import Shape
from tui.reader.state import Pane

LONG = "\n\n".join(f"Paragraph {n}: Ada Crosier spoke of the harbour and its walls." for n in range(40))


def library(count: int = 200) -> FakeLibrary:
    special = [
        made(9001, title="Ada speaks", body=LONG, date="2040-01-02"),
        made(9002, title="Ada is silent", body="Ada Crosier said nothing.", date="2040-01-01"),
    ]
    return FakeLibrary([*special, *(made(n) for n in range(count))], ["Ada Crosier", "inspector"])


@asynccontextmanager
async def open_reader(
    fake: FakeLibrary | None = None, size: tuple[int, int] = (80, 24), query: str = ""
) -> AsyncIterator[tuple[ReaderScreen, Pilot[int]]]:
    app = DossierApp(fake or library(), query=query)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.reader.ready and app.reader.article.article is not None)
        yield app.reader, pilot


def row_text(screen: ReaderScreen, row: int) -> str:
    return screen.list.render_line(row * screen.list.row_height - screen.list.top).text


def row_texts(screen: ReaderScreen) -> list[str]:
    return [screen.list.render_line(line).text.strip() for line in range(screen.list.size.height)]


def pane(screen: ReaderScreen) -> Pane:
    return screen.state.pane


def header(screen: ReaderScreen) -> str:
    return screen.query_line.render_line(0).text


async def test_it_opens_on_the_newest_articles_with_a_preview() -> None:
    async with open_reader() as (screen, _):
        assert "Ada speaks" in row_text(screen, 0)
        assert screen.article.article is not None
        assert screen.article.article.title == "Ada speaks"
        assert "202  date" in header(screen)


async def test_moving_previews_the_next_article() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("j")
        await until(pilot, lambda: screen.article.article.title == "Ada is silent")  # type: ignore[union-attr]
        assert screen.state.row == 1


async def test_results_come_while_typing() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("/", *"nothing")
        await until(pilot, lambda: screen.state.total == 1)
        assert "1 of 202  score" in header(screen)
        assert pane(screen) is Pane.QUERY
        await pilot.press("enter")
        assert pane(screen) is Pane.LIST


async def test_an_old_answer_never_replaces_a_newer_one() -> None:
    fake = library()
    async with open_reader(fake) as (screen, pilot):
        fake.gate = threading.Event()
        await pilot.press("/", "a")
        await until(pilot, lambda: len(fake.asked) == 1)
        await pilot.press(*"da")
        await until(pilot, lambda: len(fake.asked) >= 2)
        fake.gate.set()
        await until(pilot, lambda: screen.state.total == 2)
        await until(pilot, lambda: fake.answered == len(fake.asked))
        await pilot.pause()
        assert screen.state.total == 2


async def test_a_bad_query_keeps_the_page_and_points_at_the_column() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("/", *"ada")
        await until(pilot, lambda: screen.state.total == 2)
        await pilot.press(*" (")
        await until(pilot, lambda: bool(screen.query_note.text and screen.query_note.size.width))
        assert screen.list.total == 2
        assert screen.query_note.render_line(0).text.index("^") == header(screen).index("(")
        await pilot.press("backspace")
        await until(pilot, lambda: not screen.query_note.text)


async def test_escape_in_the_query_line_brings_the_view_back() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("/", *"ada")
        await until(pilot, lambda: screen.state.total == 2)
        await pilot.press("escape")
        await until(pilot, lambda: screen.state.total == 202)
        assert screen.state.query.text == ""
        assert pane(screen) is Pane.LIST


async def test_without_hits_enter_takes_the_correction() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("/", *"harbor")
        await until(pilot, lambda: screen.state.correction == "harbour")
        await pilot.press("enter")
        await until(pilot, lambda: screen.state.query.text == "harbour" and screen.state.total > 1)
        assert "harbour" in header(screen)


async def test_hits_are_marked_and_stepped_through() -> None:
    async with open_reader(query="harbour ada") as (screen, pilot):
        await until(pilot, lambda: bool(screen.article.matches))
        before = screen.article.place
        await pilot.press("n", "n", "n", "n", "n", "n", "n", "n", "n", "n", "n", "n", "n", "n")
        assert screen.article.current > 0
        assert screen.article.place > before
        here = screen.article.current
        await pilot.press("N")
        assert screen.article.current == here - 1


async def test_n_without_a_query_says_why_not() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("n")
        assert "no matches" in screen.status.message


async def test_narrowing_excluding_and_undoing() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("e")
        assert screen.state.drawer
        await until(pilot, lambda: screen.entities.item is not None)
        assert screen.entities.item.value == "Ada Crosier"  # type: ignore[union-attr]
        await pilot.press("+")
        await until(pilot, lambda: screen.state.total == 2)
        assert 'person:"Ada Crosier"' in header(screen)
        await pilot.press("u")
        await until(pilot, lambda: screen.state.total == 202)
        await until(pilot, lambda: screen.entities.item is not None)
        await pilot.press("-")
        await until(pilot, lambda: screen.state.total == 200)
        await pilot.press("H")
        await until(pilot, lambda: screen.state.total == 202)
        await pilot.press("L")
        await until(pilot, lambda: screen.state.total == 200)


async def test_escape_goes_out_step_by_step() -> None:
    async with open_reader(query="ada") as (screen, pilot):
        await pilot.press("enter")
        assert pane(screen) is Pane.ARTICLE
        await pilot.press("z")
        assert screen.state.zoomed
        assert "%" in header(screen)
        await pilot.press("escape")
        assert pane(screen) is Pane.LIST
        await pilot.press("escape")
        assert not screen.state.zoomed
        await pilot.press("escape")
        await until(pilot, lambda: screen.state.total == 202)
        await pilot.press("escape")
        assert "nothing to go back to" in screen.status.message


async def test_space_reads_on_into_the_next_article() -> None:
    async with open_reader(size=(80, 40)) as (screen, pilot):
        await pilot.press("space")
        assert screen.article.place > 0
        for _ in range(10):
            await pilot.press("space")
            await pilot.pause()
            if screen.state.row:
                break
        assert screen.state.row >= 1


async def test_orders_follow_one_another() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("o")
        await until(pilot, lambda: screen.state.sort is Sort.OLDEST and "2000-" in row_text(screen, 0))
        await pilot.press("O")
        await until(pilot, lambda: "Ada speaks" in row_text(screen, 0))


async def test_the_place_in_an_article_is_remembered() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("J", "J", "J", "J")
        place = screen.article.place
        assert place > 0
        await pilot.press("j")
        await until(pilot, lambda: screen.article.article.title == "Ada is silent")  # type: ignore[union-attr]
        await pilot.press("k")
        await until(pilot, lambda: screen.article.article.title == "Ada speaks")  # type: ignore[union-attr]
        assert screen.article.place == place


@pytest.mark.parametrize(
    ("size", "shape"),
    [((50, 15), Shape.ONE), ((80, 24), Shape.OVER), ((120, 40), Shape.BESIDE), ((200, 60), Shape.THREE)],
)
async def test_layouts_by_width(size: tuple[int, int], shape: Shape) -> None:
    async with open_reader(size=size) as (screen, pilot):
        assert screen.panes.shape is shape
        assert screen.list.size.width > 0
        assert (screen.article.size.width > 0) is (shape is not Shape.ONE)
        assert (screen.entities.size.width > 0) is (shape is Shape.THREE)
        width = screen.article.size.width
        await pilot.press("e")
        await pilot.pause()
        assert screen.entities.size.width > 0
        if shape is not Shape.ONE:
            assert screen.article.size.width == width


async def test_one_pane_shows_the_article_on_enter() -> None:
    async with open_reader(size=(50, 15)) as (screen, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert screen.article.size.height > 0
        await pilot.press("q")
        await pilot.pause()
        assert screen.list.size.height > 0


async def test_a_tiny_terminal_still_lists() -> None:
    async with open_reader(size=(10, 2)) as (screen, pilot):
        await pilot.press("j")
        assert screen.state.row == 1
        assert screen.list.size.height == 1


async def test_a_resize_keeps_selection_and_place() -> None:
    async with open_reader(size=(200, 60)) as (screen, pilot):
        await pilot.press("J", "J", "J", "J", "J", "J")
        place = screen.article.place
        for size in ((80, 24), (120, 40), (50, 15), (200, 60)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert screen.state.row == 0
        assert abs(screen.article.place - place) < 80


async def test_focus_goes_around_the_panes() -> None:
    async with open_reader(size=(200, 60)) as (screen, pilot):
        seen = []
        for _ in range(3):
            await pilot.press("tab")
            seen.append(pane(screen))
        assert seen == [Pane.ARTICLE, Pane.ENTITIES, Pane.LIST]
        await pilot.press("h")
        assert pane(screen) is Pane.LIST
        await pilot.press("3")
        assert pane(screen) is Pane.ENTITIES


async def test_key_sequences() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("G")
        assert screen.state.row == 201
        await until(pilot, lambda: screen.list.hit is not None)
        await pilot.press("g", "g")
        assert screen.state.row == 0


async def test_help_and_provenance_open_and_close() -> None:
    async with open_reader() as (_, pilot):
        await pilot.press("?")
        page = pilot.app.screen
        assert isinstance(page, HelpScreen)
        await pilot.press("/", *"quit", "enter")
        assert any("quit" in text for text, _ in page.pane.lines)
        await pilot.press("escape", "escape")
        assert len(pilot.app.screen_stack) == 1
        await pilot.press("i")
        info = pilot.app.screen
        assert isinstance(info, InfoScreen)
        lines = [text for text, _ in info.pane.lines]
        assert any("/archive/9001.txt" in line for line in lines)
        assert any("An official site" in line for line in lines)


async def test_the_rows_of_the_page_after_are_at_hand() -> None:
    async with open_reader(library(500), size=(80, 60)) as (screen, pilot):
        shown = screen.list.size.height
        for _ in range(6):
            await pilot.press("pagedown")
            await until(pilot, lambda: screen.list.row(screen.list.top + 2 * shown - 1) is not None)


async def test_rows_are_asked_for_in_windows() -> None:
    fake = library(5000)
    async with open_reader(fake) as (_, pilot):
        await pilot.press("G")
        await until(pilot, lambda: len(fake.windows) > 1)
        assert all(limit <= 64 for _, limit in fake.windows)
        assert len(fake.windows) < 5


async def test_a_hang_up_leaves_in_order() -> None:
    async with open_reader() as (_, pilot):
        assert isinstance(pilot.app, DossierApp)
        pilot.app.leave_by_signal(1)
        await pilot.pause()
        assert pilot.app.return_value == 129


async def test_quit() -> None:
    async with open_reader() as (_, pilot):
        await pilot.press("Q")
        await pilot.pause()
        assert pilot.app.return_value == 0


async def test_tab_completes_and_goes_round_the_offers() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("/", *"ada har", "tab")
        await until(pilot, lambda: screen.query_line.line.text == "ada harbour")
        assert "harvest (3)" in screen.status.message
        await pilot.press("tab")
        assert screen.query_line.line.text == "ada harvest"
        await pilot.press("tab")
        assert screen.query_line.line.text == "ada har"
        await pilot.press("x", "tab")
        await until(pilot, lambda: "Nothing that is known" in screen.status.message)
        assert screen.query_line.line.text == "ada harx"


async def test_when_nothing_is_found_the_list_tells_what_stands_in_the_way() -> None:
    fake = library()
    async with open_reader(fake) as (screen, pilot):
        await pilot.press("/", *"silent quayx")
        await until(pilot, lambda: "quayx: 0 (without it: 1)" in row_texts(screen))
        assert row_texts(screen)[0] == "No article fits."
        assert "silent: 1 (without it: 0)" in row_texts(screen)
        await pilot.press("backspace", "backspace", "backspace", "backspace", "backspace")
        await until(pilot, lambda: screen.state.total == 1)
        await pilot.press(*"zzz")
        await until(pilot, lambda: screen.state.total == 0)
        await until(pilot, lambda: fake.explained[-1].text.endswith("zzz"))
        await pilot.pause()
        assert not any("quayx" in line for line in row_texts(screen))


async def test_keys_that_come_together_each_meet_the_right_pane() -> None:
    async with open_reader() as (screen, pilot):
        for key in ("slash", "a", "d", "a", "enter", "j", "question_mark", "escape", "escape", "i", "escape"):
            character = {"slash": "/", "question_mark": "?"}.get(key, key if len(key) == 1 else None)
            pilot.app.post_message(events.Key(key, character))
        await until(pilot, lambda: screen.query_line.asked == ("ada",) and not screen.state.query.text)
        await until(pilot, lambda: screen.state.total == 202 and len(pilot.app.screen_stack) == 1)
        assert pane(screen) is Pane.LIST
