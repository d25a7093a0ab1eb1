"""Snapshots: one state of the index, immutable, with everything that a search needs to know of it."""

from __future__ import annotations

import math
import mmap
import zlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.errors import IndexUnusable
from search.files import read_file
from search.index.compounds import Compound, Compounds
from search.index.keywords import KeywordField
from search.index.manifest import REMEDY, Manifest, SegmentEntry
from search.index.postings import PostingField
from search.index.schema import K1, KEYWORD_FIELDS, TEXT_FIELDS, VIRTUAL_FIELDS
from search.index.segment import MAX_ARTICLES, Segment
from search.index.vocabulary import Vocabulary

Array = NDArray[Any]


MAX_TERMS = 10_000
"""Looked-up terms that a snapshot remembers: those of some thousand queries."""

MAX_RESIDENT = 240 << 20
"""Bytes of files mapped and present, beyond which a snapshot gives its own back."""
HITS_BETWEEN = 400_000
"""Hits between two looks at that, which touch some megabytes; a look costs as much as a quick search."""
HITS_A_SEARCH = 8_000
"""What any search counts as beside its hits: phrases and patterns touch more than they find."""
_STATM = Path("/proc/self/statm")


def resident_shared() -> int:
    """Bytes of mapped files that are in this process's memory; 0 where the system does not tell."""
    try:
        return int(_STATM.read_bytes().split()[2]) * mmap.PAGESIZE
    except (OSError, IndexError, ValueError):
        return 0


class Term(NamedTuple):
    """What a snapshot knows of a term."""

    numbers: tuple[int, ...]
    """Its number in each segment's lexicon, -1 where it is not."""
    frequency: int
    """Live articles that have it."""
    worth: float
    """The score of a full impact: :meth:`Snapshot.inverse_frequency`."""


