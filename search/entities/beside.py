"""Two entities side by side: the articles that name both, those that both appear with, and their time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.entities.model import EntityCard

if TYPE_CHECKING:
    from search.entities.counts import Companion

MAX_SHARED = 60
"""Articles and companions that are listed of those that two entities share."""


@dataclass(frozen=True, slots=True)
class Shared:
    """An article that names both."""

    article: str
    """The article's id."""
    title: str
    date: str


@dataclass(frozen=True, slots=True)
class Common:
    """An entity that is named together with each of the two more often than by chance."""

    companion: Companion
    """As it stands to the first."""
    with_one: int
    """Articles that name it and the first."""
    with_other: int
    """Articles that name it and the second."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything on the page of two entities."""

    one: EntityCard
    other: EntityCard
    shared: int
    """Articles that name both."""
    articles: tuple[Shared, ...]
    """Some of them, newest first."""
    years: tuple[tuple[str, int, int, int], ...]
    """Year, articles that name the first, the second, both; ascending."""
    common: tuple[Common, ...]
    """The entities that both appear with, the most telling first."""
    only_one: tuple[Companion, ...]
    only_other: tuple[Companion, ...]


def compare(
    cards: tuple[EntityCard, EntityCard],
    dates: tuple[Sequence[str], Sequence[str], Sequence[str]],
    shared: Sequence[Shared],
    companions: tuple[Sequence[Companion], Sequence[Companion]],
) -> Beside:
    """Put the page together.

    ``dates``: of the articles that name the first, the second, and both; empty for undated ones. ``shared``:
    the articles that name both. ``companions``: those of the first and of the second, the most telling first.
    """
    ids = [{companion.id: companion for companion in side} for side in companions]
    common = [
        Common(companion, companion.together, ids[1][companion.id].together)
        for companion in companions[0]
        if companion.id in ids[1]
    ]
    newest = sorted(shared, key=lambda one: (one.date, one.article), reverse=True)
    return Beside(
        one=cards[0],
        other=cards[1],
        shared=len(dates[2]),
        articles=tuple(newest[:MAX_SHARED]),
        years=_years(*dates),
        common=tuple(common[:MAX_SHARED]),
        only_one=tuple(c for c in companions[0] if c.id not in ids[1]),
        only_other=tuple(c for c in companions[1] if c.id not in ids[0]),
    )


def _years(
    one: Sequence[str], other: Sequence[str], both: Sequence[str]
) -> tuple[tuple[str, int, int, int], ...]:
    rows: dict[str, list[int]] = {}
    for column, dates in enumerate((one, other, both)):
        for date in filter(None, dates):
            rows.setdefault(date[:4], [0, 0, 0])[column] += 1
    return tuple((year, *rows[year]) for year in sorted(rows))  # type: ignore[misc]
