"""What is told of entities beyond one page: two side by side, and who a person of one name may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.entities.beside import Beside, Shared, compare
from search.entities.keys import bare_name, fold, person_parts
from search.entities.model import EntityCard, EntityKind
from search.store.store import Store

if TYPE_CHECKING:
    from search.entities.counts import EntityCounts

COMPANIONS = 200
"""Companions of each of two entities that are looked at for those that they share."""
NAMESAKES = 5_000
"""People that are looked through for those of one surname or given name."""
LISTED = 100
"""Candidates that are told."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be meant by a name alone."""

    card: EntityCard
    together: int
    """How many of the others whom the article names are named together with this person elsewhere."""


def beside(store: Store, counts: EntityCounts, one: int, other: int) -> Beside:
    """Two entities side by side."""
    sets = [counts.pks_of([one]), counts.pks_of([other]), counts.naming([one, other])]
    rows = store.rows(sorted({int(pk) for pks in sets for pk in pks.tolist()}))
    dates = [[rows[pk].date or "" for pk in pks.tolist()] for pks in sets]
    shared = [Shared(rows[pk].id, rows[pk].title, rows[pk].date or "") for pk in sets[2].tolist()]
    companions = [counts.companions(pks, limit=COMPANIONS, without=(one, other)) for pks in sets[:2]]
    return compare(
        (counts.card(one), counts.card(other)),
        (dates[0], dates[1], dates[2]),
        shared,
        (companions[0], companions[1]),
    )


def candidates(counts: EntityCounts, entity: int) -> tuple[Candidate, ...]:
    """The people with full names who may be the one of a single name, those first who keep the same company."""
    import numpy as np

    card = counts.card(entity)
    name = fold(bare_name(card.name) or card.name)
    if card.kind is not EntityKind.PERSON or " " in name:
        return ()
    inside = set(counts.ids_in(counts.pks_of([entity]))) - {entity}
    found = []
    for number, other in counts.ids_and_cards(EntityKind.PERSON, containing=name, limit=NAMESAKES):
        parts = [fold(part) for part in person_parts(other.name)]
        if number != entity and len(parts) > 1 and name in (parts[0], parts[-1]) and not bare_name(other.name):
            beside_it = np.fromiter(inside, dtype=np.int64)
            together = int(np.isin(beside_it, counts.ids_in(counts.pks_of([number]))).sum())
            found.append(Candidate(other, together))
    found.sort(key=lambda one: (-one.together, -one.card.articles, one.card.name))
    return tuple(found[:LISTED])
