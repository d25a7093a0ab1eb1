"""Pacing: how much is on its way, who waits, and for how long."""

from __future__ import annotations

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import ControlType, Segment
from rich.style import Style

from tui.wire.output import Wire
from tui.wire.pacing import ASK_AFTER, MOST_WINDOW, PATIENCE, REQUEST, WINDOW, Pacer
from tui.wire.terminal import Terminal


def test_small_frames_cost_no_request() -> None:
    pacer = Pacer()
    assert not pacer.sent(20, 0.0)
    assert not pacer.awaiting
    assert pacer.room(0.0) is None


def test_too_much_on_its_way_waits_for_the_answer() -> None:
    pacer = Pacer()
    assert pacer.sent(WINDOW, 0.0)
    assert pacer.room(0.1) == 0
    assert pacer.answered(0.1)
    assert pacer.room(0.2) != 0
    assert not pacer.answered(0.2), "an answer that nobody asked for"


def test_a_silent_terminal_is_not_waited_for_twice() -> None:
    pacer = Pacer()
    pacer.sent(WINDOW, 0.0)
    assert pacer.room(PATIENCE) == 0
    assert pacer.room(pacer.deadline()) is None
    assert not pacer.sent(WINDOW, 9.0)
    assert pacer.room(9.0) is None
    assert pacer.answered(9.5), "late, but it answers"
    assert not pacer.silent


def test_a_probe_without_an_answer_is_given_up_soon() -> None:
    pacer = Pacer()
    assert pacer.probe(0.0) == REQUEST
    pacer.sent(WINDOW, 0.0)
    assert pacer.room(1.0) == 0
    assert pacer.room(2.0) is None


def test_a_probe_tells_how_long_the_way_is() -> None:
    pacer = Pacer()
    pacer.probe(0.0)
    pacer.sent(1000, 0.0)
    pacer.answered(0.3)
    pacer.answered(0.8)
    assert pacer.quickest == 0.3
    assert 600 < pacer.window < 1000, "2,000 bytes a second, for a little more than 0.3 s"


