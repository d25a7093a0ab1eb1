"""The real reader over the wire: every frame of random walks through it looks like stock output."""

from __future__ import annotations

import inspect
import random
from pathlib import Path
from typing import Any

import pytest

from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tests.twins import Twin, true_colours
from tui.app import DossierApp
from tui.wire.terminal import Depth, Terminal

KEYS = [
    "j",
    "j",
    "j",
    "k",
    "J",
    "K",
    "pagedown",
    "pageup",
    "space",
    "G",
    "h",
    "l",
    "tab",
    "1",
    "2",
    "3",
    "e",
    "z",
    "o",
    "O",
    "n",
    "N",
    "T",
    "v",
    "c",
    "x",
    "escape",
    "enter",
    "?",
    "ctrl+d",
]
WORDS = ["a", "d", "a", "space", "c", "r", "o", "x", "escape", "enter", "backspace"]
BODY = "\n\n".join(
    f"Paragraph {n}: Ada Crosier spoke of the harbour – naïve, “quoted”, 漢字 and its walls. " * (n % 4 + 1)
    for n in range(30)
)


def library() -> FakeLibrary:
    special = [made(9000 + n, title=f"Ada speaks 漢字 {n}", body=BODY[n * 40 :]) for n in range(5)]
    return FakeLibrary([*special, *(made(n) for n in range(150))], ["Ada Crosier", "inspector"])


class TwinReader(Twin, DossierApp, inherit_bindings=False):
    """The reader on two screens."""

    # Textual looks beside the class that it runs, which is this one.
    CSS_PATH = str(Path(inspect.getfile(DossierApp)).parent / DossierApp.CSS_PATH)


@pytest.mark.parametrize(("seed", "size"), [(1, (80, 24)), (2, (120, 30)), (3, (50, 14)), (4, (170, 45))])
async def test_random_walks_look_like_stock(
    seed: int, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    true_colours(monkeypatch)
    chooser = random.Random(seed)
    app: Any = TwinReader(library(), terminal=Terminal(depth=Depth.TRUE), size=size)
    async with app.run_test(headless=False, size=size) as pilot:
        await pilot.pause()
        for _ in range(12):
            keys = ["/", *chooser.choices(WORDS, k=3)] if chooser.random() < 0.2 else chooser.choices(KEYS, k=2)
            await pilot.press(*keys)
            await until(pilot, lambda: app.at_rest)
            app.compare_all()
            if chooser.random() < 0.1:
                await pilot.resize_terminal(chooser.randrange(30, 170), chooser.randrange(6, 40))
        await until(pilot, lambda: app.at_rest)
        app.compare_all()
    assert app.compared >= 12
    assert not app.differences
    assert not app.wire.stats.fallback


async def draw_with_a_fault(app: DossierApp, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("in a row")

    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.reader.article.article is not None)
        monkeypatch.setattr(app.reader.list, "paint", fault)
        await pilot.press("j")
        await until(pilot, lambda: app._exception is not None)


async def test_what_goes_wrong_while_drawing_ends_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZeroDivisionError, match="in a row"):
        await draw_with_a_fault(DossierApp(library()), monkeypatch)
