"""``dossier digest``: what is new for each saved search, for a mail or a job that runs at night."""

from __future__ import annotations

import argparse
import html

from search import Documents
from tui.cli import libraries, output

DESCRIPTION = (
    "Print what came for each saved search since its results were looked at. Exit code 1 says that "
    "there are none, so that no mail need be sent."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("--html", action="store_true", help="print a page instead of text")
    parser.add_argument(
        "--seen", action="store_true", help="note them as looked at: the next digest leaves them out"
    )
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print the digest."""
    with libraries.open_chosen(args) as library:
        libraries.prepare(library)
        documents = Documents(library)
        news = documents.news()
        lines: list[str] = []
        for one in news:
            held = one.count.search
            head = f"{held.name}: {one.count.error or f'{one.count.new:,} new of {one.count.total:,}'}"
            rows = [(hit.date or "no date", hit.title, hit.id) for hit in one.hits]
            if args.html:
                items = "".join(
                    f"<li>{html.escape(date)} {html.escape(title)} <code>{html.escape(id)}</code></li>\n"
                    for date, title, id in rows
                )
                lines.append(f"<h2>{html.escape(head)}</h2>\n<ul>\n{items}</ul>")
            else:
                lines += [head, *(f"  {date:10}  {title}  [{id}]" for date, title, id in rows), ""]
        if args.html and news:
            lines = [_PAGE.format("\n".join(lines))]
        output.block("\n".join(lines).rstrip("\n")) if lines else None
        if args.seen and news:
            documents.looked(*(one.count.search.key for one in news if not one.count.error))
    return output.FOUND if news else output.NONE


_PAGE = (
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/><title>What is new</title></head>\n'
    "<body>\n{}\n</body></html>"
)
