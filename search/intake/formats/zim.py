"""ZIM files, the offline encyclopaedias of Kiwix: one article a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from search.errors import Unreadable, Unsupported
from search.intake.formats import html
from search.intake.model import MAX_DOCUMENT, Content, Draft
from search.intake.records import guarded
from search.text import printable
from search.work.progress import Failure

VERSION = 1


def read(content: Content) -> Iterator[Draft | Failure]:
    """The articles of all pages; one that is refused is a Failure. Raises Unreadable for a damaged file."""
    try:
        from libzim.reader import Archive
    except ImportError as error:
        raise Unsupported("ZIM files cannot be read here.", "Install dossier with the extra zim.") from error
    if content.path is None:
        raise Unsupported("A ZIM file inside of an archive cannot be read.", "Unpack it first.")
    try:
        archive = Archive(content.path)
    except RuntimeError as error:
        raise Unreadable(f"The ZIM file is damaged: {printable(str(error), 100)}.", "Copy it again.") from error
    for number in range(archive.all_entry_count):
        yield from _entry(archive, number, content)


def _entry(archive: Any, number: int, content: Content) -> Iterator[Draft | Failure]:
    try:
        entry = archive._get_entry_by_id(number)  # the library has no other way to walk through all
        if entry.is_redirect:
            return
        item = entry.get_item()
        if not item.mimetype.startswith("text/html") or item.size > MAX_DOCUMENT:
            return
        label = f"{content.label}!{printable(item.path, 300)}"
        data = bytes(item.content)
    except RuntimeError as error:
        yield Failure(f"{content.label}#{number}", f"The entry is damaged: {printable(str(error), 100)}.")
        return
    inside = Content.of_bytes(data, label, printable(item.title, 200), content.depth + 1)
    yield from guarded(label, lambda: html.from_html(html.decode_html(data), inside, data, format="zim"))
