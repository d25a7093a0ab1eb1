"""Stop words of the language that a query is in."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from search.article.small_words import SMALL
from search.index.analysis import fold
from search.index.snapshot import Snapshot
from search.index.stemming import sequences_in
from search.query.kinds.base import Node
from search.query.kinds.word import Word
from search.query.terms import is_stopped, written
from search.query.tree import wanted, with_leaves


def has_reading(word: str, language: str, snapshot: Snapshot) -> bool:
    """Whether any article of a language has a word in one of its forms."""
    return any(
        all(snapshot.document_frequency("text", term.encode()) for term in terms)
        for terms in sequences_in(language, written(word))
    )


def with_stop_words(node: Node, snapshot: Snapshot) -> Node:
    """The query with the stop words of its language marked; as it is where that cannot be told, or is English.

    It is in a language when all of its other words are in articles of that language, and the more small
    words speak for it than for another.
    """
    if not snapshot.languages:
        return node
    plain = [leaf.text for leaf in wanted(node) if isinstance(leaf, Word) and not leaf.field]
    most, small = sum(is_stopped(word) for word in plain), frozenset[str]()
    for language in snapshot.languages:
        own = stop_words(language)
        others = [word for word in plain if fold(word) not in own]
        if len(plain) - len(others) > most and others:
            content = [word for word in others if not is_stopped(word)]
            if content and all(has_reading(word, language, snapshot) for word in content):
                most, small = len(plain) - len(others), own
    if not small:
        return node
    return with_leaves(
        node,
        lambda leaf: (
            replace(leaf, small=True)
            if isinstance(leaf, Word) and not leaf.field and fold(leaf.text) in small
            else leaf
        ),
    )


@cache
def stop_words(language: str) -> frozenset[str]:
    """The small words of a language, folded."""
    return frozenset(map(fold, SMALL.get(language, ())))
