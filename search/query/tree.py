"""The tree of a parsed query: what was asked, each part with its columns; and back to text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

TEXT_FIELDS = ("title", "subtitle", "byline", "organisation", "dateline", "body")
"""Fields of words: terms, phrases, prefixes and fuzzy words may be looked for in each."""
KEYWORD_FIELDS = ("category", "tag", "kind", "number")
"""Fields of whole values: quotes mean the whole value, a bare word any value that contains it."""
ENTITY_FIELDS = ("person", "org", "place", "event")
"""Fields that the entity side resolves."""
MARKS = {"is": ("read", "unread", "starred"), "has": ("note", "tag"), "own": ()}
"""Fields that ask what the reader thinks of an article, with their values; ``own`` takes any tag."""
FIELDS = (*TEXT_FIELDS, *KEYWORD_FIELDS, *ENTITY_FIELDS, "date", *MARKS, "like")

OPERATORS = ("AND", "OR", "NOT")


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a query. Two nodes are equal when they ask the same, wherever they stand."""

    start: int = field(default=0, compare=False, kw_only=True)
    """Column of the first character, 0-based."""
    end: int = field(default=0, compare=False, kw_only=True)
    """Column after the last character."""


@dataclass(frozen=True, slots=True)
class Everything(Node):
    """The empty query: every article."""


@dataclass(frozen=True, slots=True)
class Word(Node):
    """One written word. ``co-owner`` is one word here, whatever the analysis makes of it."""

    text: str
    field: str = ""
    """Empty: the default field."""


@dataclass(frozen=True, slots=True)
class Phrase(Node):
    """Words in quotes, which must stand in this order."""

    text: str
    field: str = ""
    slop: int = 0
    """How many other words may stand between two neighbours."""


@dataclass(frozen=True, slots=True)
class Prefix(Node):
    """The beginning of a word: ``invest*``."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Wildcard(Node):
    """A pattern of a word: ``wom?n``, ``inter*ing``."""

    pattern: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Fuzzy(Node):
    """A word that may be misspelt: ``crosier~``."""

    text: str
    edits: int = 1
    field: str = ""


@dataclass(frozen=True, slots=True)
class Keyword(Node):
    """A value of a keyword field."""

    field: str
    text: str
    exact: bool = False
    """True: the whole value is ``text``; False: a word of the value is."""


@dataclass(frozen=True, slots=True)
class Entity(Node):
    """An entity that the article names."""

    kind: str
    text: str
    exact: bool = False
    """True: exactly this name or alias; False: a name or alias that contains the words."""


@dataclass(frozen=True, slots=True)
class Marked(Node):
    """What the reader thinks of the article."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Like(Node):
    """Articles on the subject of another one, which stands for itself until it is looked up."""

    name: str
    """The other article's id, or the beginning of it, or its source key."""
    title: str = field(default="", compare=False)
    terms: tuple[tuple[str, float], ...] = field(default=(), compare=False)
    """What tells its subject, with weights."""
    pks: tuple[int, ...] = field(default=(), compare=False)
    """The articles most like it, ascending."""


@dataclass(frozen=True, slots=True)
class Dates(Node):
    """Dated from ``first`` to ``last``, both included; None leaves that end open."""

    first: date | None
    last: date | None
    text: str = field(default="", compare=False)
    """The range as it was written: ``2015..2016``."""


@dataclass(frozen=True, slots=True)
class Not(Node):
    """Articles that ``child`` does not match."""

    child: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    """Articles that every child matches; two children at least, none of them an And."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Articles that any child matches; two children at least, none of them an Or."""

    children: tuple[Node, ...]


Textual = Word | Phrase | Prefix | Wildcard | Fuzzy
"""The nodes that match stretches of text, and so are highlighted."""

FIELD_LIKE = re.compile(r"([A-Za-z][A-Za-z_]+):")
"""A word that could be meant as the name of a field."""


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    if isinstance(node, Not):
        return (node.child,)
    return node.children if isinstance(node, (And, Or)) else ()


def leaves(node: Node) -> Iterator[Node]:
    """Every node without children, in the order of the text."""
    below = children(node)
    if not below:
        yield node
    for child in below:
        yield from leaves(child)


def with_leaves(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with each leaf changed."""
    match node:
        case Not(child):
            return replace(node, child=with_leaves(child, change))
        case And(below) | Or(below):
            return replace(node, children=tuple(with_leaves(child, change) for child in below))
    return change(node)


def wanted(node: Node) -> Iterator[Node]:
    """The leaves that an article may show: those not under a Not."""
    if isinstance(node, Not):
        return
    below = children(node)
    if not below:
        yield node
    for child in below:
        yield from wanted(child)


def unparse(node: Node) -> str:
    """The query as text, in a normal form: parsing it gives an equal tree."""
    if isinstance(node, Everything):
        return ""
    if isinstance(node, Not):
        return f"-{_grouped(node.child)}"
    if isinstance(node, And):
        return " ".join(_grouped(child) for child in node.children)
    if isinstance(node, Or):
        return " OR ".join(unparse(child) for child in node.children)
    return _leaf(node)


def quoted(text: str) -> str:
    """The text in straight quotes, with what is in it made harmless."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _grouped(node: Node) -> str:
    return f"({unparse(node)})" if isinstance(node, (And, Or)) else unparse(node)


def _leaf(node: Node) -> str:
    match node:
        case Word(text, ""):
            # A plus sign makes a word of what would otherwise be an operator or a field.
            return f"+{text}" if text in OPERATORS or FIELD_LIKE.match(text) else text
        case Word(text, name):
            return f"{name}:{text}"
        case Phrase(text, name, slop):
            return _in_field(name) + quoted(text) + (f"~{slop}" if slop else "")
        case Prefix(text, name):
            return f"{_in_field(name)}{text}*"
        case Wildcard(pattern, name):
            return _in_field(name) + pattern
        case Fuzzy(text, edits, name):
            return f"{_in_field(name)}{text}~{edits}"
        case Keyword(name, text, exact) | Entity(name, text, exact):
            return f"{name}:{quoted(text) if exact else text}"
        case Marked(name, text):
            return f"{name}:{text}"
        case Like(name):
            return f"like:{quoted(name) if re.search(r'[^a-z0-9]', name) else name}"
        case Dates(first, last):
            return f"date:{first or ''}..{last or ''}"
    raise TypeError(f"not a leaf: {node!r}")


def _in_field(name: str) -> str:
    return f"{name}:" if name else ""
