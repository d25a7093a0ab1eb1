"""Segments of entity counts: which entities each article names, both ways, with the forms of their names.

A segment file holds, for articles 0..n-1 in ascending pk order and their pairs of article and entity:

- ``pks``, ``row_ptr``, ``ids``, ``tally``: the entities of each article (CSR) and how often it names them;
- ``post_ids``, ``post_ptr``, ``post_rows``, ``post_tally``, ``post_sums``: the articles of each entity;
- ``new_hash``, ``new_kind``: entities first seen here; their ids follow on those of the segment before;
- ``form_*``: how each entity is written: as a name, as a surface, and folded for looking up;
- ``detail_*``: the latest rank, role or meaning that was said of it, with its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.entities.dictionary import key_of
from search.entities.keys import clean, fold
from search.entities.model import EntityKind, Mention

Array = NDArray[Any]
NO_DAY = -(2**31)
"""The day of what has no date."""
MAX_FORMS = 12
"""Forms kept for an entity: names that vary more are misspelt."""


@dataclass(slots=True)
class Forms:
    """How often one way of writing an entity is the name, and the surface, of a mention."""

    names: int = 0
    surfaces: int = 0


@dataclass(slots=True)
class Batch:
    """Articles on their way into a segment. Entities are numbered within the batch."""

    numbers: dict[tuple[EntityKind, str], int] = field(default_factory=dict)
    """Kind and norm to the number of an entity in this batch."""
    rows: dict[int, dict[int, int]] = field(default_factory=dict)
    """pk to mentions by entity; of an article that comes twice, the later row counts."""
    forms: dict[int, dict[str, Forms]] = field(default_factory=dict)
    details: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Entity to (day, what was said)."""
    pairs: int = 0

    def add(self, pk: int, mentions: Iterable[Mention], day: int) -> None:
        """Take in one article; ``day`` is its date in days since 1970-01-01."""
        row: dict[int, int] = {}
        for mention in mentions:
            entity = self.numbers.setdefault(key_of(mention), len(self.numbers))
            row[entity] = row.get(entity, 0) + 1
            forms = self.forms.setdefault(entity, {})
            forms.setdefault(mention.name, Forms()).names += 1
            forms.setdefault(clean(mention.surface), Forms()).surfaces += 1
            if mention.attributes and day >= self.details.get(entity, (NO_DAY, ""))[0]:
                self.details[entity] = (day, detail(mention.attributes))
        self.rows[pk] = row
        self.pairs += len(row)


def detail(attributes: Iterable[tuple[str, str]]) -> str:
    """What to show beside a name: ``Maj. Gen., director of plans and policy``."""
    said = dict(attributes)
    return ", ".join(said[key] for key in ("rank", "role") if said.get(key))


def batch_arrays(batch: Batch, ids: Array) -> dict[str, Array]:
    """The arrays of a segment for a batch. ``ids``: the library's id of each entity of the batch."""
    rows = sorted(batch.rows.items())
    number = ids.tolist()
    pairs = [sorted((number[entity], count) for entity, count in row.items()) for _, row in rows]
    forms = sorted(
        (number[entity], text, form.names, form.surfaces)
        for entity, texts in batch.forms.items()
        for text, form in _most_used(texts)
    )
    return {
        **pair_arrays(
            np.array([pk for pk, _ in rows], dtype="<i8"),
            np.array([len(row) for row in pairs], dtype="<i8"),
            np.array([entity for row in pairs for entity, _ in row], dtype="<i4"),
            np.array([min(count, 65535) for row in pairs for _, count in row], dtype="<u2"),
        ),
        **form_arrays(forms),
        **detail_arrays(sorted((number[entity], *said) for entity, said in batch.details.items())),
    }


def _most_used(forms: dict[str, Forms]) -> list[tuple[str, Forms]]:
    order = sorted(forms.items(), key=lambda item: (-item[1].names, -item[1].surfaces, item[0]))
    return order[:MAX_FORMS]


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


