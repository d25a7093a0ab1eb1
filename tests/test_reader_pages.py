"""Pages of the reader on a real library: saved searches, older texts; and the view of a thread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from search import Library
from search.marks.marks import Marks
from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tui.app import DossierApp
from tui.features.dossiers.searches_page import SearchesScreen
from tui.features.info.info_page import InfoScreen
from tui.features.info.older import OlderScreen
from tui.reader.screen import ReaderScreen
from tui.screens.page import use_text_width
from tui.settings import Settings


def article(folder: Path, number: int, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"a{number}.txt").write_text(
        f"Harbour report {number}\n\nIt is about the quay.\n\n{text}\n", "utf-8"
    )


def mail(id: str, subject: str, reply: str = "", day: int = 1) -> str:
    heads = [
        f"From: a@e.org\nDate: Mon, {day:02d} Jan 2024 10:00:00 +0000\nSubject: {subject}",
        f"Message-ID: <{id}>",
    ]
    heads += [f"In-Reply-To: <{reply}>\nReferences: <{reply}>"] if reply else []
    return "\n".join(heads) + f"\n\nThis is the text of {subject}, with words enough to be one.\n"


@asynccontextmanager
async def reader(
    library: Library, marks: Path, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[ReaderScreen, Pilot[int]]]:
    app = DossierApp(library, open_marks=lambda _: Marks(marks))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.reader.ready and app.reader.article.article is not None)
        yield app.reader, pilot


def page(pilot: Pilot[int]) -> str:
    screen = pilot.app.screen
    assert isinstance(screen, (SearchesScreen, OlderScreen))
    return "\n".join(line for line, _ in screen.pane.lines)


async def test_saved_searches_say_what_is_new_and_are_changed_from_their_page(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        for number in range(3):
            article(tmp_path / "files", number, "One boat came.")
        library.add([tmp_path / "files"])
        async with reader(library, tmp_path / "marks") as (screen, pilot):
            for query, name in (("boat", "Boats"), ("whale", "Whales")):
                await pilot.press("/", *query, "enter", "f", *name, "enter")
                await until(pilot, lambda: screen.status.message.startswith("Saved"))
        article(tmp_path / "files", 7, "Another boat came, and a whale.")
        library.add([tmp_path / "files"])
        async with reader(library, tmp_path / "marks") as (screen, pilot):
            await until(pilot, lambda: screen.status.message == "New: Boats +1, Whales +1 (gf)")
            await pilot.press("g", "f")
            await until(pilot, lambda: isinstance(pilot.app.screen, SearchesScreen))
            assert ": 2 new" in page(pilot)
            assert "+1 of 4" in page(pilot)
            await pilot.press("=")
            await until(pilot, lambda: ": 1 new" in page(pilot))
            await pilot.press("j", "r", "ctrl+u", *"Big fish", "enter")
            await until(pilot, lambda: "Big fish" in page(pilot))
            await pilot.press("k", "x")
            await until(pilot, lambda: "whale" not in page(pilot))
            await pilot.press("u")
            await until(pilot, lambda: "whale" in page(pilot))
            await pilot.press("r", *"Boats", "enter")
            await until(pilot, lambda: "already" in pilot.app.screen.status.message)  # type: ignore[attr-defined]
            await pilot.press("enter")
            await until(pilot, lambda: screen.state.query.text == "whale" and screen.list.total == 1)
            await pilot.press("g", "f")
            await until(pilot, lambda: isinstance(pilot.app.screen, SearchesScreen))
            assert ": 0 new" in page(pilot)


async def test_older_texts_are_shown_with_what_changed(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        article(tmp_path / "files", 1, "One boat came.")
        library.add([tmp_path / "files"])
        async with reader(library, tmp_path / "marks") as (screen, pilot):
            await pilot.press("g", "v")
            await until(pilot, lambda: screen.status.message == "This article has had no other text.")
        article(tmp_path / "files", 1, "Two boats\x1b came.")
        library.add([tmp_path / "files"])
        async with reader(library, tmp_path / "marks", (40, 15)) as (_, pilot):
            await pilot.press("g", "v")
            await until(pilot, lambda: isinstance(pilot.app.screen, OlderScreen))
            assert "- One boat came." in page(pilot)
            assert "+ Two boats came." in page(pilot)
            assert "paragraphs alike" in page(pilot)
            await pilot.press("escape")


async def test_the_thread_of_a_mail_is_a_view_of_its_own(tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.mkdir()
    for number, (id, subject, reply) in enumerate(
        (("r@e.org", "quay", ""), ("s@e.org", "Re: quay", "r@e.org"), ("x@e.org", "lamp", "")), 1
    ):
        (box / f"{number}.eml").write_text(mail(id, subject, reply, number), "utf-8")
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([box])
        async with reader(library, tmp_path / "marks") as (screen, pilot):
            await pilot.press("g", "m")
            await until(pilot, lambda: screen.status.message == "No other mail belongs to this article.")
            await pilot.press("j", "g", "m")
            await until(pilot, lambda: screen.list.total == 2)
            await until(pilot, lambda: screen.list.row(0) is not None)
            assert [hit.title for hit in screen.list.at_hand()] == ["quay", "Re: quay"]
            await pilot.press("H")
            await until(pilot, lambda: screen.list.total == 3)


async def test_pages_are_no_wider_than_the_article() -> None:
    fake = FakeLibrary([made(1, title="A title of many words " * 8)])
    app = DossierApp(fake, settings=Settings(text_width=50))
    async with app.run_test(size=(200, 60)) as pilot:
        await until(pilot, lambda: app.reader.ready and app.reader.article.article is not None)
        await pilot.press("i")
        info = app.screen
        assert isinstance(info, InfoScreen)
        assert max(len(line) for line, _ in info.pane.lines) <= 50
        await pilot.press("escape")
    use_text_width(Settings().text_width)
