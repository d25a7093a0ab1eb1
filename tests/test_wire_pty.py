"""The wire on a real terminal: the same picture as stock output, answers awaited, odd terminals served."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.screens import looks
from tests.terminal import Terminal

ROOT = Path(__file__).parent.parent
APP = """
import sys
from tui.wire.quiet import hush
from tui.wire.terminal import detect
terminal = detect()
hush(terminal)
from textual.geometry import Offset
from textual.widgets import OptionList, Static
from tui.wire.hook import WiredApp

class Small(WiredApp[int]):
    CSS = "OptionList { height: 10; border: none; scrollbar-size: 0 0; } Static { border: round red; }"
    BINDINGS = [("Q", "leave", "leave"), ("c", "offer_text", "copy"), ("p", "pointer", "point")]

    def compose(self):
        yield OptionList(*(f"row {n} – naïve “quoted” 漢字" for n in range(100)), markup=False)
        evil = "" if sys.argv[1:] else "\\x1b]0;evil\\x07"
        yield Static(f"a text{evil} in a box\\n" * 3, markup=False)

    def action_leave(self):
        self.exit(3)

    def action_offer_text(self):
        self.offer("copied")

    def action_pointer(self):
        self.show_cursor(Offset(4, 2))

app = Small(terminal=terminal, wired="stock" not in sys.argv)
code = app.run(mouse=False)
print(app.wire.stats.line())
sys.exit(code)
"""
KEYS = ("down", "pagedown", "end", "pageup")


def small(*arguments: str, term: str = "xterm-256color", answers: bool = True, **environ: str) -> Terminal:
    command = [sys.executable, "-c", APP, *arguments]
    return Terminal(
        command, 80, 24, environ={"PYTHONPATH": str(ROOT), **environ}, term=term, answers=answers, folder=ROOT
    )


def walked(keys: Sequence[str], *arguments: str, term: str) -> tuple[object, str, int]:
    """What the screen looks like after some keys, as cells and as text, and the bytes that it took."""
    with small(*arguments, term=term) as terminal:
        terminal.wait_for("in a box")
        for key in keys:
            terminal.press(key, quiet=0.1)
        terminal.quiet()
        return looks(terminal.screen), terminal.text, terminal.total


@pytest.mark.parametrize("term", ["xterm-256color", "linux"])
def test_the_wire_ends_in_the_picture_of_stock_output(term: str) -> None:
    wire, text, few = walked(KEYS, "tame", term=term)
    stock, _, many = walked(KEYS, "stock", term=term)
    assert "row 90" in text
    assert wire == stock
    assert few * 4 < many


def test_leaving_waits_for_answers_and_tells_what_was_sent() -> None:
    with small() as terminal:
        terminal.wait_for("in a box")
        terminal.press("end", "Q")
        assert terminal.wait_end() == 3
    *_, after = terminal.raw.split(b"\x1b[?1049l")
    assert b"wire: " in after
    assert b"\x1b[6n" not in after
    assert terminal.raw.count(b"\x1b[6n") >= 2


def test_a_terminal_that_never_answers_is_served() -> None:
    with small(answers=False) as terminal:
        terminal.wait_for("in a box")
        terminal.press("end", until="row 99")
        terminal.press("home", until="row 0 ")
        terminal.press("Q")
        assert terminal.wait_end() == 3


def test_no_colour_code_where_none_is_wanted() -> None:
    with small(NO_COLOR="1") as terminal:
        terminal.wait_for("in a box")
        terminal.press("down", "end", "Q")
        terminal.wait_end()
    codes = {code for found in re.findall(rb"\x1b\[([0-9;]*)m", terminal.raw) for code in found.split(b";")}
    assert codes <= {b"", b"0", b"1", b"2", b"4", b"7", b"22", b"24", b"27"}


def test_ascii_where_the_locale_has_no_more() -> None:
    with small(LC_ALL="C") as terminal:
        terminal.wait_for("in a box")
        terminal.press("down", "Q")
        terminal.wait_end()
    assert terminal.raw.isascii()
    assert b'row 1 - naive "quoted" ??' in terminal.raw


def test_no_foreign_sequence_passes_and_copies_are_ours() -> None:
    with small() as terminal:
        terminal.wait_for("in a box")
        terminal.press("c", "Q")
        terminal.wait_end()
    assert re.findall(rb"\x1b\][^\x07\x1b]*", terminal.raw) == [b"\x1b]52;c;Y29waWVk"]
    assert b"]0;evil" in terminal.raw


def test_the_hardware_cursor_is_shown_where_it_points() -> None:
    with small() as terminal:
        terminal.wait_for("in a box")
        assert terminal.screen.cursor.hidden
        terminal.press("p")
        cursor = terminal.screen.cursor
        assert (cursor.x, cursor.y, cursor.hidden) == (4, 2, False)


def test_the_screen_is_drawn_again_after_a_stop() -> None:
    with small() as terminal:
        terminal.wait_for("in a box")
        terminal.quiet()
        before = terminal.total
        terminal.signal(signal.SIGTSTP)
        terminal.quiet()
        assert b"\x1b[?1049l" in terminal.raw
        terminal.screen.reset()
        terminal.signal(signal.SIGCONT)
        terminal.wait_for("in a box")
        assert terminal.total - before > 500
        terminal.press("Q")
        assert terminal.wait_end() == 3


def test_idle_sends_nothing() -> None:
    with small() as terminal:
        terminal.wait_for("in a box")
        terminal.quiet(0.5)
        assert terminal.listen(0.5) == 0


def test_the_reader_says_at_the_end_what_was_sent(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), **{f"XDG_{n}_HOME": str(tmp_path / n) for n in ("DATA", "CONFIG", "STATE")}}
    command = [sys.executable, "-m", "tui", "--guide", "--stats"]
    with Terminal(command, environ=home, folder=ROOT) as terminal:
        terminal.wait_for("Welcome")
        terminal.press("Q")
        assert terminal.wait_end() == 0
    assert re.search(rb"\x1b\[\?1049l.*wire: [0-9,]+ B in [0-9]+ frames", terminal.raw, re.DOTALL)
