"""Watching a folder: every change is followed by an import that says what it did."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import watchfiles

from tui.cli.main import run


def test_every_change_is_imported_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, library = tmp_path / "in", tmp_path / "library"
    folder.mkdir()
    for i in range(8):
        (folder / f"{i}.txt").write_text(f"Bridge {i}\n\nThe committee of number{i} met.\n")
    told: list[str] = []

    def changes(*paths: Path) -> Iterator[set[str]]:
        assert paths == (folder,)
        told.append(capsys.readouterr().out)
        (folder / "new.txt").write_text("Harbour\n\nThe ferry came late.\n")
        yield set()
        told.append(capsys.readouterr().out)
        yield set()  # something changed that is no article
        told.append(capsys.readouterr().out)
        (folder / "3.txt").unlink()
        (folder / "bad.txt").write_text("")
        yield set()
        told.append(capsys.readouterr().out)

    monkeypatch.setattr(watchfiles, "watch", changes)
    assert run(["watch", str(folder), "--library", str(library)]) == 0
    assert told[:3] == ["8 new\n", "1 new, 8 unchanged\n", ""]
    assert told[3].startswith("8 unchanged, 1 files missing, 1 failed\n")


def test_without_the_extra_one_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert run(["watch", str(tmp_path), "--library", str(tmp_path / "library")]) == 2
    assert "extra watch" in capsys.readouterr().err
    assert not (tmp_path / "library").exists()
