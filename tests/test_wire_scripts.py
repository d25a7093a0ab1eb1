"""Text of all scripts over the wire: after every step the screen is what a fresh drawing would show."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tests.screens import differences
from tests.test_scripts import SAMPLES as TEXTS
from tests.test_wire_reader import TwinReader
from tests.test_wire_widths import SIGNS
from tests.twins import Picture
from tui.wire.diff import State, encode
from tui.wire.terminal import Depth, Terminal
from tui.wire.widths import SAMPLES, WIDTHS

KEYS = [*"jjjkJKGhl123?", "pagedown", "space", "tab", "escape", "ctrl+d"]


@pytest.fixture(autouse=True)
def _measured() -> Iterator[None]:
    """As the picture's terminal would answer."""
    WIDTHS.reset()
    for kind, sample in SAMPLES.items():
        picture = Picture(20, 2)
        picture.feed(sample)
        WIDTHS.learn(kind, picture.screen.cursor.x)
    yield
    WIDTHS.reset()


class FreshlyDrawn(TwinReader, inherit_bindings=False):
    """Compares with the wire's own cells, drawn on an empty screen."""

    def compare_all(self) -> None:
        self.compare()

    def compare(self) -> None:
        if self.wire.held:
            self.wire.pacer.reset()
            self._send()
        self.compared += 1
        fresh = Picture(*self.size)
        fresh.feed(encode(None, self.wire.rows, State(), self.wire.terminal)[0])
        places = differences(self.pictures[0].screen, fresh.screen)
        self.differences += [f"frame {self.compared} at {x},{y}" for x, y in places]


@pytest.mark.parametrize(
    ("seed", "size", "visual"), [(1, (80, 24), False), (3, (50, 14), False), (5, (120, 20), True)]
)
async def test_every_step_looks_like_a_fresh_drawing(seed: int, size: tuple[int, int], visual: bool) -> None:
    chooser = random.Random(seed)
    words = [word for sample in TEXTS for word in sample.text.split()] + SIGNS
    articles = [
        made(n, title=" ".join(chooser.choices(words, k=6)), body=" ".join(chooser.choices(words, k=90)))
        for n in range(40)
    ]
    terminal = Terminal(depth=Depth.TRUE, visual=visual)
    app: Any = FreshlyDrawn(FakeLibrary(articles, []), terminal=terminal, size=size)
    async with app.run_test(headless=False, size=size) as pilot:
        await pilot.pause()
        for _ in range(8):
            await pilot.press(*chooser.choices(KEYS, k=2))
            await until(pilot, lambda: app.at_rest)
            app.compare_all()
        kept = [[text for text, _ in row] for row in app.wire.rows]
        app.redraw()
        await until(pilot, lambda: app.at_rest)
        app.compare_all()
        assert [[text for text, _ in row] for row in app.wire.rows] == kept
    assert app.compared > 8
    assert not app.differences
