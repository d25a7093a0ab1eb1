"""Who may import whom, read from the source and proved at run time."""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent

# The rooms of search, lowest first. A module may import from its own room and from those of lower layers;
# rooms of one layer know nothing of each other, but for the arrows below.
LAYERS: list[set[str]] = [
    {"scripts"},
    {"errors", "text"},
    {"places", "files"},
    {"work"},
    {"kit"},
    {"article"},
    {"values"},
    {"store", "index", "marks"},
    {"intake", "query", "entities"},
    {"bundle"},
    {"library"},
    {"cluster"},
]
BESIDE = {("errors", "text"), ("text", "errors")}
"""Rooms of one layer of which the first may use the second."""
LOOSE = 6
"""Modules that may stand in search/ itself."""


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imported(path: Path) -> tuple[str, ...]:
    """What a file imports anywhere in it: late, and for type checkers alone, counted too."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(found)


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def layer(module: str) -> int:
    return next((i for i, rooms in enumerate(LAYERS) if room(module) in rooms), len(LAYERS))


def wrong_arrows(module: str, names: Iterable[str]) -> Iterator[str]:
    """The imports of a module of search that point up, or sideways to another room."""
    for name in names:
        if not name.startswith("search.") or module == "search":
            continue
        known = layer(name) < len(LAYERS)
        sideways = layer(name) == layer(module) and room(name) != room(module)
        beside = (room(module), room(name)) in BESIDE
        if known and (layer(name) > layer(module) or (sideways and not beside)):
            yield f"{module} imports {name}"


def circles(arrows: dict[str, set[str]]) -> list[set[str]]:
    """Groups of modules that reach each other (strongly connected components; Tarjan 1972)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []

    def visit(name: str) -> None:
        number[name] = low[name] = len(number)
        stack.append(name)
        for other in sorted(arrows[name]):
            if other not in number:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], number[other])
        if low[name] == number[name]:
            group = {stack.pop()}
            while name not in group:
                group.add(stack.pop())
            if len(group) > 1 or name in arrows[name]:
                found.append(group)

    for name in sorted(arrows):
        if name not in number:
            visit(name)
    return found


def test_search_knows_no_screen() -> None:
    for path in modules("search"):
        assert not {name.split(".")[0] for name in imported(path)} & {"textual", "rich", "tui"}, path


def test_tui_never_imports_whoosh() -> None:
    for path in modules("tui"):
        assert "whoosh" not in {name.split(".")[0] for name in imported(path)}, path


DOORS = {"search", "search.library.library", "search.errors", "search.text", "search.places"}


def test_the_terminal_uses_the_door() -> None:
    inner = {module_of(path) for path in modules("search")} - DOORS
    for path in modules("tui"):
        assert not set(imported(path)) & inner, path


def test_commands_import_no_textual() -> None:
    for path in modules("tui/cli"):
        top = ast.parse(path.read_text("utf-8")).body
        names = {a.name for n in top if isinstance(n, ast.Import) for a in n.names}
        names |= {n.module or "" for n in top if isinstance(n, ast.ImportFrom)}
        assert not {n.split(".")[0] for n in names} & {"textual", "rich"}, path


def test_arrows_point_down() -> None:
    wrong = [told for path in modules("search") for told in wrong_arrows(module_of(path), imported(path))]
    assert not wrong
    assert list(wrong_arrows("search.store.x", ["search.query.y", "search.index.z", "search.article.model"]))[
        1:
    ]


def test_no_files_import_each_other() -> None:
    files = {module_of(path): path for path in (*modules("search"), *modules("tui"))}
    arrows = {
        name: {other for other in imported(path) if other in files and other != name}
        for name, path in files.items()
        if path.name != "__init__.py"  # it names what a room gives away, and loads it when it is asked for
    }
    arrows |= {name: set() for name in files if name not in arrows}
    assert circles(arrows) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [{"a", "b", "c"}]


def test_rooms_are_few_and_names_are_not_taken_often() -> None:
    loose = [path.name for path in (ROOT / "search").glob("*.py") if path.name != "__init__.py"]
    assert len(loose) <= LOOSE
    taken = Counter(path.name for path in (*modules("search"), *modules("tui")) if path.name != "__init__.py")
    assert not {name: count for name, count in taken.items() if count > 3}


def test_nothing_pickles_or_opens_sockets() -> None:
    forbidden = {"pickle", "shelve", "marshal", "dill", "socket", "urllib3", "requests", "http"}
    for path in (*modules("search"), *modules("tui")):
        assert not {name.split(".")[0] for name in imported(path)} & forbidden, path


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
