"""The keys for entities, on a real library: the page, merging, renaming, hiding, and taking it all back."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from search import Library
from tui.app import DossierApp
from tui.screens.curating import EntityScreen
from tui.screens.reader import ReaderScreen

SEED = Path(__file__).parent.parent / "seeds" / "000_bc5277d4b9ff88ba.txt"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library.open(tmp_path / "library", create=True)
    library.add([SEED])
    return library


async def until(pilot: Pilot[int], condition: Callable[[], bool]) -> None:
    for _ in range(400):
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came true")


@asynccontextmanager
async def entities(library: Library) -> AsyncIterator[tuple[ReaderScreen, Pilot[int]]]:
    """The reader with the entities in front and all of them there."""
    app = DossierApp(library)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.reader.ready and app.reader.article.article is not None)
        await pilot.press("e")
        await until(pilot, lambda: "Clinton E. Crosier" in names(app.reader))
        yield app.reader, pilot
    library.close()


def names(screen: ReaderScreen) -> list[str]:
    return [item.value for item in screen.entities._items if item.names]


def selected(screen: ReaderScreen) -> str:
    return screen.entities.item.value if screen.entities.item else ""


async def select(screen: ReaderScreen, pilot: Pilot[int], name: str) -> None:
    await pilot.press("home")
    while selected(screen) != name:
        before = selected(screen)
        await pilot.press("j")
        assert selected(screen) != before, f"{name} is not there"


async def test_enter_opens_the_page_and_escape_closes_it(library: Library) -> None:
    async with entities(library) as (screen, pilot):
        await select(screen, pilot, "Clinton E. Crosier")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(screen.app.screen, EntityScreen))
        page = screen.app.screen
        assert isinstance(page, EntityScreen)
        lines = [text for text, _ in page.pane.lines]
        assert lines[0] == "Clinton E. Crosier"
        assert "RANKS AND TITLES" in lines
        assert max(map(len, lines)) <= 78
        await pilot.press("escape")
        assert screen.app.screen is screen
        assert not screen.state.query.filters


async def test_two_are_merged_and_parted_again(library: Library) -> None:
    async with entities(library) as (screen, pilot):
        before = names(screen)
        await select(screen, pilot, "Takayuki Onozuka")
        await pilot.press("m")
        assert "Who is" in screen.status.message
        await select(screen, pilot, "Clinton E. Crosier")
        await until(pilot, lambda: "m merges 1 article into" in screen.status.message)
        await pilot.press("m")
        await until(pilot, lambda: "u undoes it" in screen.status.message)
        await until(pilot, lambda: "Takayuki Onozuka" not in names(screen))
        await pilot.press("u")
        await until(pilot, lambda: names(screen) == before)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "Takayuki Onozuka" not in names(screen))


async def test_escape_leaves_a_merge(library: Library) -> None:
    async with entities(library) as (screen, pilot):
        await pilot.press("m", "escape", "j")
        assert screen.merging is None
        assert "merge" not in screen.status.message
        assert library.curation.decisions() == ()


async def test_renaming_and_hiding_are_taken_back_one_by_one(library: Library) -> None:
    async with entities(library) as (screen, pilot):
        before = names(screen)
        await select(screen, pilot, "Takayuki Onozuka")
        await pilot.press("x")
        await until(pilot, lambda: "Takayuki Onozuka" not in names(screen))
        await select(screen, pilot, "Clinton E. Crosier")
        await pilot.press("r", *"s", "enter")
        await until(pilot, lambda: "Clinton E. Crosiers" in names(screen))
        await select(screen, pilot, "Clinton E. Crosiers")
        await pilot.press("+")
        await until(pilot, lambda: bool(screen.state.query.filters))
        await pilot.press("u")
        assert not screen.state.query.filters
        await until(pilot, lambda: "Clinton E. Crosiers" in names(screen))
        await pilot.press("u")
        await until(pilot, lambda: "Clinton E. Crosier" in names(screen))
        await pilot.press("u")
        await until(pilot, lambda: names(screen) == before)
        await pilot.press("u")
        assert "Nothing was done" in screen.status.message


async def test_a_library_that_is_read_only_says_so(library: Library) -> None:
    library.close()
    async with entities(Library.open(library.path, read_only=True)) as (screen, pilot):
        await pilot.press("x")
        await until(pilot, lambda: "reading only" in screen.status.message)
