"""Across articles: which names are the same entity without anybody having said so.

Only what is safe: an identical full name, a well-known acronym and its long form, names of one country,
``Justice Department`` and ``Department of Justice``. A bare surname is never the person of another article.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from search.entities.keys import clean, fold, person_parts, person_suffix
from search.entities.lexicon import countries
from search.entities.model import NORM, EntityKind, Mention
from search.entities.org_norms import org_norm

_MAX_KEY = 200
"""Characters of a norm key; a longer name is no name."""


def entity_key(kind: EntityKind, name: str) -> str:
    """The norm of a name: two mentions with one kind and one norm name the same entity. Idempotent."""
    if kind is EntityKind.PERSON:
        folded = fold(clean(name))
        key = " ".join([*person_parts(folded.replace(".", ". ")), person_suffix(folded)]).strip()
    elif kind is EntityKind.ORG:
        key = org_norm(name)
    elif kind is EntityKind.PLACE:
        key = fold(countries().get(clean(name).lower(), clean(name)))
    else:
        key = _event_norm(fold(clean(name)))
    return key[:_MAX_KEY]


_NUMBERED = re.compile(r"\A(first|second|third|1st|2nd|3rd) (.+)\Z")
_COUNTED = re.compile(r"\A(.+) (one|two|three|1|2|3)\Z")
_ROMAN = {"first": "i", "second": "ii", "third": "iii", "1st": "i", "2nd": "ii", "3rd": "iii"}
_ROMAN |= {"one": "i", "two": "ii", "three": "iii", "1": "i", "2": "ii", "3": "iii"}
_WARS = {"wwi": "world war i", "wwii": "world war ii", "ww1": "world war i", "ww2": "world war ii"}


def _event_norm(key: str) -> str:
    """``Second World War`` as ``World War Two`` and ``World War II``: the number behind, in Roman letters."""
    key = _WARS.get(key, key)
    if key.endswith(("world war", "gulf war", "balkan war", "opium war")) and (found := _NUMBERED.match(key)):
        return f"{found[2]} {_ROMAN[found[1]]}"
    if (counted := _COUNTED.match(key)) and counted[1].endswith("war"):
        return f"{counted[1]} {_ROMAN[counted[2]]}"
    return key


def key_of(mention: Mention) -> tuple[EntityKind, str]:
    """Kind and norm of what a mention names."""
    own = next((value for key, value in mention.attributes if key == NORM), "")
    if own:
        return mention.kind, own
    return mention.kind, _cached_key(mention.kind, mention.name)


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
