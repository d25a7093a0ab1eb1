"""Marks on the command line: out as text, and in again."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from search import Library, Marks, places
from tui.cli.main import run

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with one article, and state in a folder of its own."""
    monkeypatch.setattr(places, "state", lambda: tmp_path / "state")
    folder = tmp_path / "library"
    with Library.open(folder, create=True) as opened:
        opened.add([SEEDS / "01-welcome.md"])
        (hit,) = opened.rows(0, 1).hits
    marks = Marks.of_library(folder)
    marks.toggle_star([hit])
    marks.note([hit], "read this first")
    marks.close()
    return folder


def test_export_prints_an_object_a_line(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["marks", "export", "--library", str(library)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    data = json.loads(line)
    assert data["starred"] is True
    assert data["notes"] == ["read this first"]
    assert "read" not in data


def test_what_is_exported_is_imported_into_another_library(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, other = str(tmp_path / "marks.jsonl"), str(tmp_path / "other")
    with Library.open(Path(other), create=True) as opened:
        opened.add([SEEDS / "01-welcome.md"])
    assert run(["marks", "export", file, "--library", str(library)]) == 0
    assert run(["marks", "export", file, "--library", str(library)]) == 2
    assert "exists" in capsys.readouterr().err
    assert run(["marks", "import", file, "--library", other]) == 0
    assert "Took in marks on 1 article." in capsys.readouterr().out
    assert run(["marks", "import", file, "--library", other]) == 0
    assert "Took in marks on 0 articles." in capsys.readouterr().out
    run(["marks", "export", "--library", other])
    assert capsys.readouterr().out == Path(file).read_text("utf-8")


def test_marks_outlive_the_library(library: Path, tmp_path: Path) -> None:
    library.rename(tmp_path / "gone")
    with Library.open(library, create=True) as opened, Marks.of_library(library) as marks:
        opened.add([SEEDS / "01-welcome.md"])
        assert marks.of(opened.rows(0, 1).hits)[0].starred


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfe", "not text in UTF-8"), (b'{"id": 3}\n', "Line 1 cannot be read")]
)
def test_what_cannot_be_read_is_told(
    library: Path,
    content: bytes,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert run(["marks", "import", "--library", str(library)]) == 2
    assert said in capsys.readouterr().err


def test_a_library_without_marks_gives_the_exit_code_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(places, "state", lambda: tmp_path / "state")
    Library.open(tmp_path / "empty", create=True).close()
    assert run(["marks", "export", "--library", str(tmp_path / "empty")]) == 1
    assert run(["marks", "export", "--library", str(tmp_path / "typo")]) == 2
    assert "typo" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [["marks", "export"], ["dossiers", "list"], ["dossiers", "show", "case"], ["pack", "b", "--notes"]],
)
def test_damaged_lines_are_told_by_whatever_reads_them(
    command: list[str],
    library: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("case", "other"):
        assert run(["dossiers", "new", name, "--library", str(library)]) == 0
    (notebook,) = (tmp_path / "state").rglob("*.notebook.jsonl")
    notebook.write_bytes(notebook.read_bytes().replace(b"other", b"othes", 1))
    capsys.readouterr()
    assert run([*command, "--library", str(library)]) in (0, 1)
    assert "Marks: Line" in capsys.readouterr().err
