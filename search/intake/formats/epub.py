"""Books (EPUB 2 and 3): one article a chapter of the spine."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from search.article.model import BlockKind
from search.errors import IntakeError, NotAnArticle, Unreadable
from search.intake.archives import open_zip, read_entry
from search.intake.formats.html import decode_html
from search.intake.markup import parse, to_blocks
from search.intake.model import Content, Draft
from search.intake.office import Properties, draft, from_element
from search.intake.xmltree import all_named, first_text, local, parse_xml
from search.text import sanitise
from search.work.progress import Failure

VERSION = 1
MAX_CHAPTERS = 5000
"""Documents of one book; the longest have hundreds."""


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article a chapter; one that is refused is a Failure. Raises Unreadable for a damaged book."""
    with open_zip(content) as archive:
        container = parse_xml(read_entry(archive, "META-INF/container.xml"))
        path = next((str(item.get("full-path") or "") for item in all_named(container, "rootfile")), "")
        package = parse_xml(read_entry(archive, _within(path)))
        book = from_element(package)
        book["source_key"] = sanitise(first_text(package, "identifier"))
        for number, name in enumerate(_spine(package, posixpath.dirname(path)), 1):
            label = f"{content.label}!{name}"
            try:
                yield _chapter(archive, name, content, book, number)
            except NotAnArticle:
                continue  # covers, blank pages and tables of pictures belong to every book
            except IntakeError as error:
                yield Failure(label, str(error))


def _within(path: str) -> str:
    """A name inside of the book. Raises Unreadable for one that leads outside."""
    name = posixpath.normpath(unquote(path.partition("#")[0]))
    if name.startswith(("/", "..")) or name in ("", "."):
        raise Unreadable("The book names a file outside of itself.", "Do not trust it.")
    return name


def _spine(package: Any, folder: str) -> Iterator[str]:
    """The names of the chapters in reading order."""
    manifest = {
        str(item.get("id")): str(item.get("href") or "")
        for item in all_named(package, "item")
        if "html" in str(item.get("media-type") or "")
    }
    spine = next(iter(all_named(package, "spine")), None)
    for item in list(spine if spine is not None else ())[:MAX_CHAPTERS]:
        if local(item) == "itemref" and (href := manifest.get(str(item.get("idref")), "")):
            yield posixpath.join(folder, href)


def _chapter(archive: zipfile.ZipFile, name: str, content: Content, book: Properties, number: int) -> Draft:
    name = _within(name)
    data = read_entry(archive, name)
    decoded = decode_html(data)
    root = parse(decoded.text).body
    blocks = to_blocks(root) if root else ()
    heading = next((block.text for block in blocks[:3] if block.kind is BlockKind.HEADING), "")
    title = " ".join(heading.split()) or f"Chapter {number}"
    if book["title"] and title != book["title"]:
        title = f"{book['title']}: {title}"
    key = f"{book['source_key']}#{name}" if book["source_key"] else ""
    known = Properties(**{**book, "title": title, "source_key": key})
    inside = Content.of_bytes(data, f"{content.label}!{name}", name)
    return draft(inside, data, "epub", VERSION, blocks, known, warnings=decoded.warnings)
