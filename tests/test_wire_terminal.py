"""What a terminal can do, read from the environment; quiet settings; the clipboard."""

from __future__ import annotations

import base64
import io
import os
import re
import sys
from pathlib import Path

import pytest

from tui.wire.clipboard import MOST_BYTES, Copy, copy_sequence
from tui.wire.quiet import hush, quiet_settings, write_whole
from tui.wire.terminal import Depth, Terminal, assumed_terminfo, detect

XTERM = {"hpa", "vpa", "rmul", "op", "bce", "ech", "rep", "csr", "ri", "setaf"}
VT100 = {"csr", "ri", "rmul"}


def terminal(names: set[str] = XTERM, **environ: str) -> Terminal:
    return detect({"LANG": "C.UTF-8", **environ}, names.__contains__)


@pytest.mark.parametrize(
    ("environ", "depth"),
    [
        ({"TERM": "xterm-256color"}, Depth.EIGHT_BIT),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Depth.TRUE),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, Depth.NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, Depth.EIGHT_BIT),
        ({"TERM": "xterm"}, Depth.SIXTEEN),
        ({"TERM": "linux"}, Depth.SIXTEEN),
        ({"TERM": "xterm-kitty"}, Depth.TRUE),
        ({"TERM": "xterm-direct"}, Depth.TRUE),
        ({"TERM": "screen-256color", "COLORTERM": "truecolor", "STY": "1"}, Depth.EIGHT_BIT),
        ({"TERM": "screen-256color", "COLORTERM": "truecolor", "TMUX": "x"}, Depth.TRUE),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, Depth.NONE),
        ({}, Depth.NONE),
    ],
)
def test_depth(environ, depth) -> None:
    assert terminal(**environ).depth is depth


def test_vt100_has_no_colours_and_little_else() -> None:
    vt100 = terminal(VT100, TERM="vt100")
    assert vt100 == Terminal(
        depth=Depth.NONE,
        addressing=False,
        selective=False,
        coloured_erase=False,
        erase_characters=False,
        repeat=False,
        scroll_regions=True,
    )


@pytest.mark.parametrize(
    ("environ", "unicode"),
    [
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "en_GB.utf8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "en_GB.ISO-8859-1"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LANG": "C.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": ""}, False),
    ],
)
def test_unicode(environ, unicode) -> None:
    assert terminal(TERM="xterm", **environ).unicode is unicode


@pytest.mark.parametrize(
    ("environ", "multiplexer"),
    [
        ({"TERM": "tmux-256color"}, "tmux"),
        ({"TERM": "screen", "TMUX": "/tmp/x,1,0"}, "tmux"),
        ({"TERM": "screen.xterm", "STY": "1.pts"}, "screen"),
        ({"TERM": "xterm"}, ""),
    ],
)
def test_multiplexer(environ, multiplexer) -> None:
    assert terminal(**environ).multiplexer == multiplexer


def test_remote_and_dumb() -> None:
    assert terminal(TERM="xterm", SSH_CONNECTION="1 2 3 4").remote
    assert not terminal(TERM="xterm").remote
    assert terminal(TERM="dumb").dumb
    assert not terminal(TERM="xterm").dumb


def test_repeating_is_only_trusted_under_a_name_of_its_own() -> None:
    assert not terminal(TERM="xterm-256color").repeat
    assert terminal(TERM="foot").repeat


def test_machines_without_terminfo_are_served() -> None:
    found = detect({"TERM": "xterm-new", "LANG": "C.UTF-8"}, assumed_terminfo("xterm-new"))
    assert found.addressing
    assert found.scroll_regions
    assert not found.coloured_erase
    assert not found.repeat


def test_what_people_set_stays_set() -> None:
    environ = {"TEXTUAL_ANIMATIONS": "full"}
    hush(Terminal(depth=Depth.TRUE), environ)
    assert environ == {
        "TEXTUAL_ANIMATIONS": "full",
        "TEXTUAL_SMOOTH_SCROLL": "0",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
    }
    assert "TEXTUAL_COLOR_SYSTEM" not in quiet_settings(Terminal(depth=Depth.NONE))
    assert os.environ is not environ


@pytest.mark.parametrize("multiplexer", ["", "tmux", "screen"])
@pytest.mark.parametrize("text", ["copy me – 漢字", "x" * 5000, "", "\x1b]0;evil\x07"])
def test_copies_carry_the_text(text, multiplexer) -> None:
    attempt = copy_sequence(text, Terminal(multiplexer=multiplexer))
    sent = attempt.sequence
    if multiplexer == "screen":
        pieces = re.findall(r"\x1bP(.*?)\x1b\\", sent, re.DOTALL)
        assert all(len(piece) <= 252 for piece in pieces)
        sent = "".join(pieces)
    found = re.findall(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sent)
    assert [base64.b64decode(data).decode() for data in found] == [text] * (2 if multiplexer == "tmux" else 1)
    assert "evil" not in sent
    assert attempt.way == ("OSC 52 through " + multiplexer if multiplexer else "OSC 52")


def test_too_much_is_not_sent_at_all() -> None:
    assert copy_sequence("é" * MOST_BYTES, Terminal()) == Copy()
    assert copy_sequence("a", Terminal(dumb=True)) == Copy()


def test_an_unbuffered_stream_gets_a_buffer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "out").open("wb", buffering=0) as raw:
        unbuffered = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
        monkeypatch.setattr(sys, "__stderr__", unbuffered)
        write_whole()
        stream = sys.__stderr__
        assert stream is not None
        assert isinstance(stream.buffer, io.BufferedWriter)
        write_whole()
        assert sys.__stderr__ is stream
        stream.write("né")
        stream.close()
    assert (tmp_path / "out").read_text("utf-8") == "né"
