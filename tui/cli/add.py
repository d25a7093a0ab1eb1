"""``dossier add``: import files and folders."""

from __future__ import annotations

import argparse
import codecs
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING

from search import ImportReport, Library
from search.errors import LibraryMissing, Unreadable
from tui.cli import libraries, output

if TYPE_CHECKING:
    from search import Cluster, FileExplanation

DESCRIPTION = (
    "Import files and folders into the library. What was imported before and has not changed is skipped. "
    "Exit code 1 tells that some files could not become articles; they are listed."
)
MOST_RECEIVED = 1 << 28
"""Bytes that are taken from standard input: they are held in memory."""
_MOST_FAILURES = 20
"""How many failures are listed for people; ``--json`` has all."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", type=libraries.named_path, help="- is standard input: JSONL or text"
    )
    parser.add_argument("--dry-run", action="store_true", help="tell what would be done, and do nothing")
    parser.add_argument("--retry-failed", action="store_true", help="read what failed again; needs no PATH")
    parser.add_argument("--checksum", action="store_true", help="tell changes by content, not size and time")
    parser.add_argument("--again", action="store_true", help="read what has not changed too, by today's rules")
    parser.add_argument("--encoding", type=_encoding, help="read text as this, such as cp1251")
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="have a running Dask cluster parse and tag: its scheduler's address or file",
    )
    parser.add_argument(
        "--explain", action="store_true", help="import nothing; tell which rule gave each field its value"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as one JSON object")
    libraries.add_option(parser)


def _encoding(name: str) -> str:
    """The codec of an encoding that Python knows for text."""
    try:
        found: str = codecs.lookup(name).name
        "".encode(found)  # some codecs are for other things than text
    except LookupError as error:
        raise argparse.ArgumentTypeError(
            f"{name} is no encoding; write one such as cp1251 or utf-16"
        ) from error
    return found


def run(args: argparse.Namespace) -> int:
    """Import, then print what was done."""
    if not args.paths and (args.explain or not args.retry_failed):
        output.complain("", "No file or folder is named.", "Add one with: dossier add PATH")
        return output.ERROR
    if args.explain:
        return _explain(args.paths, as_json=args.json)
    with (
        _library(args) as library,
        _inputs(args, library) as paths,
        _executor(args) as executor,
        output.progress_line() as progress,
    ):
        work = library.rehearse if args.dry_run else library.add
        report = work(
            paths,
            checksum=args.checksum,
            retry_failed=args.retry_failed,
            again=args.again,
            encoding=args.encoding or "",
            executor=executor,
            progress=progress,
        )
    if args.json:
        output.record(as_json(report))
    else:
        print_report(report, dry=args.dry_run)
    return output.NONE if report.failed else output.FOUND


def _executor(args: argparse.Namespace) -> AbstractContextManager[Cluster | None]:
    """The cluster that is named, if one is. Raises ClusterError."""
    if not args.cluster:
        return nullcontext()
    from search import Cluster  # nothing of it is loaded when none is named

    return Cluster.connect(args.cluster)


@contextmanager
def _inputs(args: argparse.Namespace, library: Library) -> Iterator[list[Path]]:
    """The paths that are named; ``-`` is what comes from standard input.

    That is kept in the library, so that it can be read again by later rules and its original be shown; a dry
    run keeps nothing.
    """
    if Path("-") not in args.paths:
        yield args.paths
        return
    import tempfile

    with tempfile.TemporaryDirectory(prefix="dossier-") as spare:
        folder = Path(spare) if args.dry_run else library.path / "received"
        came = received(sys.stdin.buffer, folder)
        yield [came if path == Path("-") else path for path in args.paths]


def received(stream: IO[bytes], folder: Path) -> Path:
    """What comes from a stream as a file that is named by its content; JSONL where it begins like that.

    Raises Unreadable when there is nothing, or more than :data:`MOST_RECEIVED`.
    """
    import hashlib

    content = stream.read(MOST_RECEIVED + 1)
    if not content.strip() or len(content) > MOST_RECEIVED:
        amount = f"more than {MOST_RECEIVED >> 20} MB" if content.strip() else "nothing"
        raise Unreadable(f"Standard input holds {amount}.", "Write it to a file and add that.")
    suffix = ".jsonl" if content.lstrip().startswith(b"{") else ".txt"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{hashlib.sha256(content).hexdigest()[:16]}{suffix}"
    path.write_bytes(content)
    return path


@contextmanager
def _library(args: argparse.Namespace) -> Iterator[Library]:
    """The library to add to. One that is not there yet is not made by a dry run."""
    if not args.dry_run:
        with libraries.open_chosen(args, create=True) as library:
            yield library
        return
    import tempfile  # it and the importers are not loaded to start every other command

    with tempfile.TemporaryDirectory(prefix="dossier-") as folder:
        try:
            library = libraries.open_chosen(args)
        except LibraryMissing:
            library = Library.open(Path(folder), create=True)
        with library:
            yield library


def as_json(report: ImportReport) -> dict[str, object]:
    """The summary's fields, failures as objects with path and reason."""
    return {
        "new": report.new,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "renditions": report.renditions,
        "skipped": report.skipped,
        "missing": report.missing,
        "away": list(report.away),
        "failed": report.failed,
        "lossy": report.lossy,
        "losses": [{"path": f.path, "reason": f.reason} for f in report.losses],
        "replaced": [{"id": r.id, "title": r.title, "path": r.path} for r in report.replaced],
        "passed": dict(report.passed),
        "passed_files": list(report.passed_files),
        "failures": [{"path": f.path, "reason": f.reason} for f in report.failures],
    }


