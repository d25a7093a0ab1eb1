"""How entities are written, and what is said of them, with the articles that do: a segment's second half.

Each form keeps the rows that use it. So when an article is tagged again, what only its older text said is
forgotten with it, at once by whoever reads and for good by the next merge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.entities.keys import fold

Array = NDArray[Any]
MAX_FORMS = 12
"""Forms kept for an entity: names that vary more are misspelt."""
MAX_DETAILS = 3
"""Details kept for an entity, the latest: more than one in case that its article is tagged again."""
Detail = tuple[int, int, int, str]
"""Entity, day, row, and what is said."""


@dataclass(frozen=True, slots=True)
class Uses:
    """Which row writes an entity in which form, and how often. Arrays of one length, ascending by row."""

    forms: Array
    rows: Array
    names: Array
    """Mentions of which the form is the name."""
    surfaces: Array
    """Mentions of which it is the surface."""

    def where(self, keep: Array) -> Uses:
        """Only the uses at these places."""
        return Uses(self.forms[keep], self.rows[keep], self.names[keep], self.surfaces[keep])


def form_arrays(entities: Array, texts: Sequence[str], uses: Uses) -> dict[str, Array]:
    """The arrays of forms: form ``k`` is ``texts[k]`` of ``entities[k]``. What nothing uses is dropped."""
    names = np.bincount(uses.forms, weights=uses.names, minlength=len(texts)).astype("<i4")
    surfaces = np.bincount(uses.forms, weights=uses.surfaces, minlength=len(texts)).astype("<i4")
    rows = zip(
        entities.tolist(), (-names).tolist(), (-surfaces).tolist(), texts, range(len(texts)), strict=True
    )
    used = sorted(row for row in rows if row[1] or row[2])
    kept = [row[4] for _, group in groupby(used, key=lambda row: row[0]) for row in list(group)[:MAX_FORMS]]
    number = np.full(len(texts) + 1, -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    forms = number[uses.forms]
    order = np.argsort(forms, kind="stable")
    order = order[np.searchsorted(forms[order], 0) :]
    ends = np.cumsum(np.bincount(forms[order], minlength=len(kept)))
    chosen = np.array(kept, dtype=np.int64)
    written = [texts[k] for k in kept]
    return {
        "form_ids": entities[chosen].astype("<i4"),
        "form_names": names[chosen],
        "form_surfaces": surfaces[chosen],
        "use_ptr": np.concatenate(([0], ends)).astype("<i8"),
        "use_rows": uses.rows[order].astype("<i4"),
        "use_names": np.minimum(uses.names[order], 65535).astype("<u2"),
        "use_surfaces": np.minimum(uses.surfaces[order], 65535).astype("<u2"),
        **_lines("form", [text.encode() for text in written]),
        **_lines("folded", [fold(text).encode() for text in written]),
    }


def detail_arrays(details: Iterable[Detail]) -> dict[str, Array]:
    """The arrays of details, the latest of each entity; of one day the later row's."""
    ordered = sorted(details, key=lambda detail: detail[:3])
    kept = [one for _, group in groupby(ordered, key=lambda d: d[0]) for one in list(group)[-MAX_DETAILS:]]
    return {
        "detail_ids": np.array([detail[0] for detail in kept], dtype="<i4"),
        "detail_days": np.array([detail[1] for detail in kept], dtype="<i4"),
        "detail_rows": np.array([detail[2] for detail in kept], dtype="<i4"),
        **_lines("detail", [detail[3].encode() for detail in kept]),
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
    """Text ``i`` of those that were written end to end."""
    return bytes(text[pointers[i] : pointers[i + 1] - 1]).decode()


def _all_lines(segment: Any, name: str) -> list[str]:
    pointers, text = segment.array(f"{name}_ptr").tolist(), bytes(segment.array(f"{name}_text"))
    return [text[a : b - 1].decode() for a, b in pairwise(pointers)]


def merged_forms(parts: Sequence[tuple[Any, Array]]) -> dict[str, Array]:
    """The forms of several segments as one. ``parts``: segment, and the new number of each row or -1."""
    numbers: dict[tuple[int, str], int] = {}
    uses: list[Uses] = []
    for segment, rows in parts:
        keys = zip(segment.array("form_ids").tolist(), _all_lines(segment, "form"), strict=True)
        forms = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
        columns = (segment.array(f"use_{name}") for name in ("names", "surfaces"))
        moved = rows[segment.array("use_rows")]
        both = Uses(np.repeat(forms, np.diff(segment.array("use_ptr"))), moved, *columns)
        uses.append(both.where(moved >= 0))
    fields = ("forms", "rows", "names", "surfaces")
    together = Uses(*(np.concatenate([getattr(part, field) for part in uses]) for field in fields))
    entities = np.array([entity for entity, _ in numbers], dtype=np.int64)
    ordered = together.where(np.argsort(together.rows, kind="stable"))
    return form_arrays(entities, [text for _, text in numbers], ordered)


def merged_details(parts: Sequence[tuple[Any, Array]]) -> dict[str, Array]:
    """The details of several segments as one; arguments as for :func:`merged_forms`."""
    found: list[Detail] = []
    for segment, rows in parts:
        moved = rows[segment.array("detail_rows")].tolist()
        ids, days = segment.array("detail_ids").tolist(), segment.array("detail_days").tolist()
        found += [
            one for one in zip(ids, days, moved, _all_lines(segment, "detail"), strict=True) if one[2] >= 0
        ]
    return detail_arrays(found)
