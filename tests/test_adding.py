"""Adding files from inside the reader, key by key; completing paths."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from search import places
from search.errors import Unreadable
from search.library.library import Library
from search.work.progress import Failure, ImportReport, Progress, Report, Stop
from tests.fake_library import FakeLibrary, made
from tests.piloting import paste, until
from tests.test_reader import open_reader
from tui.features.adding.adding import Adding, sentence
from tui.features.adding.failures import FailuresScreen
from tui.paths import completions, expanded


class Growing(FakeLibrary):
    """Gets an article from every path; waits for a gate before it is done."""

    def __init__(self) -> None:
        super().__init__([made(n) for n in range(30)])
        self.added: list[tuple[Path, ...]] = []
        self.retried = False
        self.done = threading.Event()
        self.done.set()

    def add(
        self,
        paths: Iterable[Path],
        *,
        checksum: bool = False,
        retry_failed: bool = False,
        again: bool = False,
        encoding: str = "",
        executor: object = None,
        progress: Report | None = None,
        stop: Stop | None = None,
    ) -> ImportReport:
        self.added.append(tuple(paths))
        self.retried = retry_failed
        if any(not path.exists() for path in self.added[-1]):
            raise Unreadable("There is no such file.")
        self._articles.append(made(500, title="Newly come", date="2041-01-01"))
        if progress is not None:
            progress(Progress("reading", 3, unit="files"))
        while not self.done.wait(0.01):
            if stop is not None and stop():
                return ImportReport(new=1, stopped=True)
        return ImportReport(new=1, failed=1)

    def failures(self) -> tuple[Failure, ...]:
        return (Failure("/in/bad\x1b.pdf", "The file is damaged."),)

    def losses(self) -> tuple[Failure, ...]:
        return (Failure("/in/page.html", "9 of 90 words were lost."),)


async def test_what_is_added_comes_into_the_list_and_the_selected_article_stays(tmp_path: Path) -> None:
    fake = Growing()
    async with open_reader(fake) as (screen, pilot):
        await pilot.press("j", "j")
        await until(pilot, lambda: screen.state.row == 2)
        chosen = screen.state.chosen
        await pilot.press("A")
        await paste(pilot, str(tmp_path))
        await pilot.press("enter")
        await until(pilot, lambda: screen.state.total == 31)
        assert fake.added == [(tmp_path,)]
        assert screen.status.message == "Added: 1 new, 1 failed (F says why)."
        assert (screen.state.row, screen.state.chosen) == (3, chosen)
        assert screen.list.cursor == 3


@pytest.mark.parametrize("key", ["A", "escape"])
async def test_reading_goes_on_and_a_key_stops_it(tmp_path: Path, key: str) -> None:
    fake = Growing()
    fake.done.clear()
    async with open_reader(fake) as (screen, pilot):
        await pilot.press("A")
        await paste(pilot, str(tmp_path))
        await pilot.press("enter")
        await until(pilot, lambda: "reading 3 files" in screen.status.progress)
        await pilot.press("j")
        assert screen.state.row == 1
        await pilot.press(key)
        await until(pilot, lambda: screen.feature(Adding).going_on is None)
        assert screen.status.message == "Stopped: 1 new."
        assert not screen.status.progress


async def test_a_path_that_is_not_there_is_told() -> None:
    async with open_reader(Growing()) as (screen, pilot):
        await pilot.press("A", *"/no/such", "enter")
        await until(pilot, lambda: "no such file" in screen.status.message)
        assert screen.feature(Adding).going_on is None


async def test_nothing_is_added_after_escape() -> None:
    fake = Growing()
    async with open_reader(fake) as (_, pilot):
        await pilot.press("A", *"/tmp", "escape")
        assert not fake.added


async def test_tab_goes_round_the_names(tmp_path: Path) -> None:
    (tmp_path / "alpha.txt").touch()
    (tmp_path / "alps").mkdir()
    fake = Growing()
    async with open_reader(fake) as (screen, pilot):
        await pilot.press("A")
        await paste(pilot, f"{tmp_path}/al")
        await pilot.press("tab", "tab", "enter")
        await until(pilot, lambda: screen.state.total == 31)
        assert fake.added == [(tmp_path / "alpha.txt",)]


async def test_what_failed_is_listed_and_read_again() -> None:
    fake = Growing()
    async with open_reader(fake) as (screen, pilot):
        await pilot.press("F")
        await until(pilot, lambda: isinstance(pilot.app.screen, FailuresScreen))
        page = pilot.app.screen
        assert isinstance(page, FailuresScreen)
        assert ("/in/bad\ufffd.pdf", "text") in page.pane.lines
        assert ("  The file is damaged.", "text") in page.pane.lines
        assert ("Words were lost: 1", "heading") in page.pane.lines
        await pilot.press("r")
        await until(pilot, lambda: screen.state.total == 31)
        assert fake.retried
        assert fake.added == [()]


async def test_from_the_guide_the_own_library_is_gone_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("library", "state", "bundled_library"):
        monkeypatch.setattr(places, name, lambda name=name: tmp_path / name)
    article = tmp_path / "own.txt"
    article.write_text("Harbour opens\n\nThe harbour of the town opens today.\n", "utf-8")
    guide = Library.open(tmp_path / "bundled_library" / "mark", create=True)
    welcome = tmp_path / "welcome.txt"
    welcome.write_text("Welcome\n\nThis is how the program is used from day to day.\n", "utf-8")
    with guide:
        guide.add([welcome])
        async with open_reader(guide) as (screen, pilot):  # type: ignore[arg-type]
            await pilot.press("A")
            await paste(pilot, str(article))
            await pilot.press("enter")
            await until(pilot, lambda: screen.library is not guide and screen.ready)
            await until(pilot, lambda: screen.state.total == 1)
            assert screen.library.path == tmp_path / "library"
            assert screen.status.message == "Added: 1 new."
        screen.library.close()


def test_counts_are_told_in_one_sentence() -> None:
    assert sentence(ImportReport(), "F") == "Added: nothing that is an article."
    report = replace(ImportReport(new=1200, failed=2), stopped=True)
    assert sentence(report, "") == "Stopped: 1,200 new, 2 failed."


def test_paths_are_completed(tmp_path: Path) -> None:
    for name in ("b.txt", ".hidden", "bad\x1b"):
        (tmp_path / name).touch()
    (tmp_path / "box").mkdir()
    assert [c.shown for c in completions(f"{tmp_path}/b")] == ["box/", "b.txt", "bad\ufffd"]
    assert [c.text for c in completions(f"{tmp_path}/.h")] == [f"{tmp_path}/.hidden"]
    assert len(completions(f"{tmp_path}/")) == 3
    assert completions("/no/such/folder/x") == ()


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "news").mkdir()
    assert expanded(" ~/news ") == tmp_path / "news"
    assert [c.text for c in completions("~/n")] == ["~/news/"]
    assert expanded("~nobody-of-this-name/x") == Path("~nobody-of-this-name/x")
