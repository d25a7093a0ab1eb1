"""The wire inside Textual: the same picture as stock output, frame by frame; and what if it cannot."""

from __future__ import annotations

import random
from typing import Any, ClassVar

import pytest
from textual import _compositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.geometry import Offset
from textual.screen import ModalScreen, Screen
from textual.widgets import Checkbox, Input, Label, OptionList, Static

from tests.piloting import until
from tests.twins import Twin, true_colours
from tui.wire import hook
from tui.wire.hook import WiredApp
from tui.wire.screen import WiredScreen
from tui.wire.terminal import Depth, Terminal
from tui.wire.textual_port import missing_from_classes
from tui.wire.widths import WIDTHS

WORDS = ["line", "of", "words,", "漢字", "and", "wide", "───", "naïve", "Ünï", "–", "“quotes”", "•"]


@pytest.fixture(autouse=True)
def new_terminal() -> None:
    """A terminal of which nothing is known, whatever was drawn in this process before."""
    WIDTHS.reset()


def text(lines: int) -> str:
    """Lines of many lengths with wide characters in them."""
    chooser = random.Random(lines)
    return "\n".join(" ".join(chooser.choices(WORDS, k=chooser.randrange(14))) for _ in range(lines))


class Question(ModalScreen[None]):
    """A dialogue over the screen."""

    BINDINGS: ClassVar = [("escape", "dismiss", "close")]
    CSS = "Question { align: center middle; } Question Label { border: round $primary; padding: 1 2; }"

    def compose(self) -> ComposeResult:
        yield Label("really 漢字?", markup=False)


class Small(WiredApp[None]):
    """A little of everything that the reader has: a list, a text, a line to type in, a dialogue."""

    CSS = """
    OptionList { width: 40%; border: none; }
    VerticalScroll { width: 60%; }
    #flat { height: 3; text-style: underline; }
    """
    BINDINGS: ClassVar = [("f2", "ask", "ask"), ("f3", "say", "say"), ("f4", "theme", "theme")]

    def compose(self) -> ComposeResult:
        yield Label("header", id="header", markup=False)
        with Horizontal():
            yield OptionList(*[f"row {i} {WORDS[i % len(WORDS)]}" for i in range(60)], markup=False)
            with VerticalScroll():
                yield Static(text(120), markup=False)
        yield Static(text(2), id="flat", markup=False)
        yield Checkbox("box")
        yield Input(placeholder="search")

    def action_ask(self) -> None:
        self.push_screen(Question())

    def action_say(self) -> None:
        self.query_one("#header", Label).update(f"said {random.Random(self.wire.stats.frames).random()}")

    def action_theme(self) -> None:
        self.theme = "textual-light" if self.theme == "textual-dark" else "textual-dark"


class TwinSmall(Twin, Small):
    pass


class TwinChanges(TwinSmall):
    """The same on a screen that is drawn without Textual's compositor."""

    def get_default_screen(self) -> WiredScreen[None]:
        return WiredScreen(id="_default")


KEYS = [
    "down",
    "down",
    "up",
    "pagedown",
    "end",
    "home",
    "tab",
    "tab",
    "space",
    "x",
    "界",
    "backspace",
    "escape",
]
TRUE = Terminal(depth=Depth.TRUE)


