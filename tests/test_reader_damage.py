"""What breaks or is too much: the reader says so, goes on, and can be left."""

from __future__ import annotations

import pytest
from textual import events

from search import Page, Query, Sort, Stop
from search.errors import LibraryDamaged
from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tui.app import DossierApp
from tui.widgets.query_line import MAX_QUERY


class Broken(FakeLibrary):
    """A library whose list cannot be read."""

    def rows(self, offset: int, limit: int, sort: Sort = Sort.DATE) -> Page:
        raise LibraryDamaged("articles.sqlite cannot be read.", "Restore it.")


@pytest.mark.parametrize("query", ["", "harbour"])
async def test_a_damaged_list_is_told(query: str) -> None:
    app = DossierApp(Broken([made(1)], []), query=query)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        last = app.reader.status.render_line(app.reader.status.size.height - 1).text
        assert query or "articles.sqlite cannot be read" in last
        await pilot.press("j", "Q")
    assert app.return_code == 0


class Faulty(FakeLibrary):
    """A library with a fault of its own."""

    def search(self, query: Query, *, stop: Stop | None = None) -> Page:
        raise ZeroDivisionError("by \x1b[2Jzero")


async def test_a_fault_of_the_program_is_told_and_the_reader_goes_on() -> None:
    app = DossierApp(Faulty([made(1)], []))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("/", "a")
        await until(pilot, lambda: "failed here (page): ZeroDivisionError: by" in app.reader.status.message)
        assert "\x1b" not in app.reader.status.message
        await pilot.press("escape", "j", "Q")
    assert app.return_code == 0


async def test_a_paste_that_is_too_long_is_cut_with_a_word() -> None:
    app = DossierApp(FakeLibrary([made(1)], []))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("\\", "a")
        app.reader.query_line.post_message(events.Paste("b" * (MAX_QUERY + 1)))
        await pilot.pause()
        await pilot.pause()
        assert app.reader.query_line.line.text == "a" + "b" * (MAX_QUERY - 1)
        assert "was pasted is cut" in app.reader.status.render_line(app.reader.status.size.height - 1).text


async def test_what_is_pasted_loses_its_control_characters() -> None:
    app = DossierApp(FakeLibrary([made(1)], []))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("\\")
        app.reader.query_line.post_message(events.Paste("a\x1b]0;x\x07b\x9b\x00\u202e\n c"))
        await pilot.pause()
        await pilot.pause()
        assert app.reader.query_line.line.text == "a]0;xb c"


async def test_what_is_pasted_into_a_prompt_is_found_at_once() -> None:
    app = DossierApp(FakeLibrary([made(1, body="harbour and harvest")], []))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "/")
        app.reader.status.post_message(events.Paste("har\x1b"))
        await pilot.pause()
        await pilot.pause()
        assert app.reader.status.line.text == "har"
        assert len(app.reader.article.matches) == 3
        assert app.reader.query_line.line.text == ""
        await pilot.press("escape")
        assert app.reader.focused is app.reader.article
        assert not app.reader.article.matches
