"""Which library a command works on."""

from __future__ import annotations

import argparse
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
    return Library.open(chosen(args), create=create)


def prepare(library: Library, query: Query | None = None) -> None:
    """Load the index, making anew what is missing or damaged, and tell what was. Raises as the library does.

    ``query``: all that will be asked.
    """
    with output.progress_line() as progress:
        library.prepare(query, progress=progress)
    if library.mended:
        output.complain("", library.mended)
