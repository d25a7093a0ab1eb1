"""Exports of Evernote (ENEX): one article a note."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from search.article.model import Article
from search.errors import NotAnArticle
from search.intake.dates import read_date
from search.intake.model import Content, Draft, rendition
from search.intake.records import guarded
from search.intake.rich import blocks_of, seen_in_piece
from search.intake.xmltree import all_named, parse_xml, text_of
from search.text import sanitise
from search.work.progress import Failure

VERSION = 1


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article a note; one that is refused is a Failure. Raises Unreadable for damage."""
    from lxml import etree

    root = parse_xml(content.read(), recover=True)
    for number, note in enumerate(all_named(root, "note"), 1):
        label = f"{content.label}#{number}"
        data = etree.tostring(note, encoding="utf-8")
        yield from guarded(label, lambda n=note, at=label, raw=data: _note(n, raw, at))  # type: ignore[misc]


def _note(note: Any, data: bytes, label: str) -> Iterator[Draft]:
    def said(name: str) -> str:
        return sanitise(text_of(next(iter(all_named(note, name)), None)))

    body = next(iter(all_named(note, "content")), None)
    source = "".join(body.itertext()) if body is not None else ""
    blocks = blocks_of(source)
    title = said("title")
    if not title and not blocks:
        raise NotAnArticle("The note is empty.")
    date = read_date(said("created")[:8])
    yield Draft(
        Article(
            id="",
            title=title or blocks[0].text[:80],
            blocks=blocks,
            url=said("source-url"),
            date=date,
            date_source="created" if date else "",
            byline=said("author"),
            tags=tuple(filter(None, (sanitise(text_of(tag)) for tag in all_named(note, "tag")))),
            renditions=(rendition(label, data, "enex", VERSION),),
        ),
        data,
        seen=f"{title}\n{seen_in_piece(source)}",
    )
