"""XML without its dangers: no entities of its own, no external ones, no nesting without end."""

from __future__ import annotations

import re
from typing import Any

from search.errors import Unreadable, Unsupported
from search.text import printable

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
"""Dropped before parsing: the parser would look for the file that it names."""
_PROLOGUE = 65536
"""Bytes in which a document type would have to stand."""


def refuse_entities(data: bytes) -> None:
    """Raise Unreadable for XML that defines entities: articles need none, bombs and spies do."""
    if _ENTITY.search(data[:_PROLOGUE].replace(b"\x00", b"")):
        raise Unreadable("The XML defines entities of its own.", "Remove them if you trust the file.")


def parse_xml(data: bytes, *, recover: bool = False) -> Any:
    """The root element of an XML document. Raises Unreadable, Unsupported without lxml."""
    try:
        from lxml import etree
    except ImportError as error:
        raise Unsupported("XML cannot be read here.", "Install dossier with the extra office.") from error
    refuse_entities(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(_DOCTYPE.sub(b"", data, count=1), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"The XML is damaged: {printable(str(error), 120)}.", "Copy it again.") from error
    if root is None:
        raise Unreadable("The XML is empty.", "Copy it again.")
    return root


def local(element: Any) -> str:
    """An element's name without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def all_named(root: Any, name: str) -> list[Any]:
    """Every element of this local name at and below ``root``, in document order."""
    return [element for element in root.iter() if local(element) == name]


def seen_below(root: Any, skipped: frozenset[str], within: frozenset[str]) -> str:
    """All text at and below an element, but for what is below elements named ``skipped``.

    Elements named ``within`` stand in the middle of words; around all others words are parted.
    """
    texts: list[str] = []
    waiting: list[Any] = [root]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            texts.append(item)
            continue
        name = local(item)
        part = "" if name in within else " "
        if item is not root:
            waiting.append(part + (item.tail or ""))
        if name and name not in skipped:
            texts.append(part + (item.text or ""))
            waiting += reversed(list(item))
    return "".join(texts)


def text_of(element: Any) -> str:
    """The text at and below an element, on one line."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def first_text(root: Any, *names: str) -> str:
    """The text of the first element that has one, by name; the better name first."""
    for name in names:
        for element in all_named(root, name):
            if text := text_of(element):
                return text
    return ""
