"""Copying, saving, piping, links, the palette and the timeline, key by key."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.article.model import Article, Block, BlockKind, Span, SpanKind
from tests.piloting import paste, until
from tests.test_reader import header, library, open_reader, pane
from tui.features.export.files import files_of, slug, write, written
from tui.features.export.links import links_of
from tui.features.export.pipe import Output, OutputScreen, piped
from tui.files import NotSaved
from tui.reader.state import Pane
from tui.screens.picker import Offer, PickScreen, fitting

ARTICLE = Article(
    "abc",
    "Range opens",
    (
        Block(
            BlockKind.PARAGRAPH, "See the map.", spans=(Span(8, 11, SpanKind.LINK, "https://example.org/m"),)
        ),
        Block(BlockKind.PARAGRAPH, "More at https://example.org/more."),
    ),
    url="https://example.org/a",
)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("search.places.state", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("key", "said"), [("t", "Paragraph 0"), ("c", "Ada speaks"), ("p", "/archive/9001"), ("i", "id009001")]
)
async def test_what_is_copied_is_in_the_file(state: Path, key: str, said: str) -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("y")
        assert "citation" in screen.status.message
        await pilot.press(key)
        await until(pilot, lambda: "written to" in screen.status.message)
        assert said in (state / "copied.txt").read_text("utf-8")


async def test_the_command_gives_the_same_view(state: Path) -> None:
    async with open_reader(query="ada") as (screen, pilot):
        await until(pilot, lambda: screen.state.total == 2)
        await pilot.press("y", "x")
        await until(pilot, lambda: "written to" in screen.status.message)
        command = (state / "copied.txt").read_text("utf-8")
        assert command == "dossier search --sort score --limit 2 --library /nowhere -- ada"


async def test_saving_asks_for_a_name_and_never_overwrites(tmp_path: Path) -> None:
    async with open_reader() as (screen, pilot):
        target = tmp_path / "a.md"
        for said in ("Saved as", "exists"):
            await pilot.press("s", "ctrl+u")
            await paste(pilot, str(target))
            await pilot.press("enter")
            await until(pilot, lambda said=said: said in screen.status.message)  # type: ignore[misc]
        assert target.read_text("utf-8").startswith("# Ada speaks")


def test_formats_go_by_the_suffix() -> None:
    assert written([ARTICLE], ".txt").startswith("Range opens")
    assert "<h1>" in written([ARTICLE], ".html")
    assert '"title": "Range opens"' in written([ARTICLE], ".json")
    with pytest.raises(NotSaved, match="no format"):
        written([ARTICLE], ".pdf")


def test_titles_become_file_names() -> None:
    assert slug("U.S. and Japan: “Space” / Über") == "u-s-and-japan-space-über"
    assert slug("...") == "article"


def test_several_articles_are_one_file_or_one_each(tmp_path: Path) -> None:
    both = [ARTICLE, ARTICLE]
    assert written(both, ".md").count("# Range opens") == 2
    assert written(both, ".json").startswith("[")
    with pytest.raises(NotSaved, match=r"\*\.html"):
        written(both, ".html")
    names = [path.name for path, _ in files_of(both, tmp_path / "*.html")]
    assert names == ["range-opens.html", "range-opens-2.html"]
    assert "2 files" in write(both, tmp_path / "new" / "*.txt")
    assert len(list((tmp_path / "new").iterdir())) == 2
    with pytest.raises(NotSaved, match="exists"):
        write(both, tmp_path / "new" / "*.txt")


async def test_what_is_selected_is_copied_piped_and_saved(state: Path) -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("v", "v", "y", "i")
        await until(pilot, lambda: "ids of 2 articles were written to" in screen.status.message)
        ids = [hit.id for hit in screen.row_marks.selected.values()]
        assert (state / "copied.txt").read_text("utf-8").split() == ids
        await pilot.press("|", *"grep -c Paragraph", "enter")
        await until(pilot, lambda: isinstance(screen.app.screen, OutputScreen))
        await pilot.press("escape", "s", "ctrl+u")
        await paste(pilot, str(state / "*.txt"))
        await pilot.press("enter")
        await until(pilot, lambda: "Saved as 2 files" in screen.status.message)


async def test_piping_shows_what_the_command_wrote() -> None:
    async with open_reader() as (_, pilot):
        await pilot.press("|", *"head -n 1", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OutputScreen))
        page = pilot.app.screen
        assert isinstance(page, OutputScreen)
        await until(pilot, lambda: ("Ada speaks", "text") in page.pane.lines)


def test_a_failing_command_tells_its_code() -> None:
    done = piped("cat >/dev/null; echo broken; exit 3", "text")
    assert isinstance(done, Output)
    assert "exit code 3" in done.title
    assert done.text == "broken\n"


def test_links_are_listed_once() -> None:
    assert links_of(ARTICLE) == [
        ("https://example.org/a", "this article"),
        ("https://example.org/m", "map"),
        ("https://example.org/more", ""),
    ]


async def test_an_article_without_links_says_so() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press(";")
        assert "no link" in screen.status.message


async def test_the_palette_does_what_is_chosen() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press(":", *"pane alone")
        assert isinstance(pilot.app.screen, PickScreen)
        await pilot.press("enter")
        await until(pilot, lambda: screen.state.zoomed)


async def test_the_palette_knows_what_works_elsewhere() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press(":", *"narrow to", "enter")
        await until(pilot, lambda: "works in the entities" in screen.status.message)


async def test_finding_in_the_article_marks_and_steps() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("enter", "/", *"harbour and its", "enter")
        await until(pilot, lambda: len(screen.article.matches) == 40)
        assert screen.article.current == 0
        await pilot.press("n")
        assert screen.article.current == 1
        await pilot.press("escape")
        assert screen.article.matches == ()
        assert pane(screen) is Pane.ARTICLE


async def test_the_entities_can_be_searched_and_show_their_mentions() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("e")
        await until(pilot, lambda: screen.entities.item is not None)
        await pilot.press("/", *"ada", "enter")
        await pilot.pause()
        assert screen.entities.line_count() == 2
        await until(pilot, lambda: len(screen.article.matches) == 40)
        await pilot.press("n")
        assert screen.article.current == 0
        await pilot.press("escape")
        assert screen.article.matches == ()
        assert not screen.entities.wanted


async def test_a_stretch_of_time_narrows() -> None:
    async with open_reader(library(90)) as (screen, pilot):
        await pilot.press("T")
        await until(pilot, lambda: bool(screen.timeline.buckets))
        assert screen.timeline.buckets[-1].value == "2040"
        await pilot.press("v", "h", "h", "h", "h", "h", "h", "h", "h", "h", "h", "h", "h")
        assert screen.timeline.clause == "2028..2040"
        count = screen.timeline.count
        await pilot.press("+")
        await until(pilot, lambda: screen.state.total == count)
        assert "date:2028..2040" in header(screen)
        await pilot.press("escape")
        assert not screen.state.timeline
        assert pane(screen) is Pane.LIST


async def test_facets_narrow() -> None:
    async with open_reader(size=(200, 60)) as (screen, pilot):
        await pilot.press("3")
        await until(pilot, lambda: screen.entities.item is not None)
        await pilot.press("G")
        item = screen.entities.item
        assert item is not None
        assert item.field == "date"
        await pilot.press("enter")
        await until(pilot, lambda: screen.state.total == item.count)


def test_offers_that_begin_with_what_was_typed_come_first() -> None:
    offers = [Offer("a", "undo the last narrowing"), Offer("b", "narrow to it", "+"), Offer("c", "quit")]
    assert [offer.key for offer in fitting(offers, "narrow")] == ["b", "a"]
    assert [offer.key for offer in fitting(offers, "")] == ["a", "b", "c"]


def test_a_command_that_writes_without_end_is_ended() -> None:
    done = piped("yes", "text that nobody reads" * 100_000)
    assert "stopped" in done.title
    assert len(done.text) <= 2**20
