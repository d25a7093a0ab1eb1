"""Which formats there are, and where their importers live. A new format is one module and one line here."""

from __future__ import annotations

import importlib
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from search.errors import Unsupported
from search.intake.model import Importer

GROUP = "dossier.formats"
"""Third parties register an importer under this entry point group; the entry's name is the format's."""

FORMATS = {
    "text": "search.intake.formats.text",
    "jsonl": "search.intake.formats.jsonl",
    "csv": "search.intake.formats.table",
    "zip": "search.intake.formats.zip",
    "tar": "search.intake.formats.tar",
    "json": "search.intake.formats.jsondoc",
    "feed": "search.intake.formats.feed",
    "mail": "search.intake.formats.mail",
    "docx": "search.intake.formats.docx",
    "odt": "search.intake.formats.odt",
    "epub": "search.intake.formats.epub",
    "pdf": "search.intake.formats.pdf",
    "warc": "search.intake.formats.warc",
    "wacz": "search.intake.formats.wacz",
    "zim": "search.intake.formats.zim",
    "reuters": "search.intake.formats.reuters",
    "newsml": "search.intake.formats.newsml",
    "html": "search.intake.formats.html",
    "markdown": "search.intake.formats.markdown",
    "pptx": "search.intake.formats.pptx",
    "xlsx": "search.intake.formats.xlsx",
    "rtf": "search.intake.formats.rtf",
    "mediawiki": "search.intake.formats.mediawiki",
    "enex": "search.intake.formats.enex",
    "fb2": "search.intake.formats.fb2",
    "subtitles": "search.intake.formats.subtitles",
    "gutenberg": "search.intake.formats.gutenberg",
    "rst": "search.intake.formats.rst",
    "asciidoc": "search.intake.formats.asciidoc",
    "org": "search.intake.formats.org",
}
"""Format name -> module. Modules load when a file of the format is met."""


@cache
def plugins() -> dict[str, EntryPoint]:
    """Importers of third parties by format name."""
    return {entry.name: entry for entry in entry_points(group=GROUP)}


@cache
def importer(format: str) -> Importer:
    """The importer of a format. Raises Unsupported when there is none."""
    if format in FORMATS:
        return cast(Importer, importlib.import_module(FORMATS[format]))
    if format in plugins():
        return cast(Importer, plugins()[format].load())
    raise Unsupported(
        f"No importer reads {format}.", "Convert it to text, HTML or JSONL, or install an importer for it."
    )