def print_report(report: ImportReport, *, dry: bool = False) -> None:
    """The summary for people: counts that are not zero, then the failures."""
    counts = {
        "new": report.new,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "further renditions": report.renditions,
        "skipped": report.skipped,
        "files missing": report.missing,
        "with words lost": report.lossy,
        "failed": report.failed,
    }
    said = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "Nothing to import."
    output.summary(f"Nothing was written. It would be: {said}" if dry else said)
    for folder in report.away:
        output.line(f"  {folder} are gone: taken for a disk that is not mounted. Else: dossier forget PATH")
    _print_replaced(report)
    for listed in (report.losses, report.failures):
        for one in listed[:_MOST_FAILURES]:
            output.line(f"  {one.path}: {one.reason}")
        if len(listed) > _MOST_FAILURES:
            output.line(f"  and {len(listed) - _MOST_FAILURES:,} more (--json lists all)")


def _print_replaced(report: ImportReport) -> None:
    """Which articles have another text now, and what was passed over."""
    for one in report.replaced[:_MOST_FAILURES]:
        output.line(f"  {one.id}  {one.title}: has the text of {one.path} now (dossier versions {one.id})")
    if len(report.replaced) > _MOST_FAILURES:
        output.line(f"  and {len(report.replaced) - _MOST_FAILURES:,} more articles have another text")
    if report.passed:
        told = ", ".join(f"{count:,} {kind}" for kind, count in report.passed)
        output.line(f"  passed over: {told} (--json lists them)")


def _explain(paths: Iterable[Path], *, as_json: bool) -> int:
    """Print how every article of these files is understood, one after the other."""
    from search import explain_file

    refused = False
    for path in paths:
        for found in explain_file(path):
            refused = refused or bool(found.refused)
            if as_json:
                output.record(_explanation(found))
            else:
                _print_explanation(found)
    return output.NONE if refused else output.FOUND


def _explanation(found: FileExplanation) -> dict[str, object]:
    return {
        "path": found.path,
        "format": found.format,
        "encoding": found.encoding,
        "fields": [{"field": f.field, "rule": f.rule, "value": f.value} for f in found.fields],
        "dropped": [{"line": line, "rule": rule} for line, rule in found.dropped],
        "warnings": list(found.warnings),
        "refused": found.refused,
    }


def _print_explanation(found: FileExplanation) -> None:
    """The rules as a list, a field on a line, then the lines that were dropped."""
    output.line(found.path)
    if found.refused:
        output.line(f"  refused: {found.refused}")
        return
    output.line(f"  {found.format}, {found.encoding}")
    for evidence in found.fields:
        output.line(f"  {evidence.field:<12} {evidence.value}  (by {evidence.rule})")
    for line, rule in found.dropped:
        output.line(f"  dropped      {line}  (by {rule})")
    for warning in found.warnings:
        output.line(f"  warning      {warning}")
