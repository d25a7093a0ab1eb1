"""``dossier forget``: files that count as gone from now on."""

from __future__ import annotations

import argparse
from pathlib import Path

from tui.cli import libraries, output
from tui.cli.purge import counted

DESCRIPTION = (
    "Mark what was imported from these paths as missing, whether the files are there or not. The articles "
    "stay in the library until dossier purge; adding a path again takes its mark away."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("paths", nargs="+", metavar="PATH", type=Path)
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Mark them, then say how much would be purged."""
    with libraries.open_chosen(args) as library:
        files = sum(library.forget(path) for path in args.paths)
        purge = library.to_purge()
    output.line(f"Marked {counted(files, 'file')} as missing.")
    output.line(f"dossier purge would delete {counted(purge.articles, 'article')}, found nowhere else.")
    return output.FOUND
