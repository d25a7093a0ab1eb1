"""``dossier doctor``: what this terminal and this installation can do; says nothing of what is in a library."""

from __future__ import annotations

import argparse
import importlib.util
import locale
import os
import platform
import resource
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from search import places
from tui.cli import libraries, output
from tui.wire.terminal import detect

DESCRIPTION = (
    "Tell what the terminal can do, which versions are installed, which formats need something more, and what "
    "limits the system sets. Nothing of any article is read or printed."
)
EXTRAS = {
    "html": (("trafilatura", "lxml_html_clean"), "the text of web pages that no site profile knows"),
    "feeds": (("feedparser",), "RSS, Atom"),
    "office": (("lxml",), "DOCX, ODT, EPUB, NewsML, NITF"),
    "pdf": (("pypdf",), "PDF"),
    "warc": (("warcio",), "WARC, WACZ"),
    "zim": (("libzim",), "ZIM"),
    "rtf": (("striprtf",), "RTF"),
    "wiki": (("mwparserfromhell",), "dumps of MediaWiki"),
    "compression": (("zstandard", "lz4"), "files packed with zstd and lz4"),
    "cite": (("citeproc", "docx"), "citation styles, reports as DOCX"),
    "watch": (("watchfiles",), "dossier watch without polling"),
    "pictures": (("PIL",), "pictures of articles"),
    "cluster": (("distributed",), "imports by the workers of a Dask cluster"),
}
"""Extras of the package: the modules that they bring, and what these are for."""
PACKAGES = ("dossier", "textual", "rich", "whoosh", "numpy", "PyStemmer", "selectolax")

Fact = tuple[str, str]


def install_command(extra: str) -> str:
    """What installs an extra into this Python."""
    return f"{Path(sys.executable).name} -m pip install 'dossier[{extra}]'"


def terminal_facts() -> Iterator[Fact]:
    """What the terminal is, and what it can do."""
    found = detect()
    size = shutil.get_terminal_size((80, 24))
    yield "TERM", os.environ.get("TERM", "") or "not set"
    yield "Size", f"{size.columns}x{size.lines}" if sys.stdout.isatty() else "no terminal on standard output"
    yield "Colours", {0: "none", 16: "16", 256: "256"}.get(found.depth, "16 million")
    yield "Signs", "Unicode" if found.unicode else "ASCII: the locale is not UTF-8"
    yield "Locale", f"{locale.setlocale(locale.LC_CTYPE, None)}, {sys.stdout.encoding or 'no encoding'}"
    yield "Over SSH", "yes: the mouse is off unless the settings say otherwise" if found.remote else "no"
    yield "Multiplexer", found.multiplexer or "none"


def version_facts() -> Iterator[Fact]:
    """Versions of what the program is made of."""
    yield "Python", f"{platform.python_version()}, {platform.system()} {platform.machine()}"
    yield "SQLite", sqlite3.sqlite_version
    for name in PACKAGES:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            yield name, "its version is not known"


def extra_facts() -> Iterator[Fact]:
    """Which extras are there, and how each of the others is installed."""
    for extra, (modules, purpose) in EXTRAS.items():
        there = all(importlib.util.find_spec(module) is not None for module in modules)
        yield extra, f"{purpose}: {'installed' if there else install_command(extra)}"


def limit_facts(library: Path) -> Iterator[Fact]:
    """What the system sets limits to."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield "Open files", f"{soft:,}"
    yield "Processors", str(os.cpu_count() or 1)
    there = next(folder for folder in (library, *library.absolute().parents) if folder.is_dir())
    yield "Disk", f"{shutil.disk_usage(there).free / 1e9:,.1f} GB free where the library is"


def place_facts(library: Path) -> Iterator[Fact]:
    """Where things are."""
    yield "Library", f"{library}{'' if library.is_dir() else ' (not there yet)'}"
    yield "Settings", str(places.settings() / "settings.toml")
    yield "State", str(places.state())


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print the facts by section."""
    library = libraries.chosen(args)
    sections = {
        "terminal": dict(terminal_facts()),
        "versions": dict(version_facts()),
        "extras": dict(extra_facts()),
        "limits": dict(limit_facts(library)),
        "places": dict(place_facts(library)),
    }
    if args.json:
        output.record(sections)
        return output.FOUND
    for name, facts in sections.items():
        output.line(name.capitalize())
        for label, value in facts.items():
            output.line(f"  {label:<12} {value}")
    return output.FOUND
