"""Copying over any terminal: OSC 52 for those that take it, and always a file.

OSC 52: "Manipulate Selection Data" in XTerm Control Sequences. Whether the terminal took it cannot be
seen, so nobody is told that it did.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

LIMIT = 100_000
"""Characters of base64 that terminals are known to take; longer texts go to the file alone."""
SCREEN_CHUNK = 250
"""GNU screen cuts longer device control strings."""


def osc52(text: str, multiplexer: str = "") -> str:
    """The sequence that asks the terminal to take a text; empty when the text is too long.

    ``multiplexer`` is ``tmux``, ``screen`` or empty: both want the sequence wrapped to let it through.
    """
    data = base64.b64encode(text.encode("utf-8")).decode("ascii")
    if len(data) > LIMIT:
        return ""
    sequence = f"\x1b]52;c;{data}\x07"
    if multiplexer == "tmux":
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if multiplexer == "screen":
        chunks = (sequence[n : n + SCREEN_CHUNK] for n in range(0, len(sequence), SCREEN_CHUNK))
        return "".join(f"\x1bP{chunk}\x1b\\" for chunk in chunks)
    return sequence


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, all of it or nothing. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
