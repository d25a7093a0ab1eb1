"""From documents to the arrays of a segment: analyse each distinct word once, sort occurrences once."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.analysis import RAW_TOKEN, analyse_raw, fold
from search.index.document import IndexDocument
from search.index.keywords import keyword_arrays
from search.index.postings import Occurrences, posting_arrays, ranges
from search.index.schema import (
    KEYWORD_FIELDS,
    SECTION_GAP,
    SECTION_WEIGHTS,
    SECTIONS,
    TEXT_FIELDS,
)
from search.index.segment import MAX_ARTICLES
from search.index.vocabulary import word_arrays

Array = NDArray[Any]

MAX_WORDS = 12_000_000
"""Raw tokens in one segment: what keeps the memory for sorting them under about a gigabyte."""
POSITION_BITS, SECTION_BITS, DOCUMENT_BITS = 20, 4, 16
MAX_POSITIONS = (1 << POSITION_BITS) - 1
"""Words of an article that are indexed; nobody reads on past a million."""
TITLE_KEY = 24
"""Bytes of the folded title that decide the order by title."""

_JOINED = {"tag": "tag", "category": "category", "number": "number"}
"""Sections whose words are a keyword field's values."""


class _Memo(dict[str, int]):
    """Raw token -> its number, in order of first appearance."""

    def __missing__(self, raw: str) -> int:
        number = self[raw] = len(self)
        return number


class Inverter:
    """Collects documents and turns them into the arrays of one segment."""

    def __init__(self) -> None:
        self._memo = _Memo()
        self._raws = array("I")
        self._counts = array("I")
        self._pks = array("q")
        self._dates = array("i")
        self._titles: list[bytes] = []
        self._keywords: dict[str, list[tuple[str, ...]]] = {name: [] for name in KEYWORD_FIELDS}

    def __len__(self) -> int:
        return len(self._pks)

    @property
    def full(self) -> bool:
        """Whether the segment must be finished before another document."""
        return len(self._pks) >= MAX_ARTICLES or len(self._raws) >= MAX_WORDS

    def add(self, document: IndexDocument) -> None:
        """Take in a document. The pk must not have been added before."""
        number = self._memo.__getitem__
        for section in SECTIONS:
            keyword = _JOINED.get(section)
            text = "\n".join(document.keywords.get(keyword, ())) if keyword else document.texts.get(section, "")
            before = len(self._raws)
            if text:
                self._raws.extend(map(number, RAW_TOKEN.findall(text)))
            self._counts.append(len(self._raws) - before)
        self._pks.append(document.pk)
        self._dates.append(document.date)
        self._titles.append(fold(document.texts.get("title", "")).encode()[:TITLE_KEY])
        for name, values in self._keywords.items():
            values.append(tuple(document.keywords.get(name, ())))

    def finish(self, pivots: Mapping[str, float]) -> dict[str, Array]:
        """The arrays of the segment: documents oldest first, within a day the highest pk first.

        ``pivots``: text field -> the length that counts as typical.
        """
        pks = np.frombuffer(self._pks, np.int64)
        dates = np.frombuffer(self._dates, np.int32)
        order = np.lexsort((-pks, dates))
        words = self._occurrences(order)
        arrays: dict[str, Array] = {
            "pk": pks[order],
            "date": dates[order],
            "body_start": words.body_starts,
            **title_arrays([self._titles[i] for i in order.tolist()]),
        }
        for name in TEXT_FIELDS:
            arrays.update(posting_arrays(name, words.of(name), pivots[name]))
        for name, values in self._keywords.items():
            arrays.update(keyword_arrays(name, [values[i] for i in order.tolist()]))
        occurrences = np.bincount(np.frombuffer(self._raws, np.uint32), minlength=len(self._memo))
        arrays.update(word_arrays(self._memo, occurrences.tolist()))
        return arrays

    def mean_lengths(self) -> dict[str, float]:
        """Field -> mean length over the documents that have it, estimated in raw tokens."""
        counts = np.frombuffer(self._counts, np.uint32).reshape(-1, len(SECTIONS)).astype(np.float64)
        weights = np.array(list(SECTION_WEIGHTS.values()))
        lengths = {"text": (counts * weights).sum(1)}
        lengths |= {name: counts[:, SECTIONS.index(name)] for name in TEXT_FIELDS[1:]}
        return {name: float(some[some > 0].mean()) if some.any() else 1.0 for name, some in lengths.items()}

    def _occurrences(self, order: Array) -> Occurrences:
        """Every occurrence of every term, documents numbered in ``order``."""
        counts = np.frombuffer(self._counts, np.uint32).reshape(-1, len(SECTIONS)).astype(np.int64)
        raws = np.frombuffer(self._raws, np.uint32)
        starts = np.cumsum(counts.sum(1)) - counts.sum(1)
        counts = counts[order]
        raws = raws[ranges(starts[order], counts.sum(1))]
        return locate(raws, counts, _analyse(self._memo))


