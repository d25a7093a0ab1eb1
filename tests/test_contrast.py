"""Every pair of colours that text is drawn in can be read: a contrast of at least 4.5 (WCAG 2.1, level AA)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.style import Style

from tests.fake_library import FakeLibrary, made
from tui.app import DossierApp
from tui.screens.picker import Offer, PickScreen
from tui.settings import Settings
from tui.themes import themes
from tui.widgets.drawn import Drawn

LEAST = 4.5


def luminance(colour: ColorTriplet) -> float:
    """Relative luminance as WCAG defines it."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    lights = sorted((luminance(one.get_truecolor()), luminance(other.get_truecolor())))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def pairs(widgets: Iterator[Drawn]) -> Iterator[tuple[str, Style]]:
    """What each widget draws text in: its own style, and each of its roles over that."""
    for widget in widgets:
        base = widget.looks.base
        yield type(widget).__name__, base
        for role in type(widget).COMPONENT_CLASSES:
            yield role, base + widget.role(role)


@pytest.mark.parametrize("theme", [name for name in themes() if name != "terminal"])
async def test_every_pair_of_colours_can_be_read(theme: str) -> None:
    app = DossierApp(FakeLibrary([made(1)], []), settings=Settings(theme=theme))
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.pause()
        await app.push_screen(PickScreen([Offer("a", "b")], lambda _: None))
        await pilot.pause()
        found = [
            (name, round(contrast(style.color, style.bgcolor), 2))
            for screen in app.screen_stack
            for name, style in pairs(iter(screen.query(Drawn)))
            if style.color is not None and style.bgcolor is not None
        ]
    assert len({name for name, _ in found}) > 25
    assert [pair for pair in dict.fromkeys(found) if pair[1] < LEAST] == []
