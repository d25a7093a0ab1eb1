"""``dossier unpack``: take in a bundle, all of it or nothing."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from search import Library, bundles
from search.errors import LibraryMissing
from tui.cli import libraries, output, verify

DESCRIPTION = (
    "Check a bundle and add it to a library, which may be new: articles by their identity, decisions and "
    "notes beside yours. What contradicts yours is kept and shown. --dry-run says what would come of it."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("path", nargs="+", type=libraries.named_path, metavar="BUNDLE", help="all of its parts")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    verify.add_signers(parser)
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Check, then take in."""
    with output.progress_line() as progress:
        bags, signed = bundles.check(args.path, signers=args.signers, signer=args.signer, progress=progress)
        with _library(args) as library:
            taken = bundles.unpack(library, bags, rehearse=args.dry_run, progress=progress)
    output.line(f"The bundle is as it was sealed; {signed}.")
    would = "Would take" if args.dry_run else "Took"
    counts = ", ".join(f"{number:,} {outcome.value}" for outcome, number in taken.outcomes.items() if number)
    output.line(f"{would} in {taken.articles:,} articles{f' ({counts})' if counts else ''}.")
    output.line(
        f"{would} in {taken.decisions:,} decisions and {taken.notes:,} notes and marks that were not here."
    )
    for line in taken.conflicts:
        output.line(f"Both are kept: {line}")
    return output.FOUND


@contextmanager
def _library(args: argparse.Namespace) -> Iterator[Library]:
    """The chosen library, made when there is none; for a rehearsal, an empty one that is gone afterwards."""
    try:
        library = libraries.open_chosen(args, create=not args.dry_run)
    except LibraryMissing:
        with TemporaryDirectory() as folder, Library.open(Path(folder) / "library", create=True) as empty:
            yield empty
        return
    with library:
        yield library
