"""OpenDocument texts: the XML is read directly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from search.article.model import Block, BlockKind, SpanKind
from search.intake.archives import open_zip, read_entry
from search.intake.markup import safe_link
from search.intake.model import Content, Draft
from search.intake.office import draft, properties
from search.intake.structure import Builder
from search.intake.xmltree import all_named, local, parse_xml, seen_below, text_of
from search.text import sanitise
from search.work.progress import Failure

VERSION = 1
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_DECLARED = frozenset({"sequence-decls", "variable-decls", "user-field-decls", "tracked-changes", "forms"})
"""What stands at the head of a text and is none of it."""
_SKIPPED = _DECLARED | {"annotation", "note"}
_WITHIN = frozenset({
    "span", "a", "bookmark", "bookmark-start", "bookmark-end", "change", "change-start", "change-end", "meta",
    "annotation-end", "reference-mark", "reference-mark-start", "reference-mark-end", "soft-page-break",
})  # fmt: skip
"""Elements in the middle of words."""
_HEAD = "page header or footer"
MAX_DEPTH = 200
"""Elements inside of one another that are followed; the XML parser stops at 256."""


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises Unreadable for a damaged document, NotAnArticle for an empty one."""
    data = content.read()
    with open_zip(Content.of_bytes(data, content.label, content.name)) as archive:
        root = parse_xml(read_entry(archive, "content.xml"))
        names = archive.namelist()
        meta = read_entry(archive, "meta.xml") if "meta.xml" in names else b""
        styles = read_entry(archive, "styles.xml") if "styles.xml" in names else b""
    body = next(iter(all_named(root, "body")), root)
    heads = _page_heads(styles)
    blocks = (*_blocks(root, body), *heads)
    seen = "\n".join((seen_below(body, _DECLARED, _WITHIN), *(head.text for head in heads)))
    found = draft(content, data, "odt", VERSION, blocks, properties(meta))
    numbers = " ".join(text_of(number) for number in all_named(body, "note-citation"))
    yield replace(found, seen=seen, cut=(("number of a note", numbers),))


def _page_heads(styles: bytes) -> tuple[Block, ...]:
    """What stands over and under every page, hidden."""
    root = parse_xml(styles) if styles.strip() else None
    heads = [] if root is None else [*all_named(root, "header"), *all_named(root, "footer")]
    texts = dict.fromkeys(filter(None, map(text_of, heads)))
    return tuple(Block(BlockKind.BOILERPLATE, sanitise(text), rule=_HEAD) for text in texts)


def _blocks(root: Any, body: Any) -> tuple[Block, ...]:
    """The text, then its notes and remarks, each as a note."""
    builder = Builder()
    marks = _mark_styles(root)
    _walk(builder, body, marks, 0)
    notes: list[Block] = []
    for note in body.iter():
        name = local(note)
        inside = Builder()
        if name == "annotation":
            _walk_all(inside, note, marks)
        for part in all_named(note, "note-body") if name == "note" else ():
            _walk(inside, part, marks, 0)
        text = "\n".join(block.text for block in inside.finish())
        notes += [Block(BlockKind.NOTE, text)] if text else []
    return (*builder.finish(), *notes)


def _walk_all(builder: Builder, holder: Any, marks: dict[str, SpanKind]) -> None:
    """What an element holds, each part by itself: who remarked something, when, and what."""
    for child in holder:
        builder.boundary()
        _walk(builder, child, marks, 0)


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
