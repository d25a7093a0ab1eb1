"""Copying through the terminal (OSC 52), wrapped for tmux and screen; what was tried is told, never claimed.

No terminal answers whether it took the text, and many take none, or only a few kilobytes. So the caller
also writes a file, and tells people what was attempted.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from tui.wire.terminal import Terminal

# Base64 that xterm, foot and hterm still take (their limits lie between 100,000 and 1,000,000 bytes).
MOST_BYTES = 74_994
# GNU screen passes strings of at most 768 bytes on; each needs its own wrapping of a few bytes.
SCREEN_PIECE = 760


@dataclass(frozen=True, slots=True)
class Copy:
    """An attempt to copy."""

    sequence: str
    """What to write to the terminal; empty if the attempt would be in vain."""
    told: str
    """One sentence on what was attempted."""


def copy_sequence(text: str, terminal: Terminal) -> Copy:
    """The sequence that asks the terminal to put a text on the clipboard.

    A text above the limit is not sent at all: a clipboard with half of it would be worse than none.
    """
    data = text.encode("utf-8", "replace")
    if terminal.dumb:
        return Copy("", "This terminal has no clipboard that could be asked.")
    if len(data) > MOST_BYTES:
        return Copy(
            "", f"{len(data):,} bytes are too much for the terminal's clipboard (at most {MOST_BYTES:,})."
        )
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\x07"
    if terminal.multiplexer == "tmux":
        told = "Sent through tmux; if nothing arrives, its set-clipboard or allow-passthrough is off."
        # tmux takes the plain sequence if set-clipboard is on, and passes the wrapped one on if it may.
        return Copy(sequence + _through_tmux(sequence), told)
    if terminal.multiplexer == "screen":
        return Copy(_through_screen(sequence), "Sent through screen; the terminal does not say if it took it.")
    return Copy(sequence, "Sent to the terminal's clipboard; it does not say if it took it.")


def _through_tmux(sequence: str) -> str:
    """Tmux passes on what is in its own device control string, with every ESC doubled."""
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def _through_screen(sequence: str) -> str:
    """GNU screen passes on device control strings, each of limited length."""
    pieces = (sequence[start : start + SCREEN_PIECE] for start in range(0, len(sequence), SCREEN_PIECE))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
