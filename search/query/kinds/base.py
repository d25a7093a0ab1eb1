"""What every kind of clause has in common: nodes, which say what was asked, and clauses, which match.

A node is a part of the parsed query. It is compiled once for a state of the index into a clause, whose terms
have been through the analysis; a clause is evaluated in each segment by the primitives of :class:`Scorer`,
which :class:`search.index.scorer.SegmentScorer` provides. (Lucene calls these Query, Weight and Scorer.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    from search.index.matches import Matches
    from search.index.snapshot import Snapshot

Pks = Any
"""Numbers of articles: a sorted numpy array of int64 without repetition. Untyped, since trees load no numpy."""
Lookup = Callable[[str, str, bool], Pks]
"""Kind, text and whether the text is the whole name -> pks of the articles that name such an entity; for a
field of marks and its value, of those that the reader marked so."""
Element = tuple[str, str]
"""One of several words side by side: ``term``, ``prefix`` or ``pattern``, and its folded text."""
Test = Callable[[str, str], bool]
"""Whether a term, or the folded word that it came from, is meant."""


class Scorer(Protocol):
    """What one segment finds. Every method gives the documents and what each adds to the score."""

    def term(self, name: str, text: str, boost: float) -> Matches:
        """A term of a text field, or a value of a keyword field."""

    def phrase(self, name: str, terms: Sequence[str], slop: int, boost: float) -> Matches:
        """Terms in order, each at most ``slop`` positions after the one before; scored as their AND."""

    def prefix(self, name: str, text: str, boost: float) -> Matches:
        """Any term with this beginning."""

    def wildcard(self, name: str, pattern: str, boost: float) -> Matches:
        """Any term of a pattern of ``*`` and ``?``."""

    def fuzzy(self, name: str, text: str, edits: int, boost: float) -> Matches:
        """Any term within an edit distance."""

    def near(self, name: str, left: Sequence[Element], right: Sequence[Element], distance: int) -> Matches:
        """Words side by side, at most ``distance`` positions from others that are, in any order; without
        others, anywhere. They score nothing.
        """

    def value_with(self, name: str, fits: Callable[[str], bool]) -> Matches:
        """Any value of a keyword field that fits."""

    def by_whoosh(self, query: Callable[[], Any]) -> Matches:
        """What a query of Whoosh's matches, by its own searcher."""

    def articles(self, pks: Pks) -> Matches:
        """Articles given by number; they score nothing."""

    def stretch(self, first: int, last: int) -> tuple[int, int]:
        """The first and one past the last document of some days: documents are in order of date."""

    def documents(self, low: int, high: int) -> Matches:
        """A stretch of documents; they score nothing."""

    def everything(self, boost: float) -> Matches:
        """Every article."""

    def all_of(self, parts: Sequence[Matches], low: int, high: int) -> Matches:
        """Documents of all parts within a stretch; scores add up."""

    def any_of(self, parts: Sequence[Matches]) -> Matches:
        """Documents of any part; scores add up."""

    def best_of(self, parts: Sequence[Matches]) -> Matches:
        """Documents of any part; each scores what its best part gives."""

    def preferring(self, wanted: Matches, welcome: Matches) -> Matches:
        """Documents of ``wanted``; those that are in ``welcome`` too score both."""

    def without(self, wanted: Matches, unwanted: Matches) -> Matches:
        """Documents of ``wanted`` that are not in ``unwanted``."""

    @property
    def size(self) -> int:
        """How many documents the segment has, deleted ones included."""


class Clause:
    """What is looked for in the index: immutable, compared by value, of terms as the index holds them."""

    __slots__ = ()

    def matches(self, scorer: Scorer) -> Matches:
        """The documents of a segment; scores may still have to be multiplied (:meth:`Matches.settled`)."""
        raise NotImplementedError

    def below(self) -> Sequence[Clause]:
        """The clauses that this one is made of."""
        return ()

    def check(self) -> None:
        """Raise QueryError when this would match nearly everything at a great cost."""


class Learner(Protocol):
    """Who looks for the clauses of a query in texts: :class:`search.query.occurrences.Finder`."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages beside English that the text is read in."""

    def expect_terms(self, number: int, terms: tuple[str, ...], slop: int) -> None:
        """Clause ``number`` is this term, or these terms, each at most ``slop`` words after the one before."""

    def expect_near(
        self, number: int, left: tuple[Element, ...], right: tuple[Element, ...], words: int
    ) -> None:
        """Clause ``number`` is these words side by side, at most ``words`` words from the others, if any."""

    def expect_words(self, number: int, fits: Test, beginning: str = "") -> None:
        """Clause ``number`` is any word that fits; all of these begin with ``beginning``."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """What compiling needs beside the tree."""

    lookup: Lookup
    snapshot: Snapshot | None = None
    """With one, beginnings and patterns also find words whose stem is shorter than what was written."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a query. Two nodes are equal when they ask the same, wherever they stand."""

    textual: ClassVar[bool] = False
    """Whether it matches stretches of text, and so is highlighted and weighed by the ranking."""
    located: ClassVar[bool] = False
    """Whether it can be shown in a text without being about words: an entity."""

    start: int = field(default=0, compare=False, kw_only=True)
    """Column of the first character, 0-based."""
    end: int = field(default=0, compare=False, kw_only=True)
    """Column after the last character."""

    def below(self) -> tuple[Node, ...]:
        """The nodes directly below."""
        return ()

    @property
    def is_stop_word(self) -> bool:
        """Whether it is a plain word that stands in nearly every article."""
        return False

    def unparse(self) -> str:
        """The node in the query language, in a normal form: parsing it gives an equal node."""
        raise NotImplementedError

    def said(self, nested: bool = False) -> str:
        """The node in plain words that fit after "articles" (filters) or "articles with" (text).

        ``nested``: inside a list of words.
        """
        raise NotImplementedError

    def compile(self, compiler: Compiler) -> Clause | None:
        """What to look for; None when nothing is left after analysis: it then neither narrows nor widens."""
        raise NotImplementedError

    def learn(self, number: int, learner: Learner) -> None:
        """Tell what stretches of text this node, number so of its query, matches."""

    def parts(self) -> Iterable[tuple[str, bool]]:
        """The texts whose terms the ranking weighs, with whether each is a phrase; of words without a field."""
        return ()


PLACES = {
    "": "",
    "title": " in the title",
    "subtitle": " in the subtitle",
    "byline": " in the byline",
    "organisation": " in the organisation",
    "dateline": " in the dateline",
    "body": " in the body",
    "from": " in the sender",
    "to": " among the recipients",
}
"""Fields of words as they are said behind a word."""
