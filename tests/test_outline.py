"""The headings of an article, to jump to."""

from __future__ import annotations

from search.article.model import Article, Block, BlockKind
from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tui.app import DossierApp
from tui.features.outline import outline
from tui.reader.state import Pane
from tui.screens.picker import PickScreen


def chaptered() -> Article:
    blocks = []
    for number in range(6):
        level = 2 if number % 2 else 1
        blocks.append(Block(BlockKind.HEADING, f"Chapter\n{number}", level=level))
        blocks += [Block(BlockKind.PARAGRAPH, f"Paragraph {number}.{n} on the quay.") for n in range(12)]
    return Article("id1", "The quay", tuple(blocks), date="2024-01-01")


def test_headings_are_found_where_they_stand() -> None:
    article = chaptered()
    found = outline(article)
    assert [level for _, level, _ in found] == [1, 2] * 3
    assert all(article.text[start:].startswith(f"Chapter\n{n}") for n, (start, _, _) in enumerate(found))
    assert [words for _, _, words in found] == [f"Chapter {n}" for n in range(6)]


async def test_a_heading_is_jumped_to() -> None:
    app = DossierApp(FakeLibrary([chaptered(), made(1, date="2000-01-01")], []))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.reader.article.article is not None)
        await pilot.press("g", "o")
        assert type(app.screen) is PickScreen
        await pilot.press(*"chapter 3", "enter")
        assert len(app.screen_stack) == 1
        assert "Chapter" in app.reader.article.render_line(0).text
        await pilot.press("escape", "j")
        await until(pilot, lambda: app.reader.rules[Pane.ARTICLE].shown.title.startswith("Harbour"))
        await pilot.press("g", "o")
        assert app.reader.status.message == "The article has no headings."
