"""Widths of signs: assumed, asked for when such a sign is met, learned, and used by all that lay out text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style

from tui import widths_file
from tui.editing import Line
from tui.features.finding import find
from tui.painting import fit, padded, shorten
from tui.typeset import wrap
from tui.wire.cells import cropped, width_of
from tui.wire.diff import State, encode
from tui.wire.output import Wire
from tui.wire.pacing import REQUEST
from tui.wire.pens import PLAIN
from tui.wire.terminal import Terminal
from tui.wire.widths import ASSUMED, SAMPLES, WIDTHS, cell_len, clusters, kinds

TAMIL = "துறைமுக வாரியம்"
SIGNS = [TAMIL, "हिन्दी किताब", "বাংলা", "ភាសាខ្មែរ", "ท่าเรือ", "☁️ 1️⃣", "👩\u200d🚀👍🏽"]
SIGNS += ["🇯🇵🇫🇷", "漢字", "كِتَاب", "abc “é”"]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    WIDTHS.reset()
    yield
    WIDTHS.reset()


def shown(wire: Wire, text: str) -> str:
    wire.resize(30, 3)
    wire.put(0, 0, [Segment(text)], 30)
    return wire.frame(0.0)


@pytest.mark.parametrize("kind", SAMPLES)
def test_each_sample_is_of_its_kind_and_as_wide_as_assumed(kind: str) -> None:
    (sign,) = clusters(SAMPLES[kind])
    assert set(kinds(sign)) == {kind}
    assert cell_len(sign) == ASSUMED[kind]


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("columns", [1, 2, 3, 4])
def test_what_a_terminal_says_is_how_wide_its_sample_is(kind: str, columns: int) -> None:
    WIDTHS.learn(kind, columns)
    assert cell_len(SAMPLES[kind]) == columns


def test_an_answer_that_cannot_be_is_none() -> None:
    assert not WIDTHS.learn("spacing", 79)
    assert not WIDTHS.learn("spacing", 0)
    assert not WIDTHS.measured


def test_english_asks_for_nothing() -> None:
    text = shown(Wire(Terminal()), "Plain “English” — naïve, 12 % ▸ ★ • …")
    assert text.count(REQUEST) == 1  # how long the way is
    assert not WIDTHS.wanted


def test_a_sign_is_asked_about_once_and_the_answer_is_used() -> None:
    wire = Wire(Terminal())
    text = shown(wire, TAMIL)
    assert SAMPLES["spacing"] + REQUEST in text
    assert text.endswith(REQUEST) or text.count(REQUEST) >= 2
    assert wire.answered(0.1, 0)  # the probe
    assert not wire.rewidth
    assert wire.answered(0.1, 2)
    assert wire.rewidth
    assert cell_len(TAMIL) == len(TAMIL) - 1  # its last mark has no width
    assert SAMPLES["spacing"] not in shown(wire, TAMIL + "!")


def test_a_terminal_that_never_answers_is_not_asked() -> None:
    wire = Wire(Terminal())
    wire.pacer.silent = True
    wire.stats.frames = 1
    assert REQUEST not in shown(wire, TAMIL)


@pytest.mark.parametrize("columns", [1, 2])
def test_a_run_of_marked_signs_is_written_whole(columns: int) -> None:
    WIDTHS.learn("spacing", columns)
    wire = Wire(Terminal())
    assert TAMIL in shown(wire, TAMIL)


def test_unmeasured_pictures_leave_nothing_behind() -> None:
    wire = Wire(Terminal())
    shown(wire, "plain letters")
    wire.put(0, 0, [Segment("☁️ cloud     ")], 30)
    text, _ = encode(wire._shown, wire.rows, State(0, 0, PLAIN), Terminal())
    assert text.startswith(("  \x1b[H☁️", "  \r☁️", "  \b\b☁️"))


MIXED = st.lists(st.sampled_from(SIGNS), max_size=5).map("".join)
MEASURED = st.dictionaries(st.sampled_from(sorted(SAMPLES)), st.integers(1, 4))


@given(MIXED, st.integers(0, 40), MEASURED)
def test_rows_are_as_wide_as_they_should_be(text: str, width: int, measured: dict[str, int]) -> None:
    WIDTHS.reset()
    for kind, columns in measured.items():
        WIDTHS.learn(kind, columns)
    assert width_of(fit(text, width)) == width
    assert width_of(shorten(text, width)) <= width
    assert sum(width_of(part.text) for part in padded([Segment(text)], width, Style())) == width
    for start, end in wrap(text, max(12, width)):
        assert width_of(text[start:end]) <= max(12, width)


@given(MIXED, st.integers(0, 20), st.integers(0, 20))
def test_a_crop_is_as_wide_as_asked(text: str, start: int, width: int) -> None:
    parts = cropped([Segment(text)], start, start + width)
    assert sum(width_of(part.text) for part in parts) == max(0, min(width, width_of(text) - start))


def test_the_cursor_goes_by_signs() -> None:
    line = Line.of("हिकि")
    assert line.left().cursor == 2
    assert line.backspace().text == "हि"
    assert Line("हिकि", 0).delete().text == "कि"
    assert Line("हिकि", 0).right().cursor == 2


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("यह किताब है", "किताब", "किताब"),
        ("قرأ كِتَابًا", "كتابا", "كِتَابًا"),
        ("Über das", "uber", "Über"),
        ("Über das", "Uber", None),
        ("naïve “x”", "naive", "naïve"),
    ],
)
def test_finding_goes_by_signs(text: str, wanted: str, found: str | None) -> None:
    assert [text[start:end] for start, end in find(text, wanted)] == ([found] if found else [])


def test_what_a_terminal_said_is_remembered_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "reader" / "widths.json"
    assert widths_file.load(file, "xterm") == {}
    widths_file.save(file, "xterm", {"spacing": 2})
    widths_file.save(file, "tmux", {"spacing": 1})
    assert widths_file.load(file, "xterm") == {"spacing": 2}
    file.write_text("[1")
    assert widths_file.load(file, "xterm") == {}
    assert widths_file.terminal_name({"TERM": "xterm", "TMUX": "1"}) != widths_file.terminal_name(
        {"TERM": "xterm"}
    )
