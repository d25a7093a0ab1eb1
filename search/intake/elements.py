"""A page's tree with what is measured of each element: its text, its links, its names."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from search.text import sanitise, words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

UNSEEN = words("""
    head script style noscript template svg math iframe object embed select input textarea canvas audio video
    map dialog -comment
""")
"""Elements whose text nobody sees on a page."""
INLINE = words("""
    a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q s samp small
    span strike strong sub sup time tt u var br wbr button -text
""")
_PROSE_TAGS = words("p pre blockquote")
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_COMMA = re.compile("[,،、，;；。.!?！？]")
MOST_ELEMENTS = 50_000
"""Elements of a page that are measured: longer pages are taken whole."""


@dataclass(slots=True, eq=False)
class Element:
    """An element and what is below it."""

    node: LexborNode
    tag: str
    parent: Element | None
    names: frozenset[str] = frozenset()
    """The words of its class, id and role, in lower case: ``related``, ``posts`` of ``related-posts``."""
    children: list[Element] = field(default_factory=list)
    own: int = 0
    """Characters of text right below it, links and other inline elements included."""
    length: int = 0
    """Characters of all text below it."""
    linked: int = 0
    """Those of them in links."""
    links: int = 0
    commas: int = 0
    prose: int = 0
    """Characters of those of its paragraphs that are not mostly links."""
    headings: int = 0
    titles: int = 0
    """Headings of the first rank, itself included."""

    @property
    def key(self) -> int:
        """What identifies its node."""
        return int(self.node.mem_id)

    @property
    def link_share(self) -> float:
        """Share of its text that is linked."""
        return self.linked / self.length if self.length else 0.0

    def walk(self, closed: Container[int] = ()) -> Iterator[Element]:
        """It and all below it, in the order of the page, but for what is below those in ``closed`` (keys)."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            if element.key not in closed:
                waiting.extend(reversed(element.children))

    def above(self) -> Iterator[Element]:
        """What is around it, the nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    @property
    def top(self) -> Element:
        """The outermost element around it."""
        return list(self.above())[-1] if self.parent is not None else self

    @property
    def text(self) -> str:
        """Its text on one line."""
        return " ".join((self.node.text(separator=" ") or "").split())


def line_of(text: str) -> str:
    """Text of a page on one safe line."""
    return " ".join(sanitise(text).split())


def measure(root: LexborNode) -> Element:
    """The visible elements below a node of a page, measured, without recursion."""
    top = Element(root, root.tag or "", None)
    order = [top]
    current = top
    node: LexborNode | None = root.first_child
    while node is not None and len(order) < MOST_ELEMENTS:
        child = None
        if node.tag == "-text":
            _count(current, node.text_content or "")
        elif node.tag not in UNSEEN:
            attributes = node.attributes
            if "hidden" not in attributes and not _is_hidden(attributes.get("style")):
                tag = node.tag or ""
                if tag == "a" and "href" not in attributes:  # a place to go to, not a link
                    tag = "span"
                current = Element(node, tag, current, _named(attributes))
                order.append(current)
                child = node.first_child
                if child is None:
                    current = _closed(current)
        if child is not None:
            node = child
            continue
        while node is not None and node.next is None and node.mem_id != root.mem_id:
            node = node.parent
            if node is not None and node.mem_id != root.mem_id:
                current = _closed(current)
        node = None if node is None or node.mem_id == root.mem_id else node.next
    for element in reversed(order[1:]):
        _add_up(element)
    return top


def _is_hidden(style: str | None) -> bool:
    return bool(style) and _HIDDEN.search(style or "") is not None


def _closed(element: Element) -> Element:
    assert element.parent is not None
    element.parent.children.append(element)
    return element.parent


def _count(element: Element, text: str) -> None:
    length = len(text) if not text.isspace() else 0
    if length > 20:
        length = len(" ".join(text.split()))
    element.own += length
    element.length += length
    element.commas += len(_COMMA.findall(text)) if length > 3 else 0


def _add_up(element: Element) -> None:
    """Give the parent what is counted of its child; children come before their parents."""
    parent = element.parent
    assert parent is not None
    if element.tag == "a":
        element.linked, element.links = element.length, element.links + 1
    elif element.tag in _PROSE_TAGS or (element.own > 40 and element.tag not in INLINE):
        if element.link_share < 0.5:
            element.prose = max(element.prose, element.length if element.tag in _PROSE_TAGS else element.own)
    elif element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        element.headings += 1
        element.titles += element.tag == "h1"
    if element.tag in INLINE:
        parent.own += element.own
    parent.length += element.length
    parent.linked += element.linked
    parent.links += element.links
    parent.commas += element.commas
    parent.prose += element.prose
    parent.headings += element.headings
    parent.titles += element.titles


def _named(attributes: dict[str, str | None]) -> frozenset[str]:
    name = " ".join(filter(None, (attributes.get("class"), attributes.get("id"), attributes.get("role"))))
    return _parts(name[:400]) if name else frozenset()


@lru_cache(4096)
def _parts(name: str) -> frozenset[str]:
    return frozenset(part.lower() for part in _NAME_PARTS.findall(name))
