"""What people may choose, as a value. The file is read by :mod:`tui.settings_file`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from search import places
from search.errors import SettingsError
from tui.reader.shape import BREAKPOINTS


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default."""

    theme: str = "dark"
    glyphs: str = "auto"
    text_width: int = 80
    breakpoints: tuple[int, int, int] = BREAKPOINTS
    highlight: str = "auto"
    scores: bool = False
    layout: str = "auto"
    resume: bool = True
    search_as_you_type: bool = True
    some_words: bool = True
    mouse: str = "auto"
    keycast: bool = False
    right_to_left: str = "logical"
    citation: str = "plain"
    preset: str = "default"
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Action id to its keys, on top of the preset."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, and what was wrong with the file."""

    settings: Settings
    problems: tuple[SettingsError, ...] = ()
    remarks: tuple[SettingsError, ...] = ()
    """What may not be meant: keys that are taken from actions."""


def default_path() -> Path:
    """Where the settings file is looked for."""
    return places.settings() / "settings.toml"
