"""``dossier check``: is the library as it was written?"""

from __future__ import annotations

import argparse

from tui.cli import libraries, output
from tui.cli.purge import counted

DESCRIPTION = (
    "Read every byte of the library and compare it with what was written. Exit code 1 tells that something "
    "is wrong; it is listed. With --repair, what is derived is made again and damaged articles are read again "
    "from their originals or files; what is still wrong then comes back from a copy of the library alone."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    libraries.add_option(parser)
    parser.add_argument(
        "--repair",
        action="store_true",
        help="make again what is derived, and read damaged articles again where they came from",
    )


def run(args: argparse.Namespace) -> int:
    """Check, then list what is wrong."""
    with libraries.open_chosen(args) as library:
        if args.repair:
            with output.progress_line() as report:
                for mended in library.repair(progress=report):
                    output.line(mended)
        problems = library.check()
        articles = library.status().articles if not problems else 0
    for problem in problems:
        output.line(problem)
    if problems:
        return output.NONE
    output.line(f"{counted(articles, 'article')} and the index: all as it was written.")
    return output.FOUND
