"""Mentions as JSON and back: one array an article, short keys by position."""

from __future__ import annotations

import json
from collections.abc import Iterable

from search.entities.model import EntityKind, Mention

_KINDS = {kind.value: kind for kind in EntityKind}


def encode(mentions: Iterable[Mention]) -> str:
    """One line of JSON: ``[[start, end, kind, surface, name, source, evidence, [[key, value], ...]], ...]``.

    What repeats the surface (the name) or is empty (attributes) is left out from the right.
    """
    rows = []
    for m in mentions:
        row: list[object] = [m.start, m.end, m.kind.value, m.surface, m.name, m.source, m.evidence]
        if m.attributes:
            row.append([list(pair) for pair in m.attributes])
        rows.append(row)
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def decode(line: str) -> tuple[Mention, ...]:
    """The mentions that :func:`encode` wrote. Raises ValueError for anything else."""
    try:
        return tuple(_mention(row) for row in json.loads(line))
    except (TypeError, KeyError, IndexError) as error:
        raise ValueError(f"not a row of mentions: {error}") from error


def _mention(row: list[object]) -> Mention:
    start, end, kind, surface, name, source, evidence = row[:7]
    if not isinstance(start, int) or not isinstance(end, int):
        raise TypeError("offsets are whole numbers")
    pairs = row[7] if len(row) > 7 else ()
    if not isinstance(pairs, list | tuple):
        raise TypeError("attributes are a list")
    attributes = tuple((str(key), str(value)) for key, value in pairs)
    return Mention(
        start, end, _KINDS[str(kind)], str(surface), str(name), str(source), str(evidence), attributes
    )
