"""Make the pictures of the README from the running program: ``python tests/picture.py``.

The reader is run on the bundled collection in a library of its own, led by keys to what each picture shows as a
person would, and drawn as SVG by Textual.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search import Library
    from tui.app import DossierApp

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tui" / "pictures"


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: the size of the terminal, the query, the keys, and what must be there in the end."""

    name: str
    size: tuple[int, int]
    query: str
    keys: tuple[str, ...]
    shows: str
    """Words that are on the screen before the keys are pressed."""
    ends: str = ""
    """Words that are on it afterwards."""


PICTURES = (
    Picture("reader", (160, 40), "space crosier", ("n",), "PEOPLE"),
    Picture("search", (120, 40), "search", ("j",), "articles with"),
    Picture(
        "entity", (120, 40), "space crosier", ("3", "/", *"crosier", "enter", "enter"), "Crosier", "person"
    ),
    Picture("small", (80, 24), "space crosier", ("enter", "n"), "Crosier"),
)


async def draw(library: Library, picture: Picture) -> str:
    """One picture, as SVG."""
    from tui.app import DossierApp

    app = DossierApp(library, query=picture.query)
    async with app.run_test(size=picture.size) as pilot:
        await _until(app, pilot.pause, picture.shows)
        for key in picture.keys:
            await pilot.press(key)
            await pilot.pause(0.3)
        await _until(app, pilot.pause, picture.ends)
        await pilot.pause(0.5)
        return local(app.export_screenshot(title="dossier"))


async def _until(app: DossierApp, pause: Callable[..., object], words: str) -> None:
    while any(word not in app.export_screenshot() for word in words.split()):
        await pause()  # type: ignore[misc]


def local(svg: str) -> str:
    """The picture without fonts from the network: any monospaced font of the viewer's will do."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "ui-monospace, Menlo, DejaVu Sans Mono")


def main() -> None:
    """Draw them all."""
    from search import Library

    with (
        tempfile.TemporaryDirectory() as scratch,
        Library.open(Path(scratch) / "library", create=True) as library,
    ):
        library.add([ROOT / "seeds"])
        for picture in PICTURES:
            (FOLDER / f"{picture.name}.svg").write_text(asyncio.run(draw(library, picture)), "utf-8")


if __name__ == "__main__":
    main()
