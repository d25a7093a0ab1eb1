"""``dossier purge``: delete the articles of files that are gone."""

from __future__ import annotations

import argparse

from tui.cli import libraries, output

DESCRIPTION = (
    "Delete the articles that came only from files that are missing or were forgotten. Without --yes, tell "
    "what would be deleted. Exit code 1 tells that there is something to delete and --yes was not given."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("--yes", action="store_true", help="delete, rather than tell what would be deleted")
    libraries.add_option(parser)


def counted(number: int, noun: str) -> str:
    """``1 article``, ``2,000 articles``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def run(args: argparse.Namespace) -> int:
    """Purge, or tell what a purge would do."""
    with libraries.open_chosen(args) as library:
        purge = library.purge() if args.yes else library.to_purge()
    if not purge.files:
        output.line("No file is missing: there is nothing to delete.")
        return output.FOUND
    said = f"{counted(purge.articles, 'article')} of {counted(purge.files, 'missing file')}"
    if args.yes:
        output.line(f"Deleted {said}.")
        return output.FOUND
    output.line(f"This would delete {said}. To do so: dossier purge --yes")
    return output.NONE
