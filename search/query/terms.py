"""The words of a query as the analysis sees them: terms, stop words, and which clauses may give way."""

from __future__ import annotations

from dataclasses import replace

from search.index.analysis import analyze
from search.query.tree import And, Fuzzy, Node, Not, Or, Phrase, Prefix, Wildcard, Word


def terms_of(text: str, quoted: bool = False) -> tuple[str, ...]:
    """The terms that a written word (or, ``quoted``, a phrase) is looked up by; several stand side by side."""
    tokens = analyze(text, "phrase" if quoted else "query")
    if not quoted and len(tokens) > 1:
        tokens = analyze(text, "phrase")
    return tuple(token.text for token in tokens)


def is_stop_word(node: Node) -> bool:
    """Whether the node is a plain word that stands in nearly every article."""
    if not isinstance(node, Word):
        return False
    tokens = analyze(node.text, "query")
    return len(tokens) == 1 and tokens[0].stop


def without_stop_words(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The clauses of an AND that select something; all of them when no other words are there."""
    rest = tuple(node for node in nodes if not is_stop_word(node))
    return rest if any(not isinstance(node, Not) for node in rest) else nodes


def relaxed(node: Node) -> Node:
    """The query with its plain words joined by OR; filters and exclusions still hold.

    For whole sentences and for an AND that no article fulfils. Equal to ``node`` when there is nothing
    to relax.
    """
    if not isinstance(node, And):
        return node
    plain = without_stop_words(tuple(child for child in node.children if _is_plain(child)))
    if len(plain) < 2:
        return node
    either = Or(plain, start=plain[0].start, end=plain[-1].end)
    strict = tuple(child for child in node.children if not _is_plain(child))
    return replace(node, children=(either, *strict)) if strict else either


def _is_plain(node: Node) -> bool:
    """Whether a clause is of the words that a ranking can weigh against each other."""
    return isinstance(node, (Word, Phrase, Prefix, Wildcard, Fuzzy))
