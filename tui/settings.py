"""What people may choose, as a frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui.shape import BREAKPOINTS


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default."""

    theme: str = "dark"
    """``dark``, ``light``, ``contrast`` or ``terminal``."""
    glyphs: str = "auto"
    """``unicode``, ``ascii``, or ``auto``: by the terminal's encoding."""
    text_width: int = 80
    """Columns of the widest text column, 20 to 200."""
    breakpoints: tuple[int, int, int] = BREAKPOINTS
    """Columns from which two panes one above the other, two side by side, and three are shown."""
    search_as_you_type: bool = True
    """Off: a query is asked when Enter is pressed."""
    preset: str = "default"
    """Which keys: ``default``, ``newsboat``, ``mutt`` or ``vim``."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Action id to its keys, on top of the preset."""
