"""``dossier versions``: the older texts of an article."""

from __future__ import annotations

import argparse

from search import render
from search.errors import ArticleMissing
from tui.cli import hits, libraries, output
from tui.records import article_record

DESCRIPTION = (
    "List the texts that an article had before another one took their place, oldest first; with NUMBER, print "
    "that one. The article is named by its id, the beginning of its id, or its source key."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("id", metavar="ID")
    parser.add_argument("number", metavar="NUMBER", nargs="?", type=hits.number, help="of the text to print")
    parser.add_argument("--json", action="store_true", help="print one JSON object a text")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print the list, or one text."""
    with libraries.open_chosen(args) as library:
        found = (*library.revisions(args.id), library.article(args.id))
    if args.number is not None:
        found = tuple(one for one in found if one.revision == args.number)
        if not found:
            raise ArticleMissing(
                f"The article has no text with the number {args.number}.",
                f"List them with: dossier versions {args.id}",
            )
    for one in found:
        if args.json:
            output.record(article_record(one, ()))
        elif args.number is not None:
            output.block(render(one, "text", width=output.width()))
        else:
            now = "  (now)" if one is found[-1] else ""
            words = len(one.body.split())
            output.line(f"{one.revision:>4}  {one.date or '          '}  {words:>6,} words  {one.title}{now}")
    return output.FOUND if len(found) > 1 or args.number is not None else output.NONE
