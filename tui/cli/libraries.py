"""Which library a command works on."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from search import Library, Query, places
from tui.cli import output


def named_path(text: str) -> Path:
    """A path from the command line. Raises ArgumentTypeError for an empty one, which would mean this folder."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)


def add_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--library`` to a command."""
    parser.add_argument(
        "--library",
        metavar="DIR",
        type=named_path,
        default=None,
        help="the library's folder (default: $DOSSIER_LIBRARY, else your own)",
    )


def chosen(args: argparse.Namespace) -> Path:
    """The folder named on the command line, in the environment, or the user's own."""
    path: Path | None = args.library
    return path if path is not None else places.library()


def open_chosen(args: argparse.Namespace, *, create: bool = False) -> Library:
    """Open the chosen library. Raises LibraryError with the sentence that the user reads."""
    library = Library.open(chosen(args), create=create)
    _opened.append(library)
    return library


_opened: list[Library] = []
"""The libraries of the command that runs."""


def tell_damage() -> None:
    """Tell what of the marks, notes and dossiers that the command read could not be believed."""
    while _opened:
        tell_damaged(_opened.pop().damaged_marks)


def tell_damaged(sentences: Sequence[str]) -> None:
    """Tell damage to marks: the first of it, and how much more there is."""
    for sentence in sentences[:TOLD]:
        output.complain("Marks", sentence, "All else was read; dossier check says more.")
    if len(sentences) > TOLD:
        output.complain("Marks", f"{len(sentences) - TOLD:,} more lines are damaged.")


TOLD = 5
"""Damaged lines that are told one by one."""


def prepare(library: Library, query: Query | None = None) -> None:
    """Load the index, making anew what is missing or damaged, and tell what was. Raises as the library does.

    ``query``: all that will be asked.
    """
    with output.progress_line() as progress:
        library.prepare(query, progress=progress)
    if library.mended:
        output.complain("", library.mended)
