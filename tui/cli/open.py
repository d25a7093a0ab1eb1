"""``dossier [PATH...]``: open the reader."""

from __future__ import annotations

import argparse
import gc
import io
import os
import shutil
import sys

from search import Library, open_bundled, places
from search.errors import DossierError, LibraryMissing, Unreadable
from tui.cli import libraries, output
from tui.cli.commands import meant
from tui.wire.quiet import hush
from tui.wire.terminal import detect

DESCRIPTION = (
    "Open the reader on the library. With paths, files and folders are added to it first. "
    "While the library has no articles, the bundled guide is opened."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("paths", nargs="*", metavar="PATH", type=libraries.named_path)
    parser.add_argument("--query", default="", metavar="QUERY", help="open with this query")
    parser.add_argument(
        "--no-resume", action="store_true", help="open with the newest articles, not where the reader was left"
    )
    parser.add_argument("--guide", action="store_true", help="open the bundled guide")
    parser.add_argument("--plain", action="store_true", help="read line by line, as a screen reader likes it")
    parser.add_argument("--keycast", action="store_true", help="show the keys that were pressed last")
    parser.add_argument("--stats", action="store_true", help="say at the end what was sent to the terminal")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Add the paths, open the library, run the reader."""
    for path in args.paths:
        if not path.exists():
            near = meant(str(path))
            said = f"Did you mean: dossier {near}? " if near else ""
            raise Unreadable(f"{path} is neither a path nor a command.", f"{said}The commands: dossier --help")
    plain = args.plain or _is_dumb()
    if not args.plain:
        check_terminal()
    if args.paths:
        _add(args)
    library = open_bundled() if args.guide else _own_or_bundled(args)
    if plain:
        with library:
            return _talk(library, args.query)
    hush(detect())
    gc.disable()  # while modules are loaded nothing is garbage, and looking for it takes a tenth of the start
    from tui.app import run as read  # loads Textual, which reads the environment while it is imported

    gc.freeze()
    gc.enable()
    with library:
        resume = not args.no_resume and not args.paths  # who adds something wants to see what is new
        return read(library, query=args.query, resume=resume, stats=args.stats, keycast=args.keycast)


def check_terminal() -> None:
    """Raise DossierError when there is no terminal that a reader can be drawn on."""
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise DossierError(
            "The reader needs a terminal, but input, output or standard error is redirected.",
            "These work everywhere: dossier --plain, dossier search QUERY, dossier show ID.",
        )


def _is_dumb() -> bool:
    """Whether the terminal cannot place the cursor."""
    return os.environ.get("TERM", "") in ("", "dumb", "unknown")


def _talk(library: Library, query: str) -> int:
    """Read line by line; input and output may be pipes."""
    from tui.plain.reader import PlainReader

    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    size = shutil.get_terminal_size((80, 24))
    PlainReader(library, sys.stdin, sys.stdout, width=size.columns, height=size.lines).run(query)
    return output.FOUND


def _add(args: argparse.Namespace) -> None:
    with libraries.open_chosen(args, create=True) as library, output.progress_line() as progress:
        report = library.add(args.paths, progress=progress)
    if report.failures:
        from tui.cli.add import print_report

        print_report(report)


def _own_or_bundled(args: argparse.Namespace) -> Library:
    """The chosen library; the bundled collection when none was named and the own one is empty."""
    named = args.library is not None or bool(os.environ.get(places.VARIABLE))
    try:
        library = libraries.open_chosen(args)
    except LibraryMissing:
        if named:
            raise
        return open_bundled()
    if named or library.rows(0, 0).total:  # not status(), which loads what the list is painted without
        return library
    library.close()
    return open_bundled()
