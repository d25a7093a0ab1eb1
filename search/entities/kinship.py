"""By what the program itself may link entities: families of names, told from norms alone.

Two entities of one family may be one; whether they are is for :mod:`search.entities.links` to say, which knows
how often, with whom and under which titles the archive names them.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from hashlib import blake2b
from typing import NamedTuple

from search.entities.clusters import TITLES
from search.entities.keys import SUFFIXES
from search.entities.lexicon import GIVEN, NAMED, SURNAME, bits
from search.entities.model import EntityKind
from search.entities.org_norms import without_country
from search.entities.wordlists import words


class Part(IntEnum):
    """What an entity is in its family."""

    NONE = 0
    """Linked with nothing."""
    FULL = 1
    """A person with given name and surname; an authority with its country."""
    BARE = 2
    """A person of one common name, in one article."""
    RARE = 3
    """A person of one name that no list has, in one article."""
    TITLED = 4
    """A person of one name with a title that one person at a time bears."""
    COUNTRYLESS = 5
    """An authority such as many countries have, without its country."""


class Family(NamedTuple):
    """The family of an entity, as a signed 64-bit number, and what it is in it."""

    number: int
    part: Part


def number(text: str) -> int:
    """A signed 64-bit number for a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


def family(kind: EntityKind, norm: str) -> Family:
    """The family of an entity: people of one surname, authorities of one name in several countries."""
    if kind is EntityKind.PERSON:
        return _person(norm)
    if kind is EntityKind.ORG:
        rest, country = without_country(norm)
        if country and " " in norm:
            return Family(number(f"org\0{rest}"), Part.FULL)
        if rest in _national():
            return Family(number(f"org\0{rest}"), Part.COUNTRYLESS)
    return Family(0, Part.NONE)


def _person(norm: str) -> Family:
    name, _, article = norm.partition(" @")
    if article:
        common = bits()[name.capitalize()] & (SURNAME | GIVEN | NAMED)
        return Family(number(f"person\0{name}"), Part.BARE if common else Part.RARE)
    parts = name.split()
    while len(parts) > 1 and parts[-1] in SUFFIXES:
        parts.pop()
    if len(parts) < 2:
        return Family(0, Part.NONE)
    titled = " ".join(parts[:-1]) in _titles()
    return Family(number(f"person\0{parts[-1]}"), Part.TITLED if titled else Part.FULL)


@cache
def _titles() -> frozenset[str]:
    return frozenset(title.lower() for title in TITLES)


@cache
def _national() -> frozenset[str]:
    """Norms of authorities that most countries have under the same name."""
    from search.entities.org_norms import org_norm

    return frozenset(org_norm(name) for name in words()["national"])
