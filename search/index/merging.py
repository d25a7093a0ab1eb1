"""Merging segments: fewer files, deleted articles gone, impacts up to date.

The policy is tiered. A tier holds segments within a factor of TIER_FACTOR of each other in live articles;
when TIER_WIDTH of one tier have gathered, or as many as fill a segment, they become one, so that every
article is rewritten at most once a tier and a large library grows at a cost in proportion to what is new.
A segment that has lost a third of its articles is rewritten alone. When articles have become so much longer
or shorter that the pivots of the impacts no longer fit, all segments are rewritten: a library must double
for that to happen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from search.errors import Cancelled
from search.index.building import segment_path
from search.index.compounds import merged_compounds
from search.index.inverter import title_arrays
from search.index.keywords import pack_keywords
from search.index.manifest import Manifest, SegmentEntry, read_manifest, tidy, write_manifest
from search.index.postings import PostingField, impacts, pack_postings, ranges, weights_of
from search.index.schema import KEYWORD_FIELDS, TEXT_FIELDS, pivots
from search.index.segment import MAX_ARTICLES, write_segment
from search.index.snapshot import SegmentView, open_view
from search.index.vocabulary import merged_words
from search.work.lock import IndexLock

if TYPE_CHECKING:
    from search.work.progress import Stop

Array = NDArray[Any]

TIER_FACTOR = 8
TIER_WIDTH = 8
SMALLEST_TIER = 64
"""Articles; segments below are all of one tier."""
MAX_BYTES = 256 << 20
"""Of source files merged into one: bounds the memory for it to about four times as much."""
DELETED_SHARE = 1 / 3
PIVOT_DRIFT = 1.8
"""How far, as a factor, mean lengths may move from the pivots before all impacts are computed anew."""


def merge(folder: Path, *, everything: bool = False, stop: Stop | None = None) -> bool:
    """Do one step of merging, if one is due, and say whether there was one.

    ``everything``: leave as few segments as fit. Readers go on; writers find the index locked meanwhile.
    Raises Cancelled, with nothing changed, LibraryLocked, IndexUnusable.
    """
    lock = IndexLock(folder).acquire()
    try:
        return merge_locked(folder, everything=everything, stop=stop)
    finally:
        lock.release()


def merge_locked(folder: Path, *, everything: bool = False, stop: Stop | None = None) -> bool:
    """Like :func:`merge`, for a caller who holds the lock."""
    manifest = read_manifest(folder)
    views = [open_view(folder, entry) for entry in manifest.segments]
    wanted = _pivots(manifest, views)
    if wanted != manifest.pivots:
        groups = [[i] for i in range(len(views))]
    else:
        groups = [chosen] if (chosen := choose(manifest.segments, everything=everything)) else []
    if not groups:
        return False
    _replace(folder, manifest, views, groups, wanted, stop)
    return True


def choose(segments: Sequence[SegmentEntry], *, everything: bool = False) -> list[int]:
    """Which segments to merge into one next, as indexes; empty when all is well."""
    for i, entry in enumerate(segments):
        lost = entry.file.articles - entry.live
        if lost > entry.file.articles * DELETED_SHARE or (everything and lost):
            return [i]
    tiers: dict[int, list[int]] = {}
    for i in sorted(range(len(segments)), key=lambda i: segments[i].live):
        tier = 0 if everything else _tier(segments[i].live)
        tiers.setdefault(tier, []).append(i)
    for _, members in sorted(tiers.items()):
        chosen, full = _fitting(segments, members)
        if len(chosen) >= (2 if everything or full else TIER_WIDTH):
            return chosen
    return []


def _tier(live: int) -> int:
    return int(math.log(max(live, SMALLEST_TIER) / SMALLEST_TIER, TIER_FACTOR))


def _fitting(segments: Sequence[SegmentEntry], members: Sequence[int]) -> tuple[list[int], bool]:
    """The smallest members that fit into one segment together, in order of age, and whether they fill it.

    What fills a segment by more than half is never merged again, so it need not wait for more.
    """
    chosen: list[int] = []
    articles = size = 0
    for i in members:
        articles += segments[i].live
        size += segments[i].file.size
        if articles > MAX_ARTICLES or size > MAX_BYTES:
            articles -= segments[i].live
            size -= segments[i].file.size
            return sorted(chosen), 2 * articles > MAX_ARTICLES or 2 * size > MAX_BYTES
        chosen.append(i)
    return sorted(chosen), False


def _pivots(manifest: Manifest, views: Sequence[SegmentView]) -> dict[str, float]:
    """The pivots that the segments should have: as they are, unless mean lengths have drifted off."""
    lengths = [view.text("text").lengths for view in views]
    known = sum(int(np.count_nonzero(some)) for some in lengths)
    if not known:
        return dict(manifest.pivots)
    mean = sum(int(some.sum()) for some in lengths) / known
    fits = 1 / PIVOT_DRIFT < mean / manifest.pivots["text"] < PIVOT_DRIFT
    return dict(manifest.pivots) if fits else pivots(mean)


def _replace(
    folder: Path,
    manifest: Manifest,
    views: Sequence[SegmentView],
    groups: Sequence[Sequence[int]],
    wanted: dict[str, float],
    stop: Stop | None,
) -> None:
    """Write each group as one segment and commit."""
    entries: list[SegmentEntry | None] = list(manifest.segments)
    number = manifest.next_segment
    try:
        for group in groups:
            arrays, articles = merged([views[i] for i in group], wanted, stop)
            path = segment_path(folder, number)
            number += 1
            written = write_segment(path, articles, arrays, {"pivots": wanted}) if articles else None
            for i in group:
                entries[i] = None
            entries[group[0]] = SegmentEntry(written) if written else None
        kept = tuple(entry for entry in entries if entry)
        write_manifest(folder, manifest.advanced(segments=kept, pivots=wanted, next_segment=number))
    finally:
        tidy(folder)


def merged(
    views: Sequence[SegmentView], wanted: dict[str, float], stop: Stop | None = None
) -> tuple[dict[str, Array], int]:
    """The arrays of one segment with the live articles of several, and how many these are."""
    live = [
        np.arange(view.articles) if view.deleted is None else np.flatnonzero(~view.deleted) for view in views
    ]
    pks = np.concatenate([view.pks[docs] for view, docs in zip(views, live, strict=True)])
    dates = np.concatenate([view.dates[docs] for view, docs in zip(views, live, strict=True)])
    order = np.lexsort((-pks, dates))
    numbers = _numbers(views, live, order)

    def column(name: str) -> Array:
        return np.concatenate([v.segment.array(name)[d] for v, d in zip(views, live, strict=True)])[order]

    titles: list[bytes] = column("title_key").tolist()
    arrays = {
        "pk": pks[order],
        "date": dates[order],
        "body_start": column("body_start"),
        **title_arrays(titles),
    }
    for name in TEXT_FIELDS:
        if stop is not None and stop():
            raise Cancelled("The merge was stopped.")
        lengths = np.concatenate([v.text(name).lengths[d] for v, d in zip(views, live, strict=True)])[order]
        arrays.update(_text_field(name, views, numbers, lengths, wanted[name]))
    for name in KEYWORD_FIELDS:
        arrays.update(_keyword_field(name, views, numbers, len(order)))
    arrays.update(merged_words([view.vocabulary for view in views]))
    arrays.update(merged_compounds([view.compounds for view in views]))
    return arrays, len(order)


def _numbers(views: Sequence[SegmentView], live: Sequence[Array], order: Array) -> list[Array]:
    """For each view, the new number of each document, -1 for the deleted."""
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    numbers = []
    start = 0
    for view, docs in zip(views, live, strict=True):
        new = np.full(view.articles, -1, np.int64)
        new[docs] = places[start : start + len(docs)]
        numbers.append(new)
        start += len(docs)
    return numbers


def _joined(lexicons: Sequence[Sequence[bytes]]) -> tuple[list[bytes], list[Array]]:
    """All terms ascending, and for each lexicon the place of each of its terms among them."""
    terms = sorted(set().union(*lexicons))
    place = {term: i for i, term in enumerate(terms)}
    return terms, [np.array([place[term] for term in lexicon], np.int64) for lexicon in lexicons]


def _text_field(
    name: str, views: Sequence[SegmentView], numbers: Sequence[Array], lengths: Array, pivot: float
) -> dict[str, Array]:
    """The arrays of a text field of several segments together."""
    fields = [view.text(name) for view in views]
    terms, places = _joined([field.lexicon.terms() for field in fields])
    keys, sizes, begins, levels = [], [], [], []
    before = 0
    for field, view, new, place in zip(fields, views, numbers, places, strict=True):
        term = np.repeat(place, field.sizes())
        doc = new[field.docs]
        tfs = field.frequencies(0, len(field.docs))
        level = field.impacts(0, len(field.docs))
        if (old := view.segment.meta["pivots"][name]) != pivot:
            level = _repivoted(field, old, pivot)
        keep = doc >= 0
        keys.append((term[keep] << 16) | doc[keep])
        sizes.append(tfs[keep])
        begins.append((np.cumsum(tfs) - tfs)[keep] + before)
        levels.append(level[keep])
        before += len(field.positions)
    key = np.concatenate(keys)
    order = np.argsort(key, kind="stable")
    key, tfs = key[order], np.concatenate(sizes)[order]
    used, starts = np.unique(key >> 16, return_index=True)
    return pack_postings(
        name,
        [terms[i] for i in used.tolist()],
        starts=np.append(starts, len(key)),
        docs=(key & 0xFFFF).astype(np.uint16),
        impact=np.concatenate(levels)[order],
        tfs=tfs,
        positions=np.concatenate([field.positions for field in fields])[
            ranges(np.concatenate(begins)[order], tfs)
        ],
        lengths=lengths,
    )


def _repivoted(field: PostingField, old: float, new: float) -> Array:
    """Impacts for another typical length, from the weights that the old ones stand for."""
    lengths = field.lengths[field.docs]
    return impacts(weights_of(field.impacts(0, len(field.docs)), lengths, old), lengths, new)


def _keyword_field(
    name: str, views: Sequence[SegmentView], numbers: Sequence[Array], articles: int
) -> dict[str, Array]:
    """The arrays of a keyword field of several segments together."""
    fields = [view.keyword(name) for view in views]
    terms, places = _joined([field.lexicon.terms() for field in fields])
    shown: dict[int, bytes] = {}
    keys = []
    for field, new, place in zip(fields, numbers, places, strict=True):
        for term, joint in enumerate(place.tolist()):
            shown.setdefault(joint, field.shown(term).encode())
        value = np.repeat(place, field.sizes())
        doc = new[field.docs]
        keys.append(((value << 16) | doc)[doc >= 0])
    key = np.sort(np.concatenate(keys))
    used, starts = np.unique(key >> 16, return_index=True)
    return pack_keywords(
        name,
        [terms[i] for i in used.tolist()],
        [shown[i] for i in used.tolist()],
        np.append(starts, len(key)),
        (key & 0xFFFF).astype(np.uint16),
        articles,
    )
