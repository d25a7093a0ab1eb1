"""Whoosh's readers over array segments, so that its Searcher, matchers and highlighter work unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import ListMatcher, Matcher
from whoosh.query.spans import Span
from whoosh.reading import IndexReader, TermInfo, TermNotFound

from search.index.expansion import fuzzy_terms
from search.index.postings import IMPACT_SCALE, PostingField
from search.index.schema import KEYWORD_FIELDS, TEXT_FIELDS, VIRTUAL_FIELDS, whoosh_schema
from search.index.snapshot import SegmentView

Array = NDArray[Any]


class PostingMatcher(ListMatcher):  # type: ignore[misc]  # Whoosh is untyped
    """Postings of a term: weights are impacts (0 to 1), spans are positions."""

    def __init__(self, docs: list[int], weights: list[float] | None, scorer: Any, **rest: Any) -> None:
        self._positions: Any = rest.pop("positions", None)
        super().__init__(docs, weights, scorer=scorer, **rest)

    def copy(self) -> Matcher:
        """An independent cursor at the same place."""
        return PostingMatcher(
            self._ids,
            self._weights,
            self._scorer,
            position=self._i,
            term=self._term,
            terminfo=self._terminfo,
            positions=self._positions,
        )

    def supports_block_quality(self) -> bool:
        """Off: the order of hits shall not depend on what is skipped."""
        return False

    def supports(self, astype: str) -> bool:
        """Only positions can be asked for."""
        return astype == "positions"

    def value_as(self, astype: str) -> list[int]:  # noqa: ARG002 (Whoosh's signature)
        """The positions of the current posting, ascending."""
        positions: list[int] = self._positions(self._i)
        return positions

    def spans(self) -> list[Any]:
        """The positions of the current posting as Whoosh's spans."""
        return [Span(position) for position in self.value_as("positions")]


Stored = Callable[[int], dict[str, Any]]
"""The pk of an article -> what Whoosh calls its stored fields."""


class Column:
    """A column of a segment, as Whoosh's facets read it."""

    def __init__(self, values: Array, reverse: bool) -> None:
        self._values, self._sign = values, -1 if reverse else 1

    def sort_key(self, docnum: int) -> int:
        """What a document is sorted by."""
        return self._sign * int(self._values[docnum])

    def __getitem__(self, docnum: int) -> int:
        return int(self._values[docnum])

    def __len__(self) -> int:
        return len(self._values)


