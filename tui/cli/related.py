"""``dossier related``: articles on the same subject as one."""

from __future__ import annotations

import argparse

from search import Query
from tui.cli import hits, libraries, output

DESCRIPTION = (
    "List the articles that have most in common with one, the most alike first. "
    "With --thread: the mails of its thread and what is attached to them. "
    "It is named by its id, the beginning of its id, or its source key."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("id", metavar="ID")
    parser.add_argument(
        "--thread", action="store_true", help="the mails of its thread, in the order of reading"
    )
    parser.add_argument("--limit", type=hits.number, default=10, metavar="N", help="at most N articles (10)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print the articles."""
    with libraries.open_chosen(args) as library:
        if args.thread:
            found = library.thread(args.id)
        else:
            libraries.prepare(library, Query(f"like:{args.id}"))
            found = library.related(args.id, limit=args.limit)
        for hit in found:
            if args.json:
                output.record(hits.as_json(hit, library.article(hit.id)))
            else:
                hits.print_row(hit)
    return output.FOUND if found else output.NONE