@pytest.mark.parametrize(("kind", "seed"), [(TwinSmall, 0), (TwinChanges, 1)])
async def test_random_walks_look_like_stock(
    kind: type[Any], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_colours(monkeypatch)
    chooser = random.Random(seed)
    app: Any = kind(terminal=TRUE)
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        for _ in range(20):
            await pilot.press(chooser.choice(KEYS))
            await until(pilot, lambda: app.at_rest)
            app.compare_all()
            if chooser.random() < 0.05:
                await pilot.resize_terminal(chooser.randrange(20, 120), chooser.randrange(5, 50))
        await pilot.pause()
    assert app.compared > 8
    assert not app.differences


async def test_bytes_are_fewer_than_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    true_colours(monkeypatch)
    app: Any = TwinSmall(terminal=TRUE)
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.press(*["down"] * 5, "tab", "pagedown", "tab", "tab", "a", "b")
        await pilot.pause()
    wire, stock = (len(picture.text.encode()) for picture in app.pictures)
    assert app.wire.stats.sent == wire
    assert wire * 4 < stock


async def test_idle_sends_nothing() -> None:
    app: Any = TwinSmall(terminal=TRUE)
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.pause()
        before = app.wire.stats.sent
        app.refresh(layout=True)
        app.query_one(OptionList).refresh()
        await pilot.pause()
        assert app.wire.stats.sent == before


async def test_no_colour_code_without_colours() -> None:
    app: Any = TwinSmall(terminal=Terminal(depth=Depth.NONE))
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.press("down", "tab", "pagedown", "f2")
        await pilot.pause()
    codes = {code for match in app.pictures[0].text.split("\x1b[")[1:] for code in _sgr_codes(match)}
    assert codes <= {"", "0", "1", "2", "3", "4", "7", "9", "22", "23", "24", "27", "29"}


def _sgr_codes(sequence: str) -> list[str]:
    head = sequence.partition("m")[0]
    return head.split(";") if "m" in sequence and all(c in "0123456789;" for c in head) else []


async def test_ascii_terminals_get_ascii() -> None:
    app: Any = TwinSmall(terminal=Terminal(unicode=False))
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.press("down", "tab", "pagedown", "f2")
        await pilot.pause()
    assert app.pictures[0].text.isascii()


HOSTILE = (
    "a\x1b[31mb \x1b]52;c;ZXZpbA==\x07 \x9b2J \x00\u202eevil\u2066 \x1bP\x1b\\ \u200b\u00ad\u00a0\ue000\x7f"
)


async def test_nothing_unprintable_passes() -> None:
    app: Any = TwinSmall(terminal=TRUE)
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        app.query_one(VerticalScroll).query_one(Static).update(HOSTILE)
        app.query_one(Label).update(HOSTILE)
        app.query_one(OptionList).add_option(HOSTILE)
        app.query_one(Input).value = HOSTILE
        await pilot.press("end")
        await pilot.pause()
    sent = app.pictures[0].text
    for ours in ("\x1b[", "\x1bD", "\x1bM", "\r", "\n", "\b"):
        sent = sent.replace(ours, "")
    assert sent.isprintable()
    assert "]52" not in app.pictures[0].text.replace("\ufffd]52", "")
    assert "evil" in app.pictures[0].text


async def test_the_hardware_cursor_follows_and_is_sent_once() -> None:
    app: Any = TwinSmall(terminal=TRUE)
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        app.show_cursor(Offset(3, 7))
        await pilot.pause()
        screen = app.pictures[0].screen
        assert (screen.cursor.x, screen.cursor.y, screen.cursor.hidden) == (3, 7, False)
        before = app.wire.stats.sent
        app.show_cursor(Offset(3, 7))
        await pilot.pause()
        assert app.wire.stats.sent == before


async def test_frames_wait_for_answers_and_merge(monkeypatch: pytest.MonkeyPatch) -> None:
    true_colours(monkeypatch)
    app: Any = TwinSmall(terminal=TRUE)
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.pause()
        app.wire.pacer.window = 1
        frames = app.wire.stats.frames
        await pilot.press("f4", "f3", "f4", "f3")
        await pilot.pause()
    assert app.wire.stats.frames > frames
    assert not app.differences


class Unchecked(WiredApp[None]):
    def compose(self) -> ComposeResult:
        yield Label("hello")


def test_another_signature_means_stock_output(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing_from_classes() == ""
    monkeypatch.setattr(App, "_display", lambda self, renderable: None)
    assert "another shape" in missing_from_classes()
    monkeypatch.delattr(App, "_display")
    assert "missing" in missing_from_classes()
    assert Unchecked().wire.stats.line() == "wire off: App._display is missing"


def test_another_way_of_refreshing_means_stock_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Screen, "_compositor_refresh")
    assert missing_from_classes() == "Screen._compositor_refresh is missing"


def test_other_updates_mean_stock_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_compositor, "ChopsUpdate", lambda spans: None)
    assert missing_from_classes() == "ChopsUpdate has another shape"
    monkeypatch.delattr(_compositor, "LayoutUpdate")
    assert missing_from_classes() == "LayoutUpdate is missing"


async def test_a_surprise_at_run_time_means_stock_output(monkeypatch: pytest.MonkeyPatch) -> None:
    app: Any = TwinSmall(terminal=TRUE)
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.pause()

        def surprise(update: object) -> None:
            raise AttributeError("no chops")

        monkeypatch.setattr(app, "_absorb", surprise)
        await pilot.press("f3")
        await pilot.pause()
        assert app.wire.stats.fallback == "AttributeError: no chops"
        assert "said" in app.pictures[0].screen.display[0]


async def test_another_compositor_means_stock_output(monkeypatch: pytest.MonkeyPatch) -> None:
    app: Any = TwinChanges(terminal=TRUE)
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.pause()

        def surprise(*_: object) -> None:
            raise AttributeError("no widgets")

        monkeypatch.setattr(hook, "parts", surprise)
        await pilot.press("f3")
        await until(pilot, lambda: "said" in app.pictures[0].screen.display[0])
        assert app.wire.stats.fallback == "AttributeError: no widgets"
