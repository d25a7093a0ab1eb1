"""Books (EPUB 3): chapters of XHTML in a zip file, the same bytes for the same content.

By the EPUB 3.3 specification (https://www.w3.org/TR/epub-33/); chapters are well-formed, nothing is fetched.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from search.article.export import block_html
from search.article.model import Article
from search.bundle.markup import CSS, allowed, names, paragraphs, part, sources, text, timeline
from search.bundle.report import Report

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest time that zip files know: their content does not depend on the clock."""
PER_CHAPTER = 50
"""Items of a dossier in a chapter: readers open a chapter whole."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file of the book."""

    name: str
    title: str
    body: str
    """XHTML, without the tags around it."""


def _page(title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" '
        f'xml:lang="en"><head><title>{text(title) or "-"}</title>'
        f'<link rel="stylesheet" type="text/css" href="style.css"/></head>\n<body>\n'
        f"{allowed(body)}</body></html>\n"
    )


def write_book(file: IO[bytes], title: str, chapters: Iterable[Chapter], made: str) -> None:
    """Write a book. ``made``: its day, ISO 8601. Chapters are taken one at a time."""
    contents: list[tuple[str, str, bool]] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        _add(book, "mimetype", "application/epub+zip", stored=True)  # first, and not compressed
        _add(book, "META-INF/container.xml", _CONTAINER)
        _add(book, "OEBPS/style.css", CSS)
        digest = hashlib.sha256(title.encode("utf-8", "replace"))
        for one in chapters:
            page = _page(one.title, one.body)
            digest.update(page.encode("utf-8", "replace"))
            _add(book, f"OEBPS/{one.name}.xhtml", page)
            contents.append((one.name, one.title, "<svg" in one.body))
        items = "".join(
            f'<li><a href="{name}.xhtml">{text(head) or "-"}</a></li>' for name, head, _ in contents
        )
        _add(book, "OEBPS/nav.xhtml", _page(title, f'<nav epub:type="toc"><ol>{items}</ol></nav>'))
        _add(book, "OEBPS/book.opf", _package(title, contents, made, digest.hexdigest()[:32]))


def _add(book: zipfile.ZipFile, name: str, content: str, *, stored: bool = False) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    book.writestr(info, content.encode("utf-8", "replace"))


_PICTURED = ' properties="svg"'
_CONTAINER = (
    '<?xml version="1.0"?>\n<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>\n"
)


def _package(title: str, contents: list[tuple[str, str, bool]], made: str, digest: str) -> str:
    items = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"'
        f"{_PICTURED if pictured else ''}/>"
        for name, _, pictured in contents
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name, _, _ in contents)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        'unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">urn:dossier:{digest}</dc:identifier>'
        f"<dc:title>{text(title) or '-'}</dc:title>"
        "<dc:language>en</dc:language>"
        f'<meta property="dcterms:modified">{made}T00:00:00Z</meta></metadata><manifest>'
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f'<item id="style" href="style.css" media-type="text/css"/>{items}</manifest>'
        f"<spine>{spine}</spine></package>\n"
    )


def report_chapters(report: Report) -> Iterable[Chapter]:
    """A report as chapters: the introduction, the items, the sources, the index."""
    head = f"<h1>{text(report.title)}</h1>\n" + paragraphs(report.remarks, "small lost")
    yield Chapter("c0000", report.title, head + paragraphs(report.introduction) + timeline(report) or "<p/>")
    for at in range(0, len(report.parts), PER_CHAPTER):
        some = report.parts[at : at + PER_CHAPTER]
        body = "".join(part(one, "sources.xhtml") for one in some) or "<p/>"
        first = next((one.title for one in some if one.title), "")
        yield Chapter(f"c{at // PER_CHAPTER + 1:04}", first or f"Part {at // PER_CHAPTER + 1}", body)
    if report.sources:
        yield Chapter("sources", "Sources", "<h2>Sources</h2>\n" + sources(report.sources))
    for kind, head in (("person", "People"), ("org", "Organisations")):
        entries = [one for one in report.index if one.kind == kind]
        if entries:
            yield Chapter(kind, head, f"<h2>{head}</h2>\n{names(entries, 'sources.xhtml')}")


def article_chapter(number: int, article: Article, citation: str) -> Chapter:
    """A whole article as a chapter."""
    body = "\n".join(block_html(block) for _, block in article.visible())
    head = f'<h1>{text(article.title)}</h1>\n<p class="small">{text(citation)}</p>\n'
    return Chapter(f"a{number:06}", article.title, head + body)
