"""The keys for passages, dossiers and saved searches, on a small library in memory."""

from __future__ import annotations

from search import dossiers, passages
from search.marks.dossiers import What
from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tests.test_reader import header, open_reader
from tui.features.dossiers.dossier_page import DossierScreen
from tui.messages import Dragged
from tui.reader.screen import ReaderScreen

BODY = "The first sentence stands here. The second one follows it. The third one ends it."


def small() -> FakeLibrary:
    return FakeLibrary([made(n, body=BODY, date=f"2040-01-{20 - n:02d}") for n in range(6)])


def quotes(screen: ReaderScreen) -> list[str]:
    return [one.quote for one in passages.passages(screen.row_marks.marks.notebook.book)]


async def test_a_passage_is_marked_walked_noted_tagged_and_taken_back() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("enter", "p", "j", "j", "v", "j", "enter")
        assert quotes(screen) == ["The second one follows it. The third one ends it."]
        assert len(screen.article.passages) == 1
        await pilot.press("P", "n", *"why?", "enter", "P", "t", *"odd", "enter")
        (held,) = passages.passages(screen.row_marks.marks.notebook.book)
        assert (held.note, held.tags) == ("why?", ("odd",))
        await pilot.press("}")
        assert "Passage 1 of 1" in screen.status.message or "no other" in screen.status.message
        await pilot.press("u", "u", "u")
        assert quotes(screen) == []


async def test_paragraphs_are_marked_and_escape_marks_nothing() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("enter", "p", "j", "p", "escape")
        assert quotes(screen) == []
        await pilot.press("p", "j", "p", "enter")
        assert quotes(screen) == [BODY]
        await pilot.press("P", "x")
        assert quotes(screen) == []
        assert screen.article.passages == ()


async def test_words_that_the_mouse_was_drawn_over_are_marked() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("enter")
        text = screen.article.article.text  # type: ignore[union-attr]
        start = text.index("second")
        screen.hear(Dragged(start, start + 10))
        await pilot.press("enter")
        assert quotes(screen) == ["second one"]


async def test_passages_are_shown_when_the_article_is_come_to_again() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("enter", "p", "j", "enter", "]")
        await until(pilot, lambda: screen.article.article.id == "id000001")  # type: ignore[union-attr]
        assert screen.article.passages == ()
        await pilot.press("[")
        await until(pilot, lambda: bool(screen.article.passages))


async def test_one_key_puts_things_into_the_dossier_which_has_a_page() -> None:
    async with open_reader(small(), size=(120, 40)) as (screen, pilot):
        await pilot.press("D", *"Case", "enter")
        assert "[Case]" in header(screen)
        await pilot.press("v", "v", "D", "escape", "enter", "p", "j", "D")
        held = dossiers.named(screen.row_marks.marks.notebook.book, "case")
        assert [one.what for one in held.items] == [What.ARTICLE, What.ARTICLE, What.PASSAGE]
        await pilot.press("g", "d")
        page = pilot.app.screen
        assert isinstance(page, DossierScreen)
        first = held.items[0].key
        await pilot.press("J", "a", *"note", "enter")
        now = dossiers.named(screen.row_marks.marks.notebook.book, "case")
        assert now.items[1].key == first
        assert now.items[1].text == "note"
        await pilot.press("x", "u", "u", "u")
        assert [one.key for one in page.dossier.items] == [one.key for one in held.items]  # type: ignore[union-attr]
        await pilot.press("t", *"Intro", "enter")
        assert page.dossier is not None
        assert page.dossier.text == "Intro"
        await pilot.press("enter")
        assert screen.state.query.text == 'dossier:"Case"'


async def test_without_a_search_nothing_is_saved_and_without_a_passage_nothing_is_walked_to() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("f")
        assert "search first" in screen.status.message
        await pilot.press("g", "f")
        await until(pilot, lambda: "No search is saved" in screen.status.message)
        await pilot.press("enter", "}")
        assert "p marks one" in screen.status.message
