"""``dossier show``: one article in the form that is asked for."""

from __future__ import annotations

import argparse
import sys

from search import FORMATS, Article, Library, Mention, render
from tui.cli import libraries, output

SUMMARY = "one article"
DESCRIPTION = "Print one article by its id, the beginning of its id, or its source key."


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--format", choices=[*FORMATS, "json", "original"], default="text")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="--format json")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print the article."""
    with libraries.open_chosen(args) as library:
        article = library.article(args.id)
        if args.format == "original":
            return _original(library, article)
        if args.format == "json":
            output.record(as_json(article, library.mentions(article.id)))
        else:
            output.block(render(article, args.format, width=output.width()))
    return output.FOUND


def _original(library: Library, article: Article) -> int:
    """Write the bytes as they were read; to a terminal only as safe text."""
    original = library.original(article.id)
    if sys.stdout.isatty():
        output.block(original.decode("utf-8", "replace"))
    else:
        sys.stdout.buffer.write(original)
        sys.stdout.buffer.flush()
    return output.FOUND


def as_json(article: Article, mentions: tuple[Mention, ...]) -> dict[str, object]:
    """The whole article; mentions give character offsets into ``text``."""
    return {
        "id": article.id,
        "source_key": article.source_key,
        "url": article.url,
        "title": article.title,
        "subtitle": article.subtitle,
        "date": article.date,
        "date_precision": article.date_precision,
        "date_source": article.date_source,
        "category": article.category,
        "byline": article.byline,
        "organisation": article.organisation,
        "dateline": article.dateline,
        "place": article.place,
        "language": article.language,
        "tags": list(article.tags),
        "number": article.number,
        "kind": article.kind,
        "revision": article.revision,
        "warnings": list(article.warnings),
        "text": article.text,
        "blocks": [
            {"kind": b.kind.value, "text": b.text, "level": b.level, "rule": b.rule} for b in article.blocks
        ],
        "mentions": [
            {
                "start": m.start,
                "end": m.end,
                "kind": m.kind.value,
                "name": m.name,
                "surface": m.surface,
                "source": m.source,
                **dict(m.attributes),
            }
            for m in mentions
        ],
        "renditions": [
            {
                "path": r.path,
                "sha256": r.sha256,
                "format": r.format,
                "encoding": r.encoding,
                "importer": r.importer,
                "imported_at": r.imported_at,
            }
            for r in article.renditions
        ],
    }
