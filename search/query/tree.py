"""The tree of a parsed query: its nodes, what is below them, and back to text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from search.query.kinds.articles import Entity, Like, Marked
from search.query.kinds.base import Node
from search.query.kinds.boolean import (
    And,
    Boosted,
    Everything,
    Lighter,
    Not,
    Or,
    Welcome,
    clauses_said,
    without_stop_words,
)
from search.query.kinds.dates import Dates
from search.query.kinds.fuzzy import Fuzzy
from search.query.kinds.keyword import Keyword
from search.query.kinds.near import Near, PatternPhrase
from search.query.kinds.pattern import Prefix, Wildcard
from search.query.kinds.word import Phrase, Word

__all__ = [
    "And",
    "Boosted",
    "Dates",
    "Entity",
    "Everything",
    "Fuzzy",
    "Keyword",
    "Lighter",
    "Like",
    "Marked",
    "Near",
    "Node",
    "Not",
    "Or",
    "PatternPhrase",
    "Phrase",
    "Prefix",
    "Welcome",
    "Wildcard",
    "Word",
    "in_words",
    "leaves",
    "relaxed",
    "wanted",
    "welcome",
    "with_leaves",
    "without_stop_words",
]


def leaves(node: Node) -> Iterator[Node]:
    """Every node without children, in the order of the text."""
    below = node.below()
    if not below:
        yield node
    for child in below:
        yield from leaves(child)


def with_leaves(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with each leaf changed."""
    match node:
        case Not(child) | Welcome(child) | Boosted(child):
            return replace(node, child=with_leaves(child, change))
        case And(below) | Or(below):
            return replace(node, children=tuple(with_leaves(child, change) for child in below))
    return change(node)


def wanted(node: Node) -> Iterator[Node]:
    """The leaves that an article may show: those not under a Not."""
    if isinstance(node, Not):
        return
    below = node.below()
    if not below:
        yield node
    for child in below:
        yield from wanted(child)


def welcome(node: Node) -> Iterator[Node]:
    """The leaves that carry little: of a question, those that an article need not have."""
    if isinstance(node, (Welcome, Lighter)):
        yield from leaves(node)
        return
    for child in node.below():
        yield from welcome(child)


def in_words(node: Node) -> str:
    """What the query asks, as a phrase that begins with "articles": ``articles with “crosier”, dated 2016``."""
    return node.said() if isinstance(node, Everything) else f"articles {clauses_said(node)}"


def relaxed(node: Node) -> Node:
    """The query with its plain words joined by OR; filters and exclusions still hold.

    For whole sentences and for an AND that no article fulfils. Equal to ``node`` when there is nothing
    to relax.
    """
    if not isinstance(node, And):
        return node
    plain = without_stop_words(tuple(child for child in node.children if _is_word(child)))
    if len(plain) < 2:
        return node
    either = Or(plain, start=plain[0].start, end=plain[-1].end)
    strict = tuple(child for child in node.children if not _is_word(child))
    return replace(node, children=(either, *strict)) if strict else either


def _is_word(node: Node) -> bool:
    """Whether a clause is of the words that a ranking can weigh against each other."""
    return node.child.textual if isinstance(node, Boosted) else node.textual
