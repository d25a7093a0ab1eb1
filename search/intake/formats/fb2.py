"""FictionBook (FB2): a book as one article, its notes at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from search.article.model import BlockKind, SpanKind
from search.intake.dates import read_date
from search.intake.model import Content, Draft
from search.intake.office import draft, nothing
from search.intake.structure import Builder
from search.intake.xmltree import all_named, local, parse_xml, text_of
from search.text import sanitise
from search.work.progress import Failure

VERSION = 1
MAX_DEPTH = 200
_MARKS = {"emphasis": SpanKind.EMPHASIS, "strong": SpanKind.STRONG, "code": SpanKind.CODE}


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises Unreadable for a damaged book, NotAnArticle for an empty one."""
    data = content.read()
    root = parse_xml(data, recover=True)
    builder = Builder()
    for body in (child for child in root if local(child) == "body"):
        _walk(builder, body, 0, 1)
    bodies = (" ".join(child.itertext()) for child in root if local(child) == "body")
    found = draft(content, data, "fb2", VERSION, builder.finish(), _properties(root))
    yield replace(found, seen="\n".join(bodies))


def _properties(root: Any) -> Any:
    known = nothing()
    about = next(iter(all_named(root, "title-info")), None)
    if about is None:
        return known
    names = ("first-name", "middle-name", "last-name", "nickname")
    authors = [
        " ".join(filter(None, (sanitise(text_of(next(iter(all_named(author, name)), None))) for name in names)))
        for author in about
        if local(author) == "author"
    ]
    known["title"] = sanitise(text_of(next(iter(all_named(about, "book-title")), None)))
    known["byline"] = "; ".join(filter(None, authors))
    day = next(iter(all_named(about, "date")), None)
    known["date"] = read_date(str(day.get("value") or "") or text_of(day)) if day is not None else ""
    known["language"] = text_of(next(iter(all_named(about, "lang")), None))[:2].lower()
    known["tags"] = tuple(sanitise(text_of(genre)) for genre in all_named(about, "genre"))
    return known


def _walk(builder: Builder, element: Any, depth: int, level: int) -> None:
    name = local(element)
    if not name or depth > MAX_DEPTH or name in ("image", "binary"):
        return
    ends = closes = False
    if name in ("title", "subtitle"):
        builder.begin(BlockKind.HEADING, min(level + (name == "subtitle"), 6))
        ends = True
    elif name in ("cite", "epigraph", "poem"):
        builder.begin(BlockKind.QUOTE)
        ends = True
    elif name == "table":
        builder.begin(BlockKind.TABLE)
        ends = True
    elif name in _MARKS:
        builder.open(_MARKS[name])
        closes = True
    elif name == "tr":
        builder.row()
    elif name in ("td", "th"):
        builder.cell()
    elif name in ("p", "v", "section", "text-author", "stanza", "empty-line"):
        builder.boundary()
    builder.text(element.text or "")
    for child in element:
        _walk(builder, child, depth + 1, level + (name == "section"))
        builder.text(child.tail or "")
    if closes:
        builder.close()
    if ends:
        builder.end()
