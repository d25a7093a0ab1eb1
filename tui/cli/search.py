"""``dossier search``: ranked hits, for people and for scripts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from search import Hit, Library, Page, Query, Sort
from search.errors import DossierError
from tui.cli import explaining, hits, libraries, output

DESCRIPTION = (
    "Search the library. Exit code 1 tells that nothing was found. "
    "The query language is described by the guide: dossier --guide, article 'Searching'."
)
FACETS = ("category", "organisation", "tag", "kind", "lang", "year")
_BATCH_LIMIT = 1000
"""Hits a query in a batch: the depth of TREC runs."""
_RUN_TAG = "dossier"


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("query", nargs="*", metavar="QUERY", help="words and clauses of the query language")
    parser.add_argument("--limit", type=hits.number, default=None, metavar="N", help="at most N hits (20)")
    parser.add_argument("--offset", type=hits.number, default=0, metavar="N", help="leave out the first N hits")
    parser.add_argument("--sort", choices=[s.value for s in Sort], default=Sort.SCORE.value)
    parser.add_argument("--recent", action="store_true", help="of articles that fit about as well, newer first")
    parser.add_argument("--group", action="store_true", help="one row for versions of nearly the same text")
    parser.add_argument(
        "--literal", action="store_true", help="only what has all that was asked, and no spelling correction"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--count", action="store_true", help="print only the number of hits")
    instead.add_argument("--facets", action="store_true", help="print counts by category, tag, year ...")
    instead.add_argument("--explain", action="store_true", help="print what each part of the query counts")
    instead.add_argument("--why", metavar="ID", help="print why an article ranks where it does")
    instead.add_argument("--paths", action="store_true", help="print only the paths that hits were read from")
    instead.add_argument(
        "--batch", type=Path, metavar="FILE", help="read queries as id<TAB>text lines; - is standard input"
    )
    parser.add_argument("--null", "-0", action="store_true", help="end each path with NUL, for xargs -0")
    parser.add_argument("--format", choices=["trec"], default="trec", help="of what --batch prints")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Search, then print in the form that was asked for."""
    args.query = " ".join(args.query)
    with libraries.open_chosen(args) as library:
        if args.batch is not None:
            libraries.prepare(library)
            return _batch(library, args)
        libraries.prepare(library, _asked(args))
        return _single(library, args)


def _asked(args: argparse.Namespace) -> Query:
    """What the options say of any query."""
    return Query(args.query, sort=Sort(args.sort), recent=args.recent, grouped=args.group)


def _single(library: Library, args: argparse.Namespace) -> int:
    limit = 20 if args.limit is None else args.limit
    query = replace(_asked(args), literal=args.literal).window(args.offset, limit)
    if args.why is not None:
        return explaining.why(library, query, args.why, as_json=args.json)
    if args.explain:
        return explaining.explain(library, query, as_json=args.json)
    if args.count:  # what was asked is counted, and nothing else
        total = library.search(replace(query, literal=True)).total
        output.line(str(total))
        return output.FOUND if total else output.NONE
    page = library.search(query)
    for note in explaining.notices(page):
        output.remark(note)
    if args.facets:
        _print_facets(library, query, page, as_json=args.json)
    elif args.json:
        for hit in _with_snippets(library, page):
            found = hits.as_json(hit, library.article(hit.id))
            output.record({**found, **explaining.notice_fields(page)})
    elif args.paths:
        _print_paths(library, page, null=args.null)
    else:
        _print_page(library, page)
    return output.FOUND if page.rows else output.NONE


def _with_snippets(library: Library, page: Page) -> tuple[Hit, ...]:
    """The page's hits with their best passages."""
    passages = library.snippets(page.query, [hit.id for hit in page.hits])
    return tuple(replace(hit, snippet=found.snippet) for hit, found in zip(page.hits, passages, strict=True))


def _print_page(library: Library, page: Page) -> None:
    if not page.rows and page.echo:
        output.hint(f"No article matches: {page.echo}.")
    tier = 1
    for hit in _with_snippets(library, page):
        if hit.tier != tier:
            output.line(f"-- {page.some:,} with some of the words --")
            tier = hit.tier
        hits.print_row(hit)
    shown = sum(hit.versions for hit in page.hits)
    if not page.rows:
        explaining.rescue(library, page)
    elif page.rows + page.folded > shown:
        output.hint(f"{shown:,} of {page.counts} hits; --limit and --offset show others")


def _print_paths(library: Library, page: Page, *, null: bool) -> None:
    """The file that each hit was read from first, once; of a record in a file, that file."""
    renditions = (library.article(hit.id).renditions for hit in page.hits)
    for path in dict.fromkeys(file_of(found[0].path) for found in renditions if found):
        output.path_line(path, null=null)


def file_of(path: str) -> str:
    """A path without the number of the record in it: ``news.jsonl#12``."""
    file, sign, number = path.rpartition("#")
    return file if sign and number.isdigit() else path


def _print_facets(library: Library, query: Query, page: Page, *, as_json: bool) -> None:
    """The counts of the first part of the answer, or of the second where that is empty."""
    tier = 1 if page.total or not page.some else 2
    for field in FACETS:
        values = library.facets(query, field)
        if as_json:
            counts = [{"value": v.value, "count": v.count} for v in values]
            output.record({"facet": field, "tier": tier, "values": counts, **explaining.notice_fields(page)})
        elif values:
            output.line(field)
            for value in values:
                output.line(f"  {value.count:>9,}  {value.value}")


def _batch(library: Library, args: argparse.Namespace) -> int:
    """Print a TREC run: ``query Q0 document rank score tag``, documents by source key."""
    limit = _BATCH_LIMIT if args.limit is None else args.limit
    found = False
    for name, text in _queries(args.batch):
        page = library.search(replace(_asked(args), text=text, limit=limit, any_term=True))
        for rank, hit in enumerate(page.hits, 1):
            found = True
            output.line(f"{name} Q0 {hit.source_key or hit.id} {rank} {hit.score:.6f} {_RUN_TAG}")
    return output.FOUND if found else output.NONE


@contextmanager
def _lines_of(path: Path) -> Iterator[Iterable[str]]:
    """The lines of a file, or of standard input for ``-``."""
    if str(path) == "-":
        yield sys.stdin
        return
    with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        yield lines


def _queries(path: Path) -> Iterator[tuple[str, str]]:
    """The ids and texts of a batch file. Raises DossierError with the line that is not of the form."""
    with _lines_of(path) as lines:
        for number, text in enumerate(lines, 1):
            stripped = text.strip("\r\n")
            if not stripped.strip():
                continue
            name, tab, query = stripped.partition("\t")
            if not tab or not name.strip():
                raise DossierError(f"Line {number} of {path} has no tab.", "Write id<TAB>query on each line.")
            yield name.strip(), query
