"""The words that rules go by: ranks, titles, heads and tails of organisations, places and given names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from search.entities.model import EntityKind
from search.entities.tokens import tokenise
from search.entities.wordlists import lines, packed, sections, words

# What a token is, as bits. A token type gets its bits once.
CAP = 1  # begins with a capital
UPPER = 1 << 1  # two or more characters, all capitals
INITIAL = 1 << 2  # "E.", "J.D."
NUMBER = 1 << 3
ORDINAL = 1 << 4  # "3rd"
RANK = 1 << 5
RANK_MODIFIER = 1 << 6
TITLE = 1 << 7
TITLE_MODIFIER = 1 << 8
ORG_HEAD = 1 << 9
ORG_TAIL = 1 << 10
EVENT_TAIL = 1 << 11
PLACE_TAIL = 1 << 12
STOP = 1 << 13
MONTH = 1 << 14
NOT_NAME = 1 << 15
PARTICLE = 1 << 16
SUFFIX = 1 << 17
COUNTRY = 1 << 18
NATIONALITY = 1 << 19
STATE = 1 << 20
GIVEN = 1 << 21
CITY = 1 << 22
NOT_ORG = 1 << 23
ROLE = 1 << 24
FIRST = 1 << 25  # some known phrase begins with it
PLACE_HEAD = 1 << 26
SURNAME = 1 << 27
NAMED = 1 << 28  # a given name of the long list, in any language
TOWN = 1 << 29  # a town of the world
REGION = 1 << 30  # a province, an island, a river, a mountain
COMPANY = 1 << 31
MEDIA = 1 << 32
CLUB = 1 << 33
AGENCY = 1 << 34  # parties, parliaments, ministries, unions
PRODUCT = 1 << 35

_SECTION_BITS = {
    "rank": RANK,
    "rank-modifier": RANK_MODIFIER,
    "title": TITLE,
    "title-modifier": TITLE_MODIFIER,
    "org-head": ORG_HEAD,
    "org-tail": ORG_TAIL,
    "event-tail": EVENT_TAIL,
    "place-tail": PLACE_TAIL,
    "place-head": PLACE_HEAD,
    "stop": STOP,
    "month": MONTH,
    "not-name": NOT_NAME,
    "particle": PARTICLE,
    "suffix": SUFFIX,
    "not-org": NOT_ORG,
    "role": ROLE,
}


_ORGANISATIONS = {"company": COMPANY, "media": MEDIA, "club": CLUB, "agency": AGENCY}


class Known(NamedTuple):
    """A phrase that is known to name something."""

    kind: EntityKind
    canonical: str


@cache
def countries() -> MappingProxyType[str, str]:
    """Every name of a country, in lower case, to the name that it goes by."""
    table: dict[str, str] = {}
    for line in lines("countries.txt"):
        name, aliases, _, _ = line.split("|")
        for form in (name, *filter(None, aliases.split(";"))):
            table[form.lower()] = name
    return MappingProxyType(table)


@cache
def nationalities() -> MappingProxyType[str, str]:
    """``Japanese`` to ``Japan``, and so on."""
    table: dict[str, str] = {}
    for line in lines("countries.txt"):
        name, _, words_, _ = line.split("|")
        table.update((word, name) for word in words_.split(";") if word)
    return MappingProxyType(table)


@cache
def states() -> MappingProxyType[str, str]:
    """Every name and abbreviation of a US state (``Neb.``, ``NE``) to its full name."""
    table: dict[str, str] = {}
    for line in lines("states.txt"):
        name, abbreviations, code = line.split("|")
        table.update((form, name) for form in (name, code, *filter(None, abbreviations.split(";"))))
    return MappingProxyType(table)


@cache
def cities() -> frozenset[str]:
    """Cities and capitals as written."""
    names = {city.strip() for line in lines("cities.txt") for city in line.split(",")}
    names.update(line.split("|")[3] for line in lines("countries.txt"))
    return frozenset(names - {""})


@cache
def given_names() -> frozenset[str]:
    """Given names as written."""
    return frozenset(name for line in lines("given.txt") for name in line.split())


def _firms() -> list[str]:
    """Organisations of the news whose names have several words."""
    listed = sections("organisations.txt")
    return [name for section in _ORGANISATIONS for name in listed[section] if " " in name]


@cache
def phrases() -> MappingProxyType[str, tuple[tuple[tuple[str, ...], Known], ...]]:
    """Known phrases by first token: (tokens, what it is), the longest first."""
    found: dict[tuple[str, ...], Known] = {}

    def learn(name: str, kind: EntityKind, canonical: str) -> None:
        found.setdefault(tuple(tokenise(name).words), Known(kind, canonical))

    for event in words()["event-known"]:
        learn(event, EntityKind.EVENT, event)
    for org in words()["well-known"]:
        learn(org, EntityKind.ORG, org)
    for line in lines("countries.txt"):
        name, aliases, _, _ = line.split("|")
        for form in (name, *filter(None, aliases.split(";"))):
            learn(form, EntityKind.PLACE, name)
    for form, name in states().items():
        if len(form) > 2:
            learn(form, EntityKind.PLACE, name)
    several = (region for region in sections("regions.txt")[""] if " " in region)
    for place in (*words()["region"], *sorted(cities()), *several):
        learn(place, EntityKind.PLACE, place)
    for org in _firms():
        learn(org, EntityKind.ORG, org)
    by_first: dict[str, list[tuple[tuple[str, ...], Known]]] = {}
    for tokens, known in sorted(found.items(), key=lambda item: (-len(item[0]), item[0])):
        by_first.setdefault(tokens[0], []).append((tokens, known))
    return MappingProxyType({first: tuple(entries) for first, entries in by_first.items()})


class _Bits(dict[str, int]):
    """Token to bits, worked out when a token is first seen. Forgets everything when it grows too large."""

    limit = 200_000
    """Token types kept: some 30 MB."""

    def __init__(self) -> None:
        super().__init__()
        self._listed: dict[str, int] = {}
        for section, bit in _SECTION_BITS.items():
            for word in words()[section]:
                self._list(word, bit)
        country_forms = (line.split("|")[:2] for line in lines("countries.txt"))
        listed: list[tuple[int, Iterable[str]]] = [
            (NATIONALITY, nationalities()),
            (GIVEN, given_names()),
            (CITY, cities()),
            (STATE, (state for state in states() if len(state) > 2)),
            (FIRST, phrases()),
            (COUNTRY, (form for name, aliases in country_forms for form in (name, *aliases.split(";")))),
            (NAMED, packed("given-names.xz")),
            (SURNAME, packed("surnames.xz")),
            (TOWN, packed("towns.xz")),
            (REGION, sections("regions.txt")[""]),
            *((bit, sections("organisations.txt")[name]) for name, bit in _ORGANISATIONS.items()),
            (PRODUCT, sections("organisations.txt")["product"]),
        ]
        for bit, names in listed:
            for name in names:
                self._list(name, bit)

    def _list(self, word: str, bit: int) -> None:
        self._listed[word] = self._listed.get(word, 0) | bit

    def __missing__(self, word: str) -> int:
        if len(self) >= self.limit:
            self.clear()
        bits = self[word] = self._listed.get(word, 0) | shape_bits(word)
        return bits


def shape_bits(word: str) -> int:
    """The bits that follow from a token's characters alone."""
    first = word[0]
    bits = 0
    if first.isupper():
        bits = CAP
        if len(word) > 1 and word.isupper():
            bits |= UPPER
        if len(word) <= 6 and word[-1] == "." and (len(word) == 2 or (word.count(".") > 1 and word.isupper())):
            bits |= INITIAL
    elif first.isdigit():
        bits = ORDINAL if word[-1] in "tdh" else NUMBER
    elif "-" in word and word.partition("-")[2][:1].isupper():
        bits = CAP  # al-Abadi
    return bits


@cache
def bits() -> _Bits:
    """The table of token bits; loading the lists takes some milliseconds, once."""
    return _Bits()


_DIGIT = re.compile(r"\d")


@cache
def _classes() -> dict[str, int]:
    """Frequent words to the number of their class, from 1."""
    rows = enumerate(packed("word-classes.xz"), 1)
    return {word: number for number, row in rows for word in row.split()}


def word_class(word: str) -> int:
    """The number of the words that stand between the same neighbours as this one; 0 for rare words."""
    return _classes().get(_DIGIT.sub("0", word), 0)
