"""The reading view: its place survives a resize, matches are stepped through, long articles are cheap."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from search.article.model import Article, Block, BlockKind
from tui.widgets.reading_view import ReadingView


def long_article(paragraphs: int = 60) -> Article:
    texts = (f"Paragraph {n} tells of the harbour and of its walls." for n in range(paragraphs))
    return Article("x", "A title", tuple(Block(BlockKind.PARAGRAPH, text) for text in texts))


class ViewApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.view = ReadingView()

    def compose(self) -> ComposeResult:
        yield self.view

    def shown(self) -> list[str]:
        return [self.view.render_line(y).text.rstrip() for y in range(self.view.size.height)]


@asynccontextmanager
async def reading(width: int = 40, height: int = 10) -> AsyncIterator[tuple[ViewApp, Pilot[None]]]:
    app = ViewApp()
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        yield app, pilot


def spans(article: Article, word: str) -> tuple[tuple[int, int], ...]:
    out, at = [], article.text.find(word)
    while at >= 0:
        out.append((at, at + len(word)))
        at = article.text.find(word, at + 1)
    return tuple(out)


async def test_the_text_column_is_centred_and_at_most_eighty() -> None:
    async with reading(120) as (app, _):
        article = Article("x", "T", (Block(BlockKind.PARAGRAPH, "word " * 100),))
        app.view.show(article)
        assert app.shown()[3].startswith(" " * 20 + "word")
        assert max(len(line) for line in app.shown()) <= 100


async def test_what_came_while_the_view_was_hidden_opens_at_the_passage_too() -> None:
    app = ViewApp()
    app.view.display = False
    async with app.run_test(size=(40, 10)) as pilot:
        article = long_article()
        app.view.show(article, place=7, passage=article.text.index("Paragraph 30"))
        assert app.view.place == 7
        app.view.display = True
        await pilot.pause()
        assert any("Paragraph 30" in line for line in app.shown()[:5])


async def test_it_opens_at_the_passage() -> None:
    async with reading() as (app, _):
        article = long_article()
        app.view.show(article, passage=article.text.index("Paragraph 30"))
        assert any("Paragraph 30" in line for line in app.shown()[:5])


async def test_a_resize_keeps_the_line_being_read() -> None:
    async with reading() as (app, pilot):
        article = long_article()
        app.view.show(article)
        app.view.scroll_to_line(app.view._set.line_at(article.text.index("Paragraph 30")))  # type: ignore[union-attr]
        await pilot.resize_terminal(25, 8)
        await pilot.pause()
        assert app.shown()[0].startswith(" Paragraph 30")


async def test_matches_are_stepped_through_and_end() -> None:
    async with reading() as (app, _):
        article = long_article(40)
        app.view.show(article, spans(article, "harbour"))
        assert app.view.next_match()
        assert app.view.current == 0
        for _ in range(39):
            assert app.view.next_match()
        assert not app.view.next_match()
        assert any("Paragraph 39" in line for line in app.shown())
        assert app.view.next_match(-1)


async def test_matches_are_marked_across_wrapped_lines() -> None:
    async with reading(25) as (app, _):
        article = Article("x", "T", (Block(BlockKind.PARAGRAPH, "It tells of the harbour walls."),))
        start = article.text.index("harbour walls")
        app.view.show(article, ((start, start + 13),))
        style = app.view.role("reading-view--match")
        marked = [
            segment.text
            for y in range(app.view.size.height)
            for segment in app.view.render_line(y)
            if segment.style is not None and segment.style.underline and style.underline
        ]
        assert "".join(marked).replace(" ", "") == "harbourwalls"
        assert len(marked) == 2


async def test_the_end_is_known() -> None:
    async with reading() as (app, _):
        app.view.show(long_article())
        assert not app.view.at_end
        assert app.view.percent < 50
        app.view.go_end()
        assert app.view.at_end
        assert app.view.percent == 100
        app.view.move(5)
        assert any("Paragraph 59" in line for line in app.shown())


async def test_every_line_of_mixed_text_is_as_wide_as_the_pane() -> None:
    text = "日本語 mixed with e\u0301 and עברית and 👩‍🚀 in one line. " * 5
    async with reading(37) as (app, _):
        app.view.show(Article("x", text[:50], (Block(BlockKind.PARAGRAPH, text),)))
        assert {app.view.render_line(y).cell_length for y in range(10)} == {37}


async def test_nothing_is_shown_of_nothing() -> None:
    async with reading() as (app, _):
        app.view.show(None)
        assert not any(app.shown())
        assert not app.view.next_match()
        assert not app.view.go_end()
