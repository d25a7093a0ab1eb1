"""``dossier pack``: articles with all that belongs to them, sealed in a bundle to hand on."""

from __future__ import annotations

import argparse
import json
import re

from search import Documents, Library, Query, Sort, bundles, dossiers
from search.errors import DossierError
from tui.cli import libraries, output

DESCRIPTION = (
    "Write a bundle (a BagIt folder) of all, of a query, or of a dossier: articles, originals, entities, "
    "decisions, and with --notes what you wrote. The same choice gives the same bytes. No index goes along."
)
_SIZE = re.compile(r"([0-9]{1,9})([kMG]?)B?\Z")
_UNITS = {"": 1, "k": 2**10, "M": 2**20, "G": 2**30}


def size(text: str) -> int:
    """A size such as ``650M``. Raises ArgumentTypeError."""
    found = _SIZE.match(text)
    if not found:
        raise argparse.ArgumentTypeError("a size is a number, perhaps with k, M or G")
    return int(found[1]) * _UNITS[found[2]]


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("path", type=libraries.named_path, metavar="BUNDLE", help="the folder to make")
    parser.add_argument("query", nargs="*", metavar="QUERY", help="which articles; none: all of them")
    parser.add_argument("--dossier", metavar="NAME", help="a dossier with its articles, passages and notes")
    parser.add_argument(
        "--notes", action="store_true", help="all of your marks, notes, dossiers and searches too"
    )
    parser.add_argument(
        "--no-originals", action="store_true", help="leave out the files that articles came from"
    )
    parser.add_argument("--no-decisions", action="store_true", help="leave out what was decided about entities")
    parser.add_argument(
        "--split", type=size, default=0, metavar="SIZE", help="several parts of at most this: 650M"
    )
    parser.add_argument(
        "--beyond", nargs="+", type=libraries.named_path, default=[], metavar="OLD",
        help="leave out what this older bundle has (all of its parts)",
    )  # fmt: skip
    parser.add_argument("--sign", type=libraries.named_path, metavar="KEY", help="sign with a key of ssh")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Pack."""
    args.query = " ".join(args.query)
    if args.path.exists():
        raise DossierError(f"{args.path} is there already.", "Name a folder that is not.")
    with libraries.open_chosen(args) as library:
        libraries.prepare(library)
        ids, notes = _chosen(library, args)
        choice = bundles.Choice(ids, notes, not args.no_originals, not args.no_decisions)
        with output.progress_line() as progress:
            packed = bundles.pack(
                library,
                args.path,
                choice,
                limit=args.split,
                beyond=args.beyond,
                key=args.sign,
                progress=progress,
            )
    old = f", {packed.left_out:,} left out that the older one has" if packed.left_out else ""
    output.line(f"Packed {packed.articles:,} articles{old} ({packed.size:,} bytes) into:")
    for path in packed.paths:
        output.line(f"  {path}")
    return output.FOUND if packed.articles or notes else output.NONE


def _chosen(library: Library, args: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Ids of articles and lines of notes."""
    documents = Documents(library)
    notes = library.marks.exported() if args.notes else []
    if args.dossier:
        dossier = dossiers.named(library.marks.notebook.book, args.dossier)
        ids, gone = documents.dossier_articles(dossier)
        for title in gone:
            output.complain("", f"Not in the library any more: {title}.")
        return ids, notes or _lines_of(library, dossier)
    return list(documents.ids(Query(args.query, sort=Sort.SCORE if args.query else Sort.OLDEST))), notes


def _lines_of(library: Library, dossier: dossiers.Dossier) -> list[str]:
    """Every version of a dossier, of its items and of its passages."""
    keys = {dossier.key, *(one.key for one in dossier.items), *(one.passage for one in dossier.items)}
    records = (one for one in library.marks.notebook.book.records() if one.key in keys)
    return [json.dumps(one.as_dict(), ensure_ascii=False) for one in records]
