"""The keys for entities, on a real library: the page, merging, renaming, hiding, and taking it all back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from search import Library
from tests.piloting import until
from tui.app import DossierApp
from tui.features.entities.decide import Decide
from tui.features.entities.entity_page import EntityScreen
from tui.features.entities.review import ReviewScreen
from tui.reader.screen import ReaderScreen
from tui.screens.picker import PickScreen

SEED = Path(__file__).parent.parent / "seeds" / "000_bc5277d4b9ff88ba.txt"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library.open(tmp_path / "library", create=True)
    library.add([SEED])
    return library


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
        await until(pilot, lambda: bool(page.pane.lines))
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
        assert screen.feature(Decide).merging is None
        assert "merge" not in screen.status.message
        assert library.curation.decisions() == ()


async def test_renaming_and_hiding_are_taken_back_one_by_one(library: Library) -> None:
    async with entities(library) as (screen, pilot):
        before = names(screen)
        await select(screen, pilot, "Takayuki Onozuka")
        await pilot.press("x")
        await until(pilot, lambda: "Takayuki Onozuka" not in names(screen))
        await select(screen, pilot, "Clinton E. Crosier")
        await pilot.press("r", "end", *"s", "enter")
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


async def test_decisions_that_follow_at_once_are_all_kept(library: Library) -> None:
    async with entities(library) as (screen, pilot):
        before = names(screen)
        await select(screen, pilot, before[0])
        await pilot.press("x", "x", "x")
        await until(pilot, lambda: len(screen.feature(Decide).queue.decided) == 3)
        assert len(library.curation.decisions()) >= 1
        await pilot.press("u", "u", "u")
        await until(pilot, lambda: not screen.feature(Decide).queue.decided and names(screen) == before)


async def test_a_kind_is_changed(library: Library) -> None:
    async with entities(library) as (screen, pilot):
        await select(screen, pilot, "Takayuki Onozuka")
        await pilot.press("t", *"organ", "enter")
        await until(pilot, lambda: "is an organisation now" in screen.status.message)
        await until(pilot, lambda: ("org", "Takayuki Onozuka") in kinds(screen))
        await pilot.press("u")
        await until(pilot, lambda: ("person", "Takayuki Onozuka") in kinds(screen))


async def test_the_scope_holds_for_one_decision(library: Library) -> None:
    async with entities(library) as (screen, pilot):
        await select(screen, pilot, "Takayuki Onozuka")
        await pilot.press(".")
        assert "only for" in screen.status.message
        await pilot.press("x")
        await until(pilot, lambda: "Takayuki Onozuka" not in names(screen))
        assert not screen.feature(Decide).here_only
        (decision,) = library.curation.decisions()
        assert decision.here == screen.state.chosen
        await pilot.press(".", ".")
        assert "for all articles" in screen.status.message


async def test_a_name_is_parted_from_an_entity(library: Library) -> None:
    async with entities(library) as (screen, pilot):
        await select(screen, pilot, "Takayuki Onozuka")
        await pilot.press("m")
        await select(screen, pilot, "Clinton E. Crosier")
        await pilot.press("m")
        await until(pilot, lambda: "Takayuki Onozuka" not in names(screen))
        await select(screen, pilot, "Clinton E. Crosier")
        await pilot.press("d", *"takayuki", "enter")
        await until(pilot, lambda: "stay apart" in screen.status.message)
        await until(pilot, lambda: "Takayuki Onozuka" in names(screen))


async def test_in_one_article_a_name_is_somebody_else(library: Library) -> None:
    async with entities(library) as (screen, pilot):
        await select(screen, pilot, "Clinton E. Crosier")
        await pilot.press(".", "d", "end", "2", "enter")
        await until(pilot, lambda: "Clinton E. Crosier2" in names(screen))


async def test_what_several_appear_with(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", create=True)
    (tmp_path / "seed.txt").write_text(SEED.read_text("utf-8"), "utf-8")
    for number in range(6):
        spoke = "Maj. Gen. Clinton E. Crosier spoke of JAXA in Tokyo, Japan."
        body = spoke if number < 2 else "The weather in Omaha, Nebraska was fine."
        (tmp_path / f"{number}.md").write_text(f"---\ntitle: Day {number}\n---\n\n{body} {number}\n", "utf-8")
    library.add([tmp_path / "seed.txt", *sorted(tmp_path.glob("*.md"))])
    async with entities(library) as (screen, pilot):
        await select(screen, pilot, "Clinton E. Crosier")
        await pilot.press("v")
        await select(screen, pilot, "Japan")
        assert screen.entities.paint(1)[0].text.startswith("+Clinton")
        await pilot.press("v", "w")
        await until(pilot, lambda: isinstance(screen.app.screen, PickScreen))
        assert isinstance(screen.app.screen, PickScreen)
        picking = screen.app.screen
        await until(pilot, lambda: bool(picking.pane.offers))
        offers = picking.pane.offers
        assert {offer.label for offer in offers} == {"JAXA", "Tokyo"}
        assert offers[0].detail == "2 of its 2, 2x chance"
        await pilot.press(*"tokyo", "enter")
        await until(pilot, lambda: screen.state.total == 2)
        assert [f.value for f in screen.state.query.filters] == ["Clinton E. Crosier", "Japan", "Tokyo"]
        assert not screen.entities.picked


async def test_any_of_several_is_narrowed_to_and_taken_back(library: Library) -> None:
    async with entities(library) as (screen, pilot):
        await pilot.press("v", "*")
        assert "two entities" in screen.status.message
        await pilot.press("v", "*")
        (narrowing,) = screen.state.query.filters
        text = narrowing.as_text()
        assert text.startswith('(person:"Clinton E. Crosier" OR person:"')
        await until(pilot, lambda: screen.state.total == 1)
        await pilot.press("+")
        assert len(screen.state.query.filters) == 2
        await pilot.press("u", "u")
        assert not screen.state.query.filters


async def test_pairs_that_may_be_one_are_gone_through(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", create=True)
    seed = SEED.read_text("utf-8")
    (tmp_path / "1.txt").write_text(seed, "utf-8")
    (tmp_path / "2.txt").write_text(SHORT, "utf-8")
    library.add(sorted(tmp_path.glob("*.txt")))
    assert [(s.one.name, s.other.name) for s in library.curation.suggestions()] == [
        ("Clinton Crosier", "Clinton E. Crosier")
    ]
    async with entities(library) as (screen, pilot):
        await pilot.press("c")
        await until(pilot, lambda: isinstance(screen.app.screen, ReviewScreen))
        page = screen.app.screen
        assert isinstance(page, ReviewScreen)
        await until(pilot, lambda: bool(page.told.lines))
        assert page.told.lines[0][0].startswith("Clinton Crosier (1) goes on as Clinton E. Crosier (1)")
        await pilot.press("s", "y")
        await until(pilot, lambda: "“Clinton E. Crosier” is “Clinton Crosier” now" in page.status.message)
        await pilot.press("u")
        await until(pilot, lambda: "Taken back" in page.status.message)
        await pilot.press("n")
        await until(pilot, lambda: "stay apart" in page.status.message)
        await pilot.press("y")
        assert "All are answered" in page.status.message
        await pilot.press("escape", "c")
        await until(pilot, lambda: "No two entities" in said(screen))


SHORT = """A visit to the quay

