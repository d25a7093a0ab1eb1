"""``dossier search``: ranked hits, for people and for scripts."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from search import Hit, Library, Page, Query, Sort
from search.errors import DossierError
from tui.cli import libraries, output

SUMMARY = "ranked hits with snippets"
DESCRIPTION = (
    "Search the library. Exit code 1 tells that nothing was found. "
    "The query language is described by the guide: dossier --guide, article 'Searching'."
)
FACETS = ("category", "organisation", "tag", "kind", "year")
_BATCH_LIMIT = 1000
"""Hits a query in a batch: the depth of TREC runs."""
_RUN_TAG = "dossier"


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("query", nargs="*", metavar="QUERY", help="words and clauses of the query language")
    parser.add_argument("--limit", type=_count, default=None, metavar="N", help="at most N hits (20)")
    parser.add_argument("--offset", type=_count, default=0, metavar="N", help="leave out the first N hits")
    parser.add_argument("--sort", choices=[s.value for s in Sort], default=Sort.SCORE.value)
    parser.add_argument("--literal", action="store_true", help="no spelling correction, no fallback to OR")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--count", action="store_true", help="print only the number of hits")
    parser.add_argument("--facets", action="store_true", help="print counts by category, tag, year ...")
    parser.add_argument("--batch", type=Path, metavar="FILE", help="read queries as id<TAB>text lines")
    parser.add_argument("--format", choices=["trec"], default="trec", help="of what --batch prints")
    libraries.add_option(parser)


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError
    return value


def run(args: argparse.Namespace) -> int:
    """Search, then print in the form that was asked for."""
    args.query = " ".join(args.query)
    with libraries.open_chosen(args) as library:
        with output.progress_line() as progress:
            library.prepare(progress=progress)
        if args.batch is not None:
            return _batch(library, args)
        return _single(library, args)


def _single(library: Library, args: argparse.Namespace) -> int:
    limit = 20 if args.limit is None else args.limit
    query = Query(args.query, sort=Sort(args.sort), offset=args.offset, limit=limit, literal=args.literal)
    page = library.search(query)
    if args.count:
        output.line(str(page.total))
    elif args.facets:
        _print_facets(library, query, as_json=args.json)
    elif args.json:
        for hit in _with_snippets(library, page):
            output.record(as_json(hit))
    else:
        _print_page(library, page)
    return output.FOUND if page.total else output.NONE


def _with_snippets(library: Library, page: Page) -> tuple[Hit, ...]:
    """The page's hits with their best passages."""
    passages = library.snippets(page.query, [hit.id for hit in page.hits])
    return tuple(replace(hit, snippet=found.snippet) for hit, found in zip(page.hits, passages, strict=True))


def as_json(hit: Hit) -> dict[str, object]:
    """The fields that scripts read."""
    snippet = hit.snippet
    return {
        "id": hit.id,
        "source_key": hit.source_key,
        "title": hit.title,
        "date": hit.date,
        "score": round(hit.score, 4),
        "snippet": snippet.text if snippet else "",
        "spans": [list(span) for span in snippet.spans] if snippet else [],
    }


def _print_page(library: Library, page: Page) -> None:
    for note in (page.notice, "" if page.total else page.echo and f"No article matches: {page.echo}."):
        if note:
            output.hint(note)
    for hit in _with_snippets(library, page):
        output.line(f"{hit.id}  {hit.date or '          '}  {hit.title}")
        if hit.snippet and hit.snippet.text:
            print(f"    {output.marked(hit.snippet.text, hit.snippet.spans)}")
    if page.total > len(page.hits):
        output.hint(f"{len(page.hits):,} of {page.total:,} hits; --limit and --offset show others")


def _print_facets(library: Library, query: Query, *, as_json: bool) -> None:
    for field in FACETS:
        values = library.facets(query, field)
        if as_json:
            output.record({"facet": field, "values": [{"value": v.value, "count": v.count} for v in values]})
        elif values:
            output.line(field)
            for value in values:
                output.line(f"  {value.count:>9,}  {value.value}")


def _batch(library: Library, args: argparse.Namespace) -> int:
    """Print a TREC run: ``query Q0 document rank score tag``, documents by source key."""
    limit = _BATCH_LIMIT if args.limit is None else args.limit
    found = False
    for name, text in _queries(args.batch):
        page = library.search(Query(text, sort=Sort(args.sort), limit=limit, any_term=True))
        for rank, hit in enumerate(page.hits, 1):
            found = True
            output.line(f"{name} Q0 {hit.source_key or hit.id} {rank} {hit.score:.6f} {_RUN_TAG}")
    return output.FOUND if found else output.NONE


def _queries(path: Path) -> Iterator[tuple[str, str]]:
    """The ids and texts of a batch file. Raises DossierError with the line that is not of the form."""
    with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        for number, text in enumerate(lines, 1):
            stripped = text.strip("\r\n")
            if not stripped.strip():
                continue
            name, tab, query = stripped.partition("\t")
            if not tab or not name.strip():
                raise DossierError(f"Line {number} of {path} has no tab.", "Write id<TAB>query on each line.")
            yield name.strip(), query
