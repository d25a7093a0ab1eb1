"""What one segment finds for the clauses of a query: terms, phrases, patterns, dates, sets of articles."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.expansion import CHECK_EVERY, fuzzy_terms, pattern_terms
from search.index.keywords import KeywordField
from search.index.matches import FEW, NOTHING, PROBE_FACTOR, Matches, best, every, preferring, some, without
from search.index.positions import Element, near_documents
from search.index.postings import IMPACT_SCALE, TF_BITS, PostingField, ranges
from search.index.schema import KEYWORD_SCORE, VIRTUAL_FIELDS
from search.index.snapshot import SegmentView, Snapshot

Array = NDArray[Any]

PHRASE_BLOCK = 4096
"""Documents whose positions are compared at a time: a millisecond or two for the most frequent words."""
POSITION_BITS = np.uint32(20)
"""Bits of a position, as in the index; with the twelve of a place among PHRASE_BLOCK they fill four bytes."""
UNION_BLOCK = 256
"""Terms whose documents are united at a time."""
SPREAD = 16
"""Numbers to an article of a segment, up to which a flag for each number is the cheapest set."""
EXPANDED_SCORE = 1.0
"""What a prefix, pattern or fuzzy word adds to a score, whichever and however many words fit."""


class SegmentScorer:
    """Evaluates clauses in one segment: the primitives of :class:`search.query.kinds.base.Scorer`.

    ``check`` is called before each primitive and within long ones, and may raise. Without ``scoring``, terms
    and phrases score 0.
    """

    def __init__(self, snapshot: Snapshot, view: SegmentView, scoring: bool, check: Callable[[], None]) -> None:
        self._snapshot = snapshot
        self.view = view
        self.size = view.articles
        self._scoring = scoring
        self._check = check

    def term(self, name: str, text: str, boost: float) -> Matches:
        """A term of a text field, or a value of a keyword field."""
        self._check()
        term = self._snapshot.term(name, text.encode())
        number = term.numbers[self.view.ordinal]
        if number < 0:
            return NOTHING
        docs, impacts, _ = self.view.postings(name, number)
        if impacts is None:
            return Matches(docs, None, KEYWORD_SCORE * boost)
        if not self._scoring:
            return Matches(docs, None)
        return Matches(docs, impacts, 0.0, None, True, term.worth * boost / IMPACT_SCALE)

    def phrase(self, name: str, words: Sequence[str], slop: int, boost: float) -> Matches:
        """Words in order, the next at most ``slop`` positions after the one before; scored as their AND."""
        view, field = self.view, self.view.text(name)
        terms = [self._snapshot.term(name, word.encode()) for word in words]
        numbers = [term.numbers[view.ordinal] for term in terms]
        if not numbers or min(numbers) < 0:
            return NOTHING
        docs, indexes = _shared_documents(view, field, numbers)
        found = []
        for start in range(0, len(docs), PHRASE_BLOCK):
            self._check()
            block = slice(start, start + PHRASE_BLOCK)
            few = [index[block] for index in indexes]
            body = view.body_starts if name in VIRTUAL_FIELDS else None
            found.append(_in_sequence(field, slop, body, docs[block], numbers, few) + start)
        keep = np.concatenate(found) if found else np.zeros(0, np.intp)
        if not len(keep):
            return NOTHING
        if not self._scoring:
            return Matches(docs[keep], None)
        scores = np.zeros(len(keep), np.float32)
        for number, term, index in zip(numbers, terms, indexes, strict=True):
            weight = np.float32(term.worth * boost / IMPACT_SCALE)
            impacts = field.levels(*field.span(number)).take(index.take(keep)) >> TF_BITS
            scores += impacts * weight
        return Matches(docs[keep], scores)

    def prefix(self, name: str, text: str, boost: float) -> Matches:
        """Any word with this beginning: neighbours in the lexicon, so their postings are one slice."""
        low, high = self.view.field(name).lexicon.prefix(text.encode())
        return self._any_term(name, range(low, high), boost)

    def wildcard(self, name: str, pattern: str, boost: float) -> Matches:
        """Any word of this pattern."""
        return self._any_term(name, pattern_terms(self.view.field(name).lexicon, pattern, self._check), boost)

    def fuzzy(self, name: str, text: str, edits: int, boost: float) -> Matches:
        """Any word within the edit distance."""
        return self._any_term(
            name, fuzzy_terms(self.view.field(name).lexicon, text, edits, 0, self._check), boost
        )

    def near(self, name: str, left: Sequence[Element], right: Sequence[Element], distance: int) -> Matches:
        """Words side by side, near others; they score nothing."""
        self._check()
        return Matches(near_documents(self.view, name, (left, right), distance, self._check), None)

    def value_with(self, name: str, fits: Callable[[str], bool]) -> Matches:
        """Any value of a keyword field that fits."""
        lexicon = self.view.keyword(name).lexicon
        terms: list[int] = []
        for start in range(0, len(lexicon), CHECK_EVERY):
            self._check()
            few = range(start, min(start + CHECK_EVERY, len(lexicon)))
            terms.extend(term for term in few if fits(lexicon[term].decode()))
        return self._any_term(name, np.array(terms, np.int64), 1.0)

    def _any_term(self, name: str, terms: range | Array, boost: float) -> Matches:
        self._check()
        view, field = self.view, self.view.field(name)
        keyword = not isinstance(field, PostingField)
        score = (KEYWORD_SCORE if keyword else EXPANDED_SCORE) * boost
        if name in VIRTUAL_FIELDS:
            parts = [np.zeros(0, np.uint16)]
            for term in terms if isinstance(terms, range) else terms.tolist():
                self._check()
                parts.append(view.postings(name, term)[0])
            docs = np.concatenate(parts)
        elif isinstance(terms, range):
            docs = field.docs[field.starts[terms.start] : field.starts[terms.stop]]
        elif len(terms) > UNION_BLOCK:
            return self._many(field, terms, score)
        else:
            docs = _documents(field, terms)
        return _union(docs, view.articles, score)

    def _many(self, field: PostingField | KeywordField, terms: Array, score: float) -> Matches:
        """Documents with any of many terms."""
        flags = np.zeros(self.size, bool)
        for start in range(0, len(terms), UNION_BLOCK):
            self._check()
            flags[_documents(field, terms[start : start + UNION_BLOCK]).astype(np.intp)] = True
        return Matches(None, None, score, flags)

    def by_whoosh(self, query: Callable[[], Any]) -> Matches:
        """What a query of Whoosh's matches in the segment, by its own matchers."""
        from search.index.whoosh_quiet import load_whoosh

        load_whoosh()
        from search.index.whoosh_index import segment_hits

        docs, scores = segment_hits(self._snapshot, self.view, query(), self._check)
        return Matches(docs, scores, positive=False)

    def articles(self, pks: Array) -> Matches:
        """Articles given by number."""
        view = self.view
        low, high = view.pk_range
        pks = pks[slice(*np.searchsorted(pks, (low, high + 1)))]
        if high - low < SPREAD * view.articles:
            flags = np.zeros(high - low + 1, bool)
            flags[pks - low] = True
            return Matches(None, None, 0.0, flags.take(view.pks - low))
        return Matches(None, None, 0.0, np.isin(view.pks, pks))

    def stretch(self, first: int, last: int) -> tuple[int, int]:
        """The first and one past the last document of some days: documents are in order of date."""
        days = self.view.dates.data  # Python's integers: five times as fast as numpy's search for one
        low = bisect_left(days, first)
        return low, max(low, bisect_right(days, last))

    def documents(self, low: int, high: int) -> Matches:
        """A stretch of documents."""
        return Matches(np.arange(low, high), None)

    def everything(self, boost: float) -> Matches:
        """Every document."""
        return Matches(None, None, boost)

    def all_of(self, parts: Sequence[Matches], low: int, high: int) -> Matches:
        """Documents of all parts; scores add up."""
        self._check()
        return every(parts, self.size, low, high)

    def any_of(self, parts: Sequence[Matches]) -> Matches:
        """Documents of any part; scores add up."""
        self._check()
        return some(parts, self.size)

    def best_of(self, parts: Sequence[Matches]) -> Matches:
        """Documents of any part; each scores what its best part gives."""
        self._check()
        return best(parts, self.size)

    def preferring(self, wanted: Matches, welcome: Matches) -> Matches:
        """Documents of the first set; those of the second score more."""
        self._check()
        return preferring(wanted, welcome, self.size)

    def without(self, wanted: Matches, unwanted: Matches) -> Matches:
        """Documents of one set that are not in the other."""
        self._check()
        return without(wanted, unwanted, self.size)


