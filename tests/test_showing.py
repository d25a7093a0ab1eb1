"""Drawing anew, the mouse, and the line that shows others which keys are pressed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.piloting import until
from tests.terminal import Terminal
from tests.test_reader import library, open_reader
from tui.app import DossierApp
from tui.settings import Settings

ROOT = Path(__file__).parent.parent
MOUSE_ON, MOUSE_OFF = b"\x1b[?1003h", b"\x1b[?1003l"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    names = ("DATA", "CONFIG", "STATE", "CACHE")
    home = {"HOME": str(tmp_path), **{f"XDG_{n}_HOME": str(tmp_path / n.lower()) for n in names}}
    command = [sys.executable, "-m", "tui", "--keycast"]
    with Terminal(command, environ={**home, "SSH_TTY": "/dev/pts/9"}, folder=ROOT) as terminal:
        terminal.wait_for("Welcome to Dossier")
        terminal.quiet()
        yield terminal


def test_the_screen_is_drawn_anew(terminal: Terminal) -> None:
    shown = terminal.text.splitlines()
    terminal.screen.reset()
    assert "Welcome" not in terminal.text
    terminal.press("ctrl+l", until="Welcome to Dossier")
    assert terminal.text.splitlines()[:-1] == shown[:-1]


def test_the_mouse_is_turned_on_and_off_and_left_off(terminal: Terminal) -> None:
    assert MOUSE_ON not in terminal.raw, "over SSH it is the terminal's own"
    assert MOUSE_ON in terminal.press("M", until="mouse is on").raw
    assert MOUSE_OFF in terminal.press("M", until="mouse is off").raw
    terminal.press("M", until="mouse is on")
    before = len(terminal.raw)
    terminal.press("Q")
    assert terminal.wait_end() == 0
    assert MOUSE_OFF in terminal.raw[before:]


def test_keys_are_shown_to_others(terminal: Terminal) -> None:
    terminal.press("j", "ctrl+d", until="j  ^D")


async def test_only_the_last_keys_are_shown_and_only_when_asked_for() -> None:
    app = DossierApp(library(), settings=Settings(keycast=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.reader.ready)
        await pilot.press(*"jjjjjjk", "space")
        assert app.reader.status.keys == "j  j  j  j  k  Space"
        assert app.reader.status.render_line(0).text.rstrip().endswith("k  Space")
    async with open_reader() as (screen, pilot):
        await pilot.press("j")
        assert screen.status.keys == ""


async def test_a_driver_without_a_mouse_says_so() -> None:
    async with open_reader() as (screen, pilot):
        await pilot.press("M")
        assert screen.status.message == "The mouse cannot be turned on or off here."
