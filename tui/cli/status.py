"""``dossier status``: what is in the library."""

from __future__ import annotations

import argparse

from search import Status
from tui.cli import libraries, output

DESCRIPTION = "Tell what is in the library and in what state its index is."


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print the state of the library."""
    with libraries.open_chosen(args) as library:
        status = library.status()
    if args.json:
        output.record(as_json(status))
    else:
        print_status(status)
    return output.FOUND


def as_json(status: Status) -> dict[str, object]:
    """Every field of the status by its name."""
    return {name: getattr(status, name) for name in Status.__dataclass_fields__}


def print_status(status: Status) -> None:
    """One line a fact; facts that say nothing are left out."""
    read_only = " (read-only)" if status.read_only else ""
    output.line(f"Library     {status.path}{read_only}")
    output.line(f"Articles    {status.articles:,}")
    if status.oldest:
        output.line(f"Dates       {status.oldest} to {status.newest}")
    output.line(f"Renditions  {status.renditions:,}")
    output.line(f"Entities    {status.entities:,} in {status.mentions:,} mentions")
    if status.untagged:
        output.line(f"            {status.untagged:,} articles are still to be searched for entities")
    output.line(f"Index       {status.index}")
    if status.failures:
        output.line(f"Failures    {status.failures:,} files could not become articles")
