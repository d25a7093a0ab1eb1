"""Segments of entity counts: which entities each article names, both ways, with the forms of their names.

A segment file holds, for articles 0..n-1 in ascending pk order and their pairs of article and entity:

- ``pks``, ``row_ptr``, ``ids``, ``tally``: the entities of each article (CSR) and how often it names them;
- ``post_ids``, ``post_ptr``, ``post_rows``, ``post_tally``, ``post_sums``: the articles of each entity;
- ``new_hash``, ``new_kind``, ``new_plain``, ``new_family``, ``new_part``: entities first seen here (norm with
  kind and without, and by what they may be linked); their ids follow on those of the segment before;
- ``form_*``, ``folded_*``: how each entity is written: as a name, as a surface, and folded for looking up;
- ``use_*``: the rows that use each form, and how often;
- ``detail_*``: the latest ranks, roles or meanings that were said of it, with their days and rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.entities.batch import Batch, Row
from search.entities.forms import Uses, detail_arrays, form_arrays, merged_details, merged_forms

Array = NDArray[Any]
NEW = ("new_hash", "new_kind", "new_plain", "new_family", "new_part")
"""Arrays with an entry for each entity that is first seen in a segment."""


def batch_arrays(batch: Batch, ids: Array) -> dict[str, Array]:
    """The arrays of a segment for a batch. ``ids``: the library's id of each entity of the batch."""
    pks = np.array(sorted(batch.rows), dtype="<i8")
    rows = [batch.rows[pk] for pk in pks.tolist()]
    lengths = np.array([len(row.entities) for row in rows], dtype="<i8")
    entities = ids[_column(rows, "entities")]
    order = np.lexsort((entities, np.repeat(np.arange(len(rows)), lengths)))
    tally = np.minimum(_column(rows, "tally"), 65535)
    uses = _column(rows, "uses").reshape(-1, 3)
    using = np.repeat(np.arange(len(rows)), [len(row.uses) // 3 for row in rows])
    number = ids.tolist()
    return {
        **pair_arrays(pks, lengths, entities[order].astype("<i4"), tally[order].astype("<u2")),
        **form_arrays(
            ids[np.array([entity for entity, _ in batch.forms], dtype=np.int64)],
            [text for _, text in batch.forms],
            Uses(uses[:, 0], using, uses[:, 1], uses[:, 2]),
        ),
        **detail_arrays(
            (number[entity], row.day, at, text) for at, row in enumerate(rows) for entity, text in row.details
        ),
    }


def _column(rows: list[Row], name: str) -> Array:
    return np.concatenate([np.zeros(0, np.int32), *(np.array(getattr(row, name), np.int32) for row in rows)])


def pair_arrays(pks: Array, lengths: Array, ids: Array, tally: Array) -> dict[str, Array]:
    """Both directions of the pairs, from the rows."""
    order = np.argsort(ids, kind="stable")
    rows = np.repeat(np.arange(len(pks), dtype="<i4"), lengths)
    post_ids, starts = np.unique(ids[order], return_index=True)
    return {
        "pks": pks,
        "row_ptr": np.concatenate(([0], np.cumsum(lengths))).astype("<i8"),
        "ids": ids,
        "tally": tally,
        "post_ids": post_ids.astype("<i4"),
        "post_ptr": np.append(starts, len(ids)).astype("<i8"),
        "post_rows": rows[order].astype("<i4"),
        "post_tally": tally[order],
        "post_sums": _group_sums(tally[order], starts),
    }


def _group_sums(values: Array, starts: Array) -> Array:
    sums = np.add.reduceat(values.astype("<i8"), starts) if len(values) else values
    return sums.astype("<i8")


def ranges(starts: Array, sizes: Array) -> Array:
    """``arange(start, start + size)`` of every pair, end to end."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    found: Array = np.arange(total) + np.repeat(starts - (ends - sizes), sizes)
    return found


def merged(older: Any, newer: Any) -> dict[str, Array]:
    """The arrays of two neighbouring segments as one; of an article in both, the newer row counts.

    Both are :class:`search.index.segment.Segment` objects.
    """
    stays = np.flatnonzero(~np.isin(older.array("pks"), newer.array("pks"), assume_unique=True))
    parts = [_rows(older, stays), _rows(newer, np.arange(len(newer.array("pks"))))]
    pks, lengths, ids, tally = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(pks, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    moved = np.full(len(older.array("pks")), -1, dtype=np.int64)
    moved[stays] = place[: len(stays)]
    starts = np.cumsum(lengths) - lengths
    pairs = ranges(starts[order], lengths[order])
    both = ((older, moved), (newer, place[len(stays) :]))
    return {
        **pair_arrays(pks[order], lengths[order], ids[pairs], tally[pairs]),
        **merged_forms(both),
        **merged_details(both),
        **{key: np.concatenate((older.array(key), newer.array(key))) for key in NEW},
    }


def _rows(segment: Any, rows: Array) -> tuple[Array, Array, Array, Array]:
    pointers = segment.array("row_ptr")
    lengths = np.diff(pointers)[rows]
    pairs = ranges(pointers[rows], lengths)
    return segment.array("pks")[rows], lengths, segment.array("ids")[pairs], segment.array("tally")[pairs]
