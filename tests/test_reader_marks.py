"""The keys for personal state, on a small library in memory."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from search import Marks
from search.marks.facts import Mark
from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tests.test_reader import open_reader, row_text
from tui.app import DossierApp
from tui.features.info.info_page import InfoScreen
from tui.reader.screen import ReaderScreen
from tui.reader.state import Pane

ONE_PAGE = "A short report."


def small(count: int = 12) -> FakeLibrary:
    """Articles of one day after the other, the newest first."""
    days = (date(2040, 1, 1) - timedelta(n) for n in range(count))
    return FakeLibrary([made(n, body=ONE_PAGE, date=str(day)) for n, day in enumerate(days)])


def sign(screen: ReaderScreen, row: int) -> str:
    return row_text(screen, row)[1]


def mark_of(screen: ReaderScreen, row: int) -> Mark:
    hit = screen.list.row(row)
    assert hit is not None
    return screen.row_marks.marks.of([hit])[0]


async def test_skimming_marks_nothing_and_opening_marks_as_read() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("j", "j", "k", "2", "1")
        assert not any(mark_of(screen, row).read for row in range(12))
        await pilot.press("enter")
        assert pilot.app.screen is screen
        assert [mark_of(screen, row).read for row in range(3)] == [False, True, False]
        assert [sign(screen, row) for row in range(3)] == ["•", " ", "•"]


async def test_reading_on_marks_what_is_left_and_what_is_come_to() -> None:
    async with open_reader(small()) as (screen, pilot):
        await until(pilot, lambda: screen.article.at_end)
        await pilot.press("space")
        assert screen.list.cursor == 1
        assert [mark_of(screen, row).read for row in range(3)] == [True, True, False]


async def test_read_and_star_are_toggled_told_and_undone() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("r", "m")
        assert mark_of(screen, 0) == Mark(read=True, starred=True)
        assert sign(screen, 0) == "*"
        assert screen.status.message == "Starred: 1 article"
        await pilot.press("u")
        assert screen.status.message == "Undone: starred, 1 article"
        assert sign(screen, 0) == " "
        await pilot.press("u")
        assert sign(screen, 0) == "•"
        await pilot.press("u")
        assert screen.status.message == "There is nothing to undo."
        await pilot.press("ctrl+r", "ctrl+r")
        assert mark_of(screen, 0) == Mark(read=True, starred=True)
        assert sign(screen, 0) == "*"
        await pilot.press("ctrl+r")
        assert screen.status.message == "There is nothing to do again."


async def test_tags_and_notes_are_typed() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("t", *"ab cd", "enter")
        assert screen.status.message == "Tags: ab cd"
        await pilot.press("t", *"-ab", "enter")
        assert mark_of(screen, 0).tags == ("cd",)
        await pilot.press("a", *"why", "enter")
        await pilot.press("a", "end", *"?", "enter")
        assert mark_of(screen, 0).notes == ("why?",)
        await pilot.press("a", "x", "escape")
        assert mark_of(screen, 0).notes == ("why?",)
        await pilot.press("u")
        assert mark_of(screen, 0).notes == ("why",)


async def test_what_cannot_be_a_tag_is_told() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("t", *"--", "enter")
        assert "cannot be a tag" in screen.status.message
        assert mark_of(screen, 0) == Mark()


async def test_marks_go_on_all_that_are_selected() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("v", "j", "v", "m")
        assert [mark_of(screen, row).starred for row in range(4)] == [True, False, True, False]
        assert [sign(screen, row) for row in range(4)] == ["+", "•", "+", "•"]
        await pilot.press("escape")
        assert not screen.row_marks.selected
        assert [sign(screen, row) for row in range(4)] == ["*", "•", "*", "•"]
        await pilot.press("u")
        assert not any(mark_of(screen, row).starred for row in range(4))


async def test_another_question_lets_go_of_what_was_selected() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("v", "/", *"short", "enter")
        await until(pilot, lambda: screen.list.question.text == "short")
        assert not screen.row_marks.selected


async def test_the_next_unread_is_gone_to_and_its_want_told() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("j", "r", "j", "r", "g", "g", ")")
        assert screen.list.cursor == 3
        await pilot.press("(")
        assert screen.list.cursor == 0
        await pilot.press("(")
        assert "No unread article" in screen.status.message


async def test_the_next_unread_may_be_far_beyond_the_rows_at_hand() -> None:
    marks = Marks()
    library = small(1300)
    hits = library.rows(0, 1300).hits
    marks.toggle_read([hit for at, hit in enumerate(hits) if at not in (0, 1250)])
    app = DossierApp(library, open_marks=lambda _: marks)
    async with app.run_test() as pilot:
        screen = app.reader
        await until(pilot, lambda: screen.ready and sign(screen, 1) == " ")
        await pilot.press(")")
        await until(pilot, lambda: screen.list.cursor == 1250)
        await until(pilot, lambda: screen.list.hit is not None)
        await pilot.press(")")
        await until(pilot, lambda: "no other unread" in screen.status.message or screen.list.cursor != 1250)
        assert screen.list.cursor == 1250
        await pilot.press("(")
        await until(pilot, lambda: screen.list.cursor == 0)


async def test_marks_of_yesterday_are_shown(tmp_path: Path) -> None:
    library = small()
    yesterday = Marks(tmp_path / "marks")
    yesterday.toggle_star(library.rows(2, 1).hits)
    yesterday.close()
    app = DossierApp(library, open_marks=lambda _: Marks(tmp_path / "marks"))
    async with app.run_test() as pilot:
        await until(pilot, lambda: sign(app.reader, 2) == "*")
        assert sign(app.reader, 1) == "•"


async def test_marks_that_cannot_be_used_are_told_and_reading_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "marks"
    path.write_bytes(b"nonsense " * 999)
    app = DossierApp(small(), open_marks=lambda _: Marks(path))
    async with app.run_test() as pilot:
        await until(pilot, lambda: "cannot be used" in app.reader.status.message)
        await pilot.press("m")
        assert "cannot be used" in app.reader.status.message
        await pilot.press("enter")
        assert app.reader.state.pane is Pane.ARTICLE


async def test_without_an_article_the_keys_say_why_not() -> None:
    app = DossierApp(FakeLibrary([]))
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.reader.ready)
        for key in "rmtav":
            await pilot.press(key)
            assert app.reader.status.message == "No article is selected."


async def test_the_page_about_an_article_tells_tags_and_note() -> None:
    async with open_reader(small()) as (_, pilot):
        await pilot.press("t", *"urgent", "enter", "a", *"ask", "enter", "i")
        page = pilot.app.screen
        assert isinstance(page, InfoScreen)
        lines = [text.split() for text, _ in page.page_lines()]
        assert ["Own", "tags", "urgent"] in lines
        assert ["Note", "ask"] in lines
