"""Books (EPUB 2 and 3): one article a chapter of the spine."""

from __future__ import annotations

import posixpath
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from search.article.model import BlockKind
from search.errors import IntakeError, Unreadable
from search.intake.archives import open_zip, read_entry
from search.intake.formats.html import decode_html
from search.intake.ledger import seen_in
from search.intake.markup import parse, to_blocks
from search.intake.model import Content, Draft
from search.intake.office import Properties, draft, from_element
from search.intake.records import guarded
from search.intake.xmltree import all_named, first_text, local, parse_xml, text_of
from search.text import sanitise
from search.work.progress import Failure

VERSION = 1
_FRONT = "front matter"
MAX_CHAPTERS = 5000
"""Documents of one book; the longest have hundreds."""


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article a chapter; one that is refused is a Failure. Raises Unreadable for a damaged book."""
    with open_zip(content) as archive:
        container = parse_xml(read_entry(archive, "META-INF/container.xml"))
        path = next((str(item.get("full-path") or "") for item in all_named(container, "rootfile")), "")
        names = _spellings(archive)
        package = parse_xml(read_entry(archive, _member(names, path)))
        book = from_element(package)
        book["source_key"] = sanitise(first_text(package, "identifier"))
        listed = _listed(archive, package, posixpath.dirname(path), names)
        begun = not listed  # without a table of contents nobody knows where the first chapter begins
        for name in _spine(package, posixpath.dirname(path)):

            def parse(name: str = name) -> Iterator[Draft]:
                nonlocal begun
                member = _member(names, name)
                found = _chapter(archive, member, content, book, listed.get(member, ""), front=not begun)
                begun = begun or not found.article.title.endswith(_FRONT)
                yield found

            # covers, blank pages and tables of pictures belong to every book
            yield from guarded(f"{content.label}!{name}", parse, quiet=True)


def _spine(package: Any, folder: str) -> Iterator[str]:
    """The names of the chapters in reading order; the table of contents is none."""
    manifest = {
        str(item.get("id")): str(item.get("href") or "")
        for item in all_named(package, "item")
        if "html" in str(item.get("media-type") or "")
        and "nav" not in str(item.get("properties") or "").split()
    }
    spine = next(iter(all_named(package, "spine")), None)
    for item in list(spine if spine is not None else ())[:MAX_CHAPTERS]:
        if local(item) == "itemref" and (href := manifest.get(str(item.get("idref")), "")):
            yield posixpath.join(folder, href)


def _spellings(archive: zipfile.ZipFile) -> dict[str, str]:
    """Every spelling under which a member may be meant -> its name in the archive."""
    found: dict[str, str] = {}
    for name in archive.namelist():
        spelt = [name, unquote(name)]
        with suppress(UnicodeError):  # written as UTF-8, without the flag that says so
            spelt.append(name.encode("cp437").decode("utf-8"))
        for one in spelt:
            for form in (one, unicodedata.normalize("NFC", one), unicodedata.normalize("NFC", one).casefold()):
                found.setdefault(form, name)
    return found


def _member(names: dict[str, str], name: str) -> str:
    """The archive's name of a member. Raises Unreadable for one that leads outside of the book."""
    for one in (name.partition("#")[0], unquote(name.partition("#")[0])):
        inside = posixpath.normpath(one)
        if inside.startswith(("/", "..")) or inside in ("", "."):
            raise Unreadable("The book names a file outside of itself.", "Do not trust it.")
        form = unicodedata.normalize("NFC", inside)
        for spelt in (inside, form, form.casefold()):
            if spelt in names:
                return names[spelt]
    return posixpath.normpath(unquote(name.partition("#")[0]))


def _listed(archive: zipfile.ZipFile, package: Any, folder: str, names: dict[str, str]) -> dict[str, str]:
    """Member -> what the table of contents (EPUB 3 or 2) calls it; empty where that cannot be read."""
    found: dict[str, str] = {}
    for item in all_named(package, "item"):
        kind = f"{item.get('properties') or ''} {item.get('media-type') or ''}"
        if "nav" not in kind.split() and "dtbncx" not in kind:
            continue
        try:
            path = _member(names, posixpath.join(folder, str(item.get("href") or "")))
            root = parse_xml(read_entry(archive, path), recover=True)
            for href, text in _entries(root):
                if text and href:
                    found.setdefault(_member(names, posixpath.join(posixpath.dirname(path), href)), text)
        except IntakeError:
            continue  # chapters have headings of their own
    return found


def _entries(root: Any) -> Iterator[tuple[str, str]]:
    for point in all_named(root, "navPoint"):
        label = next((child for child in point if local(child) == "navLabel"), None)
        target = next((child for child in point if local(child) == "content"), None)
        yield str(target.get("src") or "") if target is not None else "", sanitise(text_of(label))
    for link in all_named(root, "a"):
        yield str(link.get("href") or ""), sanitise(text_of(link))


def _chapter(
    archive: zipfile.ZipFile, name: str, content: Content, book: Properties, listed: str, *, front: bool
) -> Draft:
    """A document of a book; one without a title before the first chapter is front matter."""
    data = read_entry(archive, name)
    decoded = decode_html(data)
    root = parse(decoded.text).body
    blocks = to_blocks(root) if root else ()
    heading = next((block.text for block in blocks[:3] if block.kind is BlockKind.HEADING), "")
    title = " ".join(heading.split()) or listed or (_FRONT if front else "")
    if book["title"] and title != book["title"]:
        title = f"{book['title']}: {title}" if title else book["title"]
    key = f"{book['source_key']}#{name}" if book["source_key"] else ""
    known = Properties(**{**book, "title": title, "source_key": key})
    inside = Content.of_bytes(data, f"{content.label}!{name}", name)
    found = draft(inside, data, "epub", VERSION, blocks, known, warnings=decoded.warnings)
    return replace(found, seen=seen_in(root) if root else "")
