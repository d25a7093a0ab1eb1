"""The few signs that are drawn beside text: plain Unicode, and an ASCII set for terminals without it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Every sign is one cell wide."""

    cursor: str = "▸"
    bar: str = "─"
    side: str = "│"
    dot: str = "·"
    caret: str = "^"
    bullet: str = "•"
    quote: str = "▏"
    remark: str = "┊"
    top_left: str = "┌"
    top_right: str = "┐"
    bottom_left: str = "└"
    bottom_right: str = "┘"
    tee_down: str = "┬"
    tee_up: str = "┴"
    ellipsis: str = "…"
    unread: str = "•"
    starred: str = "*"
    selected: str = "+"
    bars: str = " ▁▂▃▄▅▆▇█"
    """Signs for none to all, of any number."""


UNICODE = Glyphs()
ASCII = Glyphs(
    cursor=">",
    bar="-",
    side="|",
    dot="/",
    bullet="*",
    quote="|",
    remark=":",
    top_left="+",
    top_right="+",
    bottom_left="+",
    bottom_right="+",
    tee_down="+",
    tee_up="+",
    ellipsis="~",
    unread=".",
    bars=" .:-=+*#@",
)


def choose(setting: str, *, unicode: bool) -> Glyphs:
    """The set that the settings name: ``unicode``, ``ascii``, or for ``auto`` what the terminal can show."""
    if setting == "auto":
        return UNICODE if unicode else ASCII
    return ASCII if setting == "ascii" else UNICODE
