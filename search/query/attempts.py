"""What to try for a question, one after another, until something is found: set right, then any of the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.errors import QueryError
from search.index.snapshot import Snapshot
from search.query.grammar import parse
from search.query.model import Query
from search.query.spelling import Correction, correct
from search.query.tree import Node, relaxed
from search.work.progress import Stop

SOME_WORDS = "No article has all of these words; these have some of them."


@dataclass(frozen=True, slots=True)
class Attempt:
    """A question to try in place of the one that was asked."""

    node: Node
    query: Query
    """The same as a query that is answered to the letter."""
    notice: str = ""
    """How it differs from what was asked; empty when it doesn't."""
    correction: str = ""
    """The query text with misspelt words set right; empty when none was."""


def parse_query(query: Query) -> Node:
    """The tree of text and filters. Raises QueryError, its column counted in :meth:`Query.as_text`."""
    try:
        node = parse(query.text)  # by itself, so that its parentheses cannot reach over the filters
    except QueryError as error:
        shift = (1 if query.filters else 0) - (len(query.text) - len(query.text.lstrip()))
        raise QueryError(error.sentence, error.remedy, column=max(0, error.column + shift)) from None
    return parse(query.as_text()) if query.filters else node


def attempts(query: Query, snapshot: Snapshot, stop: Stop | None = None) -> Iterator[Attempt]:
    """What to try, lazily, the question itself first unless it has a word that no article has.

    A literal query is tried as it is and nothing else; one for any of its words is set right, too. Raises
    QueryError, and Cancelled soon after ``stop`` returns true.
    """
    asked = Attempt(parse_query(query), query)
    if query.literal:
        yield _any(asked) if query.any_term else asked
        return
    unknown = correct(query.text, snapshot, stop=stop)
    if unknown is not None:
        yield from _loosened(_corrected(query, unknown), query.any_term)
        yield from _loosened(asked, query.any_term)
        return
    yield _any(asked) if query.any_term else asked
    rare = correct(query.text, snapshot, rare=True, stop=stop)
    if rare is not None:
        better = _corrected(query, rare)
        yield _any(better) if query.any_term else better
    if not query.any_term and (loose := _some(asked)):
        yield loose


def _loosened(attempt: Attempt, any_term: bool) -> Iterator[Attempt]:
    """With all words, then with some; with some at once where that is what was asked."""
    if any_term:
        yield _any(attempt)
        return
    yield attempt
    if loose := _some(attempt):
        yield loose


def _corrected(query: Query, correction: Correction) -> Attempt:
    shown = replace(query, text=correction.text, literal=True)
    notice = f"Showing results for {correction.text}; search instead for {query.text.strip()}"
    return Attempt(parse_query(shown), shown, notice, correction.text)


def _any(attempt: Attempt) -> Attempt:
    """Any of the words, as it was asked."""
    return replace(attempt, node=relaxed(attempt.node), query=replace(attempt.query, any_term=True))


def _some(attempt: Attempt) -> Attempt | None:
    """Any of the words because not all were found; None when there are no words to choose from."""
    node = relaxed(attempt.node)
    if node == attempt.node:
        return None
    notice = f"{attempt.notice}. {SOME_WORDS}" if attempt.notice else SOME_WORDS
    return replace(_any(attempt), node=node, notice=notice)
