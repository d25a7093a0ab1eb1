"""OpenDocument texts: the XML is read directly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from search.article.model import Block, BlockKind, SpanKind
from search.intake.archives import open_zip, read_entry
from search.intake.markup import safe_link
from search.intake.model import Content, Draft
from search.intake.office import draft, properties
from search.intake.structure import Builder
from search.intake.xmltree import all_named, local, parse_xml
from search.work.progress import Failure

VERSION = 1
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_SKIPPED = frozenset({"annotation", "note", "sequence-decls", "tracked-changes", "bookmark", "forms"})
MAX_DEPTH = 200
"""Elements inside of one another that are followed; the XML parser stops at 256."""


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises Unreadable for a damaged document, NotAnArticle for an empty one."""
    data = content.read()
    with open_zip(Content.of_bytes(data, content.label, content.name)) as archive:
        root = parse_xml(read_entry(archive, "content.xml"))
        meta = read_entry(archive, "meta.xml") if "meta.xml" in archive.namelist() else b""
    yield draft(content, data, "odt", VERSION, _blocks(root), properties(meta))


def _blocks(root: Any) -> tuple[Block, ...]:
    builder = Builder()
    marks = _mark_styles(root)
    body = next(iter(all_named(root, "body")), root)
    _walk(builder, body, marks, 0)
    notes: list[Block] = []
    for note in all_named(body, "note"):
        inside = Builder()
        for part in all_named(note, "note-body"):
            _walk(inside, part, marks, 0)
        text = "\n".join(block.text for block in inside.finish())
        notes += [Block(BlockKind.NOTE, text)] if text else []
    return (*builder.finish(), *notes)


def _mark_styles(root: Any) -> dict[str, SpanKind]:
    """Style name -> what it means, for styles that are bold or italic."""
    found: dict[str, SpanKind] = {}
    for style in all_named(root, "style"):
        for look in style:
            if look.get(f"{_FO}font-weight") == "bold":
                found[str(style.get(f"{_STYLE}name"))] = SpanKind.STRONG
            elif look.get(f"{_FO}font-style") == "italic":
                found[str(style.get(f"{_STYLE}name"))] = SpanKind.EMPHASIS
    return found


def _walk(builder: Builder, element: Any, marks: dict[str, SpanKind], depth: int) -> None:
    """Tell the builder what an element holds; its tail is told by whoever holds the element."""
    name = local(element)
    if name in _SKIPPED or depth > MAX_DEPTH or not name:
        return
    ends, closes = _open(builder, element, name, marks)
    _say(builder, element.text)
    for child in element:
        _walk(builder, child, marks, depth + 1)
        _say(builder, child.tail)
    for _ in range(closes):
        builder.close()
    if ends:
        builder.end()


def _open(builder: Builder, element: Any, name: str, marks: dict[str, SpanKind]) -> tuple[bool, int]:
    """Begin an element; gives whether a block must be ended, and how many marks closed."""
    if name == "h":
        level = str(element.get(f"{_TEXT}outline-level", "1"))
        builder.begin(BlockKind.HEADING, min(max(int(level) if level.isdigit() else 1, 1), 6))
        return True, 0
    if name in ("list", "table"):
        builder.begin(BlockKind.LIST if name == "list" else BlockKind.TABLE)
        return True, 0
    if name == "a":
        builder.open(SpanKind.LINK, safe_link(element.get(f"{_XLINK}href")))
        return False, 1
    if name == "span" and (kind := marks.get(str(element.get(f"{_TEXT}style-name")))):
        builder.open(kind)
        return False, 1
    steps = {
        "p": builder.boundary,
        "list-item": builder.item,
        "table-row": builder.row,
        "table-cell": builder.cell,
        "line-break": builder.line_break,
    }
    if name in steps:
        steps[name]()
    elif name in ("s", "tab"):
        builder.text(" ")
    return False, 0


def _say(builder: Builder, text: str | None) -> None:
    if text:
        builder.text(text)
