"""``dossier searches``: saved searches, with how many they find and how many of these are new."""

from __future__ import annotations

import argparse

from search import Documents, Library, Query, searches
from tui.cli import libraries, output

DESCRIPTION = (
    "List saved searches with their counts, save one, forget one, or note that one has been looked at: then "
    "only what comes later is new."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--save", metavar="NAME", help="save the query that follows under this name")
    instead.add_argument("--forget", metavar="NAME", help="forget the search of this name")
    instead.add_argument("--seen", metavar="NAME", help="note that its results have been looked at")
    instead.add_argument("--all-seen", action="store_true", help="note it for all of them")
    parser.add_argument("query", nargs="*", metavar="QUERY", help="with --save: words and clauses")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Do what was asked for; list them otherwise."""
    args.query = " ".join(args.query)
    with libraries.open_chosen(args) as library:
        libraries.prepare(library)
        documents, marks = Documents(library), library.marks
        book = marks.notebook.book
        if args.save:
            library.search(Query(args.query, limit=1))  # a query that cannot be understood is not saved
            saved = documents.save_search(args.save, args.query)
            output.line(f"Saved {saved.name}: {saved.query or 'every article'}")
        elif args.forget:
            gone = searches.named(book, args.forget)
            marks.write("forgot a search", searches.drop(gone))
            output.line(f"Forgot {gone.name}: {gone.query}")
        elif args.seen or args.all_seen:
            which = searches.searches(book) if args.all_seen else [searches.named(book, args.seen)]
            documents.looked(*(one.key for one in which))
        else:
            return _list(library, as_json=args.json)
    return output.FOUND


def _list(library: Library, *, as_json: bool) -> int:
    counts = Documents(library).counts()
    for one in counts:
        held = one.search
        if as_json:
            fields = {"name": held.name, "query": held.query, "total": one.total, "new": one.new}
            output.record({**fields, "looked": held.looked.time, **({"error": one.error} if one.error else {})})
        elif one.error:
            output.line(f"{'?':>9} {'':>9}  {held.name}: {one.error}")
        else:
            output.line(f"{one.total:>9,} {f'+{one.new:,}' if one.new else '':>9}  {held.name}  {held.query}")
    return output.FOUND if counts else output.NONE