def _documents(field: PostingField | KeywordField, terms: Array) -> Array:
    """The documents of some terms, end to end."""
    starts = field.starts[terms].astype(np.int64)
    return field.docs.take(ranges(starts, field.starts[terms + 1] - starts))


def _union(docs: Array, size: int, score: float) -> Matches:
    """The distinct documents of a list in any order."""
    if len(docs) * FEW < size:
        return Matches(np.unique(docs), None, score)
    flags = np.zeros(size, bool)
    flags[docs.astype(np.intp)] = True
    return Matches(None, None, score, flags)


def _shared_documents(view: SegmentView, field: PostingField, numbers: list[int]) -> tuple[Array, list[Array]]:
    """Documents with all these terms, and for each term the index of each among its postings."""
    spans = [field.span(number) for number in numbers]
    order = sorted(range(len(numbers)), key=lambda i: spans[i][1] - spans[i][0])
    start, end = spans[order[0]]
    docs = field.docs[start:end]
    indexes: dict[int, Array] = {order[0]: np.arange(end - start)}
    for i in order[1:]:
        start, end = spans[i]
        in_docs, in_term = common(docs, field.docs[start:end], view.articles)
        docs = docs.take(in_docs)
        indexes = {j: index.take(in_docs) for j, index in indexes.items()}
        indexes[i] = in_term
    return docs, [indexes[i] for i in range(len(numbers))]


