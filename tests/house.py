"""Draw the tables of ARCHITECTURE.md and README.md from the source: ``python tests/house.py`` writes them anew.

Each folder's table stands under the question that its ``__init__`` docstring asks, and each file's line is
the first sentence of its docstring, so that the document cannot part from the code.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- rooms -->", "<!-- /rooms -->"


def sentence(path: Path) -> str:
    """The first sentence of a module's docstring, on one line."""
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split())


def rooms(package: Path) -> str:
    """The tables of a package: one heading a folder, one row a file."""
    folders = [package, *sorted(p.parent for p in package.rglob("__init__.py") if p.parent != package)]
    parts: list[str] = []
    for folder in folders:
        name = folder.relative_to(ROOT).as_posix()
        parts.append(f"## `{name}/`: {sentence(folder / '__init__.py')}\n")
        files = sorted(p for p in folder.glob("*.py") if p.name != "__init__.py")
        parts.append("| file | what it is for |\n|---|---|")
        parts.append("\n".join(f"| `{p.name}` | {sentence(p).replace('|', chr(92) + '|')} |" for p in files))
        parts.append("")
    return "\n".join(parts).strip()


def document(package: str) -> Path:
    """The ARCHITECTURE.md of a package."""
    return ROOT / package / "ARCHITECTURE.md"


def redrawn(package: str) -> str:
    """The document's text with its tables drawn from the source as it is."""
    text = document(package).read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{rooms(ROOT / package)}\n\n{END}{after}"


README = ROOT / "README.md"
KEYS_BEGIN, KEYS_END = "<!-- keys -->", "<!-- /keys -->"


def with_keys() -> str:
    """The README's text with its table of keys made from the table of actions."""
    from tui.features.table import markdown_table

    before, _, rest = README.read_text("utf-8").partition(KEYS_BEGIN)
    _, _, after = rest.partition(KEYS_END)
    return f"{before}{KEYS_BEGIN}\n\n{markdown_table().strip()}\n\n{KEYS_END}{after}"


if __name__ == "__main__":
    for each in ("search", "tui"):
        document(each).write_text(redrawn(each), "utf-8")
    README.write_text(with_keys(), "utf-8")
