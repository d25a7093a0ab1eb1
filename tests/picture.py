"""Make the README's picture from the running program: ``python tests/picture.py``.

The reader is run on the bundled collection in a library of its own, led to a search by keys as a person would,
and drawn as SVG by Textual.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "tui" / "pictures" / "reader.svg"
SIZE = (160, 40)


async def draw(folder: Path) -> str:
    """The reader after a search for a general, with the entities beside it, as SVG."""
    from search import Library
    from tui.app import DossierApp

    with Library.open(folder, create=True) as library:
        library.add([ROOT / "seeds"])
        app = DossierApp(library, query="space crosier")
        async with app.run_test(size=SIZE) as pilot:
            while "PEOPLE" not in app.export_screenshot():
                await pilot.pause()
            await pilot.press("n")
            await pilot.pause()
            return local(app.export_screenshot(title="dossier"))


def local(svg: str) -> str:
    """The picture without fonts from the network: any monospaced font of the viewer's will do."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "ui-monospace, Menlo, DejaVu Sans Mono")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        PICTURE.write_text(asyncio.run(draw(Path(scratch) / "library")), "utf-8")
