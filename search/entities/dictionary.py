"""Across articles: which names are the same entity without anybody having said so.

Only what is safe: an identical full name, a well-known acronym and its long form, names of one country,
``Justice Department`` and ``Department of Justice``. A bare surname is never the person of another article.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import blake2b

from search.entities.keys import clean, fold, org_key, person_parts, person_suffix
from search.entities.lexicon import countries, nationalities
from search.entities.model import EntityKind, Mention
from search.entities.wordlists import words

_MAX_KEY = 200
"""Characters of a norm key; a longer name is no name."""


def entity_key(kind: EntityKind, name: str) -> str:
    """The norm of a name: two mentions with one kind and one norm name the same entity. Idempotent."""
    if kind is EntityKind.PERSON:
        folded = fold(clean(name))
        key = " ".join([*person_parts(folded.replace(".", ". ")), person_suffix(folded)]).strip()
    elif kind is EntityKind.ORG:
        key = _org(name)
    elif kind is EntityKind.PLACE:
        key = fold(countries().get(clean(name).lower(), clean(name)))
    else:
        key = fold(clean(name))
    return key[:_MAX_KEY]


def key_of(mention: Mention) -> tuple[EntityKind, str]:
    """Kind and norm of what a mention names."""
    return mention.kind, _cached_key(mention.kind, mention.name)


@cache
def _long_forms() -> dict[str, str]:
    """Well-known short forms to long ones, both as keys."""
    pairs = (entry.split(" = ") for entry in words()["long-form"])
    return {org_key(short): _department(org_key(long)) for short, long in pairs}


@cache
def _long_names() -> frozenset[str]:
    return frozenset(_long_forms().values())


@cache
def _departments() -> frozenset[str]:
    return frozenset(org_key(name).removeprefix("the ") for name in words()["us-department"])


@cache
def _peoples() -> dict[str, str]:
    """First words that tell the country of an organisation: ``iraqi`` and ``iraq`` to ``iraq``."""
    table = {fold(word): fold(name) for word, name in nationalities().items()}
    table.update({fold(form): fold(name) for form, name in countries().items() if " " not in form})
    table.update({"american": "us", "u.s": "us"})
    return table


_SINGULAR = frozenset(words()["never-plural"])
"""Last words whose ``s`` is a possessive that lost its apostrophe."""
_LOST = re.compile(r"[^aeiou]ys\Z")
"""What is no plural: the agency's, the army's, the company's."""


def _org(name: str) -> str:
    key = org_key(name)
    if key.endswith("s") and (key.rpartition(" ")[2][:-1] in _SINGULAR or _LOST.search(key)):
        key = key[:-1]
    key = _department(key)
    if key.removeprefix("us ") in _long_names():
        key = key.removeprefix("us ")
    if key in _long_forms():
        return _long_forms()[key]
    first, _, rest = key.partition(" ")
    if rest and first in _peoples() and first not in {"us", "american"}:
        key = f"{_peoples()[first]} {rest}"
    return _long_forms().get(key, key)


def _department(key: str) -> str:
    """``us department of justice`` for every way to name one of the departments of the United States."""
    bare = key.removeprefix("us ")
    subject = bare.removeprefix("department of ").removeprefix("the ")
    if subject == bare and bare.endswith(" department"):
        subject = bare.removesuffix(" department")
    return f"us department of {subject}" if subject != bare and subject in _departments() else key


class _Keys(dict[tuple[EntityKind, str], str]):
    """Norms by kind and name; forgets everything when it grows too large."""

    limit = 100_000

    def __missing__(self, pair: tuple[EntityKind, str]) -> str:
        if len(self) >= self.limit:
            self.clear()
        key = self[pair] = entity_key(*pair)
        return key


_keys = _Keys()


def _cached_key(kind: EntityKind, name: str) -> str:
    return _keys[kind, name]


def key_hash(kind: EntityKind, key: str) -> int:
    """A signed 64-bit number for kind and norm; a million entities collide once in 37 million libraries."""
    digest = blake2b(f"{kind.value}\0{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
