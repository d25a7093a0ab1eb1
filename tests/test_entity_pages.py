"""Pages about entities whose rows lead somewhere: sentences, companions, years, two side by side, lists."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from search import EntityCard, EntityKind, Filter, Library
from tests.piloting import until
from tui.app import DossierApp
from tui.features.entities.entity_page import BesideScreen, EntityScreen, RowScreen
from tui.features.entities.listing import EntityListScreen, Listed, list_rows
from tui.features.entities.rows import Named, Period, Sentence, Taken, beside_rows, dossier_rows
from tui.features.entities.sidebar import CARDS
from tui.reader.screen import ReaderScreen
from tui.reader.state import Pane
from tui.wire.widths import cell_len

PERSON = EntityKind.PERSON
BODIES = (
    (
        "2014-05-01",
        "A long morning",
        "The harbour was quiet. " * 60 + "Mr. Peter Kowalski of Omaha spoke first.",
    ),
    (
        "2015-06-02",
        "The bridge",
        "Mr. Peter Kowalski met Ms. Anna Lindqvist in Omaha. They spoke of the bridge.",
    ),
    ("2016-07-03", "The tower", "Ms. Anna Lindqvist met Mr. Peter Kowalski in Omaha. They spoke of the tower."),
    (
        "2016-08-04",
        "The ferry",
        "Ms. Anna Lindqvist was in Lincoln, Nebraska, on Monday. She spoke of a ferry.",
    ),
    ("2017-01-05", "A short note", "Mr. Kowalski was seen in Omaha on Monday. It rained and nobody spoke."),
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library.open(tmp_path / "library", create=True)
    for number, (date, title, body) in enumerate(BODIES):
        text = f"---\ntitle: {title}\ndate: {date}\n---\n\n{body}\n"
        (tmp_path / f"{number}.md").write_text(text, "utf-8")
    library.add(sorted(tmp_path.glob("*.md")))
    return library


@asynccontextmanager
async def sidebar(library: Library) -> AsyncIterator[tuple[ReaderScreen, Pilot[int]]]:
    app = DossierApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.reader.ready and app.reader.article.article is not None)
        await pilot.press("e")
        await until(pilot, lambda: "Peter Kowalski" in [i.value for i in app.reader.entities._items])
        yield app.reader, pilot
    library.close()


async def page_of(screen: ReaderScreen, pilot: Pilot[int], name: str) -> EntityScreen:
    await pilot.press("home")
    for _ in range(30):
        if screen.entities.item and screen.entities.item.value == name:
            break
        await pilot.press("j")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(screen.app.screen, EntityScreen))
    page = screen.app.screen
    assert isinstance(page, EntityScreen)
    await until(pilot, lambda: bool(page.pane.held))
    return page


def go_to(page: RowScreen, kind: type, text: str) -> None:
    places = [
        n for n, row in enumerate(page.pane.held) if isinstance(row.target, kind) and text in "".join(row.lines)
    ]
    assert places, [row.lines for row in page.pane.held]
    page.pane.go_to_row(places[0])


async def test_a_sentence_opens_its_article_where_it_stands(library: Library) -> None:
    async with sidebar(library) as (screen, pilot):
        page = await page_of(screen, pilot, "Peter Kowalski")
        go_to(page, Sentence, "spoke first")
        await pilot.press("enter")
        assert screen.app.screen is screen
        shown = screen.article
        await until(pilot, lambda: shown.article is not None and shown.article.title == "A long morning")
        await until(pilot, lambda: shown.top > 0)
        assert shown.article is not None
        start, end = shown.matches[shown.current]
        assert shown.article.text[start:end] == "Peter Kowalski"
        assert screen.state.pane is Pane.ARTICLE
        assert screen.state.query.filters == (Filter("person", "Peter Kowalski"),)
        await until(pilot, lambda: screen.state.row == screen.list.cursor and screen.state.total == 3)
        await pilot.press("H")
        await until(pilot, lambda: not screen.state.query.filters)


async def test_companions_open_their_page_and_years_the_time(library: Library) -> None:
    async with sidebar(library) as (screen, pilot):
        page = await page_of(screen, pilot, "Peter Kowalski")
        go_to(page, Named, "Anna Lindqvist")
        await pilot.press("enter")
        await until(pilot, lambda: screen.app.screen is not page)
        other = screen.app.screen
        assert isinstance(other, EntityScreen)
        assert other.page.name == "Anna Lindqvist"
        await pilot.press("escape")
        assert screen.app.screen is page
        assert not any(
            "2015-06" in line for row in page.pane.held for line in row.lines if row.target == Period("2015-06")
        )
        await pilot.press("m")
        assert Period("2015-06") in [row.target for row in page.pane.held]
        await pilot.press("m")
        go_to(page, Period, "2016")
        await pilot.press("enter")
        await until(pilot, lambda: screen.app.screen is screen and screen.state.total == 1)
        assert [f.as_text() for f in screen.state.query.filters] == ['person:"Peter Kowalski"', "date:2016"]


async def test_two_stand_side_by_side(library: Library) -> None:
    async with sidebar(library) as (screen, pilot):
        page = await page_of(screen, pilot, "Peter Kowalski")
        await pilot.press("=")
        assert "Choose one" in page.status.message
        go_to(page, Named, "Anna Lindqvist")
        await pilot.press("=")
        await until(pilot, lambda: isinstance(screen.app.screen, BesideScreen))
        both = screen.app.screen
        assert isinstance(both, BesideScreen)
        told = both.page
        assert told.shared == 2
        assert [a.title for a in told.articles] == ["The tower", "The bridge"]
        assert told.years == (("2014", 1, 0, 0), ("2015", 1, 1, 1), ("2016", 1, 2, 1))
        await pilot.press("+")
        await until(pilot, lambda: screen.app.screen is screen and screen.state.total == 2)


async def test_a_surname_alone_has_candidates(library: Library) -> None:
    async with sidebar(library) as (screen, pilot):
        names = [i.value for i in screen.entities._all]
        assert "Kowalski (surname only)" in names
        page = await page_of(screen, pilot, "Kowalski (surname only)")
        await pilot.press("C")
        await until(pilot, lambda: isinstance(screen.app.screen, EntityListScreen))
        found = screen.app.screen
        assert isinstance(found, EntityListScreen)
        assert [card.name for card in found.found.cards] == ["Peter Kowalski"]
        assert found.found.notes[0].startswith("1 named beside both")
        await pilot.press("m")
        await until(pilot, lambda: "is “Peter Kowalski”" in found.status.message)
        assert library.curation.dossier(PERSON, "Peter Kowalski").articles == 4
        await pilot.press("escape")
        assert screen.app.screen is page


async def test_what_was_taken_for_an_entity_is_told_and_parted(library: Library) -> None:
    library.prepare()
    library.curation.merge_entities(PERSON, "Anna Lindqvist", "Peter Kowalski")
    async with sidebar(library) as (screen, pilot):
        page = await page_of(screen, pilot, "Peter Kowalski")
        assert page.page.articles == 4
        go_to(page, Taken, "Anna Lindqvist")
        await pilot.press("d")
        await until(pilot, lambda: page.page.articles == 3)
        assert "stay apart" in page.status.message
        await pilot.press("u")
        await until(pilot, lambda: page.page.articles == 4)


async def test_all_of_a_kind_are_listed_sorted_and_found(tmp_path: Path, library: Library) -> None:
    people = "\n\n".join(
        f"Mr. John {chr(65 + n // 26)}{chr(97 + n % 26)}berg spoke of the harbour and the weather."
        for n in range(CARDS + 20)
    )
    (tmp_path / "many.md").write_text(f"---\ntitle: Many\ndate: 2013-01-01\n---\n\n{people}\n", "utf-8")
    library.add([tmp_path / "many.md"])
    async with sidebar(library) as (screen, pilot):
        await until(pilot, lambda: any(item.more == "person" for item in screen.entities._items))
        while screen.entities.more != "person":
            await pilot.press("j")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(screen.app.screen, EntityListScreen))
        page = screen.app.screen
        assert isinstance(page, EntityListScreen)
        assert page.found.number == len(page.found.cards) > CARDS
        assert {card.name for card in page.found.cards[:2]} == {"Anna Lindqvist", "Peter Kowalski"}
        await pilot.press("o", "o", "end")
        assert page.pane.target == Named(PERSON, "Peter Kowalski")
        await pilot.press("/", *"cabe", "enter")
        await until(pilot, lambda: len(page.found.cards) == 1)
        await pilot.press("+")
        await until(pilot, lambda: screen.app.screen is screen and screen.state.total == 1)


def test_rows_are_never_wider_than_asked(library: Library) -> None:
    library.prepare()
    curation = library.curation
    page = curation.dossier(PERSON, "Peter Kowalski")
    both = curation.beside((PERSON, "Peter Kowalski"), (None, "Omaha"))
    cards = tuple(EntityCard("名" * 60, PERSON, 1234, 99999, (), 0, "x" * 200) for _ in range(3))
    listed = Listed(PERSON, cards, 3)
    for width in (40, 78, 120):
        rows = [
            *dossier_rows(page, width, months=True),
            *beside_rows(both, width),
            *list_rows(listed, "name", width),
        ]
        assert max(cell_len(line) for row in rows for line in row.lines) <= width
    library.close()