def _in_sequence(
    field: PostingField,
    slop: int,
    body_starts: Array | None,
    docs: Array,
    numbers: list[int],
    indexes: list[Array],
) -> Array:
    """Which of the documents hold the terms one after another, as indexes into ``docs``, ascending.

    Positions become keys of document and position; a word's keys that follow a key of the word before
    within ``slop`` are kept. Side by side, the rare words come first: positions of the frequent ones are
    then read only of the documents that are left.
    """
    order = list(range(len(numbers)))
    if slop == 1:
        order.sort(key=lambda i: field.span(numbers[i])[1] - field.span(numbers[i])[0])
    places = np.arange(len(docs), dtype=np.uint32)
    reached = np.zeros(0, np.uint32)
    for before, i in zip([-1, *order], order, strict=False):
        postings = indexes[i].take(places) + field.span(numbers[i])[0]
        body = None if body_starts is None else body_starts[docs.take(places)]
        keys = _position_keys(field, postings, places, body)
        if before < 0:
            reached = keys
        elif slop == 1:
            step = np.uint32((i - before) % 2**32)  # backwards too: the sum wraps around
            reached = _in_both(reached + step, keys)
        else:
            at = np.searchsorted(reached, keys) - 1
            gap = keys - reached[np.maximum(at, 0)]
            reached = keys[(at >= 0) & (gap <= slop)]
        if not len(reached):
            break
        places = _distinct(reached >> POSITION_BITS)
    return places if len(reached) else np.zeros(0, np.intp)


def _distinct(numbers: Array) -> Array:
    """The distinct ones of ascending numbers, at least one."""
    new = np.empty(len(numbers), bool)
    new[0] = True
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return numbers.take(np.flatnonzero(new))


def _position_keys(field: PostingField, postings: Array, places: Array, body: Array | None) -> Array:
    """The positions of some postings, each below its document's place among PHRASE_BLOCK; ascending.

    ``body``: no positions below these.
    """
    starts, sizes = field.places(postings)
    # Every posting has a position, so both lists are running sums that jump where a posting begins.
    ends = np.cumsum(sizes)
    at: Array = np.ones(int(ends[-1]), np.int64)
    at[0] = starts[0]
    at[ends[:-1]] = starts[1:] - starts[:-1] - sizes[:-1] + 1
    owners: Array = np.zeros(len(at), np.uint32)
    owners[0] = places[0]
    owners[ends[:-1]] = places[1:] - places[:-1]
    positions = field.positions.take(at.cumsum())
    keys = (owners.cumsum(dtype=np.uint32) << POSITION_BITS) + positions
    if body is not None:
        keys = keys[np.flatnonzero(positions >= np.repeat(body, sizes))]
    return keys


def common(a: Array, b: Array, size: int) -> tuple[Array, Array]:
    """Where the documents that are in both ``a`` and ``b``, ascending lists, stand in each."""
    if len(a) > len(b):
        in_b, in_a = common(b, a, size)
        return in_a, in_b
    if len(a) * PROBE_FACTOR < len(b):
        place = np.searchsorted(b, a)
        place[place == len(b)] = 0
        in_a = np.flatnonzero(b[place] == a)
        return in_a, place[in_a]
    places = np.full(size, -1, np.int32)
    places[a.astype(np.intp)] = np.arange(len(a), dtype=np.int32)
    found = places.take(b.astype(np.intp))
    in_b = np.flatnonzero(found >= 0)
    return found.take(in_b).astype(np.intp), in_b


def _in_both(a: Array, b: Array) -> Array:
    """What is in both of two ascending lists without repetitions.

    Sorting one after the other finds two runs and merges them: a stable sort does that in linear time, six
    times as fast as looking one list up in the other.
    """
    both = np.concatenate([a, b])
    both.sort(kind="stable")
    return both.take(np.flatnonzero(both[1:] == both[:-1]))