class SegmentView:
    """A segment without the articles that are deleted from it."""

    ordinal = 0
    """The segment's place in its snapshot."""

    def __init__(self, segment: Segment, deleted: Array | None) -> None:
        self.segment = segment
        self.articles = segment.articles
        self.deleted = deleted
        """A flag for each article, or None when none is deleted."""
        self.live = self.articles - (int(np.count_nonzero(deleted)) if deleted is not None else 0)
        self.pks: Array = segment.array("pk")
        self.dates: Array = segment.array("date")
        """Days since 1970, ascending."""
        self.body_starts: Array = segment.array("body_start")
        self._fields: dict[str, PostingField | KeywordField] = {}

    @cached_property
    def pk_range(self) -> tuple[int, int]:
        """The lowest and the highest pk."""
        return int(self.pks.min(initial=0)), int(self.pks.max(initial=0))

    def field(self, name: str) -> PostingField | KeywordField:
        """A field by name; ``body`` gives the field that answers for it. Raises KeyError."""
        found = self._fields.get(name)
        if found is None:
            real = VIRTUAL_FIELDS.get(name, name)
            if real in TEXT_FIELDS:
                found = PostingField(self.segment, real)
            elif real in KEYWORD_FIELDS:
                found = KeywordField(self.segment, real)
            else:
                raise KeyError(name)
            self._fields[name] = found
        return found

    def text(self, name: str) -> PostingField:
        """A text field by name. Raises KeyError."""
        field = self.field(name)
        if not isinstance(field, PostingField):
            raise KeyError(name)
        return field

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words before stemming."""
        return Vocabulary(self.segment)

    @cached_property
    def compounds(self) -> Compounds:
        """The words that are written with a hyphen between."""
        return Compounds(self.segment)

    def keyword(self, name: str) -> KeywordField:
        """A keyword field by name. Raises KeyError."""
        field = self.field(name)
        if not isinstance(field, KeywordField):
            raise KeyError(name)
        return field

    def postings(self, name: str, term: int) -> tuple[Array, Array | None, range | Array]:
        """Documents, impacts (None for keywords) and posting numbers of a term, deleted ones included."""
        field = self.field(name)
        start, end = field.span(term)
        docs = field.docs[start:end]
        if isinstance(field, KeywordField):
            return docs, None, range(start, end)
        if name in VIRTUAL_FIELDS:
            last = field.positions[field.position_spans(term)[1:] - 1]
            keep = np.flatnonzero(last >= self.body_starts[docs])
            return docs[keep], field.impacts(start, end)[keep], keep + start
        return docs, field.impacts(start, end), range(start, end)

    def positions(self, name: str, number: int) -> list[int]:
        """Positions of one posting, ascending."""
        field = self.text(name)
        (start,), (size,) = field.places(np.array([number]))
        found = field.positions[start : start + size]
        if name in VIRTUAL_FIELDS:
            found = found[found >= self.body_starts[field.docs[number]]]
        return [int(position) for position in found]

    def live_count(self, docs: Array) -> int:
        """How many of these documents are not deleted."""
        if self.deleted is None:
            return len(docs)
        return len(docs) - int(np.count_nonzero(self.deleted[docs]))

    def document_frequency(self, name: str, term: int) -> int:
        """Live articles with a term; for ``body`` those of the whole text, which is what idf is taken from."""
        field = self.field(name)
        start, end = field.span(term)
        return end - start if self.deleted is None else self.live_count(field.docs[start:end])


class Snapshot:
    """One state of the index.

    Immutable, and safe to use from several threads: what it remembers can be found again, and is set in one
    step.
    """

    def __init__(self, manifest: Manifest, views: Sequence[SegmentView]) -> None:
        self.manifest = manifest
        self.views = tuple(views)
        self.live = sum(view.live for view in views)
        """Articles that can be found."""
        for ordinal, view in enumerate(self.views):
            view.ordinal = ordinal
        self._terms: dict[tuple[str, bytes], Term] = {}
        self.intact = all(view.deleted is None for view in views)
        """Whether no segment holds deleted articles."""
        self._touched = 0
        self._compounds: dict[str, tuple[Compound, ...]] = {}
        self.readings: dict[tuple[str, str], bool] = {}
        """Whether a word, read in a language, is looked for: told by the postings once."""

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages beside English whose stems some articles are found by."""
        return tuple(sorted({one for view in self.views for one in view.text("text").lexicon.languages}))

    def term(self, name: str, text: bytes) -> Term:
        """A term of a field, looked up in every segment once."""
        found = self._terms.get((name, text))
        if found is None:
            numbers = tuple(view.field(name).lexicon.find(text) for view in self.views)
            frequency = sum(
                view.document_frequency(name, number)
                for view, number in zip(self.views, numbers, strict=True)
                if number >= 0
            )
            if len(self._terms) >= MAX_TERMS:
                self._terms.clear()
            found = self._terms[name, text] = Term(numbers, frequency, self.inverse_frequency(frequency))
        return found

    def compounds(self, whole: str) -> tuple[Compound, ...]:
        """The pairs of words that articles write with a hyphen, and that are this term when written as one."""
        found = self._compounds.get(whole)
        if found is None:
            if len(self._compounds) >= MAX_TERMS:
                self._compounds.clear()
            counts: dict[tuple[str, str], list[int]] = {}
            for view in self.views:
                for first, second, count, small in view.compounds.of(whole):
                    kept = counts.setdefault((first, second), [0, 0])
                    kept[0] += count
                    kept[1] += small
            found = tuple(Compound(*pair, *numbers) for pair, numbers in counts.items())
            self._compounds[whole] = found
        return found

    def document_frequency(self, name: str, text: bytes) -> int:
        """Live articles with a term."""
        return self.term(name, text).frequency

    def inverse_frequency(self, frequency: int) -> float:
        """BM25's idf of a term in so many articles, times K1 + 1: the score of a full impact."""
        idf = math.log(1 + (self.live - frequency + 0.5) / (frequency + 0.5))
        return idf * (K1 + 1)

    def relieve(self, hits: int) -> None:
        """Call it after a search with so many hits: now and then, when much is mapped, let go of it.

        Mapped pages are the system's cache and cost a search nothing to have again, but they count as this
        process's memory.
        """
        self._touched += hits + HITS_A_SEARCH
        if self._touched > HITS_BETWEEN:
            self._touched = 0
            if resident_shared() > MAX_RESIDENT:
                for view in self.views:
                    view.segment.release()


def open_snapshot(folder: Path, manifest: Manifest) -> Snapshot:
    """Map every segment of a state. Raises IndexUnusable, and FileNotFoundError when a file has gone."""
    return Snapshot(manifest, [open_view(folder, entry) for entry in manifest.segments])


def open_view(folder: Path, entry: SegmentEntry) -> SegmentView:
    """Map one segment and its deletions."""
    segment = Segment(folder / entry.file.name, entry.file)
    if entry.deletions is None:
        return SegmentView(segment, None)
    raw = read_file(folder / entry.deletions.name, MAX_ARTICLES)
    if zlib.crc32(raw) != entry.deletions.checksum or len(raw) != (segment.articles + 7) // 8:
        raise IndexUnusable(f"Index file {entry.deletions.name} is damaged.", REMEDY)
    flags = np.unpackbits(np.frombuffer(raw, np.uint8), count=segment.articles, bitorder="little")
    return SegmentView(segment, flags.astype(bool))
