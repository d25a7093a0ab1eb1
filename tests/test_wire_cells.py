"""Cells: what shares one, how wide it is, and that nothing unprintable passes."""

from __future__ import annotations

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style

from tui.wire.ascii import one_cell, transliterate
from tui.wire.cells import (
    NUL,
    _certain,
    _gate,
    blank_rows,
    cells_of,
    characters,
    disputed,
    put,
    put_cells,
)
from tui.wire.pens import PLAIN, Palette, Pen, make_pen
from tui.wire.terminal import Depth
from tui.wire.widths import clusters

RED = Pen("31")


def shown(row) -> str:
    return "".join(text for text, _ in row)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("abc", ["a", "b", "c"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("漢字", ["漢", "字"]),
        ("👩\u200d🚀x", ["👩\u200d🚀", "x"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("❤\ufe0f", ["❤\ufe0f"]),
        ("\u0301a", ["\u0301", "a"]),
    ],
)
def test_clusters(text, parts) -> None:
    assert list(clusters(text)) == parts


@given(st.text(max_size=30))
def test_clusters_lose_nothing(text) -> None:
    assert "".join(clusters(text)) == text


@given(st.text(max_size=30), st.booleans())
def test_only_printable_text_passes(text, unicode) -> None:
    for part, _ in cells_of(text, PLAIN, unicode):
        assert part.replace("\u200d", "").isprintable()
        assert unicode or part.isascii()


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30))
def test_as_many_cells_as_columns(text) -> None:
    columns = sum(cell_len(cluster) for cluster in clusters(text))
    assert len(cells_of(text, PLAIN)) == columns
    assert len(cells_of(text, PLAIN, unicode=False)) == columns


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("\u00a0", [" "]),
        ("\u3000", [" ", " "]),
        ("\u00ad", ["-"]),
        ("\x1b", ["\ufffd"]),
        ("\x9b", ["\ufffd"]),
        ("\ue000", ["\ufffd"]),
        ("\u202e", []),
        ("\u200b", []),
        ("漢", ["漢", ""]),
        ("a\u200db", ["a", "b"]),
        ("می\u200cخ", ["م", "ی\u200c", "خ"]),
        ("ක\u200dය", ["ක\u200d", "ය"]),
        ("a" + "\u0301" * 50, ["a" + "\u0301" * 8]),
    ],
)
def test_gate(text, cells) -> None:
    assert [part for part, _ in cells_of(text, PLAIN)] == cells


def test_wide_characters_are_never_halved() -> None:
    (row,) = blank_rows(8, 1)
    put(row, 1, "漢字", PLAIN, 8)
    assert [text for text, _ in row[1:5]] == ["漢", "", "字", ""]
    put(row, 2, "xy", RED, 8)
    assert shown(row) == "  xy    "
    put(row, 6, "a漢", PLAIN, 8)
    assert shown(row) == "  xy  a "
    put(row, -1, "漢b", PLAIN, 8)
    assert shown(row) == " bxy  a "


@given(st.lists(st.tuples(st.integers(-3, 12), st.text("ab漢👩\u200d🚀e\u0301 ", max_size=6)), max_size=8))
def test_rows_stay_consistent(strokes) -> None:
    (row,) = blank_rows(10, 1)
    for x, text in strokes:
        put(row, x, text, PLAIN, 9)
    assert len(row) == 10
    assert row[0][0]
    for (left, _), (right, _) in pairwise(row):
        assert (cell_len(left) == 2) == (right == "") or (not left and right)


def ready(strip, unicode=True):
    """The cells that some texts take one after the other."""
    (row,) = blank_rows(40, 1)
    x = 0
    for text, pen in strip:
        x = put(row, x, text, pen, 40, unicode=unicode)
    return row[:x]


strips = st.lists(
    st.tuples(st.text("ab漢👩\u200d🚀e\u0301 ", max_size=4), st.sampled_from([PLAIN, RED])), max_size=4
)


@given(
    st.lists(st.tuples(st.integers(-3, 12), strips, st.integers(0, 12)), max_size=6), st.booleans(), st.data()
)
def test_ready_cells_are_written_as_their_texts_are(strokes, unicode, data) -> None:
    """Also over what is there already, whole or in part, and cut on either side."""
    (by_text,), (by_cells,) = blank_rows(10, 1), blank_rows(10, 1)
    for x, strip, width in [*strokes, *data.draw(st.permutations(strokes))]:
        before = by_cells.copy()
        # Marks at the very beginning belong to what stands before, of which ready cells know nothing.
        strip = [("x", PLAIN), *strip]
        column = x
        for text, pen in strip:
            column = put(by_text, column, text, pen, x + width, unicode=unicode)
        changed = put_cells(by_cells, x, ready(strip, unicode), x + width)
        assert by_cells == by_text
        assert all(by_cells[column] == before[column] for column in range(10) if column not in changed)