class RawTerms:
    """What each raw token becomes, as arrays over all raw tokens."""

    def __init__(self, raws: Iterable[str]) -> None:
        ids: dict[str, int] = {}
        terms, deltas, sizes, advances = array("I"), array("I"), array("I"), array("I")
        for raw in raws:
            pieces, advance = analyse_raw(raw)
            for piece in pieces:
                terms.append(ids.setdefault(piece.text, len(ids)))
                deltas.append(piece.delta)
            sizes.append(len(pieces))
            advances.append(advance)
        encoded = [term.encode() for term in ids]
        ranked = sorted(range(len(encoded)), key=encoded.__getitem__)
        rank = np.empty(len(encoded), np.int64)
        rank[ranked] = np.arange(len(encoded))
        self.lexicon = [encoded[i] for i in ranked]
        """Distinct terms in order of their bytes."""
        self.terms = rank[np.frombuffer(terms, np.uint32)] if terms else np.zeros(0, np.int64)
        """Ranks in the lexicon, raw token after raw token."""
        self.deltas = np.frombuffer(deltas, np.uint32).astype(np.int64)
        self.sizes = np.frombuffer(sizes, np.uint32).astype(np.int64)
        self.starts = np.cumsum(self.sizes) - self.sizes
        self.advances = np.frombuffer(advances, np.uint32).astype(np.int64)


def _analyse(memo: Mapping[str, int]) -> RawTerms:
    return RawTerms(memo)


def locate(raws: Array, counts: Array, table: RawTerms) -> Occurrences:
    """Give each term of each raw token its document, section and position.

    ``raws``: raw numbers, documents and sections in order; ``counts``: how many each section has,
    (documents, sections).
    """
    documents, sections = counts.shape
    flat = counts.ravel()
    advance = table.advances[raws]
    begins = np.cumsum(flat) - flat
    # The gap before each section that holds words moves everything after it in the same document.
    gaps = np.cumsum((counts > 0) * SECTION_GAP, axis=1) - SECTION_GAP
    travelled = np.zeros(len(raws) + 1, np.int64)
    np.cumsum(advance, out=travelled[1:])
    first = begins.reshape(documents, sections)[:, 0]
    offsets = np.maximum(gaps, 0) - travelled[first][:, None]
    position = travelled[:-1] + np.repeat(offsets.ravel(), flat)
    body_starts = travelled[begins].reshape(documents, sections)[:, -1] + offsets[:, -1]
    owner = np.repeat(np.arange(documents * sections), flat)
    sizes = table.sizes[raws]
    if len(sizes) and (sizes != 1).any():
        pick = ranges(table.starts[raws], sizes)
        position = np.repeat(position, sizes) + table.deltas[pick]
        owner = np.repeat(owner, sizes)
        term = table.terms[pick]
    else:
        term = table.terms[table.starts[raws]]
    keep = position <= MAX_POSITIONS
    if not keep.all():
        term, owner, position = term[keep], owner[keep], position[keep]
    document, section = np.divmod(owner, sections)
    bits = POSITION_BITS + SECTION_BITS
    keys = (
        (term.astype(np.uint64) << np.uint64(DOCUMENT_BITS + bits))
        | (document.astype(np.uint64) << np.uint64(bits))
        | (position.astype(np.uint64) << np.uint64(SECTION_BITS))
        | section.astype(np.uint64)
    )
    keys.sort()
    return Occurrences(keys, table.lexicon, documents, np.minimum(body_starts, MAX_POSITIONS).astype(np.uint32))


def title_arrays(titles: list[bytes]) -> dict[str, Array]:
    """The order by title: the keys, and the documents in their order."""
    keys = np.array(titles, f"S{TITLE_KEY}") if titles else np.zeros(0, f"S{TITLE_KEY}")
    return {"title_key": keys, "title_order": np.argsort(keys, kind="stable").astype(np.uint16)}