class ArrayReader(IndexReader):  # type: ignore[misc]  # Whoosh is untyped
    """One segment as Whoosh sees it. Postings leave out deleted articles."""

    def __init__(self, view: SegmentView, stored: Stored | None = None) -> None:
        self.view = view
        self._stored = stored
        self.schema = whoosh_schema()
        self.is_closed = False

    def _find(self, fieldname: str, text: Any) -> int:
        encoded = text if isinstance(text, bytes) else str(text).encode()
        if fieldname not in self.indexed_field_names():
            return -1
        return self.view.field(fieldname).lexicon.find(encoded)

    def indexed_field_names(self) -> tuple[str, ...]:
        """Every field that terms can be asked of."""
        return (*TEXT_FIELDS, *VIRTUAL_FIELDS, *KEYWORD_FIELDS)

    def __contains__(self, term: tuple[str, Any]) -> bool:
        return self._find(*term) >= 0

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        """Every field and term in order."""
        for name in sorted(self.indexed_field_names()):
            yield from self.terms_from(name, b"")

    def terms_from(self, fieldname: str, prefix: Any) -> Iterator[tuple[str, bytes]]:
        """The field's terms from ``prefix`` on."""
        lexicon = self.view.field(fieldname).lexicon
        start = lexicon.lower(prefix if isinstance(prefix, bytes) else prefix.encode())
        return ((fieldname, lexicon[term]) for term in range(max(start, lexicon.first), len(lexicon)))

    def term_info(self, fieldname: str, text: Any) -> TermInfo:
        """How often a term occurs; raises TermNotFound."""
        term = self._find(fieldname, text)
        if term < 0:
            raise TermNotFound((fieldname, text))
        docs, impacts, _ = self.view.postings(fieldname, term)
        return TermInfo(
            weight=len(docs),
            df=self.view.live_count(docs),
            minlength=1,
            maxlength=1 << 20,
            maxweight=1.0 if impacts is None else float(impacts.max(initial=0)) / IMPACT_SCALE,
            minid=int(docs[0]) if len(docs) else 0,
            maxid=int(docs[-1]) if len(docs) else 0,
        )

    def frequency(self, fieldname: str, text: Any) -> int:
        """Number of articles with the term, 0 when there are none; weights are not summed."""
        return self.doc_frequency(fieldname, text)

    def doc_frequency(self, fieldname: str, text: Any) -> int:
        """Number of articles with the term that are not deleted, 0 when there are none."""
        term = self._find(fieldname, text)
        return self.view.document_frequency(fieldname, term) if term >= 0 else 0

    def has_deletions(self) -> bool:
        """Whether any article of the segment is deleted."""
        return self.view.deleted is not None

    def is_deleted(self, docnum: int) -> bool:
        """Whether an article is deleted."""
        return self.view.deleted is not None and bool(self.view.deleted[docnum])

    def doc_count_all(self) -> int:
        """Articles, deleted ones too."""
        return self.view.articles

    def doc_count(self) -> int:
        """Articles that are not deleted."""
        return self.view.live

    def field_length(self, fieldname: str) -> int:
        """Sum of the field's weighted lengths."""
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        """Shortest weighted length."""
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        """Longest weighted length."""
        return int(self._lengths(fieldname).max(initial=0))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Weighted length of a field of an article."""
        lengths = self._lengths(fieldname)
        return int(lengths[docnum]) if len(lengths) else default

    def _lengths(self, fieldname: str) -> Array:
        field = self.view.field(fieldname)
        return field.lengths if isinstance(field, PostingField) else np.zeros(0, np.uint32)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The article's pk, and what the store has of it where there is one."""
        pk = int(self.view.pks[docnum])
        return {"pk": pk, **(self._stored(pk) if self._stored else {})}

    def has_vector(self, docnum: int, fieldname: str) -> bool:  # noqa: ARG002 (Whoosh's signature)
        """Never: term vectors are not kept."""
        return False

    def has_column(self, fieldname: str) -> bool:
        """Days and numbers of articles; keywords are sorted and grouped by their postings."""
        return fieldname in ("date", "pk")

    def postings(self, fieldname: str, text: Any, scorer: Any = None) -> Matcher:
        """A matcher over the term's postings; raises TermNotFound."""
        term = self._find(fieldname, text)
        if term < 0:
            raise TermNotFound((fieldname, text))
        docs, impacts, numbers = self.view.postings(fieldname, term)
        keep = np.arange(len(docs)) if self.view.deleted is None else np.flatnonzero(~self.view.deleted[docs])
        weights = None if impacts is None else (impacts[keep] / IMPACT_SCALE).tolist()
        numbers = np.asarray(numbers)[keep]

        def positions(index: int) -> list[int]:
            return self.view.positions(fieldname, int(numbers[index]))

        return PostingMatcher(
            docs[keep].tolist(),
            weights,
            scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
            positions=positions,
        )

    def terms_within(self, fieldname: str, text: str, maxdist: int, prefix: int = 0) -> Iterator[bytes]:
        """Terms within an edit distance: the fast path's own search, so that both expand alike."""
        lexicon = self.view.field(fieldname).lexicon
        return (lexicon[term] for term in fuzzy_terms(lexicon, text, maxdist, prefix).tolist())

    def column_reader(
        self, fieldname: str, column: Any = None, reverse: bool = False, translate: bool = True
    ) -> Column:
        """The column ``pk`` or ``date`` (days since 1970). Raises KeyError for others."""
        del column, translate  # there is one column of a field, of plain numbers
        return Column({"pk": self.view.pks, "date": self.view.dates}[fieldname], reverse)
