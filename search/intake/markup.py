"""HTML trees as blocks: headings, lists, quotes, tables, captions and inline markup are kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from typing import TYPE_CHECKING

from search.article.model import Block, BlockKind, SpanKind
from search.intake.structure import Builder
from search.text import words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_DEPTH = 5000
"""Tags inside of one another. The parser's time grows with the square: 20,000 take half a second."""
MAX_ATTRIBUTES = 1000
"""Attributes of one tag; the parser compares each with all before it."""
_SUSPICIOUS_TAGS = 5000
_SUSPICIOUS_TAG = re.compile(r"<[a-zA-Z][^<>]{20000}")

_TITLE = re.compile(r"(<title[^>]{0,200}>[^<]*)", re.IGNORECASE)
_HEAD = 20_000
"""Characters in which a page's title is looked for."""
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)>")
_VOID = words("area base br col embed hr img input link meta source track wbr p li dt dd td th tr option")
"""Tags that hold nothing, or that close themselves where the next begins."""

_SKIPPED = words("""
    head script style noscript template svg math iframe object embed select input textarea canvas
    audio video map dialog -comment
""")
_MARKS = {
    "em": SpanKind.EMPHASIS,
    "i": SpanKind.EMPHASIS,
    "cite": SpanKind.EMPHASIS,
    "strong": SpanKind.STRONG,
    "b": SpanKind.STRONG,
    "code": SpanKind.CODE,
    "kbd": SpanKind.CODE,
    "samp": SpanKind.CODE,
    "tt": SpanKind.CODE,
}
_FLOW = words("""
    address article aside body center dd details div dl dt fieldset figure footer form header hgroup hr main
    nav p section summary tbody thead tfoot
""")
_CONTAINERS = {
    "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "pre": BlockKind.PREFORMATTED,
}
_HEADING = re.compile(r"h[1-6]\Z")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LAYOUT = "td table, th table, p + p, h1, h2, h3, h4, ul, ol, article"
_LIST_LAYOUT = "table, h1, h2, h3, article, section"


def parse(html: str) -> LexborHTMLParser:
    """A tree of a page."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(tame(_with_closed_title(html)))


def _with_closed_title(html: str) -> str:
    """A title that is never closed would swallow the page."""
    if _TITLE.search(html) and "</title" not in html[:_HEAD].lower():
        return _TITLE.sub(r"\1</title>", html, count=1)
    return html


def tame(html: str) -> str:
    """A page without what makes parsers slow: nesting without end, and tags with thousands of attributes.

    Only tags go; every text stays.
    """
    if html.count("<") < _SUSPICIOUS_TAGS and not _SUSPICIOUS_TAG.search(html):
        return html
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        closing, name, attributes = tag.groups()
        if len(attributes) > MAX_ATTRIBUTES and attributes.count("=") + attributes.count(" ") > MAX_ATTRIBUTES:
            attributes = ""
        if name.lower() in _VOID or attributes.endswith("/"):
            return f"<{closing}{name}{attributes}>"
        depth = max(depth - 1, 0) if closing else depth + 1
        return f"<{closing}{name}{attributes}>" if depth + bool(closing) <= MAX_DEPTH else ""

    return _TAG.sub(kept, html)


def to_blocks(root: LexborNode, dropped: Container[int] = frozenset()) -> tuple[Block, ...]:
    """The blocks below a node, without recursion. ``dropped`` are the ``mem_id`` of nodes to leave out."""
    builder = Builder()
    closers: list[Callable[[], None] | None] = []
    node: LexborNode | None = root
    while node is not None:
        child = None
        if node.tag == "-text":
            builder.text(node.text_content or "")
        elif _is_shown(node, dropped):
            closers.append(_open(builder, node))
            child = node.first_child
            if child is None and (closer := closers.pop()):
                closer()
        if child is not None:
            node = child
            continue
        while node is not None and node.mem_id != root.mem_id and node.next is None:
            node = node.parent
            if node is not None and (closer := closers.pop()):
                closer()
        node = None if node is None or node.mem_id == root.mem_id else node.next
    return builder.finish()


def _is_shown(node: LexborNode, dropped: Container[int]) -> bool:
    if node.tag in _SKIPPED or node.mem_id in dropped or (node.tag == "button" and not stands_in_text(node)):
        return False
    return not is_hidden(node)


def stands_in_text(node: LexborNode) -> bool:
    """Whether there is text right before or after an element, of the same line."""
    return any(
        beside is not None and beside.tag == "-text" and not (beside.text_content or " ").isspace()
        for beside in (node.prev, node.next)
    )


def is_hidden(node: LexborNode) -> bool:
    """Whether an element says of itself that it is not shown."""
    attributes = node.attributes
    return bool(attributes) and ("hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or "")))


def hidden_in(root: LexborNode) -> list[LexborNode]:
    """The elements below a node that say of themselves that they are not shown."""
    return [node for node in root.css("[hidden], [style]") if is_hidden(node)]


def _open(builder: Builder, node: LexborNode) -> Callable[[], None] | None:
    """Tell the builder that an element begins; gives what to call where it ends."""
    tag = node.tag or ""
    if tag in _MARKS:
        builder.open(_MARKS[tag])
        return builder.close
    if tag == "a" and (target := safe_link(node.attributes.get("href"))):
        builder.open(SpanKind.LINK, target)
        return builder.close
    if tag == "br":
        builder.line_break()
    elif tag == "li":
        builder.item()
    elif tag in ("td", "th"):
        builder.cell()
    elif tag == "tr":
        builder.row()
    elif tag in _FLOW:
        builder.boundary()
        return builder.boundary
    else:
        return _open_container(builder, node, tag)
    return None


def _open_container(builder: Builder, node: LexborNode, tag: str) -> Callable[[], None] | None:
    if _HEADING.match(tag):
        builder.begin(BlockKind.HEADING, int(tag[1]))
    elif tag in _CONTAINERS:
        builder.begin(_CONTAINERS[tag])
    elif tag in ("ul", "ol") and node.css_first(_LIST_LAYOUT) is None:
        builder.begin(BlockKind.LIST, int(tag == "ol"))
    elif tag == "table" and _is_data(node):
        builder.begin(BlockKind.TABLE)
    elif tag in ("ul", "ol", "table"):
        builder.boundary()
        return builder.boundary
    else:
        return None
    return builder.end


def _is_data(table: LexborNode) -> bool:
    """Whether a table holds data; the other tables only lay a page out."""
    if table.css_first(_LAYOUT) is not None:
        return False
    return (
        table.css_first("tr + tr, tbody + tbody") is not None
        and table.css_first("td + td, th + td, th + th") is not None
    )


def safe_link(href: str | None) -> str:
    """Where a link leads, when it leads to a page or an address; nothing is ever fetched."""
    target = (href or "").strip()
    scheme = _SCHEME.match(target)
    if scheme and scheme[0].lower() not in ("http:", "https:", "mailto:"):
        return ""
    return target[:2000]
