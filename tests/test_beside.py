"""The original beside the article: every line is there, with what became of it, at any width."""

from __future__ import annotations

from pathlib import Path

import pytest

from search import Library, Line
from tests.fake_library import FakeLibrary
from tests.piloting import until
from tests.test_reader import open_reader
from tui.features.info.original import WIDE, OriginalScreen, beside_lines, traced

LINES = (
    Line("Banner of the site", False, "banner: government site"),
    Line("Menu", False, "not in the article"),
    Line("Crane Falls", True, "title"),
    Line("", True, ""),
    Line("The crane fell. " * 12, True, "paragraph"),
)


@pytest.mark.parametrize("width", [20, 78, WIDE, 198])
def test_every_line_is_there_with_its_fate(width: int) -> None:
    told = [text for text, _ in beside_lines(LINES, width)]
    whole = " ".join(" ".join(told).split())
    for piece in ("Banner of the site", "dropped by banner: government site", "not in the article", "title"):
        assert piece in whole
    assert all(len(text) <= max(width, 40) for text in told)


def test_the_article_stands_at_the_right_where_there_is_room() -> None:
    told = [text for text, _ in beside_lines(LINES, 150)]
    (title,) = (text for text in told if text.startswith("Crane Falls"))
    assert title.endswith("title: Crane Falls")
    (banner,) = (text for text in told if text.startswith("Banner"))
    assert banner.endswith("[dropped by banner: government site]")


def test_originals_are_traced_or_it_is_said_why_not(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("An official website of the United States government\n\nTitle\n\nA text.\n")
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([tmp_path / "a.txt"])
        (hit,) = library.rows(0, 1).hits
        lines = traced(library, library.article(hit.id))
    assert not isinstance(lines, str)
    assert {line.became for line in lines} >= {"banner: government site", "title"}


async def test_a_key_lays_the_original_beside_the_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeLibrary, "original", lambda *_: b"A menu\n\nA line of it.\n", raising=False)
    async with open_reader() as (_, pilot):
        await pilot.press("i", "o")
        await until(pilot, lambda: isinstance(pilot.app.screen, OriginalScreen))
        page = pilot.app.screen
        assert isinstance(page, OriginalScreen)
        assert page.pane.lines
        await pilot.press("escape", "escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
