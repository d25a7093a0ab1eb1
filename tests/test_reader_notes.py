"""Notes in the reader: a line, a pane, the user's editor; on articles, passages and entities."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.pilot import Pilot

from search import entity_notes, passages
from search.marks.book import Book
from search.marks.notebook import Notebook
from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tests.test_reader import open_reader
from tui.editing import Line
from tui.features.notes import editor
from tui.features.notes.notes import Notes
from tui.files import NotSaved
from tui.reader.screen import ReaderScreen
from tui.text_editing import TEXT_EDITS, moved_by_rows, row_of, row_starts

BODY = "The first sentence stands here. The second one follows it. The third one ends it."


def small() -> FakeLibrary:
    return FakeLibrary(
        [made(n, body=f"Ada said: {BODY}", date=f"2040-01-{20 - n:02d}") for n in range(4)], ["Ada"]
    )


def notes(screen: ReaderScreen, row: int = 0) -> tuple[str, ...]:
    hit = screen.list.row(row)
    assert hit is not None
    return screen.row_marks.marks.of([hit])[0].notes


def shown(screen: ReaderScreen) -> str:
    return "\n".join(screen.article.render_line(y).text.rstrip() for y in range(screen.article.size.height))


async def typed(pilot: Pilot[int], text: str) -> None:
    await pilot.press(*("enter" if char == "\n" else "space" if char == " " else char for char in text))


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (200, 60)])
async def test_a_note_of_several_lines_is_written_beside_the_text(size: tuple[int, int]) -> None:
    async with open_reader(small(), size=size) as (screen, pilot):
        await pilot.press("g", "a")
        await typed(pilot, "why\n\n  deeper")
        assert screen.panes.note.display
        assert "Esc keep" in screen.status.message
        assert screen.focused is screen.panes.note
        await pilot.press("escape")
        assert notes(screen) == ("why\n\n  deeper",)
        assert not screen.panes.note.display
        assert screen.status.message.startswith("Noted: ")
        await pilot.press("enter")
        assert "Note: why" in shown(screen)
        assert "deeper" in shown(screen)
        await pilot.press("u")
        assert notes(screen) == ()
        assert "Note:" not in shown(screen)


async def test_a_line_grows_to_several_and_several_are_never_made_one() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("a", *"one", "tab", "enter", *"two", "escape")
        assert notes(screen) == ("one\ntwo",)
        await pilot.press("a")
        assert screen.panes.note.text == "one\ntwo"
        assert screen.status.prompt is None
        await pilot.press("escape")
        assert notes(screen) == ("one\ntwo",)
        await pilot.press("a", "x", "ctrl+c")
        assert notes(screen) == ("one\ntwo",)
        assert screen.status.message == "The note is as it was."


async def test_what_is_pasted_stands_in_the_note_without_what_does_not_print() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("g", "a")
        screen.panes.note.on_paste(events.Paste("a\x1b[31mb\nc\u202ed" + "x" * 70_000))
        assert screen.panes.note.text.startswith("a[31mb\ncd")
        assert len(screen.panes.note.text) == 1 << 16
        await pilot.press("ctrl+home", "ctrl+k", "ctrl+k", "ctrl+k", *"ab", "escape")
        assert notes(screen) == ("ab",)


async def test_notes_on_a_passage_stand_below_its_paragraph() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("enter", "p", "j", "j", "enter", "g", "a")
        await typed(pilot, "first\nsecond")
        await pilot.press("escape")
        (held,) = passages.passages(screen.row_marks.marks.notebook.book)
        assert held.note == "first\nsecond"
        assert notes(screen) == ()
        lines = shown(screen).splitlines()
        assert next(i for i, line in enumerate(lines) if "Note: first" in line) > next(
            i for i, line in enumerate(lines) if "ends it." in line
        )
        await pilot.press("]", "[")
        await until(pilot, lambda: "Note: first" in shown(screen))


async def test_an_entity_has_a_note() -> None:
    async with open_reader(small(), size=(200, 60)) as (screen, pilot):
        await until(pilot, lambda: screen.entities.line_count() > 1)
        await pilot.press("3", "g", "g", "j", "k")
        await until(pilot, lambda: bool(screen.entities.item and screen.entities.item.names))
        await pilot.press("a", *"who", "enter")
        book = screen.row_marks.marks.notebook.book
        assert entity_notes.notes_on(book, "person", ["ADA"]) == ("who",)
        await pilot.press("g", "a", "enter", *"else", "escape", "1", "u")
        book = screen.row_marks.marks.notebook.book
        assert entity_notes.notes_on(book, "person", ["Ada"]) == ("who",)


async def test_what_is_being_written_is_kept_when_the_terminal_hangs_up() -> None:
    async with open_reader(small()) as (screen, pilot):
        await pilot.press("g", "a", *"half a", "space", *"note")
        screen.feature(Notes).closing()
        assert notes(screen) == ("half a note",)


def script(folder: Path, text: str) -> str:
    path = folder / "my editor.py"
    path.write_text(text, "utf-8")
    return f"{sys.executable} '{path}'"


async def test_the_note_goes_through_the_users_editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    program = (
        "import os, pathlib, sys\n"
        "path = pathlib.Path(sys.argv[-1])\n"
        f"pathlib.Path({str(seen)!r}).write_text(path.read_text() + oct(os.stat(path).st_mode), 'utf-8')\n"
        "path.write_text(path.read_text() + '\\n- more\\x07\\n', 'utf-8')\n"
    )
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", script(tmp_path, program))
    async with open_reader(small()) as (screen, pilot):
        monkeypatch.setattr(screen, "lend", lambda work, then: (work(), then(), True)[-1])
        await pilot.press("a", *"one", "enter", "g", "A")
        assert notes(screen) == ("one\n\n- more",)
        assert seen.read_text("utf-8") == f"one\n{oct(stat.S_IFREG | 0o600)}"
        assert not list((tmp_path / "state" / "dossier").glob("note-*"))
        await pilot.press("a", *" x", "ctrl+x")
        assert notes(screen)[0].startswith("one\n\n- more x")


async def test_an_editor_that_fails_loses_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv(
        "VISUAL", script(tmp_path, "import sys; open(sys.argv[-1], 'a').write('x'); sys.exit(3)")
    )
    async with open_reader(small()) as (screen, pilot):
        monkeypatch.setattr(screen, "lend", lambda work, then: (work(), then(), True)[-1])
        await pilot.press("g", "a", *"one", "ctrl+x")
        assert "code 3" in screen.status.message
        assert screen.panes.note.text == "one"
        assert [path.read_text("utf-8") for path in (tmp_path / "state").rglob("note-*.md")] == ["one\nx"]
        monkeypatch.setenv("VISUAL", "/there/is no such")
        await pilot.press("ctrl+x")
        assert "cannot be run" in screen.status.message
        assert screen.panes.note.text == "one"
        monkeypatch.setattr(screen, "lend", lambda _work, _then: False)
        await pilot.press("ctrl+x")
        assert "cannot be given" in screen.status.message
        await pilot.press("escape")
        assert notes(screen) == ("one",)


def test_the_editor_is_the_one_that_was_chosen() -> None:
    assert editor.command({}) == ["vi"]
    assert editor.command({"EDITOR": "nano -w"}) == ["nano", "-w"]
    assert editor.command({"EDITOR": "nano", "VISUAL": "'my editor' -n"}) == ["my editor", "-n"]
    with pytest.raises(NotSaved, match="understood"):
        editor.command({"EDITOR": "'"})


@given(
    st.text("ab \n" + "e\u0301漢", max_size=60),
    st.integers(1, 12),
    st.lists(st.sampled_from([*TEXT_EDITS, "up", "down"])),
)
def test_the_cursor_is_always_in_a_row(text: str, width: int, keys: list[str]) -> None:
    line = Line.of(text)
    for key in keys:
        starts = row_starts(line.text, width)
        assert starts == sorted(starts)
        assert starts[0] == 0
        if key in ("up", "down"):
            line = moved_by_rows(line, starts, -1 if key == "up" else 1)
        else:
            line = TEXT_EDITS[key](line)
        assert 0 <= line.cursor <= len(line.text)
        assert 0 <= row_of(row_starts(line.text, width), line.cursor) < len(row_starts(line.text, width))


def test_notes_under_several_names_are_one_after_writing() -> None:
    notebook = Notebook()
    notebook.do("noted", entity_notes.write(notebook.book, "person", ["Ann Lee"], "first"))
    notebook.do("noted", entity_notes.write(notebook.book, "person", ["A. Lee"], "second"))
    names = ["Ann Lee", "A. Lee"]
    assert entity_notes.notes_on(notebook.book, "person", names) == ("first", "second")
    assert entity_notes.notes_on(notebook.book, "org", names) == ()
    notebook.do("noted", entity_notes.write(notebook.book, "person", names, "both"))
    assert entity_notes.notes_on(notebook.book, "person", names) == ("both",)
    other = Book(notebook.book.records())
    assert entity_notes.notes_on(other, "person", ["a.  lee", "ann lee"]) == ("both",)
    notebook.do("noted", entity_notes.write(notebook.book, "person", names, " \n"))
    assert entity_notes.notes_on(notebook.book, "person", names) == ()
