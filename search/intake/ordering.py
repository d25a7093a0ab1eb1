"""Results of several workers, put back into the order of the files."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from search.intake.model import Ready, Result

HELD_CHARACTERS = 16 * 2**20
"""Characters of files that were read before their turn: bounds memory while a large file is read."""


_FAILURE = 200
"""Characters that a failure takes, about."""


def in_order(results: Iterable[Result], planned: deque[Path], limit: int = HELD_CHARACTERS) -> Iterator[Result]:
    """Results in the order of the files in ``planned``, which may grow meanwhile.

    What workers finish early is held, up to ``limit`` characters; beyond that all of it is passed on, since
    order matters only where two files hold two texts under one key: the last then counts as the newest.
    """
    held: dict[Path, list[Result]] = {}
    ended: set[Path] = set()
    waiting = 0
    for result in results:
        held.setdefault(result.source.path, []).append(result)
        waiting += sum(item.parcel.characters if isinstance(item, Ready) else _FAILURE for item in result.items)
        if result.ended:
            ended.add(result.source.path)
        while planned and (planned[0] in held or planned[0] in ended):
            first = planned[0]
            yield from held.pop(first, ())
            if first not in ended:
                break
            ended.discard(first)
            planned.popleft()
        waiting = waiting if held else 0
        if waiting > limit:
            for some in held.values():
                yield from some
            held.clear()
            waiting = 0
