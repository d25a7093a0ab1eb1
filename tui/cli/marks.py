"""``dossier marks``: what was read, starred, tagged and noted, as text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from search import Library, Marks
from search.errors import MarksError
from search.text import printable
from tui.cli import libraries, output
from tui.cli.purge import counted

DESCRIPTION = (
    "Personal state is kept apart from the library, for each library of its own. Export prints it as JSON "
    "lines, an article a line; import adds what such lines say and takes nothing away."
)
MOST = 1 << 28
"""Bytes of a file that is imported: a million articles with long notes."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("action", choices=("export", "import"), help="print the marks, or add those of a file")
    parser.add_argument(
        "file",
        nargs="?",
        default=Path("-"),
        type=libraries.named_path,
        metavar="FILE",
        help="to read or write; - or none: standard input or output",
    )
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Export or import."""
    folder = libraries.chosen(args)
    with Library.open(folder, read_only=True) as library:  # a mistyped name would have no marks, silently
        marks = Marks.of_library(folder, library.identity)
    try:
        return _export(marks, args.file) if args.action == "export" else _import(marks, args.file)
    finally:
        libraries.tell_damaged(marks.damaged)
        marks.close()


def _export(marks: Marks, path: Path) -> int:
    lines = marks.exported()
    if path == Path("-"):
        for line in lines:
            output.line(line)
    else:
        with path.open("x", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        output.line(f"Wrote the marks on {counted(len(lines), 'article')}.")
    return output.FOUND if lines else output.NONE


def _import(marks: Marks, path: Path) -> int:
    try:
        if path == Path("-"):
            content = sys.stdin.buffer.read(MOST + 1)
        else:
            with path.open("rb") as file:
                content = file.read(MOST + 1)
        if len(content) > MOST:
            raise MarksError(f"The marks are longer than {MOST:,} bytes.", "Import them in parts.")
        # Only line feeds part lines: a note may hold other signs that Python takes for an end of line.
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        where = printable(str(path))
        raise MarksError(f"{where} is not text in UTF-8.", "Export marks with: dossier marks export") from error
    changed = marks.take_in(lines)
    output.line(f"Took in marks on {counted(changed, 'article')}.")
    return output.FOUND
