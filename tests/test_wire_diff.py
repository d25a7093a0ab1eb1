"""The diff, proved on a screen: what it sends turns the old picture into the new one, colours included."""

from __future__ import annotations

import re

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style

from tests.screens import Screen, looks
from tui.wire.cells import Rows, blank_rows, cell, put
from tui.wire.diff import State, encode
from tui.wire.moves import move
from tui.wire.output import Wire
from tui.wire.pacing import REQUEST
from tui.wire.pens import PLAIN, Pen, transition
from tui.wire.scroll import Scroll, find_scroll, scrolled
from tui.wire.terminal import Depth, Terminal

WIDTH, HEIGHT = 24, 8
BOLD, ITALIC, UNDERLINE, REVERSE = 1, 4, 8, 16
STYLES = [None, Style(color="red", bold=True), Style(bgcolor="blue", underline=True)]
PENS = [
    PLAIN,
    Pen("31", "", 0),
    Pen("", "44", 0),
    Pen("38;5;200", "48;5;17", BOLD),
    Pen("", "", REVERSE),
    Pen("32", "44", UNDERLINE | ITALIC),
    Pen("38;2;1;2;3", "48;2;4;5;6", 0),
]
TERMINALS = [
    Terminal(),
    Terminal(coloured_erase=False, erase_characters=False),
    Terminal(scroll_regions=False, addressing=False),
    Terminal(selective=False),
    Terminal(depth=Depth.TRUE, repeat=True, scroll_regions=True, coloured_erase=True),
]
pens = st.sampled_from(PENS)
texts = st.one_of(
    st.text(alphabet=st.sampled_from("ab  界é─#"), min_size=1, max_size=WIDTH),
    st.builds(str.__mul__, st.sampled_from([" ", "─", "a "]), st.integers(4, WIDTH)),
    st.sampled_from(["e\u0301", "\u0301", "a\U0001f600b", "ж…א"]),
)
strokes = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), texts, pens)


def screen_for(terminal: Terminal) -> tuple[Screen, pyte.Stream]:
    screen = Screen(WIDTH, HEIGHT)
    screen.coloured_erase = terminal.coloured_erase
    screen.reset_mode(7, private=True)
    return screen, pyte.Stream(screen)


def feed(stream: pyte.Stream, text: str) -> None:
    """Send a text to a screen; REP, which pyte does not know, is written out."""
    stream.feed(re.sub("(.)\x1b\\[([0-9]*)b", lambda found: found[1] * (int(found[2] or 1) + 1), text))


def drawn(rows: Rows, terminal: Terminal) -> Screen:
    """The picture drawn the slow way: every cell with its full SGR."""
    screen, stream = screen_for(terminal)
    for y, row in enumerate(rows):
        for x, (text, pen) in enumerate(row):
            if text:
                stream.feed(f"\x1b[{y + 1};{x + 1}H{transition(None, pen, True)}{text}")
    return screen


def rows_of(strokes_made: list[tuple[int, int, str, Pen]], base: Rows | None = None) -> Rows:
    rows = [row.copy() for row in base] if base else blank_rows(WIDTH, HEIGHT)
    for x, y, text, pen in strokes_made:
        put(rows[y], x, text, pen, WIDTH)
    return rows


@settings(max_examples=50, deadline=None)
@given(
    st.lists(strokes, max_size=12),
    st.lists(st.lists(strokes, max_size=6), min_size=1, max_size=4),
    st.sampled_from(TERMINALS),
)
def test_random_pictures(first, changes, terminal) -> None:
    screen, stream = screen_for(terminal)
    old, new, state = None, rows_of(first), State()
    for change in [[], *changes]:
        new = rows_of(change, new)
        text, state = encode(old, new, state, terminal)
        feed(stream, text)
        assert looks(screen) == looks(drawn(new, terminal))
        if state.x is not None:
            assert (screen.cursor.x, screen.cursor.y) == (state.x, state.y)
        old = new


