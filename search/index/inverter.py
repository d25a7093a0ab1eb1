"""From documents to the arrays of a segment: analyse each distinct word once, sort occurrences once."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.article.fields import keyword_sections
from search.index.analysis import fold
from search.index.chunks import ChunkTerms, marked
from search.index.compounds import compound_arrays
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
"""Chunks between white space in one segment: what keeps the memory for sorting them under about a gigabyte."""
POSITION_BITS, SECTION_BITS, DOCUMENT_BITS = 20, 4, 16
MAX_POSITIONS = (1 << POSITION_BITS) - 1
"""Words of an article that are indexed; nobody reads on past a million."""
TITLE_KEY = 24
"""Bytes of the folded title that decide the order by title."""

_JOINED = keyword_sections()
"""Sections whose words are a keyword field's values."""


class _Memo(dict[str, int]):
    """Chunk -> its number, in order of first appearance."""

    def __missing__(self, chunk: str) -> int:
        number = self[chunk] = len(self)
        return number


class Inverter:
    """Collects documents and turns them into the arrays of one segment."""

    def __init__(self) -> None:
        self._memo = _Memo()
        self._chunks = array("I")
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
        return len(self._pks) >= MAX_ARTICLES or len(self._chunks) >= MAX_WORDS

    def add(self, document: IndexDocument) -> None:
        """Take in a document. The pk must not have been added before."""
        number = self._memo.__getitem__
        languages = document.languages
        for section in SECTIONS:
            keyword = _JOINED.get(section)
            text = "\n".join(document.keywords.get(keyword, ())) if keyword else document.texts.get(section, "")
            before = len(self._chunks)
            if text:
                chunks = text.split()
                if languages:
                    chunks = [marked(chunk, languages) for chunk in chunks]
                self._chunks.extend(map(number, chunks))
            self._counts.append(len(self._chunks) - before)
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
        table = ChunkTerms(self._memo)
        words = self._occurrences(order, table)
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
        chunks = np.bincount(np.frombuffer(self._chunks, np.uint32), minlength=len(self._memo))
        occurrences = table.occurrences(chunks).tolist()
        arrays.update(word_arrays(table.raws, occurrences))
        arrays.update(compound_arrays(table.raws, occurrences))
        return arrays

    def mean_length(self) -> float:
        """Mean weighted length of the documents that have words, estimated in chunks."""
        counts = np.frombuffer(self._counts, np.uint32).reshape(-1, len(SECTIONS)).astype(np.float64)
        lengths = (counts * np.array(list(SECTION_WEIGHTS.values()))).sum(1)
        return float(lengths[lengths > 0].mean()) if lengths.any() else 1.0

    def _occurrences(self, order: Array, table: ChunkTerms) -> Occurrences:
        """Every occurrence of every term, documents numbered in ``order``."""
        counts = np.frombuffer(self._counts, np.uint32).reshape(-1, len(SECTIONS)).astype(np.int64)
        chunks = np.frombuffer(self._chunks, np.uint32)
        starts = np.cumsum(counts.sum(1)) - counts.sum(1)
        counts = counts[order]
        chunks = chunks[ranges(starts[order], counts.sum(1))]
        return locate(chunks, counts, table)


def locate(chunks: Array, counts: Array, table: ChunkTerms) -> Occurrences:
    """Give each term of each chunk its document, section and position.

    ``chunks``: their numbers, documents and sections in order; ``counts``: how many each section has,
    (documents, sections). A key is a sum, and so are its parts: what is the same for a section is added up
    before it is spread over the section's chunks.
    """
    documents, sections = counts.shape
    flat = counts.ravel()
    travelled = np.zeros(len(chunks) + 1, np.int64)
    np.cumsum(table.advances[chunks], out=travelled[1:])
    begins = (np.cumsum(flat) - flat).reshape(documents, sections)
    # The gap before each section that holds words moves everything after it in the same document.
    gaps = np.cumsum((counts > 0) * SECTION_GAP, axis=1) - SECTION_GAP
    offsets = np.maximum(gaps, 0) - travelled[begins[:, 0]][:, None]
    body_starts = travelled[begins[:, -1]] + offsets[:, -1]
    ends = travelled[np.append(begins[1:, 0], len(chunks))] + offsets[:, -1]
    bits = POSITION_BITS + SECTION_BITS
    owners = (np.arange(documents)[:, None] << bits) + (offsets << SECTION_BITS) + np.arange(sections)
    place = np.repeat(owners.ravel(), flat)
    place += travelled[:-1] << SECTION_BITS
    sizes = table.sizes[chunks]
    if (sizes == 1).all():
        pick = table.starts[chunks]
    else:
        pick = ranges(table.starts[chunks], sizes)
        place = np.repeat(place, sizes)
    terms = (table.terms << (DOCUMENT_BITS + bits)) + (table.deltas << SECTION_BITS)
    if int(ends.max(initial=0)) > MAX_POSITIONS:
        position = (
            (place >> SECTION_BITS)
            + table.deltas[pick]
            - (np.repeat(np.repeat(np.arange(documents), counts.sum(1)), sizes) << POSITION_BITS)
        )
        short = np.flatnonzero(position <= MAX_POSITIONS)
        place, pick = place[short], pick[short]
    keys = (place + terms[pick]).view(np.uint64)
    keys.sort(kind="stable")
    return Occurrences(keys, table.lexicon, documents, np.minimum(body_starts, MAX_POSITIONS).astype(np.uint32))


def title_arrays(titles: list[bytes]) -> dict[str, Array]:
    """The order by title: the keys, and the documents in their order."""
    keys = np.array(titles, f"S{TITLE_KEY}") if titles else np.zeros(0, f"S{TITLE_KEY}")
    return {"title_key": keys, "title_order": np.argsort(keys, kind="stable").astype(np.uint16)}
