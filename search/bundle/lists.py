"""Lists of articles as files: for spreadsheets, programs, reference managers and readers of books.

Articles are taken one at a time, so that a long list needs no memory. What opens the file runs nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from search.article.citation import cite, csl_item
from search.article.export import as_markdown, as_text, block_html
from search.article.model import Article
from search.bundle import epub, markup

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What a cell of a spreadsheet may not begin with: it would be worked out, or sent to another program."""
COLUMNS = (
    "id", "date", "title", "subtitle", "byline", "organisation", "category", "place", "number", "language",
    "tags", "url", "source_key", "path", "sha256", "words", "own_tags", "note",
)  # fmt: skip
"""Columns of CSV files."""

Row = tuple[Article, dict[str, Any]]
"""An article, and its record with all fields, marks included."""


def cell(value: str) -> str:
    """A text that a spreadsheet shows: behind an apostrophe when it could be a formula."""
    return f"'{value}" if value.lstrip(" \u00a0\u3000").startswith(_FORMULA) else value


def _csv(rows: Iterable[Row]) -> Iterator[str]:
    yield _line(COLUMNS)
    for article, record in rows:
        first = article.renditions[0] if article.renditions else None
        known = {
            "tags": "; ".join(article.tags), "path": first.path if first else "",
            "sha256": first.sha256 if first else "", "words": str(len(article.body.split())),
            "own_tags": " ".join(record.get("marks", {}).get("tags", ())),
            "note": "\n\n".join(record.get("marks", {}).get("notes", ())),
        }  # fmt: skip
        yield _line(cell(known[name] if name in known else str(getattr(article, name))) for name in COLUMNS)


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _jsonl(rows: Iterable[Row]) -> Iterator[str]:
    for _, record in rows:
        yield json.dumps(record, ensure_ascii=False) + "\n"


def _csl(rows: Iterable[Row]) -> Iterator[str]:
    before = "[\n"
    for article, _ in rows:
        yield before + json.dumps(csl_item(article), ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"


def _each(make: Callable[[Article], str], between: str) -> Callable[[Iterable[Row]], Iterator[str]]:
    def lines(rows: Iterable[Row]) -> Iterator[str]:
        for article, _ in rows:
            yield make(article) + between

    return lines


def _html(rows: Iterable[Row]) -> Iterator[str]:
    yield (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{markup.POLICY}"/>\n'
        f"<title>Articles</title>\n<style>{markup.CSS}</style></head>\n<body>\n"
    )
    for article, _ in rows:
        body = "\n".join(block_html(block) for _, block in article.visible())
        yield (
            f"<article>\n<h2>{markup.text(article.title)}</h2>\n"
            f'<p class="small">{markup.text(cite(article))}</p>\n{body}\n</article>\n<hr/>\n'
        )
    yield "</body></html>\n"


_TEXTS: dict[str, Callable[[Iterable[Row]], Iterator[str]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "bibtex": _each(lambda one: cite(one, "bibtex"), "\n\n"),
    "ris": _each(lambda one: cite(one, "ris"), "\r\n"),
    "csl-json": _csl,
    "html": _html,
    "md": _each(as_markdown, "\n\n---\n\n"),
    "txt": _each(as_text, "\n\n\n"),
}
LIST_FORMATS = (*_TEXTS, "epub")
"""Forms in which a list can be written."""
SUFFIXES = {".bib": "bibtex", ".json": "csl-json", ".htm": "html"} | {
    f".{name}": name for name in LIST_FORMATS if "-" not in name and name != "bibtex"
}
"""What a file's name says about its form."""


def write(file: IO[bytes], rows: Iterable[Row], format: str, *, title: str, made: str) -> None:
    """Write articles in one of :data:`LIST_FORMATS`. ``made``: the day, for books. Raises OSError."""
    if format == "epub":
        chapters = (epub.article_chapter(i, one, cite(one)) for i, (one, _) in enumerate(rows, 1))
        epub.write_book(file, title, chapters, made)
        return
    for part in _TEXTS[format](rows):
        file.write(part.encode("utf-8", "replace"))
