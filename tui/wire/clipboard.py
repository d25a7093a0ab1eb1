"""Copying through the terminal (OSC 52), wrapped for tmux and screen, and never claimed to have worked.

No terminal answers whether it took the text, and many take none, or only some kilobytes. So the caller
also writes a file, and tells people by which way the text was offered.
"""

from __future__ import annotations

import base64
from typing import NamedTuple

from tui.wire.terminal import Terminal

# Bytes of text; in base64 they are what xterm, foot and hterm still take (100,000 and more).
MOST_BYTES = 74_994
# GNU screen cuts device control strings of more than 256 bytes (768 in later versions).
SCREEN_PIECE = 250


class Copy(NamedTuple):
    """An attempt to copy."""

    sequence: str = ""
    """What to write to the terminal; empty if the attempt would be in vain."""
    way: str = ""
    """By which way the text is offered, for people: ``OSC 52 through tmux``; empty if it is not."""


def copy_sequence(text: str, terminal: Terminal) -> Copy:
    """The sequence that asks the terminal to put a text on the clipboard.

    A text above the limit is not sent at all: a clipboard with half of it would be worse than none.
    """
    data = text.encode("utf-8", "replace")
    if terminal.dumb or len(data) > MOST_BYTES:
        return Copy()
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\x07"
    if terminal.multiplexer == "tmux":
        # tmux takes the plain sequence if set-clipboard is on, and passes the wrapped one on if it may.
        return Copy(sequence + _through_tmux(sequence), "OSC 52 through tmux")
    if terminal.multiplexer == "screen":
        return Copy(_through_screen(sequence), "OSC 52 through screen")
    return Copy(sequence, "OSC 52")


def _through_tmux(sequence: str) -> str:
    """Wrap for tmux, which passes on what is in its own device control string with every ESC doubled."""
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def _through_screen(sequence: str) -> str:
    """GNU screen passes on device control strings, each of limited length."""
    pieces = (sequence[start : start + SCREEN_PIECE] for start in range(0, len(sequence), SCREEN_PIECE))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
