"""The port to Textual: whatever private name of it is another one, the reader goes on and says why."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dis import get_instructions
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

import pytest
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.screen import Screen
from textual.widget import Widget

from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tests.renamed import renamed
from tests.twins import Picture
from tui.app import DossierApp
from tui.wire import escapes, textual_port
from tui.wire.terminal import Depth, Terminal
from tui.wire.textual_port import EXTRAS, FRAMES, KEYS, Name, PortError

ROOT = Path(__file__).parent.parent
SIZE = (80, 24)


class OnPicture(HeadlessDriver):
    """A driver for a terminal that is a picture; it can do what Textual's own driver for Unix can."""

    picture: Picture

    _must_signal_resume = False

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.picture.feed(data)

    def _enable_mouse_support(self) -> None:
        self.write("\x1b[?1000h")

    def _disable_mouse_support(self) -> None:
        self.write("\x1b[?1000l")


def reader(picture: Picture) -> DossierApp:
    articles = [made(n, title=f"Title {n}", body=f"Body {n}: a harbour and its walls.") for n in range(40)]
    app = DossierApp(FakeLibrary(articles, []), terminal=Terminal(depth=Depth.TRUE))
    app.driver_class = type("Driver", (OnPicture,), {"picture": picture})
    return app


async def walk(picture: Picture, app: DossierApp) -> None:
    """Some keys, each of which changes what is shown."""
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await until(pilot, lambda: "Body" in "".join(picture.screen.display))
        await pilot.press("j", "j")
        await until(pilot, lambda: app.reader.article.article is not None)
        await pilot.press("?")
        await until(pilot, lambda: "search this page" in "".join(picture.screen.display))
        await pilot.press("escape", "G")
        await until(pilot, lambda: app.reader.list.cursor == 39)


@contextmanager
def without(name: Name) -> Iterator[None]:
    """A Textual in which a name is another one."""
    old = name.name or name.owner
    own = vars(OnPicture).get(old)
    with renamed(old, f"{old}_renamed"):
        if own is not None:
            delattr(OnPicture, old)
        if old == "_on_idle":  # Textual finds it by the name of the event
            Screen.on_idle = Screen._on_idle_renamed  # type: ignore[attr-defined]
        try:
            yield
        finally:
            if own is not None:
                setattr(OnPicture, old, own)
            if old == "_on_idle":
                del Screen.on_idle  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FRAMES, ids=str)
async def test_without_a_name_the_reader_goes_on_with_stock_output(name: Name) -> None:
    picture = Picture(*SIZE)
    with without(name):
        app = reader(picture)
        await walk(picture, app)
    assert app.wire.stats.line() == f"wire off: {name} is missing"


CONVENIENCES = [name for what, names in EXTRAS.items() if what != KEYS for name in names]


@pytest.mark.parametrize("name", CONVENIENCES, ids=str)
async def test_without_a_convenience_it_is_left_to_textual(name: Name) -> None:
    picture = Picture(*SIZE)
    with without(name):
        app = reader(picture)
        await walk(picture, app)
    assert not app.wire.stats.fallback
    assert f"({name} is missing)" in app.wire.stats.line()


@pytest.mark.parametrize("name", EXTRAS[KEYS], ids=str)
def test_keys_are_left_to_textual_when_its_parser_is_another(name: Name) -> None:
    with without(name):
        assert escapes.part_escapes() == f"{KEYS} ({name} is missing)"


def test_with_all_of_them_nothing_is_left() -> None:
    assert not textual_port.missing_from_classes()


USES: list[tuple[str, str]] = [
    ("mark_changed", "_dirty_widgets"),
    ("updater", "_on_timer_update"),
    ("waits_for_layout", "_layout_required"),
    ("take_changes", "visible_widgets"),
    ("takes_frames", "_batch_count"),
]
"""Functions of the port, and a name that each of them needs."""


@pytest.mark.parametrize(("use", "name"), USES)
async def test_what_goes_missing_later_means_stock_output(
    use: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = Picture(*SIZE)
    app = reader(picture)

    def fail(*_: object) -> None:
        raise PortError(f"no {name}")

    arguments: list[Any] = [SimpleNamespace(), SimpleNamespace(), ()]
    with pytest.raises(PortError, match="has no attribute"):
        getattr(textual_port, use)(*arguments[: 3 if use == "mark_changed" else 1])
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await until(pilot, lambda: "Body" in "".join(picture.screen.display))
        monkeypatch.setattr(textual_port, use, fail)
        await pilot.press("j")
        await until(pilot, lambda: bool(app.wire.stats.fallback))
        await until(pilot, lambda: "Body 28:" in "".join(picture.screen.display))
    assert app.wire.stats.line() == f"wire off: no {name}"


def test_another_shape_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Screen, "_on_timer_update", lambda self, moment: None)
    assert textual_port.missing_from_classes() == "Screen._on_timer_update has another shape"


def modules() -> list[Path]:
    port = Path(inspect.getfile(textual_port))
    return [path for path in sorted((ROOT / "tui").rglob("*.py")) if path != port]


def private_parts(kind: type[Any]) -> set[str]:
    """Private names that a class of Textual has, or gives to its instances."""
    found: set[str] = set()
    for base in (one for one in kind.__mro__ if one.__module__.startswith("textual")):
        found |= {name for name in vars(base) if name.startswith("_") and not name.startswith("__")}
        for part in vars(base).values():
            if isinstance(part, FunctionType):
                stored = {one.argval for one in get_instructions(part) if one.opname == "STORE_ATTR"}
                found |= {n for n in stored if n.startswith("_") and not n.startswith("__")}
    return found


KINDS: dict[str, type[Any]] = {
    "WiredApp": App,
    "PortApp": App,
    "WiredScreen": Screen,
    "PortScreen": Screen,
    "PortParser": textual_port.PortParser,
    "Drawn": Widget,
    "Widget": Widget,
}
private = {name: private_parts(kind) for name, kind in KINDS.items()}
private_names = set[str]().union(*private.values(), private_parts(HeadlessDriver))


@pytest.mark.parametrize("path", modules(), ids=str)
def test_private_names_of_textual_are_used_by_the_port_alone(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual"):
            assert "._" not in (node.module or "")
            assert not any(alias.name.startswith("_") for alias in node.names)
        if isinstance(node, ast.Import):
            assert not any(a.name.startswith("textual") and "._" in a.name for a in node.names)
        own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
        if isinstance(node, ast.Attribute) and not own:
            assert node.attr not in private_names, f"{path.name}:{node.lineno} uses {node.attr}"
        if isinstance(node, ast.ClassDef):
            bases = {ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in node.bases}
            taboo = set[str]().union(*(private[base] for base in bases & private.keys()))
            defined = {n.name for n in node.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))}
            stored = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
            assert not (defined | stored) & taboo, f"{path.name}: {node.name}"