def test_slow_links_are_given_time() -> None:
    pacer = Pacer()
    pacer.sent(15_000, 0.0)
    assert pacer.deadline() > 15_000 / 2_000 + PATIENCE


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 900)), max_size=60))
def test_what_is_on_its_way_is_bounded(steps) -> None:
    """Whatever is sent and answered, no more than the window and one frame is unanswered."""
    pacer = Pacer()
    now = 0.0
    for answers, size in steps:
        now += 0.5
        if answers:
            pacer.answered(now)
        elif pacer.room(now) != 0:
            pacer.sent(size, now)
        assert pacer.unanswered <= MOST_WINDOW + 900 + len(REQUEST) * (MOST_WINDOW // ASK_AFTER + 1)
        assert pacer.room(now) != 0 or pacer.awaiting, "nothing would ever let it go on"


class Link:
    """A link of some rate (bytes a second) and round trip (seconds), with a terminal at its end."""

    def __init__(self, rate: float, rtt: float) -> None:
        self.rate, self.rtt = rate, rtt
        self.free = 0.0
        self.answers: list[float] = []

    def send(self, text: str, now: float) -> float:
        """Send a text; returns when it has arrived."""
        self.free = max(self.free, now)
        parts = text.split(REQUEST)
        for number, part in enumerate(parts):
            self.free += len(part.encode()) / self.rate
            if number < len(parts) - 1:
                self.answers.append(self.free + self.rtt)
        return self.free + self.rtt / 2


class Session:
    """A person who types and an application that answers with new screens, over a link; time is simulated."""

    STEP = 0.01

    def __init__(self, rate: float, rtt: float) -> None:
        self.link = Link(rate, rtt)
        self.wire = Wire(Terminal())
        self.wire.resize(80, 24)
        self.wire.cursor = (1, 0)
        self.now = 0.0
        self.arrived = 0.0
        self.typed = 0

    def screen(self, word: str) -> None:
        """A new screen of text below the first row."""
        for y in range(2, 23):
            self.wire.put(0, y, [Segment(f"{word} {y} {crc32(word.encode())} ".ljust(77, word[0]))], 77)

    def type(self) -> float:
        """Type a character; returns the seconds until it is seen."""
        pressed = self.now
        self.wait(self.link.rtt / 2)
        self.wire.put(self.typed, 0, [Segment("x")], 1)
        self.typed += 1
        self.wire.cursor = (self.typed, 0)
        while self.wire._shown is None or self.wire._shown[0] != self.wire._wanted[0]:
            self.wait(self.STEP)
        return self.arrived - pressed

    def wait(self, seconds: float) -> None:
        """Let time go by."""
        end = self.now + seconds
        while self.now <= end:
            while self.link.answers and self.link.answers[0] <= self.now:
                self.wire.pacer.answered(self.link.answers.pop(0))
            while text := self.wire.frame(self.now):
                self.arrived = self.link.send(text, self.now)
            self.now += self.STEP


@pytest.mark.parametrize(
    ("rate", "rtt"), [(2000, 0.3), (5000, 0.3), (2000, 0.05), (100_000, 0.3), (1e7, 0.001)]
)
def test_typing_gets_through_while_screens_are_drawn(rate: float, rtt: float) -> None:
    session = Session(rate, rtt)
    session.screen("start")
    session.wait(5)
    session.screen("first")
    session.wait(5)
    delays = []
    for number in range(12):
        delays.append(session.type())
        session.wait(0.05)
        session.screen(f"results {number}")
        session.wait(0.2)
    assert max(delays) <= rtt + 0.25


def test_held_keys_leave_the_screen_close_behind() -> None:
    session = Session(2000, 0.3)
    session.screen("start")
    session.wait(5)
    for number in range(40):
        session.screen(f"article {number}")
        session.wait(0.05)
    released = session.now
    session.wait(10)
    assert not session.wire.held
    assert session.arrived - released <= 21 * 77 / 2000 + 1.0


def wire(width: int = 60, height: int = 4) -> Wire:
    made = Wire(Terminal())
    made.resize(width, height)
    return made


def write(target: Wire, y: int, text: str) -> None:
    target.put(0, y, [Segment(text)], len(text))


def test_held_frames_merge_into_the_newest() -> None:
    out = wire()
    write(out, 0, "a" * 60)
    write(out, 1, "b" * 60)
    write(out, 2, "c" * 60)
    write(out, 3, "d" * 60 + "e")
    assert out.frame(0.0)
    out.pacer.window = 1
    out.pacer.sent(1000, 0.0)
    for text in ("first", "second", "third"):
        write(out, 0, text * 12)
        assert out.frame(0.1) == ""
        assert out.held
    while out.pacer.answered(0.2):
        out.pacer.window = 1
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


def test_resizes_wait_for_the_terminal_like_everything_else() -> None:
    out = wire()
    sent = 0
    for step in range(200):
        out.resize(60 + step % 7, 20)
        for y in range(20):
            write(out, y, "abcde " * 10)
        sent += len(out.frame(step / 1000))
    assert out.held
    assert sent < WINDOW + 2 * 60 * 20


def test_what_lies_outside_is_left_out() -> None:
    out = wire()
    write(out, 9, "below")
    out.put(-2, 0, [Segment("ab|cd")], 5)
    assert out.frame(0.0).count("|cd") == 1
    assert out.stats.frames == 1


def test_ready_cells_of_a_strip_are_sent_like_its_segments() -> None:
    strip = [Segment("ab"), Segment("漢字", Style(bold=True)), Segment("no text", None, [(ControlType.BELL,)])]
    texts, cells = wire(), wire()
    for y, width in ((0, 6), (1, 5), (9, 6)):
        texts.put(1, y, strip, width)
        cells.put_cells(1, y, cells.cells(strip), width)
    assert "漢" in (sent := texts.frame(0.0))
    assert cells.frame(0.0) == sent
    cells.put_cells(1, 0, cells.cells(strip))
    assert cells.frame(0.1) == ""
    cells.put_cells(1, 2, cells.cells(strip))
    assert "漢字" in cells.frame(0.2)


def test_a_smaller_screen_forgets_the_rows_that_it_lost() -> None:
    wire = Wire(Terminal())
    wire.resize(20, 10)
    wire.frame(0.0)
    for y in range(10):
        wire.put(0, y, [Segment("row")], 3)
    wire.resize(20, 4)
    wire.put(0, 1, [Segment("row")], 3)
    assert "row" in wire.frame(1.0)
    wire.pacer.reset()
    assert wire.frame(2.0) == ""
