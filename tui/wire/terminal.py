"""What this terminal can do: colours, characters, erasing and scrolling, from the environment and terminfo.

Nothing is asked of the terminal itself: an answer may come late or never, and the first frame should not wait.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

# Families that draw 24-bit colours although COLORTERM does not survive SSH.
TRUECOLOUR_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour")
# What terminfo says of these when no terminfo database is installed: see `assumed_terminfo`.
KNOWN_TERMS = ("xterm", "rxvt", "tmux", "linux", "konsole", "gnome", "vte", *TRUECOLOUR_TERMS)


class Depth(IntEnum):
    """How many colours may be sent."""

    NONE = 0
    """No colour code at all; state is shown by bold, reverse and glyphs."""
    SIXTEEN = 16
    EIGHT_BIT = 256
    TRUE = 1 << 24


@dataclass(frozen=True, slots=True)
class Terminal:
    """The abilities that the wire may count on."""

    depth: Depth = Depth.EIGHT_BIT
    unicode: bool = True
    """Whether characters outside ASCII may be sent."""
    addressing: bool = True
    """Whether the cursor can go to a column or a row alone (CHA and VPA)."""
    selective: bool = True
    """Whether single attributes can be switched off (SGR 22 to 29, 39, 49), not only all of them."""
    coloured_erase: bool = True
    """Whether erased cells take the current background (terminfo `bce`)."""
    erase_characters: bool = True
    """Whether a run of cells can be blanked in place (ECH)."""
    repeat: bool = False
    """Whether a character can be repeated by count (REP)."""
    scroll_regions: bool = True
    """Whether some of the lines can be scrolled alone (DECSTBM, IND, RI)."""
    multiplexer: str = ""
    """``tmux``, ``screen`` or nothing."""
    remote: bool = False
    """Whether it is reached over SSH."""
    visual: bool = False
    """Whether text from right to left is sent in the order in which it is seen: the terminal arranges nothing.
    A person says so; no terminal does."""
    dumb: bool = False
    """Whether it cannot place a cursor at all: the linear reader is for it."""


TerminfoFlag = Callable[[str], bool]
"""Whether the terminal's terminfo entry has a capability, by its short name."""


def detect(environ: Mapping[str, str] | None = None, terminfo: TerminfoFlag | None = None) -> Terminal:
    """Read the environment (and terminfo, when it is there) and say what the terminal can do.

    Both can be given, so that every combination can be tried without owning the terminal.
    """
    environ = os.environ if environ is None else environ
    term = environ.get("TERM", "")
    dumb = term in ("", "dumb", "unknown")
    has = terminfo or system_terminfo(term) or assumed_terminfo(term)
    multiplexer = _multiplexer(environ, term)
    return Terminal(
        depth=Depth.NONE if dumb else colour_depth(environ, has),
        unicode=speaks_utf8(environ),
        addressing=has("hpa") and has("vpa"),
        selective=has("rmul") and has("op"),
        coloured_erase=has("bce"),
        erase_characters=has("ech"),
        # Every emulator calls itself xterm, and some of them lack REP: a wrong guess would garble lines.
        repeat=has("rep") and not term.startswith(("xterm-2", "xterm-c")) and term != "xterm",
        scroll_regions=has("csr") and has("ri"),
        multiplexer=multiplexer,
        remote=any(environ.get(name) for name in ("SSH_TTY", "SSH_CONNECTION", "SSH_CLIENT")),
        dumb=dumb,
    )


def colour_depth(environ: Mapping[str, str], terminfo: TerminfoFlag) -> Depth:
    """The colours to send: none under NO_COLOR (https://no-color.org), else what COLORTERM and TERM promise."""
    term = environ.get("TERM", "")
    if environ.get("NO_COLOR"):
        return Depth.NONE
    in_screen = term.startswith("screen") and not environ.get("TMUX")
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") and not in_screen:
        return Depth.TRUE
    if term.endswith("-direct") or term.startswith(TRUECOLOUR_TERMS):
        return Depth.TRUE
    if "256color" in term:
        return Depth.EIGHT_BIT
    return Depth.SIXTEEN if terminfo("setaf") else Depth.NONE


def speaks_utf8(environ: Mapping[str, str]) -> bool:
    """Whether the locale's encoding is UTF-8: LC_ALL, LC_CTYPE or LANG, the first that is set."""
    locale = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    return locale.lower().replace("-", "").partition(".")[2].startswith("utf8")


def _multiplexer(environ: Mapping[str, str], term: str) -> str:
    if environ.get("TMUX") or term.startswith("tmux"):
        return "tmux"
    return "screen" if environ.get("STY") or term.startswith("screen") else ""


def system_terminfo(term: str) -> TerminfoFlag | None:
    """Look capabilities up in the system's terminfo; None without a database entry (or without curses).

    curses keeps the first terminal that it was asked for, so this serves one terminal a process.
    """
    try:
        import curses
    except ImportError:  # some Pythons are built without it
        return None
    try:
        # The descriptor is only looked at for its settings; 1 may be a pipe, and that is well.
        curses.setupterm(term, 1)
    except curses.error:
        return None

    def has(name: str) -> bool:
        if curses.tigetflag(name) == 1:
            return True
        return bool(curses.tigetstr(name))

    return has


def assumed_terminfo(term: str) -> TerminfoFlag:
    """Capabilities by family, for machines without a terminfo entry: cautious where emulators differ."""
    everywhere = {"csr", "ri"}
    modern = everywhere | {"hpa", "vpa", "rmul", "op", "ech", "setaf"}
    names = modern if term.startswith(KNOWN_TERMS) else everywhere
    return names.__contains__
