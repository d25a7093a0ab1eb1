"""What is answered for a question: itself, or with misspelt words set right where that is sure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from search.errors import QueryError
from search.index.snapshot import Snapshot
from search.query.grammar import parse
from search.query.interface import Query
from search.query.spelling import Correction, correct
from search.query.spellings import with_spellings
from search.query.stopping import with_stop_words
from search.query.tiers import Tiers, is_question, tiers_of, weighed
from search.query.tree import Node, relaxed
from search.work.progress import Stop

KEPT = 256
"""Parsed queries that are remembered: those of some sittings."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A question to answer."""

    node: Node
    """Everything that its answer may show: what is highlighted, weighed and explained."""
    tiers: Tiers
    query: Query
    """The same as a query that is answered to the letter."""
    notice: str = ""
    """How it differs from what was asked; empty when it doesn't."""
    correction: str = ""
    """The query text with misspelt words set right; empty when none was."""


def parse_query(query: Query) -> Node:
    """The tree of text and filters. Raises QueryError, its column counted in :meth:`Query.as_text`."""
    try:
        node = _parsed(query.text)  # by itself, so that its parentheses cannot reach over the filters
    except QueryError as error:
        shift = (1 if query.filters else 0) - (len(query.text) - len(query.text.lstrip()))
        raise QueryError(error.sentence, error.remedy, column=max(0, error.column + shift)) from None
    return _parsed(query.as_text()) if query.filters else node


@lru_cache(maxsize=KEPT)
def _parsed(text: str) -> Node:
    return parse(text)


def as_asked(query: Query, snapshot: Snapshot) -> Attempt:
    """The question itself. Raises QueryError."""
    node = with_stop_words(parse_query(query), snapshot)
    node = node if query.literal else with_spellings(node, snapshot)
    if query.any_term:
        loose = weighed(relaxed(node))
        return Attempt(loose, Tiers(loose), query)
    tiers = tiers_of(node, snapshot, question=not query.literal and is_question(query.text))
    if query.literal or query.strict:
        tiers = replace(tiers, some=None)
    return Attempt(tiers.first, tiers, query)


def corrected(query: Query, snapshot: Snapshot, stop: Stop | None = None) -> tuple[Correction, Attempt] | None:
    """The question with the words that no article has set right, and whether that is sure; None without any.

    Raises Cancelled soon after ``stop`` returns true.
    """
    found = correct(query.text, snapshot, stop=stop)
    if found is None:
        return None
    shown = replace(query, text=found.text)
    try:
        attempt = as_asked(shown, snapshot)
    except QueryError:  # a word of a field or an operator came out of it
        return None
    notice = f"Showing results for {found.text}; search instead for {query.text.strip()}"
    answered = replace(attempt.query, literal=not query.any_term)
    return found, replace(attempt, query=answered, notice=notice, correction=found.text)
