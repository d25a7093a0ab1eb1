"""``dossier export``: a list of articles as a file."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from search import LIST_FORMATS, Documents, Library, Query, Sort, dossiers, lists
from search.errors import DossierError
from search.text import printable
from tui import writing
from tui.cli import libraries, output
from tui.lists import rows_of

DESCRIPTION = (
    "Write articles of a query, of a dossier, or of ids into a file. Its suffix says the form: .csv, .jsonl, "
    ".bib, .ris, .json (CSL), .html, .epub, .md, .txt."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("query", nargs="*", metavar="QUERY", help="words and clauses; none: every article")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--dossier", metavar="NAME", help="the articles of a dossier")
    which.add_argument("--ids", nargs="+", metavar="ID", help="these articles")
    parser.add_argument("-o", "--output", type=libraries.named_path, default=Path("-"), metavar="FILE")
    parser.add_argument("--format", choices=LIST_FORMATS, help="by the file's suffix, else jsonl")
    parser.add_argument("--sort", choices=[s.value for s in Sort], default=Sort.SCORE.value)
    parser.add_argument("--force", action="store_true", help="write over a file that is there")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Write the list."""
    args.query = " ".join(args.query)
    format = args.format or lists.SUFFIXES.get(args.output.suffix.lower(), "")
    if not format and args.output != Path("-"):
        known = ", ".join(lists.SUFFIXES)
        raise DossierError(
            f"{printable(args.output.name)} says no form.", f"End it with {known}, or say --format."
        )
    with libraries.open_chosen(args) as library:
        libraries.prepare(library)
        ids = _ids(library, args)
        with output.progress_line() as progress:
            rows = rows_of(library, ids, progress)
            title = args.dossier or args.query or "Articles"
            made = datetime.now(UTC).date().isoformat()
            wrote = writing.written(
                args.output,
                lambda file: lists.write(file, rows, format or "jsonl", title=title, made=made),
                force=args.force,
            )
    if wrote:
        output.line(f"Wrote {len(ids):,} article{'s' * (len(ids) != 1)} to {args.output}.")
    return output.FOUND if ids else output.NONE


def _ids(library: Library, args: argparse.Namespace) -> list[str]:
    documents = Documents(library)
    if args.dossier:
        ids, gone = documents.dossier_articles(dossiers.named(library.marks.notebook.book, args.dossier))
        for title in gone:
            output.complain("", f"Not in the library any more: {title}.")
        return ids
    if args.ids:
        return [library.article(id).id for id in args.ids]
    return list(documents.ids(Query(args.query, sort=Sort(args.sort))))
