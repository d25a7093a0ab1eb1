"""Texts that are trees of nodes in JSON, as editors on the web keep them: made into HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from search.intake.values import all_texts, text_of

_KINDS = ("type", "_type", "nodeType", "object", "tag")
_INSIDE = ("content", "children", "items", "data", "nodes", "root", "blocks", "document", "caption")
"""Names under which a node holds others."""
_TEXTS = ("text", "html", "value", "caption", "title", "alt")
_HEADING = re.compile(r"h(?:eading|eader)?[-_]?([1-6])?\Z|(?:sub)?head(?:ing|line)?\Z", re.IGNORECASE)
_TAGS = (
    (re.compile(r"list[-_]?item|\Ali\Z", re.IGNORECASE), "li"),
    (re.compile(r"list|\A[uo]l\Z", re.IGNORECASE), "ul"),
    (re.compile(r"quote", re.IGNORECASE), "blockquote"),
    (re.compile(r"code|pre\Z", re.IGNORECASE), "pre"),
    (re.compile(r"image|figure|picture|media|embed|video", re.IGNORECASE), "figcaption"),
)
_INLINE = re.compile(
    r"(?:text|leaf|span|link|hyperlink|a|strong|bold|b|em|i|italic|mark|mention|inline.{0,20}|linebreak|hardbreak|"
    r"hard_break|br|emoji|autolink)\Z",
    re.IGNORECASE,
)
_DEEPEST = 40


def is_nodes(value: Any) -> bool:
    """Whether a JSON value is a text as a tree of nodes."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, str) or is_node(item) for item in value)
    return is_node(value) and any(isinstance(value.get(name), list | dict) for name in _INSIDE)


def is_node(value: Any) -> bool:
    """Whether a JSON value is a node: it says what it is, or it holds others, and has no title of its own."""
    if not isinstance(value, Mapping) or "headline" in value or "body" in value:
        return False
    kind = any(isinstance(value.get(name), str) for name in _KINDS)
    return (kind and any(name in value for name in (*_INSIDE, *_TEXTS))) or isinstance(
        value.get("children"), list
    )


def body_of(value: Any) -> str:
    """The text of a field, which may be HTML: a tree of nodes is made into it."""
    if not is_nodes(value):
        return text_of(value, "\n\n")
    return "".join(_markup(value, 0))


def attributes_of(value: Any) -> Iterator[str]:
    """What the nodes of a tree say besides their text: their kinds, addresses, styles."""
    if isinstance(value, list):
        for item in value:
            yield from attributes_of(item)
    elif isinstance(value, Mapping):
        for name, inside in value.items():
            if name in _INSIDE and isinstance(inside, list | dict):
                yield from attributes_of(inside)
            elif name not in _TEXTS:
                yield from all_texts(inside)


def _markup(value: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _markup(item, depth + 1)
    elif isinstance(value, str):
        yield f"<p>{escape(value)}</p>" if depth < 2 else escape(value)
    elif isinstance(value, Mapping):
        kind = next((str(value[name]) for name in _KINDS if isinstance(value.get(name), str)), "")
        own = list(_own(value, depth))
        if not any(own):
            return
        tag = _tag(value, kind)
        yield "".join(own) if not tag else f"<{tag}>{''.join(own)}</{tag}>"


def _own(value: Mapping[str, Any], depth: int) -> Iterator[str]:
    """The text of a node, then what it holds."""
    texts = dict.fromkeys(text for name in _TEXTS if isinstance(text := value.get(name), str) and text)
    yield from (text if "<" in text and ">" in text else escape(text) for text in texts)
    for name in _INSIDE:
        if isinstance(inside := value.get(name), list | dict):
            as_items = name == "items" and isinstance(inside, list)
            yield from (f"<li>{escape(item)}</li>" for item in inside if as_items and isinstance(item, str))
            yield from _markup(
                [item for item in inside if not isinstance(item, str)] if as_items else inside, depth + 2
            )


def _tag(value: Mapping[str, Any], kind: str) -> str:
    """The element of HTML that a node is; empty for one within a line."""
    style = value.get("style") if isinstance(value.get("style"), str) else ""
    if found := _HEADING.match(kind) or _HEADING.match(str(style)):
        level = (
            found[1] or (value.get("attrs") or value).get("level")
            if isinstance(value.get("attrs", {}), dict)
            else 2
        )
        return f"h{level if str(level) in '123456' and level else 2}"
    if _INLINE.match(kind) or (not kind and "children" not in value):
        return ""
    return next((tag for pattern, tag in _TAGS if pattern.search(kind)), "p" if _is_leaf(value) else "div")


def _is_leaf(value: Mapping[str, Any]) -> bool:
    """Whether a node is a paragraph: what it holds stands within lines."""
    return not re.search(
        r"doc|root|section|row|column|table", str(value.get("type") or value.get("nodeType") or "")
    )