@settings(max_examples=40, deadline=None)
@given(
    st.lists(strokes, min_size=6, max_size=14),
    st.integers(0, HEIGHT - 2),
    st.integers(2, HEIGHT),
    st.integers(-3, 3),
    st.lists(strokes, max_size=2),
    st.sampled_from(TERMINALS),
)
def test_moved_lines(first, top, height, lines, change, terminal) -> None:
    old = rows_of(first)
    bottom = min(top + height, HEIGHT) - 1
    lines = max(-(bottom - top), min(bottom - top, lines))
    new = rows_of(change, scrolled(old, Scroll(top, bottom, lines)) if lines else old)
    screen, stream = screen_for(terminal)
    text, state = encode(None, old, State(), terminal)
    feed(stream, text)
    text, _ = encode(old, new, state, terminal)
    feed(stream, text)
    assert looks(screen) == looks(drawn(new, terminal))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(strokes, st.booleans(), st.integers(1, WIDTH)), max_size=5), min_size=1, max_size=5
    ),
    st.sampled_from(TERMINALS),
)
def test_what_is_put_on_the_wire_is_what_is_seen(frames, terminal) -> None:
    """Whether as segments or as ready cells, and although only the columns that were put are looked at."""
    screen, stream = screen_for(terminal)
    wire = Wire(terminal)
    wire.resize(WIDTH, HEIGHT)
    for number, frame in enumerate(frames):
        for (x, y, text, _), ready, width in frame:
            segments = [Segment(text[:3], STYLES[len(text) % 3]), Segment(text[3:], STYLES[number % 3])]
            if ready:
                wire.put_cells(x - 2, y, wire.cells(segments), width)
            else:
                wire.put(x - 2, y, segments, width)
        feed(stream, wire.frame(float(number)).replace(REQUEST, ""))
        while wire.pacer.answered(float(number)):
            pass
        assert wire.held or looks(screen) == looks(drawn(wire.rows, terminal))


@given(st.lists(strokes, max_size=12), st.lists(strokes, max_size=6), st.data())
def test_columns_that_are_known_to_be_the_same_change_nothing(first, change, data) -> None:
    old = rows_of(first)
    new = rows_of(change, old)
    spans = {}
    for y in range(HEIGHT):
        if columns := [x for x in range(WIDTH) if old[y][x] != new[y][x]]:
            margin = data.draw(st.integers(0, 4))
            spans[y] = range(max(columns[0] - margin, 0), min(columns[-1] + 1 + margin, WIDTH))
    state = State(3, 3, PLAIN)
    assert encode(old, new, state, Terminal(), spans) == encode(old, new, state, Terminal())


def test_scrolling_is_found_and_shorter() -> None:
    old = rows_of([(0, y, f"line {y} of an article", PLAIN) for y in range(HEIGHT)])
    new = scrolled(old, Scroll(1, HEIGHT - 1, 1))
    put(new[HEIGHT - 1], 0, "one more line", PLAIN, WIDTH)
    assert find_scroll(old, new) == Scroll(1, HEIGHT - 1, 1)
    text, _ = encode(old, new, State(0, 0, PLAIN), Terminal())
    plain, _ = encode(old, new, State(0, 0, PLAIN), Terminal(scroll_regions=False))
    assert "\x1bD" in text
    assert len(text) < 40
    assert "r" not in plain.replace("article", "").replace("more", "")


