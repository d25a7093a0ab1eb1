"""Deleting articles: flags beside an immutable segment, a new file at every commit."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.manifest import DeletionFile, SegmentEntry, write_synced
from search.index.snapshot import SegmentView

Array = NDArray[Any]


def flag_deleted(view: SegmentView, pks: Array) -> Array | None:
    """The segment's flags with these pks, ascending, deleted too; None when that changes nothing."""
    low, high = view.pk_range
    pks = pks[slice(*np.searchsorted(pks, (low, high + 1)))]
    if not len(pks):
        return None
    hit = np.isin(view.pks, pks)
    if view.deleted is not None:
        hit &= ~view.deleted
    if not hit.any():
        return None
    return hit if view.deleted is None else hit | view.deleted


def write_deletions(folder: Path, entry: SegmentEntry, flags: Array, generation: int) -> SegmentEntry:
    """Write the flags of a segment for a generation and return the segment's new entry."""
    raw = np.packbits(flags, bitorder="little").tobytes()
    name = f"{Path(entry.file.name).stem}.{generation}.deleted"
    write_synced(folder / name, raw)
    return SegmentEntry(entry.file, DeletionFile(name, zlib.crc32(raw), int(np.count_nonzero(flags))))
