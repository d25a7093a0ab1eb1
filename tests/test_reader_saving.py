"""Saving from the reader: what is selected, the list, a dossier; the suffix chooses the form."""

from __future__ import annotations

import csv
import json
import threading
import zipfile
from pathlib import Path

import pytest

from search import LIST_FORMATS, dossiers, lists
from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tests.test_reader import open_reader
from tui.features.dossiers.dossier_page import DossierScreen
from tui.reader.screen import ReaderScreen


def small() -> FakeLibrary:
    titles = ["=cmd|' /C calc'!A1", "Quay & <b>pier</b>", "50 % of {harbour}}"]
    return FakeLibrary([made(n, title=title, date=f"2040-01-{20 - n:02d}") for n, title in enumerate(titles)])


def written(screen: ReaderScreen) -> bool:
    return screen.status.message.startswith("Wrote ")


async def save_as(screen: ReaderScreen, pilot: object, key: str, path: Path) -> None:
    await pilot.press(key)  # type: ignore[attr-defined]
    assert screen.status.prompt is not None
    screen.status.prompt.done(str(path))
    screen.end_prompt()
    await until(pilot, lambda: path.exists() and written(screen))  # type: ignore[arg-type]


async def test_the_list_is_written_in_every_form(tmp_path: Path) -> None:
    async with open_reader(small()) as (screen, pilot):
        for suffix, format in lists.SUFFIXES.items():
            path = tmp_path / f"list{suffix}"
            await save_as(screen, pilot, "W", path)
            assert "3 articles" in screen.status.message
            assert path.stat().st_size
            assert format in LIST_FORMATS
    rows = list(csv.reader((tmp_path / "list.csv").read_text("utf-8").splitlines()))
    assert [row[rows[0].index("title")][:6] for row in rows[1:]] == ["'=cmd|", "Quay &", "50 % o"]
    assert len((tmp_path / "list.jsonl").read_text("utf-8").splitlines()) == 3
    assert len(json.loads((tmp_path / "list.json").read_text("utf-8"))) == 3
    assert "<b>pier" not in (tmp_path / "list.html").read_text("utf-8")
    with zipfile.ZipFile(tmp_path / "list.epub") as book:
        assert book.testzip() is None
    assert not list(tmp_path.glob(".*"))


async def test_selected_articles_and_single_ones_go_into_lists_too(tmp_path: Path) -> None:
    async with open_reader(small()) as (screen, pilot):
        await save_as(screen, pilot, "s", tmp_path / "one.bib")
        await pilot.press("v", "v")
        await save_as(screen, pilot, "s", tmp_path / "two.html")
        await save_as(screen, pilot, "W", tmp_path / "two.csv")
        assert "2 articles" in screen.status.message
    assert (tmp_path / "one.bib").read_text("utf-8").count("@") == 1
    assert (tmp_path / "two.html").read_text("utf-8").count("<article>") == 2
    assert len((tmp_path / "two.csv").read_text("utf-8").splitlines()) == 3


async def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("mine", "utf-8")
    async with open_reader(small()) as (screen, pilot):
        for name, said in (
            ("there.csv", "is there already"),
            ("no/folder.csv", "cannot be written"),
            ("list.xyz", "no form"),
            ("list", "no suffix"),
        ):
            await pilot.press("W")
            assert screen.status.prompt is not None
            screen.status.prompt.done(str(tmp_path / name))
            screen.end_prompt()
            await until(pilot, lambda said=said: said in screen.status.message)  # type: ignore[misc]
    assert [path.name for path in tmp_path.iterdir()] == ["there.csv"]
    assert (tmp_path / "there.csv").read_text("utf-8") == "mine"


async def test_a_long_one_says_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    library, gate = small(), threading.Event()
    async with open_reader(library) as (screen, pilot):
        await until(pilot, lambda: not screen.jobs.is_pending("article"))
        library.held = gate
        await pilot.press("W")
        assert screen.status.prompt is not None
        screen.status.prompt.done(str(tmp_path / "list.csv"))
        screen.end_prompt()
        await until(pilot, lambda: "writing" in screen.status.progress)
        await pilot.press("W")
        assert screen.status.message == "Stopped: the file is not written."
        assert not screen.status.progress
        gate.set()
        await until(pilot, lambda: not list(tmp_path.iterdir()))


@pytest.mark.parametrize("suffix", ["html", "epub", "docx", "md", "csv", "bib"])
async def test_a_dossier_is_saved_from_its_page(tmp_path: Path, suffix: str) -> None:
    if suffix == "docx":
        pytest.importorskip("docx")
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("v", "v", "D", *"Mine", "enter", "g", "d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DossierScreen))
        page = pilot.app.screen
        assert isinstance(page, DossierScreen)
        await pilot.press("s")
        assert page.status.prompt is not None
        page.status.prompt.done(str(tmp_path / f"mine.{suffix}"))
        await until(pilot, lambda: written(screen))
        assert pilot.app.screen is screen
        assert dossiers.current(screen.row_marks.marks.notebook.book)
    assert (tmp_path / f"mine.{suffix}").stat().st_size
