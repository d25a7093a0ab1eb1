"""Personal state: what is done can be undone, what is exported can be imported, and nobody's marks are lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import places
from search.errors import MarksError
from search.marks import mirror, searches, soundness
from search.marks.exchange import parse, rendered
from search.marks.facts import LONGEST_NOTE, UNMARKED, Mark, Subject, as_note, as_tag
from search.marks.homes import path_for
from search.marks.marks import Marks
from search.marks.notebook import Draft
from search.marks.record import RecordKind
from search.work import journal

ONE, TWO, THREE = Subject("aaaa", "source/1"), Subject("bbbb"), Subject("cccc", "source/3")
ALL = (ONE, TWO, THREE)

some = st.lists(st.sampled_from(ALL), min_size=1, max_size=3, unique=True)
tags = st.lists(st.sampled_from(["urgent", "-urgent", "+later", "-later", "später"]), max_size=3)
step = st.one_of(
    st.tuples(st.just("toggle_read"), some),
    st.tuples(st.just("toggle_star"), some),
    st.tuples(st.just("tag"), some, tags.map(" ".join)),
    st.tuples(st.just("note"), some, st.sampled_from(["", "ask Ada", "two  words"])),
)


@given(st.lists(step, max_size=8))
def test_undo_goes_back_the_way_that_was_come_and_redo_forward_again(steps: list[tuple[Any, ...]]) -> None:
    with Marks() as marks:
        way = [marks.exported()]
        for name, *arguments in steps:
            if getattr(marks, name)(*arguments).edits:
                way.append(marks.exported())
        for before in reversed(way[:-1]):
            assert marks.undo()
            assert marks.exported() == before
        assert marks.undo() is None
        for after in way[1:]:
            assert marks.redo()
            assert marks.exported() == after
        assert marks.redo() is None


words = st.text(min_size=1, max_size=9)


def is_tag(text: str) -> bool:
    try:
        as_tag(text)
    except MarksError:
        return False
    return True


marked = st.builds(
    Mark,
    read=st.booleans(),
    starred=st.booleans(),
    tags=st.sets(words.filter(is_tag).map(as_tag), max_size=3).map(lambda found: tuple(sorted(found))),
    notes=st.sets(words.map(as_note).filter(bool), max_size=2).map(lambda found: tuple(sorted(found))),
)


@given(marked)
def test_a_line_gives_the_mark_back(mark: Mark) -> None:
    line = rendered(ONE, mark)
    assert "\n" not in line
    assert parse(line, 1) == (ONE, mark)
    assert Mark.of(mark.facts()) == mark


@given(st.lists(step, max_size=6))
def test_what_is_exported_is_imported(steps: list[tuple[Any, ...]]) -> None:
    with Marks() as marks, Marks() as other:
        for name, *arguments in steps:
            getattr(marks, name)(*arguments)
        other.take_in(marks.exported())
        assert other.exported() == marks.exported()
        assert other.take_in(marks.exported()) == 0


def test_importing_adds_and_takes_nothing_away() -> None:
    with Marks() as marks, Marks() as other:
        marks.toggle_star([ONE])
        marks.note([ONE], "mine")
        other.toggle_read([ONE])
        other.tag([ONE], "urgent")
        other.note([ONE], "yours")
        assert marks.take_in(other.exported()) == 1
        assert marks.of([ONE]) == [Mark(True, True, ("urgent",), ("mine", "yours"))]
        assert marks.of([ONE])[0].note == "mine / yours"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "Line 2 cannot be read"),
        ("[]", "not an object"),
        ('{"read": true}', "id and source_key"),
        ('{"id": ""}', "empty"),
        ('{"id": "a\\u001b[2J"}', "printable"),
        ('{"id": "a", "read": 1}', "true or false"),
        ('{"id": "a", "tags": "urgent"}', "lists of texts"),
        ('{"id": "a", "tags": ["-x"]}', "cannot be a tag"),
        ('{"id": "a", "notes": ["' + "x" * (LONGEST_NOTE + 1) + '"]}', "characters"),
        ("[" * 100_000, "Line 2"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_taken_in(line: str, said: str) -> None:
    with Marks() as marks:
        with pytest.raises(MarksError, match=r"Line 2") as caught:
            marks.take_in(['{"id": "aaaa", "starred": true}', line])
        assert said in str(caught.value)
        assert marks.exported() == []


def test_several_are_toggled_together() -> None:
    with Marks() as marks:
        marks.toggle_read([TWO])
        assert marks.toggle_read(ALL).name == "read"
        assert all(mark.read for mark in marks.of(ALL))
        assert marks.toggle_read(ALL).name == "unread"
        assert marks.of(ALL) == [UNMARKED] * 3
        marks.undo()
        marks.undo()
        assert [mark.read for mark in marks.of(ALL)] == [False, True, False]


def test_opening_marks_as_read_and_leaves_undo_alone() -> None:
    with Marks() as marks:
        marks.toggle_star([ONE])
        assert marks.opened(ONE)
        assert not marks.opened(ONE)
        marks.undo()
        assert marks.of([ONE]) == [Mark(read=True)]


def test_marks_outlive_the_program_and_nobody_else_can_read_them(tmp_path: Path) -> None:
    path = tmp_path / "state" / "marks.sqlite"
    with Marks(path) as marks:
        assert marks.of([ONE]) == [UNMARKED]
        assert not path.exists(), "asking makes no file"
        marks.toggle_star([ONE])
        marks.close()
        assert path.stat().st_mode & 0o077 == 0
    with Marks(path) as again:
        assert again.of([ONE, TWO]) == [Mark(starred=True), UNMARKED]


def test_two_readers_keep_each_others_marks(tmp_path: Path) -> None:
    with Marks(tmp_path / "marks") as one, Marks(tmp_path / "marks") as other:
        one.toggle_star([ONE])
        other.toggle_read([ONE])
        one.note([ONE], "ask Ada")
        other.tag([ONE], "urgent")
        assert one.of([ONE]) == other.of([ONE]) == [Mark(True, True, ("urgent",), ("ask Ada",))]
        one.undo()
        one.undo()
        assert other.of([ONE]) == [Mark(read=True, tags=("urgent",))]


def test_an_article_with_another_id_is_found_by_its_source_key() -> None:
    with Marks() as marks:
        marks.toggle_star([ONE])
        again = Subject("zzzz", ONE.source_key)
        assert marks.of([again]) == [Mark(starred=True)]
        marks.toggle_star([again])
        assert marks.exported() == []
        marks.tag([TWO], "urgent")
        assert marks.of([Subject("zzzz")]) == [UNMARKED], "no source key is nobody's source key"


def test_libraries_have_marks_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "state", lambda: tmp_path)
    assert path_for(tmp_path / "a") != path_for(tmp_path / "b")
    assert path_for(tmp_path / "a") == path_for(tmp_path / "." / "a")


def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "marks"
    path.write_bytes(b"This is not a database, though it is as long as a page would be." * 99)
    before = path.read_bytes()
    with pytest.raises(MarksError, match="cannot be used"):
        Marks(path).of([ONE])
    assert path.read_bytes() == before


def test_marks_of_a_later_version_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "marks"
    with Marks(path) as marks:
        marks.toggle_star([ONE])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(MarksError, match="later version"):
        Marks(path).of([ONE])


@pytest.mark.parametrize("text", ["-", "+", "-- ", "x" * 61, ""])
def test_what_cannot_be_a_tag_is_refused(text: str) -> None:
    with pytest.raises(MarksError, match="cannot be a tag"):
        as_tag(text)


def test_a_lost_database_comes_back_with_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    with Marks(path) as marks:
        marks.opened(ONE)
        marks.toggle_read([TWO, THREE])
        marks.toggle_read([THREE])
        before = marks.exported()
    path.unlink()
    with Marks(path) as marks:
        assert marks.exported() == before
        assert [mark.read for mark in marks.of([ONE, TWO, THREE])] == [True, True, False]
        assert list(soundness.problems(path)) == []


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 2**20), bit=st.integers(0, 7))
def test_a_damaged_database_of_marks_is_made_again_from_its_lines(
    tmp_path_factory: pytest.TempPathFactory, at: int, bit: int
) -> None:
    path = tmp_path_factory.mktemp("marks") / "m.sqlite"
    with Marks(path) as marks:
        marks.tag([ONE, TWO], "urgent later")
        marks.toggle_read([ONE, THREE])
        before = marks.exported()
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 1 << bit
    path.write_bytes(content)
    told = list(soundness.problems(path))
    with Marks(path) as marks:
        try:
            assert marks.exported() == before
            assert marks.of([ONE])[0].read
        except MarksError:
            assert told


def test_lines_of_what_holds_no_longer_are_thinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "THIN_FROM", 1000)
    path = tmp_path / "m.sqlite"
    lines = path.with_suffix(".facts.jsonl")
    with Marks(path) as marks:
        marks.tag([ONE], "urgent")
        for _ in range(20):
            marks.toggle_read([TWO])
        before = marks.exported()
    long = lines.stat().st_size
    path.unlink()
    with Marks(path) as marks:
        assert marks.exported() == before
    assert lines.stat().st_size < long / 4
    with Marks(path) as marks:
        marks.toggle_star([TWO])
        assert list(soundness.problems(path)) == []


def test_a_text_without_room_takes_no_more_and_nothing_is_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Marks(tmp_path / "m.sqlite") as marks:
        marks.tag([ONE], "one")
        monkeypatch.setattr(journal, "MOST", 200)
        with pytest.raises(MarksError, match="no room left"):
            marks.tag([ONE], "two")
        assert marks.of([ONE])[0].tags == ("one",)


def test_marks_follow_a_library_that_is_moved_copied_and_moved_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (one, other, copy) = (tmp_path / name for name in ("one", "other", "copy"))
    one.mkdir()

    def noted(folder: Path, note: str = "") -> list[tuple[str, ...]]:
        with Marks.of_library(folder, "abc") as marks:
            if note:
                marks.note([ONE], note)
                marks.write(
                    "marked", [Draft(RecordKind.SEARCH, f"search-{note}", {"name": note, "query": "x"})]
                )
            return [mark.notes for mark in marks.of([ONE])] + [
                tuple(sorted(found.name for found in searches.searches(marks.notebook.book)))
            ]

    assert noted(one, "first") == [("first",), ("first",)]
    one.rename(other)
    assert noted(other) == [("first",), ("first",)]
    assert noted(other, "second") == [("second",), ("first", "second")]
    other.rename(one)
    notes, names = noted(one)
    assert "second" in notes
    assert names == ("first", "second")
    copy.mkdir()
    assert noted(copy) == [notes, names]
    noted(copy, "third")
    assert noted(one) == [notes, names]
    with Marks.of_library(tmp_path / "strange", "another") as marks:
        assert not marks.exported()
    with Marks.of_library(tmp_path / "unknown") as marks:
        assert not marks.exported()
