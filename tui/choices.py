"""What can be chosen: each line of the settings file with its meaning, and what its value must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from search import CITATIONS
from tui import layouts
from tui.keymap import PRESETS
from tui.settings import Settings

THEMES = ("dark", "light", "contrast", "terminal")
LAYOUTS = ("auto", *layouts.LAYOUTS)
GLYPHS = ("auto", "unicode", "ascii")


def _one_of(*values: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or value not in values:
            raise ValueError(f"must be one of: {', '.join(values)}")
        return value

    return check


def _number(least: int, most: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"must be a number from {least} to {most}")
        return value

    return check


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _breakpoints(value: object) -> tuple[int, int, int]:
    right = isinstance(value, list) and len(value) == 3 and all(type(n) is int and n > 0 for n in value)
    if not right or not isinstance(value, list) or value != sorted(value):
        raise ValueError("must be three numbers of columns, ascending: [60, 100, 160]")
    return value[0], value[1], value[2]


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the settings file."""

    meaning: str
    check: Callable[[object], Any]
    """The value as the program uses it; raises ValueError with what it must be."""


CHOICES: dict[str, Choice] = {
    "theme": Choice(f"Colours: {', '.join(THEMES)} (the terminal's own).", _one_of(*THEMES)),
    "glyphs": Choice("Signs beside text: auto, unicode, ascii.", _one_of(*GLYPHS)),
    "text_width": Choice("Columns of the widest text column, 20 to 200.", _number(20, 200)),
    "breakpoints": Choice("Columns from which list over article, side by side, three panes.", _breakpoints),
    "highlight": Choice(
        "The selected row: whole, lean (its beginning, which costs less), auto: whole from 100 columns on.",
        _one_of("auto", "whole", "lean"),
    ),
    "scores": Choice("true: ranked lists show the score of each row.", _truth),
    "layout": Choice(
        f"Keyboard of another script whose letters stand for keys: {', '.join(LAYOUTS)}, or none.",
        _one_of(*LAYOUTS, "none"),
    ),
    "resume": Choice("false: the reader opens with the newest articles, not where it was left.", _truth),
    "search_as_you_type": Choice("false: a query is asked when Enter is pressed.", _truth),
    "some_words": Choice("false: only articles with all of the words are listed, none with some.", _truth),
    "mouse": Choice("on, off, or auto: off over SSH.", _one_of("auto", "on", "off")),
    "keycast": Choice("true: the keys that were pressed last are shown, to show others.", _truth),
    "right_to_left": Choice(
        "Arabic and Hebrew: logical leaves their order to the terminal, visual is for one that does nothing.",
        _one_of("logical", "visual"),
    ),
    "citation": Choice(f"Style of copied citations: {', '.join(CITATIONS)}.", _one_of(*CITATIONS)),
    "preset": Choice(f"Keys: {', '.join(PRESETS)}.", _one_of(*PRESETS)),
}


def in_force(settings: Settings) -> list[str]:
    """Lines of a settings file for what is in force, without remarks."""
    lines = [f"{name} = {toml(getattr(settings, name))}" for name in CHOICES]
    own = [f"{toml(id)} = {toml(list(keys))}" for id, keys in settings.keys.items()]
    return [*lines, "[keys]", *own] if own else lines


def toml(value: object) -> str:
    """A value as the settings file has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(toml(item) for item in value)}]"
    return str(value)
