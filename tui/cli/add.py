"""``dossier add``: import files and folders."""

from __future__ import annotations

import argparse
from pathlib import Path

from search import ImportReport
from tui.cli import libraries, output

SUMMARY = "import files and folders"
DESCRIPTION = (
    "Import files and folders into the library. What was imported before and has not changed is skipped. "
    "Exit code 1 tells that some files could not become articles; they are listed."
)
_MOST_FAILURES = 20
"""How many failures are listed for people; ``--json`` has all."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("paths", nargs="+", metavar="PATH", type=Path)
    parser.add_argument("--json", action="store_true", help="print the summary as one JSON object")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Import, then print what was done."""
    with libraries.open_chosen(args, create=True) as library, output.progress_line() as progress:
        report = library.add(args.paths, progress=progress)
    if args.json:
        output.record(as_json(report))
    else:
        print_report(report)
    return output.NONE if report.failed else output.FOUND


def as_json(report: ImportReport) -> dict[str, object]:
    """The summary's fields, failures as objects with path and reason."""
    return {
        "new": report.new,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "renditions": report.renditions,
        "skipped": report.skipped,
        "failed": report.failed,
        "failures": [{"path": f.path, "reason": f.reason} for f in report.failures],
    }


def print_report(report: ImportReport) -> None:
    """The summary for people: counts that are not zero, then the failures."""
    counts = {
        "new": report.new,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "further renditions": report.renditions,
        "skipped": report.skipped,
        "failed": report.failed,
    }
    said = [f"{count:,} {name}" for name, count in counts.items() if count]
    output.line(", ".join(said) if said else "Nothing to import.")
    for failure in report.failures[:_MOST_FAILURES]:
        output.line(f"  {failure.path}: {failure.reason}")
    if len(report.failures) > _MOST_FAILURES:
        output.line(f"  and {len(report.failures) - _MOST_FAILURES:,} more (--json lists all)")
