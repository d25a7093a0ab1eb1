"""Settings of Textual that keep the line quiet; Textual reads most of them while it is imported."""

from __future__ import annotations

import os
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
