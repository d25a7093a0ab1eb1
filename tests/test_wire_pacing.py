"""Pacing: how much is on its way, who waits, and for how long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment

from tui.wire.output import Wire
from tui.wire.pacing import ASK_AFTER, PATIENCE, REQUEST, WINDOW, Pacer
from tui.wire.terminal import Terminal


def test_small_frames_cost_no_request() -> None:
    pacer = Pacer()
    assert not pacer.sent(20, 0.0)
    assert not pacer.awaiting
    assert pacer.may_send(0.0)


def test_too_much_on_its_way_waits_for_the_answer() -> None:
    pacer = Pacer()
    assert pacer.sent(WINDOW, 0.0)
    assert not pacer.may_send(0.1)
    assert pacer.answered()
    assert pacer.may_send(0.2)
    assert not pacer.answered(), "an answer that nobody asked for"


def test_a_silent_terminal_is_not_waited_for_twice() -> None:
    pacer = Pacer()
    pacer.sent(WINDOW, 0.0)
    assert not pacer.may_send(PATIENCE)
    assert pacer.may_send(pacer.deadline())
    assert not pacer.sent(WINDOW, 9.0)
    assert pacer.may_send(9.0)
    assert pacer.answered(), "late, but it answers"
    assert pacer.sent(WINDOW, 10.0)
    assert not pacer.may_send(10.1)


def test_slow_links_are_given_time() -> None:
    pacer = Pacer()
    pacer.sent(15_000, 0.0)
    assert pacer.deadline() > 15_000 / 2_000 + PATIENCE


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 900)), max_size=60))
def test_what_is_on_its_way_is_bounded(steps) -> None:
    """Whatever is sent and answered, no more than the window and one frame is unanswered."""
    pacer = Pacer()
    for answers, size in steps:
        if answers:
            pacer.answered()
        elif pacer.may_send(0.0):
            pacer.sent(size, 0.0)
        assert pacer.unanswered <= WINDOW + 900 + len(REQUEST) * (WINDOW // ASK_AFTER + 1)
        assert pacer.unanswered < WINDOW or pacer.awaiting, "nothing would ever let it go on"


def wire(width: int = 60, height: int = 4) -> Wire:
    made = Wire(Terminal())
    made.resize(width, height)
    return made


def write(target: Wire, y: int, text: str) -> None:
    target.put(0, y, [Segment(text)], len(text))


def test_held_frames_merge_into_the_newest() -> None:
    out = wire()
    out.pacer.window = 1
    write(out, 0, "a" * 60)
    write(out, 1, "b" * 60)
    write(out, 2, "c" * 60)
    write(out, 3, "d" * 60 + "e")
    out.pacer.sent(1000, 0.0)
    for text in ("first", "second", "third"):
        write(out, 0, text + " " * 50)
        assert out.frame(0.1) == ""
        assert out.held
    out.pacer.answered()
    sent = out.frame(0.2)
    assert "third" in sent
    assert "first" not in sent
    assert "second" not in sent
    assert out.stats.merged == 2
    assert not out.held


def test_typing_needs_no_more_than_the_character() -> None:
    out = wire()
    out.cursor = (5, 1)
    out.frame(0.0)
    out.cursor = (6, 1)
    out.put(5, 1, [Segment("x")], 1)
    assert out.frame(0.1) == "x"


def test_the_cursor_is_shown_once_and_hidden_once() -> None:
    out = wire()
    out.frame(0.0)
    out.cursor = (0, 2)
    assert out.frame(0.1).endswith("\x1b[?25h")
    assert out.frame(0.2) == ""
    out.cursor = (0, 3)
    assert out.frame(0.3) in ("\x1b[B", "\r\n")
    out.cursor = None
    assert out.frame(0.4) == "\x1b[?25l"
    assert out.frame(0.5) == ""


def test_large_frames_are_sent_as_one() -> None:
    out = wire()
    out.cursor = (1, 1)
    out.frame(0.0)
    for y in range(4):
        write(out, y, "abcdefghij" * 30)
    wide = wire(200, 4)
    wide.cursor = (1, 1)
    wide.frame(0.0)
    for y in range(4):
        write(wide, y, "abcdefghij" * 20)
    wide.synchronised = True
    sent = wide.frame(0.1)
    assert sent.startswith("\x1b[?2026h")
    assert "\x1b[?2026l" in sent
    again = wire(200, 4)
    again.cursor = (1, 1)
    again.frame(0.0)
    for y in range(4):
        write(again, y, "abcdefghij" * 20)
    sent = again.frame(0.1)
    assert sent.startswith("\x1b[?25l")
    assert sent.removesuffix(REQUEST).endswith("\x1b[?25h")


def test_after_forgetting_everything_is_sent_again() -> None:
    out = wire()
    write(out, 0, "hello")
    out.frame(0.0)
    assert out.frame(0.1) == ""
    out.forget()
    assert "\x1b[2J" in (sent := out.frame(0.2))
    assert "hello" in sent


def test_what_lies_outside_is_left_out() -> None:
    out = wire()
    write(out, 9, "below")
    out.put(-2, 0, [Segment("ab|cd")], 5)
    assert out.frame(0.0).count("|cd") == 1
    assert out.stats.frames == 1
