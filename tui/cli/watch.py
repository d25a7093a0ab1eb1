"""``dossier watch``: keep the library in step with folders."""

from __future__ import annotations

import argparse

from search import ImportReport, Library
from search.errors import Unsupported
from tui.cli import libraries, output
from tui.cli.add import print_report

DESCRIPTION = (
    "Import folders, then wait, and import again whenever something in them changes, until Ctrl-C. What "
    "was done is printed. Files that go are marked as missing; nothing is deleted."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("paths", nargs="+", metavar="FOLDER", type=libraries.named_path)
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Import now and after every change."""
    try:
        from watchfiles import watch
    except ImportError as error:
        raise Unsupported("Folders cannot be watched here.", "Install dossier with the extra watch.") from error
    with libraries.open_chosen(args, create=True) as library:
        _import(library, args)
        # Changes are gathered until the folder has been quiet for a moment, so files are not read half-written.
        for _ in watch(*args.paths):
            _import(library, args)
    return output.FOUND


def _import(library: Library, args: argparse.Namespace) -> None:
    with output.progress_line() as progress:
        report = library.add(args.paths, progress=progress)
    if _says_something(report):
        print_report(report)


def _says_something(report: ImportReport) -> bool:
    done = (report.new, report.updated, report.renditions, report.missing, report.failed)
    return any(done) or bool(report.away)
