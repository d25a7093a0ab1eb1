"""A parsed query as a tree of Whoosh queries over the index's fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from whoosh import query as wq

from search.index.analysis import fold, keyword, stem
from search.index.snapshot import Snapshot
from search.query.dates import days
from search.query.nodes import DateRange, KeywordWord, Pks, PkSet
from search.query.stems import stems_beginning, stems_like
from search.query.terms import terms_of, without_stop_words
from search.query.tree import (
    And,
    Dates,
    Entity,
    Everything,
    Fuzzy,
    Keyword,
    Like,
    Marked,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
    unparse,
)

Lookup = Callable[[str, str, bool], Pks]
"""Kind, text and whether the text is the whole name -> sorted pks of the articles that name such an entity;
for a field of marks and its value, of those that the reader marked so."""

DEFAULT_FIELD = "text"
_FACETS = {"organisation": "org_name"}
"""Fields of words whose whole values are a keyword field of another name."""


def compile_query(node: Node, lookup: Lookup, snapshot: Snapshot | None = None) -> wq.Query:
    """The Whoosh query that a tree asks. Raises nothing but what ``lookup`` raises.

    Field names are those of :mod:`search.index.schema`. Stop words that stand beside other words are
    left out. A word that the analysis parts (``co-owner``) is a phrase of its parts. A query that excludes
    only is made from everything less that. With a ``snapshot``, beginnings and patterns also find words
    whose stem is shorter than what was written.
    """
    return _Compiler(lookup, snapshot).compile(node) or wq.NullQuery


@dataclass(frozen=True, slots=True)
class _Compiler:
    """What compiling needs beside the tree."""

    lookup: Lookup
    snapshot: Snapshot | None

    def compile(self, node: Node) -> wq.Query | None:
        """None when nothing of the node is left after analysis: it then neither narrows nor widens."""
        match node:
            case Everything():
                return wq.Every()
            case And(children):
                return self._all(without_stop_words(children))
            case Or(children):
                return _any([part for child in children if (part := self.compile(child)) is not None])
            case Not():
                return self._all((node,))
            case Entity(kind, text, exact):
                return PkSet(self.lookup(kind, text, exact), unparse(node))
            case Marked("is", "unread"):
                return self._all((Not(replace(node, value="read")),))
            case Marked(name, value):
                return PkSet(self.lookup(name, value, True), unparse(node))
            case Like(_, _, terms, pks):
                best = PkSet(np.array(pks, np.int64), unparse(node))
                shared = [wq.Term(DEFAULT_FIELD, term, boost=weight) for term, weight in terms]
                return wq.And([best, wq.Or(shared)]) if shared else best
            case Prefix(text, name):
                known = stems_beginning(text, self.snapshot) if self.snapshot else []
                return _beside(wq.Prefix(name or DEFAULT_FIELD, fold(text)), known)
            case Wildcard(pattern, name):
                known = stems_like(pattern, self.snapshot) if self.snapshot else []
                return _beside(wq.Wildcard(name or DEFAULT_FIELD, fold(pattern)), known)
        return _leaf(node)

    def _all(self, children: tuple[Node, ...]) -> wq.Query | None:
        """The AND of clauses; everything takes part when there are only excluding ones."""
        wanted: list[wq.Query] = []
        unwanted: list[wq.Query] = []
        for child in children:
            excluded = isinstance(child, Not)
            part = self.compile(child.child if isinstance(child, Not) else child)
            if part is not None:
                (unwanted if excluded else wanted).append(wq.Not(part) if excluded else part)
        if not wanted and unwanted:
            wanted = [wq.Every()]
        clauses = wanted + unwanted
        if len(clauses) < 2:
            return clauses[0] if clauses else None
        return wq.And(clauses)


def _any(parts: list[wq.Query]) -> wq.Query | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return wq.Or(parts)


def _beside(pattern: wq.Query, stems: list[str]) -> wq.Query:
    """A pattern, or any of these terms of its field."""
    return wq.Or([pattern, *(wq.Term(pattern.fieldname, term) for term in stems)]) if stems else pattern


def _leaf(node: Node) -> wq.Query | None:
    match node:
        case Word(text, name):
            return _words(text, name, 0)
        case Phrase(text, name, slop):
            return _words(text, name, slop, quoted=True)
        case Fuzzy(text, edits, name):
            return wq.FuzzyTerm(name or DEFAULT_FIELD, stem(fold(text)), maxdist=edits, prefixlength=0)
        case Keyword(name, text, exact):
            return _keyword(name, text, exact)
        case Dates(first, last):
            return DateRange(days(first) if first else None, days(last) if last else None)
    raise TypeError(f"not a leaf: {node!r}")


def _words(text: str, name: str, slop: int, quoted: bool = False) -> wq.Query | None:
    """A term, or the terms side by side."""
    field = name or DEFAULT_FIELD
    terms = terms_of(text, quoted)
    if len(terms) > 1:
        # Whoosh counts the distance between neighbours, the language the words between them.
        return wq.Phrase(field, list(terms), slop=slop + 1)
    return wq.Term(field, terms[0]) if terms else None


def _keyword(name: str, text: str, exact: bool) -> wq.Query | None:
    value = keyword(text)
    if not value:
        return None
    name = _FACETS.get(name, name)
    # A number is one value even without quotes: 12-618 is not a part of 12-6180.
    return wq.Term(name, value) if exact or name == "number" else KeywordWord(name, value)
