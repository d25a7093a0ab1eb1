"""Settings of Textual that keep the line quiet; Textual reads most of them while it is imported."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import MutableMapping

from tui.wire.terminal import Depth, Terminal

COLOUR_SYSTEMS = {Depth.SIXTEEN: "standard", Depth.EIGHT_BIT: "256", Depth.TRUE: "truecolor"}


def quiet_settings(terminal: Terminal) -> dict[str, str]:
    """The environment for Textual on this terminal.

    No animation and no smooth scrolling: they send the same lines many times. The colour system is
    named so that stock output, if the wire ever falls back to it, agrees with the wire.
    """
    settings = {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0"}
    if terminal.depth in COLOUR_SYSTEMS:
        settings["TEXTUAL_COLOR_SYSTEM"] = COLOUR_SYSTEMS[terminal.depth]
    return settings


def hush(terminal: Terminal, environ: MutableMapping[str, str] | None = None) -> None:
    """Set the environment, to be called before Textual is imported. What the reader has set stays."""
    environ = os.environ if environ is None else environ
    for name, value in quiet_settings(terminal).items():
        environ.setdefault(name, value)


def write_whole() -> None:
    """Have the stream that Textual writes to send everything, to be called before the application is made.

    Under PYTHONUNBUFFERED it forgets what the terminal did not take at once when a signal, such as that of
    a change of size, comes in between; a buffer tries again.
    """
    stream = sys.__stderr__
    if stream is not None and isinstance(stream.buffer, io.RawIOBase):
        # Textual takes what stands here, whatever typeshed says of it.
        sys.__stderr__ = open(  # type: ignore[misc]  # noqa: SIM115 (for as long as the program runs)
            stream.fileno(), "w", encoding=stream.encoding, errors=stream.errors, closefd=False
        )
