"""``dossier show``: one article in the form that is asked for."""

from __future__ import annotations

import argparse
import sys

from search import FORMATS, Article, Documents, Library, render
from tui.cli import libraries, output
from tui.records import article_record

DESCRIPTION = "Print one article by its id, the beginning of its id, or its source key."


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--format", choices=[*FORMATS, "json", "original"], default="text")
    parser.add_argument("--thread", action="store_true", help="all mails of its thread, one after the other")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="--format json")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print the article."""
    with libraries.open_chosen(args) as library:
        if args.thread:
            for hit in library.thread(args.id):
                _print(library, library.article(hit.id), args.format)
            return output.FOUND
        article = library.article(args.id)
        if args.format == "original":
            return _original(library, article)
        _print(library, article, args.format)
    return output.FOUND


def _print(library: Library, article: Article, format: str) -> None:
    """One article, as JSON or as text."""
    if format == "json":
        marked = Documents(library).passages_of(article)
        mark = library.marks.of([article])[0]
        output.record(article_record(article, library.mentions(article.id), mark, marked))
    else:
        output.block(render(article, "text" if format == "original" else format, width=output.width()))


def _original(library: Library, article: Article) -> int:
    """Write the bytes as they were read; to a terminal only as safe text."""
    original = library.original(article.id)
    if sys.stdout.isatty():
        output.block(original.decode("utf-8", "replace"))
    else:
        sys.stdout.buffer.write(original)
        sys.stdout.buffer.flush()
    return output.FOUND
