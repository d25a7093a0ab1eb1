"""The real program in a real terminal: open, type, read, narrow, quit; hang-ups; a storm of resizes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal

DOSSIER = [sys.executable, "-m", "tui"]
ROOT = Path(__file__).parent.parent
LIMIT = 600.0
"""Seconds until a command is taken to hang, on a machine however loaded."""
COUNT = 400
"""Articles of an import that is ended while it runs: a second of work behind the first sign of it."""


@pytest.fixture
def new_home(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing of the tester's own is read or written."""
    return {
        "HOME": str(tmp_path),
        **{f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("DATA", "CONFIG", "STATE", "CACHE")},
    }


@pytest.fixture
def home(new_home: dict[str, str], bundled: Path) -> dict[str, str]:
    """An environment in which the program has been used before: its guide is there."""
    shutil.copytree(bundled, new_home["XDG_DATA_HOME"])
    return new_home


def run(home: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DOSSIER, *arguments],
        env={**os.environ, **home},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=LIMIT,
    )


def records(count: int, path: Path) -> Path:
    """A JSONL file of generated articles."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            body = f"Paragraph one of article {number} is about harbours.\n\nGen. Example Person{number} spoke."
            file.write(json.dumps({"id": f"n-{number}", "title": f"Harbour {number}", "body": body}) + "\n")
    return path


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 60)])
def test_open_type_read_narrow_quit(home: dict[str, str], columns: int, rows: int) -> None:
    with Terminal(DOSSIER, columns, rows, environ=home, folder=ROOT) as terminal:
        terminal.wait_for("Welcome to Dossier")
        terminal.press("/", *"crosier", until="U.S. and Japan Strengthen Space")
        terminal.press("enter", until="Crosier")
        terminal.press("enter")
        if columns < 160:
            terminal.press("e", until="Clinton E. Crosier")
        terminal.press("3", until="Clinton E. Crosier")
        terminal.press("+", until="person:")
        terminal.press("H")
        terminal.wait_for(lambda text: "person:" not in text.splitlines()[0])
        terminal.press("Q")
        assert terminal.wait_end() == 0
    assert b"\x1b[?1049l" in terminal.raw, "the screen that was there before is given back"


def test_the_seed_is_shown_in_three_panes(home: dict[str, str]) -> None:
    with Terminal(DOSSIER, 200, 60, environ=home, folder=ROOT) as terminal:
        terminal.wait_for("Welcome to Dossier")
        terminal.press("G", until="JAPAN – U.S. Air Force Maj. Gen. Clinton E. Crosier")
        terminal.wait_for("Katsutoshi Kawano")
        assert re.search("Entities", terminal.text)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signals_restore_the_terminal(home: dict[str, str], number: signal.Signals) -> None:
    with Terminal(DOSSIER, environ=home, folder=ROOT) as terminal:
        terminal.wait_for("Welcome to Dossier")
        terminal.signal(number)
        assert terminal.wait_end() == 128 + number
    assert b"\x1b[?1049l" in terminal.raw


def test_a_dropped_connection_loses_nothing(home: dict[str, str], tmp_path: Path) -> None:
    source = records(40, tmp_path / "harbours.jsonl")
    library = str(tmp_path / "library")
    assert run(home, "add", "--library", library, str(source)).returncode == 0
    with Terminal([*DOSSIER, "--library", library], environ=home, folder=ROOT) as terminal:
        terminal.wait_for("Harbour")
        terminal.press("/", *"harbour")
        terminal.hang_up()
    status = json.loads(run(home, "status", "--json", "--library", library).stdout)
    assert status["articles"] == 40
    assert status["index"] == "ready"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_import_that_is_ended_keeps_what_was_committed(
    home: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    source = records(COUNT, tmp_path / "harbours.jsonl")
    library = str(tmp_path / "library")
    command = [*DOSSIER, "add", "--library", library, str(source)]
    with Terminal(command, environ=home, folder=ROOT) as terminal:
        terminal.wait_for(lambda text: " of " in text or "articles" in text)
        terminal.signal(number)
        assert terminal.wait_end() == 128 + number
        assert "Interrupted; what was committed is kept." in terminal.text
    assert run(home, "add", "--library", library, str(source)).returncode == 0
    assert run(home, "check", "--library", library).returncode == 0
    assert json.loads(run(home, "status", "--json", "--library", library).stdout)["articles"] == COUNT


def test_a_storm_of_resizes_ends_in_the_last_size(home: dict[str, str]) -> None:
    home["PYTHONUNBUFFERED"] = "1"  # as in containers; what a signal interrupts must be sent all the same
    with Terminal(DOSSIER, 80, 24, environ=home, folder=ROOT) as terminal:
        terminal.wait_for("Welcome to Dossier")
        for step in range(80):
            terminal.resize(10 + (step * 37) % 390, 2 + (step * 13) % 118)
            terminal.listen(0.01)
        terminal.resize(120, 40)
        terminal.press("G", until="U.S. and Japan Strengthen")
        terminal.quiet(0.5)
        shown = terminal.text
        terminal.press("ctrl+l", quiet=0.5)
        assert terminal.text == shown, "nothing was lost on the way"
        terminal.press("Q")
        assert terminal.wait_end() == 0


def test_a_terminal_of_ten_by_two_neither_crashes_nor_hangs(home: dict[str, str]) -> None:
    with Terminal(DOSSIER, 10, 2, environ=home, folder=ROOT) as terminal:
        terminal.wait_for(lambda text: bool(text.strip()))
        terminal.press("j", "j", "/", "x", "escape")
        terminal.resize(80, 24)
        terminal.wait_for("Welcome to Dossier")
        terminal.press("Q")
        assert terminal.wait_end() == 0


def test_a_dumb_terminal_gets_a_plain_prompt(home: dict[str, str]) -> None:
    with Terminal(DOSSIER, environ=home, term="dumb", folder=ROOT) as terminal:
        terminal.wait_for("q quit:")
        terminal.press(*"/crosier", "enter", until="1. U.S. and Japan Strengthen Space")
        terminal.press("1", "enter", until="Article 1 of")
        terminal.press("q", "enter")
        assert terminal.wait_end() == 0
    assert b"\x1b" not in terminal.raw, "nothing but text"


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+d"])
def test_a_plain_prompt_is_left_cleanly(home: dict[str, str], key: str) -> None:
    with Terminal([*DOSSIER, "--plain"], environ=home, folder=ROOT) as terminal:
        terminal.wait_for("q quit:")
        terminal.press(key)
        assert terminal.wait_end() == 0
        assert "Interrupted" not in terminal.text


def test_plain_reads_from_a_pipe_and_the_first_start_makes_the_guide(new_home: dict[str, str]) -> None:
    done = subprocess.run(
        [*DOSSIER, "--plain", "--query", "crosier"],
        env={**os.environ, **new_home},
        input=b"1\n\xff\xfe\n",
        capture_output=True,
        cwd=ROOT,
        check=False,
        timeout=LIMIT,
    )
    assert done.returncode == 0, done.stderr
    assert b"JAPAN" in done.stdout
    assert b"\x1b" not in done.stdout


def test_output_that_is_no_terminal_is_told_about_the_commands(home: dict[str, str]) -> None:
    done = run(home)
    assert done.returncode == 2
    assert "dossier search" in done.stderr
    assert done.stdout == ""