def form_arrays(forms: Sequence[tuple[int, str, int, int]]) -> dict[str, Array]:
    """Forms ascending by entity id: (id, text, count as name, count as surface)."""
    texts = [text.encode() for _, text, _, _ in forms]
    folded = [fold(text).encode() for _, text, _, _ in forms]
    return {
        "form_ids": np.array([form[0] for form in forms], dtype="<i4"),
        "form_names": np.array([form[2] for form in forms], dtype="<i4"),
        "form_surfaces": np.array([form[3] for form in forms], dtype="<i4"),
        **_lines("form", texts),
        **_lines("folded", folded),
    }


def detail_arrays(details: Sequence[tuple[int, int, str]]) -> dict[str, Array]:
    """Details ascending by entity id: (id, day, text)."""
    return {
        "detail_ids": np.array([detail[0] for detail in details], dtype="<i4"),
        "detail_days": np.array([detail[1] for detail in details], dtype="<i4"),
        **_lines("detail", [detail[2].encode() for detail in details]),
    }


def _lines(name: str, texts: Sequence[bytes]) -> dict[str, Array]:
    """Texts end to end, each between line feeds, and where each starts."""
    blob = b"\n" + b"\n".join(texts) + b"\n" if texts else b""
    ends = np.cumsum([len(text) + 1 for text in texts], dtype="<i8") + 1
    return {
        f"{name}_ptr": np.concatenate(([1], ends)).astype("<i8"),
        f"{name}_text": np.frombuffer(blob, dtype="|u1"),
    }


def line(pointers: Array, text: Array, i: int) -> str:
    """Text ``i`` of those that :func:`_lines` wrote."""
    return bytes(text[pointers[i] : pointers[i + 1] - 1]).decode()


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
    stays = ~np.isin(older.array("pks"), newer.array("pks"), assume_unique=True)
    parts = [_rows(older, np.flatnonzero(stays)), _rows(newer, np.arange(len(newer.array("pks"))))]
    pks, lengths, ids, tally = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(pks, kind="stable")
    starts = np.cumsum(lengths) - lengths
    pairs = ranges(starts[order], lengths[order])
    return {
        **pair_arrays(pks[order], lengths[order], ids[pairs], tally[pairs]),
        **form_arrays(_merged_forms((older, newer))),
        **detail_arrays(_merged_details((older, newer))),
        **{key: np.concatenate((older.array(key), newer.array(key))) for key in ("new_hash", "new_kind")},
    }


def _rows(segment: Any, rows: Array) -> tuple[Array, Array, Array, Array]:
    pointers = segment.array("row_ptr")
    lengths = np.diff(pointers)[rows]
    pairs = ranges(pointers[rows], lengths)
    return segment.array("pks")[rows], lengths, segment.array("ids")[pairs], segment.array("tally")[pairs]


def _merged_forms(segments: Iterable[Any]) -> list[tuple[int, str, int, int]]:
    forms: dict[int, dict[str, Forms]] = {}
    for segment in segments:
        names, surfaces = segment.array("form_names").tolist(), segment.array("form_surfaces").tolist()
        pointers, text = segment.array("form_ptr"), segment.array("form_text")
        for k, entity in enumerate(segment.array("form_ids").tolist()):
            form = forms.setdefault(entity, {}).setdefault(line(pointers, text, k), Forms())
            form.names += names[k]
            form.surfaces += surfaces[k]
    return [
        (entity, text, form.names, form.surfaces)
        for entity in sorted(forms)
        for text, form in _most_used(forms[entity])
    ]


def _merged_details(segments: Iterable[Any]) -> list[tuple[int, int, str]]:
    latest: dict[int, tuple[int, str]] = {}
    for segment in segments:
        days = segment.array("detail_days").tolist()
        pointers, text = segment.array("detail_ptr"), segment.array("detail_text")
        for k, entity in enumerate(segment.array("detail_ids").tolist()):
            if entity not in latest or days[k] >= latest[entity][0]:
                latest[entity] = (days[k], line(pointers, text, k))
    return [(entity, *latest[entity]) for entity in sorted(latest)]