def test_what_is_there_already_is_not_written_again() -> None:
    (row,) = blank_rows(8, 1)
    cells = ready([("a漢", RED), ("b", PLAIN)])
    assert put_cells(row, 1, cells, 8) == range(1, 5)
    assert not put_cells(row, 1, tuple(cells), 8)
    assert not put_cells(row, 1, cells, 4)
    assert put_cells(row, 1, cells, 3) == range(1, 4), "a wide character is cut"
    assert not put_cells(row, 9, cells, 20)


@given(strips, st.integers(0, 12), st.integers(0, 12))
def test_characters_are_told_where_they_are_as_wide_as_their_cell(strip, start, stop) -> None:
    (row,) = blank_rows(12, 1)
    put_cells(row, 0, ready([*strip, ("…é字", RED)]), 12)
    told = characters(row, start, stop)
    assert len(told) == len(row[start:stop])
    for x, character in enumerate(told, start):
        text, _ = row[x]
        wide = x + 1 < len(row) and not row[x + 1][0]
        assert character == (NUL if len(text) != 1 or wide or disputed(text) else text)


def test_characters_that_need_no_closer_look_are_narrow_everywhere() -> None:
    certain = [character for character in map(chr, range(0x10000)) if _certain(character)]
    assert len(certain) > 1000
    for character in filter(str.isprintable, certain):
        assert cell_len(character) == 1
        assert not disputed(character)


def test_marks_join_the_cell_before_them() -> None:
    (row,) = blank_rows(4, 1)
    end = put(row, 0, "e", RED, 4)
    put(row, end, "\u0301x", PLAIN, 4)
    assert [text for text, _ in row] == ["e\u0301", "x", " ", " "]


def test_text_is_cut_where_its_strip_ends() -> None:
    (row,) = blank_rows(6, 1)
    put(row, 1, "abcdef", PLAIN, 3)
    assert shown(row) == " ab   "


def test_spaces_that_look_alike_are_equal() -> None:
    assert cells_of(" ", Pen("31", "44", 1)) == cells_of(" ", Pen("32", "44", 0))
    assert cells_of(" ", Pen("31", "44", 16)) != cells_of(" ", Pen("32", "44", 16))


@pytest.mark.parametrize(("text", "expected"), [("a", False), ("漢", False), ("👩", True), ("e\u0301", True)])
def test_disputed(text, expected) -> None:
    assert disputed(text) is expected


STYLE = Style(color="#ff8700", bgcolor="#000080", bold=True, link="http://example.org", blink=True)


@pytest.mark.parametrize(
    ("depth", "pen"),
    [
        (Depth.NONE, Pen("", "", 1)),
        (Depth.SIXTEEN, Pen("91", "44", 1)),
        (Depth.EIGHT_BIT, Pen("38;5;208", "48;5;18", 1)),
        (Depth.TRUE, Pen("38;2;255;135;0", "48;2;0;0;128", 1)),
    ],
)
def test_pens_by_depth(depth, pen) -> None:
    assert Palette(depth).pen(STYLE) == pen


def test_the_terminals_own_colours_need_no_code() -> None:
    assert make_pen(Style(color="default", bgcolor="default"), Depth.TRUE) == PLAIN
    assert Palette(Depth.TRUE).pen(None) == PLAIN


@given(st.integers(0, 255), st.integers(0, 255))
def test_sixteen_colours_stay_readable(light, dark) -> None:
    style = Style(color=Color.from_rgb(light, light, light), bgcolor=Color.from_rgb(dark, dark, dark))
    pen = make_pen(style, Depth.SIXTEEN)
    assert light == dark or int(pen.foreground) + 10 != int(pen.background)


def test_palettes_forget_when_full() -> None:
    palette = Palette(Depth.TRUE)
    for number in range(10_000):
        palette.pen(Style(color=Color.from_rgb(number % 256, number // 256, 0)))
    assert len(palette._pens) <= 4096


@pytest.mark.parametrize(
    ("text", "plain"),
    [("naïve café", "naive cafe"), ("—…", "--..."), ("“a” → b", '"a" -> b'), ("漢", "?"), ("│─┌", "|-+")],
)
def test_transliteration(text, plain) -> None:
    assert transliterate(text) == plain


@given(st.characters())
def test_one_cell_is_one_ascii_character(character) -> None:
    assert len(one_cell(character)) == 1
    assert one_cell(character).isascii()
    if character in string.printable:
        assert one_cell(character) == character


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("a b•…é\u0301漢\u200d👩🇩\x1b")))
def test_the_short_way_for_simple_texts_gives_the_cells_of_the_long_one(text) -> None:
    slow = tuple(cell for cluster in clusters(text) for cell in _gate(cluster, RED, True))
    assert cells_of(text, RED) == slow