2016-05-02

OMAHA - Maj. Gen. Clinton Crosier visited the quay on Monday. Clinton Crosier spoke to the crew.
"""


def said(screen: ReaderScreen) -> str:
    return screen.status.message


def kinds(screen: ReaderScreen) -> list[tuple[str, str]]:
    return [(item.field, item.value) for item in screen.entities._all]


async def test_the_next_article_comes_with_its_entities(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b.txt").write_text(
        "Older news\n\nMarch 1, 2015\n\nOmaha. Mr. John Rood spoke to Boeing Company.\n"
    )
    library.add([tmp_path / "b.txt"])
    app = DossierApp(library)
    async with app.run_test(size=(180, 45)) as pilot:
        screen = app.reader
        await until(pilot, lambda: screen.article.article is not None and len(names(screen)) > 5)
        asked: list[str] = []
        ask = screen.jobs.run

        def watched(subject: str, work: Any, then: Any, *, delay: float = 0.0) -> None:
            asked.append(subject)
            ask(subject, work, then, delay=delay)

        monkeypatch.setattr(screen.jobs, "run", watched)
        here = [item.value for item in screen.entities._items if item.here]
        await pilot.press("j")
        await until(pilot, lambda: [item.value for item in screen.entities._items if item.here] != here)
        assert asked == ["article"]
    library.close()
