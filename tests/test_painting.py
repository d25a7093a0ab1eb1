"""Rows of text: exactly as wide as they should be, whatever stands in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from tui.painting import filled, fit, padded, segments, shorten
from tui.wire.cells import width_of

BOLD, PLAIN = Style(bold=True), Style()
texts = st.text(st.sampled_from("ab éß–…▸日本語\u0301👩👍·"), max_size=30)
widths = st.integers(0, 40)


@given(texts)
def test_the_width_is_that_in_cells(text: str) -> None:
    assert width_of(text) == cell_len(text)


@given(texts, widths)
def test_a_text_is_shortened_only_when_it_must_be(text: str, width: int) -> None:
    short = shorten(text, width)
    assert cell_len(short) <= width
    if cell_len(text) <= width:
        assert short == text
    elif width:
        assert short.endswith("…")
        assert text.startswith(short[:-1].rstrip()) or cell_len(text[:1]) > 1


@given(texts, widths)
def test_a_fitted_text_has_the_width(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@given(texts, widths, st.lists(st.tuples(st.integers(-3, 33), st.integers(-3, 33)), max_size=4))
def test_a_row_has_the_width_and_marks_lose_nothing(
    text: str, width: int, spans: list[tuple[int, int]]
) -> None:
    marks = [(start, end, BOLD) for start, end in spans]
    assert "".join(part.text for part in segments(text, PLAIN, marks)) == text
    row = filled(text, width, PLAIN, marks)
    assert sum(part.cell_length for part in row) == width
    if cell_len(text) <= width:
        assert "".join(part.text for part in row).startswith(text)


def test_what_is_marked_is_drawn_over_the_base() -> None:
    row = padded(segments("a harbour wall", PLAIN, [(2, 9, BOLD)]), 20, PLAIN)
    assert [(part.text, part.style) for part in row][:2] == [("a ", PLAIN), ("harbour", BOLD)]
