"""``dossier report``: a dossier as one document."""

from __future__ import annotations

import argparse
from pathlib import Path

from search import REPORT_FORMATS, Documents
from search.errors import DossierError
from search.text import printable
from tui import writing
from tui.cli import libraries, output

DESCRIPTION = (
    "Write a dossier as one document, with quotations, notes, numbered sources and an index of people and "
    "organisations. Without --output it is printed as Markdown."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("name", metavar="NAME", help="of the dossier")
    parser.add_argument("-o", "--output", type=libraries.named_path, default=Path("-"), metavar="FILE")
    parser.add_argument("--format", choices=list(REPORT_FORMATS), help="by the file's suffix, else md")
    parser.add_argument(
        "--style", default="plain", help="of citations: plain, or a CSL style such as apa, chicago, bluebook"
    )
    parser.add_argument("--force", action="store_true", help="write over a file that is there")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Write the report."""
    suffix = args.output.suffix.lower().lstrip(".")
    format = args.format or (suffix if suffix in REPORT_FORMATS else "")
    if not format and args.output != Path("-"):
        known = ", ".join(f".{name}" for name in REPORT_FORMATS)
        raise DossierError(
            f"{printable(args.output.name)} says no form.", f"End it with {known}, or say --format."
        )
    with libraries.open_chosen(args) as library:
        libraries.prepare(library)
        with output.progress_line() as progress:
            report = Documents(library).report(args.name, style=args.style, progress=progress)
        content = REPORT_FORMATS[format or "md"](report)
    if writing.written(args.output, lambda file: _put(file.write, content), force=args.force):
        output.line(f"Wrote {len(report.parts):,} items with {len(report.sources):,} sources to {args.output}.")
    for remark in report.remarks:
        output.hint(remark)
    return output.FOUND if report.parts or report.introduction else output.NONE


def _put(write: object, content: bytes) -> None:
    assert callable(write)
    write(content)
