"""Draws the man page and the completions of the shells from the parser: run it after a change of the options.

python tests/shell_files.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import shtab
from argparse_manpage.manpage import Manpage

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tui.cli.main import build_parser  # noqa: E402

FOLDER = ROOT / "tui" / "cli" / "shell"
SHELLS = {"bash": "dossier.bash", "zsh": "_dossier", "fish": "dossier.fish"}


def man_page() -> str:
    """The page of section 1."""
    parser = build_parser()
    parser.man_short_description = "read and search an archive of articles in the terminal, offline"  # type: ignore[attr-defined]
    page = Manpage(parser, format="single-commands-section")
    page.date = ""
    return f"{page}\n"


def drawn() -> dict[str, str]:
    """Every file by its name."""
    files = {name: f"{shtab.complete(build_parser(), shell=shell)}\n" for shell, name in SHELLS.items()}
    return {**files, "dossier.1": man_page()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in drawn().items():
        (FOLDER / name).write_text(text.rstrip() + "\n", "utf-8")
