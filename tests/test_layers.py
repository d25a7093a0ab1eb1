"""Who may import whom, read from the source and proved at run time."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# The layers of search, lowest first; a module may import from its own layer and from lower ones.
LAYERS: list[set[str]] = [
    {"errors", "text", "places", "files", "work"},
    {"kit"},
    {"article"},
    {"store", "index", "marks"},
    {"intake", "query", "entities"},
    {"library"},
]
# Frozen types without logic, which any layer may name.
TYPES = {"search.query.model", "search.entities.model", "search.article.model"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def layer(module: str) -> int:
    room = module.split(".")[1] if "." in module else ""
    return next((i for i, rooms in enumerate(LAYERS) if room in rooms), len(LAYERS))


@pytest.mark.parametrize("path", modules("search"), ids=str)
def test_search_knows_no_screen(path: Path) -> None:
    roots = {name.split(".")[0] for name in imported(path)}
    assert not roots & {"textual", "rich", "tui"}


@pytest.mark.parametrize("path", modules("tui"), ids=str)
def test_tui_never_imports_whoosh(path: Path) -> None:
    assert "whoosh" not in {name.split(".")[0] for name in imported(path)}


DOORS = {"search", "search.library.library", "search.errors", "search.text", "search.places"}


@pytest.mark.parametrize("path", modules("tui"), ids=str)
def test_the_terminal_uses_the_door(path: Path) -> None:
    used = {name for name in imported(path) if name.split(".")[0] == "search"}
    assert used <= DOORS


@pytest.mark.parametrize("path", modules("tui/cli"), ids=str)
def test_commands_import_no_textual(path: Path) -> None:
    top = ast.parse(path.read_text("utf-8")).body
    names = {a.name for n in top if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module or "" for n in top if isinstance(n, ast.ImportFrom)}
    assert not {n.split(".")[0] for n in names} & {"textual", "rich"}


@pytest.mark.parametrize("path", modules("search"), ids=str)
def test_arrows_point_down(path: Path) -> None:
    relative = path.relative_to(ROOT).with_suffix("")
    module = ".".join(relative.parts)
    for name in imported(path):
        if name.startswith("search.") and name not in TYPES:
            assert layer(name) <= layer(module), f"{module} imports {name} from above"


@pytest.mark.parametrize("path", modules("search") + modules("tui"), ids=str)
def test_nothing_pickles_or_opens_sockets(path: Path) -> None:
    roots = {name.split(".")[0] for name in imported(path)}
    assert not roots & {
        "pickle",
        "shelve",
        "marshal",
        "dill",
        "socket",
        "urllib3",
        "requests",
        "http",
    }


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return {name.split(".")[0] for name in done.stdout.split()}


def test_the_door_loads_nothing_heavy() -> None:
    assert not loaded_by("from search import Library, Query") & {
        "textual",
        "rich",
        "whoosh",
        "numpy",
    }
