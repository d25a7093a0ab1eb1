"""Keys that are wrong, interrupted, quick or pressed where there is nothing: what the reader makes of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.pilot import Pilot

from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tui.app import DossierApp
from tui.features.table import build
from tui.reader.screen import ReaderScreen
from tui.reader.state import Pane
from tui.settings import Settings
from tui.wire.escapes import KeyParser


def library() -> FakeLibrary:
    ada = made(9001, title="Ada speaks", body="Ada Crosier spoke of walls.", date="2040-01-02")
    return FakeLibrary([ada, *(made(n) for n in range(40))], ["Ada Crosier"])


@asynccontextmanager
async def open_reader(
    size: tuple[int, int] = (80, 24), settings: Settings | None = None
) -> AsyncIterator[tuple[ReaderScreen, Pilot[int]]]:
    app = DossierApp(library(), settings=settings)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.reader.ready and app.reader.article.article is not None)
        yield app.reader, pilot


# Wrong keys


def test_a_key_that_does_nothing_here_is_said_to_work_elsewhere() -> None:
    keymap = build()
    assert keymap.idle(("+",)) == "+ works in the entities and timeline. ? shows all keys."
    assert keymap.idle(("j",)) == "j works in the list, article and entities. ? shows all keys."
    assert keymap.idle(("X",)) == "X does nothing. ? shows all keys."
    assert build(own={"help": ()}).idle(("X",)) == "X does nothing."


async def test_wrong_keys_are_told_and_change_nothing() -> None:
    async with open_reader() as (screen, pilot):
        before = screen.state
        await pilot.press("+")
        assert screen.status.message.startswith("+ works in the entities")
        await pilot.press("f5")
        assert screen.status.message.startswith("F5 does nothing")
        assert screen.state == before
        await pilot.press("j")
        assert screen.status.message == ""


async def test_a_sequence_that_is_broken_off_leaves_nothing_behind() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("y")
        assert "c citation" in screen.status.message
        await pilot.press("escape")
        assert screen.status.message == ""
        await pilot.press("y", "j")
        assert screen.status.message.startswith("yj does nothing")
        assert screen.state.row == 0
        await pilot.press("j")
        assert screen.state.row == 1


async def test_at_both_ends_of_the_list_one_is_told_so() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("[")
        assert screen.status.message == "This is the first article."
        await pilot.press("G", "]")
        assert screen.status.message == "This is the last article."


async def test_what_is_not_in_the_article_is_named() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("enter", "/", *"zebra", "enter")
        assert screen.status.message == "“zebra” is not in this article."
        await pilot.press("n")
        assert screen.status.message == "“zebra” is not in this article."


# The query line


async def test_a_wrong_query_can_be_given_up_after_enter() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("/", *"ada (")
        await until(pilot, lambda: bool(screen.query_note.text))
        await pilot.press("enter")
        assert screen.state.pane is Pane.QUERY
        await pilot.press("escape")
        assert (screen.state.pane, screen.state.query.text) == (Pane.LIST, "")


async def test_enter_is_taken_as_soon_as_the_query_is_mended() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("/", *"ada (")
        await until(pilot, lambda: bool(screen.query_note.text))
        await pilot.press("backspace", "backspace", "enter")
        assert screen.state.pane is Pane.LIST
        await until(pilot, lambda: screen.state.total == 1 and not screen.query_note.text)


async def test_articles_with_some_of_the_words_can_be_left_out() -> None:
    async with open_reader(settings=Settings(some_words=False)) as (screen, pilot):
        assert screen.view.state.query.strict
        await pilot.press("slash", "a", "b", "enter")
        assert (screen.view.state.query.text, screen.view.state.query.strict) == ("ab", True)


async def test_enter_alone_asks_a_mended_query_and_goes_to_the_list() -> None:
    async with open_reader(settings=Settings(search_as_you_type=False)) as (screen, pilot):
        await pilot.press("/", *"ada (", "enter")
        await until(pilot, lambda: bool(screen.query_note.text) and screen.state.pane is Pane.QUERY)
        await pilot.press("backspace", "backspace", "enter")
        await until(pilot, lambda: screen.state.total == 1)
        assert (screen.state.pane, screen.query_note.text) == (Pane.LIST, "")


async def test_a_query_that_was_wrong_when_it_was_asked_can_be_given_up() -> None:
    async with open_reader(settings=Settings(search_as_you_type=False)) as (screen, pilot):
        await pilot.press("/", *"ada", "enter")
        await until(pilot, lambda: screen.state.total == 1)
        await pilot.press("/", "space", "(", "enter")
        await until(pilot, lambda: bool(screen.query_note.text) and screen.state.pane is Pane.QUERY)
        await pilot.press("escape")
        assert (screen.state.pane, screen.state.query.text, screen.query_note.text) == (Pane.LIST, "ada", "")
        await until(pilot, lambda: screen.state.total == 1)


async def test_after_enter_the_keys_of_the_list_are_shown() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("/", *"ada")
        await until(pilot, lambda: screen.state.total == 1 and bool(screen.status.message))
        await pilot.press("enter")
        assert screen.status.message == ""
        assert "j/k move" in screen.status.render_line(0).text


# The terminal's own cursor


async def test_the_cursor_is_where_one_reads_or_types() -> None:
    async with open_reader() as (screen, pilot):

        def stands(x: int, y: int) -> bool:
            return pilot.app.cursor_position == (x, y)

        await until(pilot, lambda: stands(0, 1))
        await pilot.press("/", "a")
        await until(pilot, lambda: stands(2, 0))
        await pilot.press("enter")
        await until(pilot, lambda: stands(0, 1))
        await pilot.press(":", "s")
        await until(pilot, lambda: stands(2, 0))
        await pilot.press("left")
        await until(pilot, lambda: stands(1, 0))
        await pilot.press("escape")
        await until(pilot, lambda: stands(0, 1))
        await pilot.press("?", "/", "a")
        await until(pilot, lambda: stands(2, 23))
        await pilot.press("escape")
        await until(pilot, lambda: stands(1, 0))
        await pilot.press("escape", "T")
        await until(pilot, lambda: len(screen.timeline.buckets) > 1)
        await pilot.press("home")
        row = screen.timeline.content_region.y
        await until(pilot, lambda: stands(0, row))
        await pilot.press("l")
        await until(pilot, lambda: stands(screen.timeline.pointer().x, row))
        assert screen.timeline.pointer().x > 0


# Messages


@pytest.mark.parametrize("width", [30, 80])
async def test_a_message_that_is_too_long_for_the_last_line_is_shown_whole(width: int) -> None:
    said = "What is said here is so long that it needs one more row. " * 2
    async with open_reader((width, 24)) as (screen, pilot):
        note = screen.status.note
        assert not note.display
        screen.status.show_message(said)
        await until(pilot, lambda: note.region.height > 1)
        rows = " ".join(note.render_line(y).text.strip() for y in range(note.region.height))
        assert rows.split() == said.split()
        assert note.region.bottom == 24
        await pilot.press("j")
        await until(pilot, lambda: not note.display)


async def test_a_long_message_does_not_cover_what_is_asked() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("t")
        screen.status.show_message("Long. " * 40)
        await pilot.pause()
        assert not screen.status.note.display
        await pilot.press("escape")
        await until(pilot, lambda: screen.status.note.display)


# What a terminal sends


def keys_of(*pieces: str) -> list[str]:
    parser = KeyParser(False)
    found = [event for piece in pieces for event in parser.feed(piece)]
    return [event.key for event in [*found, *parser.feed("")] if isinstance(event, events.Key)]


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1bj", ["escape", "j"]),
        ("\x1bJ", ["escape", "J"]),
        ("\x1b\r", ["escape", "enter"]),
        ("\x1b/", ["escape", "slash"]),
        ("\x1b1", ["escape", "1"]),
        ("\x1bjyt", ["escape", "j", "y", "t"]),
        ("\x1b\x1bj", ["escape", "escape", "j"]),
        ("\x1b\x06", ["escape", "ctrl+f"]),
        ("\x1b\x1b[A", ["escape", "up"]),
        ("\x1bb", ["alt+b"]),
        ("\x1b\x7f", ["ctrl+w"]),
        ("\x1b[A", ["up"]),
        ("\x1bOP", ["f1"]),
        ("\x1b[1;5A", ["ctrl+up"]),
        ("\x1b[99zj", ["j"]),
    ],
)
def test_esc_and_a_key_right_behind_it_are_two_keys(sent: str, keys: list[str]) -> None:
    assert keys_of(sent) == keys


@pytest.mark.parametrize("cut", range(1, 22))
def test_nothing_that_is_pasted_is_a_key(cut: int) -> None:
    sent = "\x1b[200~a\x1bQ\x1b[Ab\x1b[201~j"
    parser = KeyParser(False)
    found = [event for piece in (sent[:cut], sent[cut:]) for event in parser.feed(piece)]
    pasted = [event.text for event in found if isinstance(event, events.Paste)]
    assert pasted == ["aQ[Ab"]
    assert [event.key for event in found if isinstance(event, events.Key)] == ["j"]


async def test_esc_and_a_letter_of_readline_are_two_keys_where_nothing_is_typed() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("enter")
        where = [screen.state.pane]
        screen.press(events.Key("alt+b", "b"))
        assert [*where, screen.state.pane] == [Pane.ARTICLE, Pane.LIST]


# Narrow terminals


async def test_on_a_narrow_terminal_the_key_of_the_help_is_still_shown() -> None:
    async with open_reader((40, 15)) as (screen, _):
        hints = screen.status.render_line(0).text
        assert "j/k move" in hints
        assert "? help" in hints
        assert "entities" not in hints


async def test_on_a_narrow_terminal_the_counts_are_shortened_before_they_go() -> None:
    async with open_reader((40, 15)) as (screen, pilot):
        await pilot.press("/", *"ada", "enter")
        await until(pilot, lambda: screen.state.total == 1)
        assert "1 of 41  score" in screen.query_line.render_line(0).text
        await pilot.press("V")
        await until(pilot, lambda: "grouped" in screen.query_line.render_line(0).text)
        await pilot.resize_terminal(30, 15)
        await pilot.press("V")
        await until(pilot, lambda: "1  score" in screen.query_line.render_line(0).text)


async def test_where_one_pane_has_room_nothing_is_zoomed() -> None:
    async with open_reader((40, 15)) as (screen, pilot):
        await pilot.press("z")
        assert not screen.state.zoomed
        assert "one pane" in screen.status.message


@pytest.mark.parametrize("key", ["?", "i", "E"])
async def test_on_a_page_the_cursor_stands_where_reading_begins(key: str) -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("j", key)
        await until(pilot, lambda: pilot.app.screen is not screen)
        await until(pilot, lambda: pilot.app.cursor_position == (1, 0))
        await pilot.pause()
        assert pilot.app.cursor_position == (1, 0)


@pytest.mark.parametrize("width", [30, 80])
async def test_what_is_wrong_with_a_query_is_shown_whole(width: int) -> None:
    async with open_reader((width, 24)) as (screen, pilot):
        await pilot.press("/", *"ada (")
        note = screen.query_note
        await until(pilot, lambda: bool(note.text) and note.region.height == (1 if width == 80 else 3))
        rows = [note.render_line(y).text for y in range(note.region.height)]
        assert rows[0].index("^") == 5
        assert " ".join(" ".join(rows).replace("^", "").split()) == note.text
        assert note.region.y == 1


async def test_the_cursor_follows_answers_that_come_later() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("T")
        await until(pilot, lambda: len(screen.timeline.buckets) > 1)
        last = screen.timeline.pointer().x
        assert last > 0
        row = screen.timeline.content_region.y
        await until(pilot, lambda: pilot.app.cursor_position == (last, row))
        await pilot.press("escape", "e")
        await until(pilot, lambda: screen.entities.item is not None)
        row = screen.entities.content_region.y + screen.entities.pointer().y
        await until(pilot, lambda: pilot.app.cursor_position == (screen.entities.content_region.x, row))


# In the middle of things


async def test_keys_that_come_before_the_first_rows_are_not_lost() -> None:
    app = DossierApp(library())
    app.reader.press(events.Key("j", "j"))
    app.reader.press(events.Key("j", "j"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.reader.state.row == 2)
        await pilot.press("j")
        await until(pilot, lambda: app.reader.state.row == 3)


async def test_the_line_being_read_outlives_a_size_at_which_everything_has_room() -> None:
    body = "\n\n".join(f"Paragraph {n} of a long text." for n in range(40))
    app = DossierApp(FakeLibrary([made(1, body=body)], []))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.reader.article.article is not None)
        await pilot.press("enter", "pagedown")
        await until(pilot, lambda: app.reader.article.top > 0)
        place = app.reader.article.place
        await pilot.resize_terminal(120, 110)
        await until(pilot, lambda: app.reader.article.size.height > 90 and app.reader.article.top == 0)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: app.reader.article.size.height < 24)
        await until(pilot, lambda: app.reader.article.place == place)


async def test_the_screen_can_be_drawn_anew_while_something_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_reader() as (screen, pilot):
        drawn: list[bool] = []
        monkeypatch.setattr(pilot.app, "redraw", lambda: drawn.append(True))
        await pilot.press("t", *"tag", "ctrl+l")
        assert drawn == [True]
        assert screen.status.line.text == "tag"


async def test_progress_that_takes_room_from_a_message_moves_it_up() -> None:
    async with open_reader() as (screen, pilot):
        screen.status.show_message("Adding a folder with a rather long name. Read on; A stops it.")
        await pilot.pause()
        assert not screen.status.note.display
        screen.status.show_progress("reading 1,847 articles, 1,568/s, 3 s left")
        await until(pilot, lambda: "A stops it." in screen.status.note.text)


async def test_nothing_is_added_while_the_library_is_made_ready() -> None:
    async with open_reader() as (screen, pilot):
        screen.view.ready = False
        await pilot.press("A")
        assert screen.status.prompt is None
        assert "still being made ready" in screen.status.message


@pytest.mark.parametrize("size", [(10, 1), (10, 2), (20, 5), (30, 10)])
async def test_on_the_smallest_terminals_one_sees_what_one_types(size: tuple[int, int]) -> None:
    async with open_reader(size) as (screen, pilot):
        await pilot.press("t", *"harbour")
        bottom = size[1] - 1
        await until(pilot, lambda: (screen.status.region.y, screen.status.region.width) == (bottom, size[0]))
        assert "rbour" in screen.status.render_line(0).text
        await until(pilot, lambda: pilot.app.cursor_position.y in (bottom, 0))
        await pilot.press("escape")
        await until(pilot, lambda: screen.list.region.height > 0 or size[1] == 1)


@pytest.mark.parametrize("key", [":", "?", "i"])
async def test_small_pages_have_no_bar_to_scroll_the_screen_with(key: str) -> None:
    async with open_reader((10, 2)) as (screen, pilot):
        await pilot.press("j", key)
        await until(pilot, lambda: pilot.app.screen is not screen)
        await pilot.pause()
        assert pilot.app.screen.size == (10, 2)
