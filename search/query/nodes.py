"""Leaves of a Whoosh query tree for what Whoosh has no query of: sets of articles, dates, words of keywords.

The vectorised evaluator answers them from a segment's arrays. ``matcher`` does so for the stock Searcher,
whose reader (:class:`search.index.reader.ArrayReader`) holds the same arrays in ``view``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import ListMatcher, Matcher, NullMatcher
from whoosh.query import MultiTerm, Query

from search.index.document import UNDATED

Pks = NDArray[np.int64]


def _matcher(searcher: Any, fits: Callable[[Any], NDArray[np.bool_]]) -> Matcher:
    """A stock matcher of the live documents of a segment that fit; each scores nothing."""
    view = searcher.reader().view
    flags = fits(view)
    if view.deleted is not None:
        flags = flags & ~view.deleted
    docs = np.flatnonzero(flags).tolist()
    return ListMatcher(docs, [0.0] * len(docs)) if docs else NullMatcher()


class PkSet(Query):  # type: ignore[misc]
    """Articles given by number: what an entity clause comes to. Narrows, and adds nothing to a score."""

    def __init__(self, pks: Pks, label: str = "") -> None:
        self.pks = pks
        """Sorted, without repetition."""
        self.label = label
        """The clause that it stands for, for people and for equality of cached queries."""
        self.boost = 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PkSet) and self.label == other.label and np.array_equal(self.pks, other.pks)

    def __hash__(self) -> int:
        return hash((self.label, len(self.pks), self.pks[:8].tobytes()))

    def __repr__(self) -> str:
        return f"PkSet({self.label!r}, {len(self.pks)} articles)"

    def field(self) -> None:
        """No field: the index knows nothing of entities."""

    def estimate_size(self, reader: Any) -> int:  # noqa: ARG002 (Whoosh's signature)
        """At most this many hits."""
        return len(self.pks)

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:  # noqa: ARG002 (Whoosh's signature)
        """For the stock Searcher."""
        return _matcher(searcher, lambda view: np.isin(view.pks, self.pks))


class DateRange(Query):  # type: ignore[misc]
    """Articles dated from ``first`` to ``last``, both included, in days since 1970-01-01."""

    fieldname = "date"

    def __init__(self, first: int | None, last: int | None) -> None:
        # Open at the left still leaves out the undated ones.
        self.first = UNDATED + 1 if first is None else first
        self.last = int(np.iinfo(np.int32).max) if last is None else last
        self.boost = 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateRange) and (self.first, self.last) == (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))

    def __repr__(self) -> str:
        return f"DateRange({self.first}, {self.last})"

    def field(self) -> str:
        """The column."""
        return self.fieldname

    def estimate_size(self, reader: Any) -> int:
        """At most this many hits."""
        return int(reader.doc_count())

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:  # noqa: ARG002 (Whoosh's signature)
        """For the stock Searcher."""
        return _matcher(searcher, lambda view: (view.dates >= self.first) & (view.dates <= self.last))


class KeywordWord(MultiTerm):  # type: ignore[misc]
    """Values of a keyword field that contain a word: ``tag:rights`` for ``civil rights``."""

    constantscore = True

    def __init__(self, fieldname: str, text: str) -> None:
        self.fieldname = fieldname
        self.text = text
        """Folded, as the values are."""
        self.boost = 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeywordWord) and (self.fieldname, self.text) == (other.fieldname, other.text)

    def __hash__(self) -> int:
        return hash((self.fieldname, self.text))

    def __repr__(self) -> str:
        return f"KeywordWord({self.fieldname!r}, {self.text!r})"

    def field(self) -> str:
        """The keyword field."""
        return self.fieldname

    def matches(self, value: str) -> bool:
        """Whether a folded value contains the word."""
        return re.search(rf"(?<!\w){re.escape(self.text)}(?!\w)", value) is not None

    def _btexts(self, reader: Any) -> Iterator[bytes]:
        """The values in this index that match: keyword fields have few."""
        schema_field = reader.schema[self.fieldname]
        for value in reader.lexicon(self.fieldname):
            if self.matches(schema_field.from_bytes(value)):
                yield value
