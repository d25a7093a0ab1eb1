"""Text from right to left as it is seen: the signs in their order, columns in their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.wire.bidi import visual, visual_order
from tui.wire.cells import cells_of
from tui.wire.output import Wire
from tui.wire.pens import PLAIN
from tui.wire.terminal import Terminal


def seen(text: str) -> str:
    return "".join(part for part, _ in visual(cells_of(text, PLAIN)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain English, 12 %", "plain English, 12 %"),
        ("שלום", "םולש"),
        ("שלום עולם.", ".םלוע םולש"),
        ("see שלום עולם there", "see םלוע םולש there"),
        ("שלום John Smith עולם", "םלוע John Smith םולש"),
        ("בשנת 1995 נבנה", "הנבנ 1995 תנשב"),
        ("كتاب ١٢٫٥ جديد", "ديدج ١٢٫٥ باتك"),
        ("(שלום)", "(םולש)"),
        ("a (שלום) b", "a (םולש) b"),
        ("price 5 ש", "price 5 ש"),
        ("2016  שלום עולם  12", "2016  םלוע םולש  12"),
        ("שלום │ עולם", "םולש │ םלוע"),
        ("סֵפֶר ישן", "ןשי רפֶסֵ"),
        ("漢字 שלום", "漢字 םולש"),
        ("שלום 漢字", "漢字 םולש"),
        ("", ""),
    ],
)
def test_what_is_seen(text: str, shown: str) -> None:
    assert seen(text) == shown


ALPHABET = "אבגסֵلاب12٣٤ab .,-+%()│ 漢"


@given(st.text(ALPHABET, max_size=40))
def test_no_sign_is_lost_and_columns_stay(text: str) -> None:
    cells = cells_of(text, PLAIN)
    shown = visual(cells)
    assert len(shown) == len(cells)
    unmirrored = str.maketrans("()", "((")
    assert sorted(part.translate(unmirrored) for part, _ in shown) == sorted(
        part.translate(unmirrored) for part, _ in cells
    )
    for place, (part, _) in enumerate(cells):
        if part == "│":
            assert shown[place][0] == "│"
    for place, (part, _) in enumerate(shown):
        if not part:
            assert shown[place - 1][0][0] == "漢"


@given(st.text("אבגabc ", min_size=1, max_size=30))
def test_seen_twice_each_level_is_as_it_was(text: str) -> None:
    order = visual_order(text)
    assert sorted(place for place, _ in order) == list(range(len(text)))
    assert all((level % 2 == 1) == ("א" <= text[place] <= "ת") for place, level in order if text[place] != " ")


def test_the_wire_arranges_only_where_it_is_told_to() -> None:
    from rich.segment import Segment

    row = [Segment("1. "), Segment("שלום"), Segment(" עולם  x")]
    logical, arranged = Wire(Terminal()), Wire(Terminal(visual=True))
    assert "".join(part for part, _ in logical.cells(row)) == "1. שלום עולם  x"
    assert "".join(part for part, _ in arranged.cells(row)) == "םלוע םולש .1  x"
