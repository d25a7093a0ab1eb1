"""Pairs of entities that may be one: offered to the user, never merged by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from search.entities.keys import bare_name, fold, org_key, person_parts, person_suffix
from search.entities.model import EntityCard, EntityKind

MAX_NAMESAKES = 30
"""Entities of one surname or one acronym that are compared with each other."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two entities that may be one."""

    one: EntityCard
    """The one that would go on under the other's name."""
    other: EntityCard
    reason: str


def suggestions(cards: Sequence[EntityCard], *, limit: int = 50) -> tuple[Suggestion, ...]:
    """Pairs among these cards, those that most articles speak for first."""
    found = {(id(s.one), id(s.other)): s for s in (*_persons(cards), *_organisations(cards))}
    ordered = sorted(found.values(), key=lambda s: (-s.one.articles, -s.other.articles, s.one.name))
    return tuple(ordered[:limit])


def _persons(cards: Iterable[EntityCard]) -> Iterator[Suggestion]:
    by_surname: dict[str, list[EntityCard]] = defaultdict(list)
    for card in cards:
        if card.kind is EntityKind.PERSON and card.name:
            by_surname[fold(person_parts(card.name)[-1])].append(card)
    for namesakes in by_surname.values():
        full = [card for card in namesakes if len(person_parts(card.name)) > 1][:MAX_NAMESAKES]
        bare = [card for card in namesakes if len(person_parts(card.name)) == 1 and not bare_name(card.name)]
        if len(full) == 1:
            yield from (Suggestion(one, full[0], "the only full name with this surname") for one in bare)
        for one, other in combinations(full, 2):
            suffixes = {person_suffix(one.name), person_suffix(other.name)}
            if len(suffixes) == 1 and _given_agree(person_parts(one.name)[:-1], person_parts(other.name)[:-1]):
                short, long = sorted((one, other), key=lambda card: (len(card.name), card.articles))
                yield Suggestion(short, long, "the given names agree")


def _given_agree(one: list[str], other: list[str]) -> bool:
    """``Clinton`` and ``Clinton E.``, ``C.`` and ``Clinton``: nothing in one contradicts the other."""
    first, second = fold(one[0]).rstrip("."), fold(other[0]).rstrip(".")
    if first != second and not (min(len(first), len(second)) == 1 and first[0] == second[0]):
        return False
    middle = [fold(part).rstrip(".") for part in (*one[1:2], *other[1:2])]
    return len(middle) < 2 or middle[0][:1] == middle[1][:1]


def _organisations(cards: Iterable[EntityCard]) -> Iterator[Suggestion]:
    orgs = [card for card in cards if card.kind is EntityKind.ORG]
    by_key = {org_key(card.name): card for card in orgs}
    by_alias: dict[str, list[EntityCard]] = defaultdict(list)
    for card in orgs:
        for alias in card.aliases:
            if alias.isupper() and " " not in alias:
                by_alias[org_key(alias)].append(card)
    for key, card in by_key.items():
        bare = by_key.get(key.removeprefix("us "))
        if bare is not None and bare is not card:
            yield Suggestion(bare, card, "the same name without the country")
        named = [other for other in by_alias.get(key, ())[:MAX_NAMESAKES] if other is not card]
        if len(named) == 1 and card.name.isupper() and not card.aliases[1:]:  # else a generic one
            yield Suggestion(card, named[0], "an acronym of it alone")
