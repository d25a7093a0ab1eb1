"""What is shown is what is acted on: keys wait for their article; and what is typed over what is there."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tui.app import DossierApp
from tui.editing import EDITS, Line
from tui.reader.screen import ReaderScreen
from tui.reader.state import Pane

LONG = "\n\n".join(f"Paragraph {n} of a long report on the harbour and its works." for n in range(40))


def stale() -> FakeLibrary:
    """Long articles and short ones in turn, newest first."""
    dates = [f"2024-03-{30 - n:02}" for n in range(12)]
    return FakeLibrary(
        [made(n, title=f"Report {n:02}", body="Short." if n % 2 else LONG, date=dates[n]) for n in range(12)]
    )


@asynccontextmanager
async def open_reader(
    library: FakeLibrary, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[ReaderScreen, Pilot[int]]]:
    app = DossierApp(library)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.reader.ready and app.reader.article.article is not None)
        yield app.reader, pilot


def read(screen: ReaderScreen) -> list[str]:
    """Titles of what counts as read."""
    rows = [hit for hit in screen.list.at_hand() if not screen.list.flag_of(hit).unread]
    return sorted(hit.title for hit in rows)


def shown(screen: ReaderScreen) -> str:
    return screen.article.article.title if screen.article.article else ""


async def test_space_after_a_jump_shows_the_article_and_neither_pages_nor_skips_it() -> None:
    library = stale()
    async with open_reader(library) as (screen, pilot):
        library.held = threading.Event()
        await pilot.press("j", "space")  # to a short one, which is on its way
        assert read(screen) == []
        assert (screen.article.top, shown(screen)) == (0, "Report 00")
        library.held.set()
        await until(pilot, lambda: read(screen) == ["Report 01"])
        assert (screen.state.row, shown(screen)) == (1, "Report 01")
        await pilot.press("space")  # at its end: on to the next, which is read when it is shown
        await until(pilot, lambda: read(screen) == ["Report 01", "Report 02"])
        assert (shown(screen), screen.article.top) == ("Report 02", 0)


async def test_a_far_jump_does_not_leave_the_old_article_to_the_next_key() -> None:
    async with open_reader(stale()) as (screen, pilot):
        await pilot.press("G", "space")
        await until(pilot, lambda: shown(screen) == "Report 11")
        assert read(screen) == ["Report 11"]


@pytest.mark.parametrize("key", ["J", "n", "i", "y i", "s", ";", "enter", "b", "|"])
async def test_no_key_acts_on_an_article_that_is_not_on_the_screen(key: str) -> None:
    library = stale()
    async with open_reader(library) as (screen, pilot):
        if key == "n":
            await pilot.press("/", *"report", "enter")
            await until(pilot, lambda: bool(screen.article.matches))
        library.held = threading.Event()
        await pilot.press("j", *key.split(" "))
        assert (screen.status.prompt, screen.status.message) == (None, screen.status.message)
        assert screen.app.screen is screen
        assert (screen.article.top, screen.article.current, screen.state.pane) == (0, -1, Pane.LIST)
        assert "once more" not in screen.status.message
        library.held.set()
        await until(pilot, lambda: shown(screen) == "Report 01" and not screen.controller._waiting)
        if key not in ("J", "b"):  # a short article does not scroll
            await until(
                pilot,
                lambda: (
                    screen.app.screen is not screen
                    or screen.status.prompt is not None
                    or bool(screen.status.message)
                    or screen.state.pane is Pane.ARTICLE
                ),
            )


async def test_in_the_article_movement_and_marks_wait_too() -> None:
    library = stale()
    async with open_reader(library) as (screen, pilot):
        await pilot.press("2")
        library.held = threading.Event()
        await pilot.press("]", "]", "j", "m")
        assert (shown(screen), screen.article.top) == ("Report 00", 0)
        library.held.set()
        await until(pilot, lambda: shown(screen) == "Report 02" and screen.article.top == 1)
        await until(pilot, lambda: screen.status.message.startswith("Starred"))
        assert [screen.list.flag_of(hit).starred for hit in screen.list.at_hand()][:4] == [
            False,
            False,
            True,
            False,
        ]


async def test_keys_after_one_that_waits_come_after_it() -> None:
    library = stale()
    async with open_reader(library) as (screen, pilot):
        library.held = threading.Event()
        await pilot.press("j", "|", *"wc -l")
        library.held.set()
        await until(pilot, lambda: screen.status.prompt is not None)
        assert screen.status.line.text == "wc -l"
        await pilot.press("escape")


async def test_waiting_is_given_up_by_leaving() -> None:
    library = stale()
    async with open_reader(library) as (screen, pilot):
        library.held = threading.Event()
        await pilot.press("j", "space", "i", "escape")
        library.held.set()
        await until(pilot, lambda: shown(screen) == "Report 01")
        assert read(screen) == []
        assert screen.app.screen is screen


async def test_an_article_that_cannot_be_had_does_not_hold_keys_for_good() -> None:
    library = stale()
    async with open_reader(library) as (screen, pilot):
        del library._articles[1]
        await pilot.press("j", "space", "k")
        await until(pilot, lambda: screen.state.row == 0 and not screen.controller._waiting)


# Typing over what is there


async def test_a_query_in_force_is_replaced_by_typing_and_kept_by_moving() -> None:
    async with open_reader(stale()) as (screen, pilot):
        await pilot.press("/", *"short", "enter")
        await until(pilot, lambda: screen.state.total == 6)
        await pilot.press("/", *"long")
        assert screen.state.query.text == "long"
        await pilot.press("escape")
        assert screen.state.query.text == "short"
        for key, text in (("home", "xshort"), ("end", "shortx"), ("left", "shorxt"), ("backspace", "x")):
            await pilot.press("/", key, "x")
            assert screen.state.query.text == text
            await pilot.press("escape")
        await pilot.press("/", "enter")
        assert screen.state.query.text == "short"


async def test_interrupting_cancels_what_is_typed_and_quits_the_second_time() -> None:
    async with open_reader(stale()) as (screen, pilot):
        await pilot.press("/", *"short", "ctrl+c")
        assert (screen.state.pane, screen.state.query.text) == (Pane.LIST, "")
        await pilot.press("t", "x", "ctrl+c")
        assert screen.status.prompt is None
        await pilot.press("?", "/", "x", "ctrl+c", "ctrl+c")
        assert screen.app.screen is screen
        await pilot.press("ctrl+c", "j", "ctrl+c")
        assert "once more quits" in screen.status.message
        assert screen.app.return_code is None
        await pilot.press("ctrl+c")
        assert screen.app.return_code == 0


def test_what_is_selected_is_replaced_and_can_be_brought_back() -> None:
    line = Line.of("ada crosier").all_selected()
    assert line.insert("b") == Line("b", 1, "ada crosier")
    assert line.insert("b").yank().text == "bada crosier"
    for name in ("left", "right", "home", "end", "ctrl+left", "ctrl+k"):
        assert (EDITS[name](line).text, EDITS[name](line).selected) == ("ada crosier", False)
    for name in ("backspace", "delete", "ctrl+u"):
        assert EDITS[name](line).text == ""


async def test_looking_again_keeps_article_line_and_row() -> None:
    library = stale()
    async with open_reader(library) as (screen, pilot):
        await pilot.press("j", "j")
        await until(pilot, lambda: shown(screen) == "Report 02")
        await pilot.press("2", "j", "j", "j")
        library._articles += [made(50 + n, title=f"New {n}", date="2025-01-01") for n in range(3)]
        await pilot.press("R")
        await until(pilot, lambda: screen.status.message == "Looked again: 3 more.")
        assert (screen.state.row, shown(screen), screen.article.top) == (5, "Report 02", 3)
        await pilot.press("R")
        await until(pilot, lambda: screen.status.message == "Looked again: nothing new.")


async def test_keys_work_by_their_place_on_another_keyboard() -> None:
    async with open_reader(stale()) as (screen, pilot):
        await pilot.press("о")  # j of a Russian keyboard
        await until(pilot, lambda: screen.state.row == 1)
        await pilot.press("λ")  # l of a Greek one
        assert screen.state.pane is Pane.ARTICLE
        await pilot.press("1", ".")
        assert "works in the" in screen.status.message
        await pilot.press("\\", *"ботов")
        assert screen.state.query.text == "ботов"
