"""A line being edited, by readline's keys."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.editing import EDITS, Line


def pressed(line: Line, *keys: str) -> Line:
    for key in keys:
        line = EDITS[key](line)
    return line


def test_typing_goes_in_at_the_cursor() -> None:
    line = pressed(Line.of("harbur"), "left", "left").insert("o")
    assert (line.text, line.cursor) == ("harbour", 5)


def test_killed_text_comes_back() -> None:
    line = pressed(Line.of("ada crosier"), "ctrl+w", "ctrl+a", "ctrl+y")
    assert line.text == "crosierada "


def test_kill_word_takes_the_spaces_after_it() -> None:
    assert pressed(Line.of("ada crosier  "), "ctrl+w").text == "ada "
    assert pressed(Line.of("ada"), "ctrl+w").text == ""


def test_kill_to_both_ends() -> None:
    line = Line("ada crosier", 4)
    assert EDITS["ctrl+k"](line).text == "ada "
    assert EDITS["ctrl+u"](line).text == "crosier"


def test_words_are_steps() -> None:
    line = pressed(Line.of("ada person:crosier"), "alt+b")
    assert line.cursor == 11
    assert pressed(line, "alt+b", "alt+b").cursor == 0
    assert pressed(line, "alt+b", "alt+b", "alt+f").cursor == 3


def test_deleting_both_ways() -> None:
    assert pressed(Line.of("abc"), "backspace").text == "ab"
    assert pressed(Line("abc", 0), "delete").text == "bc"
    assert pressed(Line("abc", 0), "backspace").text == "abc"


@given(st.text(max_size=20), st.lists(st.sampled_from(sorted(EDITS)), max_size=20))
def test_the_cursor_never_leaves_the_text(text: str, keys: list[str]) -> None:
    line = Line.of(text)
    for key in keys:
        line = EDITS[key](line)
        assert 0 <= line.cursor <= len(line.text)
