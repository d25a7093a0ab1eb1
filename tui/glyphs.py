"""The few signs that are drawn beside text: plain Unicode, and an ASCII set for terminals without it."""

from __future__ import annotations

import locale
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Every field is one cell wide."""

    cursor: str = "▸"
    bar: str = "─"
    side: str = "│"
    dot: str = "·"
    caret: str = "^"
    bullet: str = "•"
    quote: str = "▏"
    top_left: str = "┌"
    top_right: str = "┐"
    bottom_left: str = "└"
    bottom_right: str = "┘"
    tee_down: str = "┬"
    tee_up: str = "┴"
    ellipsis: str = "…"


UNICODE = Glyphs()
ASCII = Glyphs(
    cursor=">",
    bar="-",
    side="|",
    dot="/",
    bullet="*",
    quote="|",
    top_left="+",
    top_right="+",
    bottom_left="+",
    bottom_right="+",
    tee_down="+",
    tee_up="+",
    ellipsis="~",
)


def for_terminal(choice: str = "auto") -> Glyphs:
    """The set named by the settings: ``unicode``, ``ascii``, or by the locale's encoding for ``auto``."""
    if choice == "auto":
        encoding = locale.getpreferredencoding(do_setlocale=False).lower().replace("-", "")
        return UNICODE if encoding.startswith("utf") else ASCII
    return ASCII if choice == "ascii" else UNICODE