def test_lines_that_are_nearly_alike_are_found_again() -> None:
    old = blank_rows(200, 60)
    for y, row in enumerate(old):
        put(row, 0, "2018-04-13".ljust(150, ".") + str(y // 2), PLAIN, 200)
    for lines in (2, -7):
        new = scrolled(old, Scroll(3, 58, lines))
        assert find_scroll(old, new) == Scroll(3, 58, lines)


def test_rules_and_blanks_do_not_tell_how_far_they_moved() -> None:
    old, new = blank_rows(80, 40), blank_rows(80, 40)
    for y in range(0, 40, 2):
        put(old[y], 0, "─" * 80, PLAIN, 80)
        put(new[y + 1], 0, "─" * 80, PLAIN, 80)
    assert find_scroll(old, new) is None


def test_of_a_run_of_spaces_only_what_differs_is_blanked() -> None:
    old = rows_of([(0, 0, "abcdefgh", PLAIN), (22, 0, "yz", PLAIN)])
    new = rows_of([(0, 0, "a", PLAIN), (22, 0, "yx", PLAIN)])
    text, _ = encode(old, new, State(0, 0, PLAIN), Terminal())
    assert text == "a\x1b[7X\x1b[22Cx"
    full = rows_of([(0, 0, "abcdefgh" * 3, PLAIN)])
    text, _ = encode(full, new, State(1, 0, PLAIN), Terminal())
    assert text == "\x1b[21X\x1b[21Cyx"


def test_equal_pictures_need_nothing() -> None:
    rows = rows_of([(3, 3, "same", PENS[1])])
    state = State(1, 1, PLAIN)
    assert encode(rows, [row.copy() for row in rows], state, Terminal()) == ("", state)


@pytest.mark.parametrize(
    ("change", "most"),
    [((4, 2, "x", PLAIN), 7), ((0, 0, "x", PLAIN), 4), ((4, 2, "x", PENS[1]), 12)],
)
def test_one_cell_is_cheap(change, most) -> None:
    old = rows_of([(0, y, "abcdefgh" * 3, PLAIN) for y in range(HEIGHT)])
    text, _ = encode(old, rows_of([change], old), State(20, 7, PLAIN), Terminal())
    assert len(text) <= most


def test_blank_ends_are_erased_in_their_colour() -> None:
    blue = Pen("", "44", 0)
    old = rows_of([(0, 2, "x" * WIDTH, PLAIN)])
    new = rows_of([(0, 2, " " * WIDTH, blue)])
    text, _ = encode(old, new, State(0, 2, PLAIN), Terminal())
    assert text == "\x1b[44m\x1b[K"
    text, _ = encode(old, new, State(0, 2, PLAIN), Terminal(coloured_erase=False))
    assert text == "\x1b[44m" + " " * WIDTH


def test_repeats_only_where_known() -> None:
    old = rows_of([])
    new = rows_of([(0, 2, "─" * WIDTH, PLAIN)])
    assert "b" not in encode(old, new, State(0, 2, PLAIN), Terminal())[0]
    assert encode(old, new, State(0, 2, PLAIN), Terminal(repeat=True))[0] == f"─\x1b[{WIDTH - 1}b"


@given(st.sampled_from(PENS), st.sampled_from(PENS), st.booleans())
def test_pens_change_as_if_reset(old, new, selective) -> None:
    short, full = pyte.Screen(2, 1), pyte.Screen(2, 1)
    pyte.Stream(short).feed(transition(None, old, selective) + transition(old, new, selective) + "x")
    pyte.Stream(full).feed(transition(None, new, selective) + "x")
    assert looks(short) == looks(full)
    assert len(transition(old, new, True)) <= len(transition(None, new, True))


@given(
    st.integers(0, WIDTH - 1),
    st.integers(0, HEIGHT - 1),
    st.integers(0, WIDTH - 1),
    st.integers(0, HEIGHT - 1),
    st.booleans(),
)
def test_moves_arrive(x, y, to_x, to_y, addressing) -> None:
    screen = Screen(WIDTH, HEIGHT)
    screen.cursor_position(y + 1, x + 1)
    text = move(x, y, to_x, to_y, addressing=addressing)
    pyte.Stream(screen).feed(text)
    assert (screen.cursor.x, screen.cursor.y) == (to_x, to_y)
    assert len(text) <= len(f"\x1b[{to_y + 1};{to_x + 1}H")


def test_disputed_widths_are_followed_by_an_address() -> None:
    old = rows_of([])
    new = rows_of([(0, 0, "\U0001f600ab", PLAIN)])
    text, _ = encode(old, new, State(0, 0, PLAIN), Terminal())
    assert text == "\U0001f600\x1b[3Gab"


def test_cells_are_shared() -> None:
    assert cell(" ", Pen("31", "44", BOLD)) is cell(" ", Pen("31", "44", BOLD))
    assert cell(" ", Pen("31", "44", BOLD)) == cell(" ", Pen("", "44", 0))
