"""Journals: append-only lines, each with a number and a checksum."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import DossierError, LibraryError
from search.files import NotOurs, open_file, read_file, replace_file
from search.work import journal

RECORDS = [{"action": "same", "name": f"Ada {number} “Äß”"} for number in range(6)]


def written(folder: Path) -> Path:
    path = folder / "notes.jsonl"
    journal.append(path, RECORDS[:4])
    journal.append(path, RECORDS[4:])
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    found = journal.read(written(tmp_path))
    assert [entry.record for entry in found.entries] == RECORDS
    assert [entry.seq for entry in found.entries] == [1, 2, 3, 4, 5, 6]
    assert not found.damaged
    assert all(json.loads(line)["check"] for line in (tmp_path / "notes.jsonl").read_text().splitlines())


def test_lines_of_earlier_versions_are_read_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    path.write_text('{"action": "hide"}\n{"action": "same"}\n')
    assert list(journal.append(path, [{"action": "split"}])) == [3]
    found = journal.read(path)
    assert [entry.record["action"] for entry in found.entries] == ["hide", "same", "split"]
    assert not found.damaged


def test_every_flipped_bit_is_noticed_and_costs_its_own_line_alone(tmp_path: Path) -> None:
    content = written(tmp_path).read_bytes()
    for at in range(len(content) * 8):
        flipped = bytearray(content)
        flipped[at // 8] ^= 1 << at % 8
        found = journal.parse(bytes(flipped))
        assert found.damaged, at
        assert len(found.entries) >= len(RECORDS) - 2  # a line feed that is none costs both its lines
        assert all(entry.record in RECORDS for entry in found.entries)


def test_missing_and_torn_lines_are_told(tmp_path: Path) -> None:
    path = written(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    assert "missing" in journal.parse(b"".join(lines[:2] + lines[3:])).damaged[0].why
    assert "missing" in journal.parse(b"".join(lines[1:])).damaged[0].why
    path.write_bytes(b"".join(lines)[:-9])
    assert "cut short" in journal.read(path).damaged[0].why
    assert list(journal.append(path, [{"a": 1}])) == [7]
    assert [entry.record for entry in journal.read(path).entries] == [*RECORDS[:5], {"a": 1}]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(content: bytes) -> None:
    journal.parse(content)


def test_nothing_but_a_plain_file_is_opened(tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "link").symlink_to(precious)
    os.mkfifo(folder / "pipe")
    (folder / "folder").mkdir()
    for name in ("link", "pipe", "folder"):
        with pytest.raises(NotOurs):
            journal.read(folder / name)
        with pytest.raises(DossierError):
            journal.append(folder / name, RECORDS)
        with pytest.raises(NotOurs):
            replace_file(folder / name, b"")
    (tmp_path / "other").symlink_to(folder)
    with pytest.raises(OSError, match=r"not a directory|Not a directory|Too many levels"):
        read_file(tmp_path / "other" / "link", 10)
    os.link(precious, folder / "hard")
    with pytest.raises(LibraryError, match="hard link"):
        journal.append(folder / "hard", RECORDS)
    assert precious.read_text() == "precious"


def test_a_full_disk_leaves_the_journal_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path)
    before = path.read_bytes()
    real = os.write

    def half(file: int, data: memoryview) -> int:
        if len(data) < 200:
            raise OSError(28, "No space left on device")
        return real(file, data[: len(data) // 2])

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(LibraryError, match="No space"):
        journal.append(path, RECORDS)
    monkeypatch.undo()
    assert path.read_bytes() == before


def test_files_have_limits(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * 100)
    with pytest.raises(ValueError, match="more than 99 bytes"):
        read_file(tmp_path / "long", 99)
    with pytest.raises(ValueError, match="bytes"):
        journal.as_line({"note": "x" * journal.LONGEST}, 1)
    assert len(journal.parse(b"x" * (journal.LONGEST + 1)).damaged) == 1


def test_replacing_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.toml"
    replace_file(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["settings.toml"]
    os.close(open_file(path, os.O_WRONLY | os.O_TRUNC))
    assert path.read_bytes() == b""


def test_order_is_that_of_writing() -> None:
    lines = [journal.as_line({"n": number}, number) + b"\n" for number in range(1, 9)]
    random.Random(4).shuffle(lines)
    found = journal.parse(b"".join(lines))
    assert sorted(entry.seq for entry in found.entries) == list(range(1, 9))
