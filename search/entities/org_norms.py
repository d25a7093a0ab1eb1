"""One norm for the ways in which one organisation is written.

``IRS-CI``, ``IRS Criminal Investigation`` and ``Internal Revenue Service - Criminal Investigations`` are one.
Legal forms, articles, plurals, punctuation and the order of an agency's words do not count; nor does a parent
before a child that has a name of its own. Norms are compared and never shown.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from search.entities.keys import clean, fold
from search.entities.lexicon import countries, nationalities
from search.entities.wordlists import words

_KEPT = 50_000
_JOINED = re.compile(r"\b([A-Z]{2,6})([A-Z][a-z]{3,})")
_THE = re.compile(r"\Athe(?=[A-Z])")
_GLUED = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})")
"""``theTax Division``, ``ServiceCriminal``: words whose space was lost."""
_US = re.compile(r"\b(?:u\.\s?s\.?a?\.?(?=\W|\Z)|united states(?: of america)?\b|us\b)")
_WORD = re.compile(r"[^\W_]+")
_ACRONYM = re.compile(r"\b(?:[a-z]\.){2,}")
_TIGHT = re.compile(r"(?<=\w)&(?=\w)")
_LEGAL = frozenset(words()["legal-form"])
_SMALL = frozenset({"the", "of", "for", "and", "in", "at", "on", "to", "by", "a", "an", "s", "et", "de", "la"})
_SPELT = {"defence": "defense", "centre": "center", "organisation": "organization", "programme": "program",
          "qaida": "qaeda", "taleban": "taliban", "hizbollah": "hezbollah", "hizbullah": "hezbollah",
          "hezbullah": "hezbollah"}  # fmt: skip
_KEEP = frozenset({"us", "this", "gas", "news", "series"})
_AGENCY = frozenset(words()["agency-word"])
_PUBLIC = _AGENCY | {"army", "navy", "force", "government", "congress", "senate", "military"}
_OWN_TAIL = frozenset(words()["child-tail"])
_LONG_FORM_ONLY = re.compile(r"\s*\([^)]{1,40}\)\s*\Z")
_ENDS: dict[str, tuple[str, ...]] = {
    "oig": ("office", "inspector", "general"),
    "ci": ("criminal", "investigation"),
}
"""Acronyms of parts that many authorities have, at the end of their names."""
MAX_WORDS = 40
"""Words of a name that count; a longer one is no name."""


def _stem(word: str) -> str:
    """A word without its plural, spelt one way."""
    word = _SPELT.get(word, word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    plural = len(word) > 3 and word[-1] == "s" and word[-2] not in "sui" and word not in _KEEP
    return word[:-1] if plural else word


def _split(name: str) -> list[str]:
    """The words of a name that count, in order."""
    text = _JOINED.sub(r"\1 \2", _LONG_FORM_ONLY.sub("", clean(name)) or clean(name))
    text = _GLUED.sub(" ", _THE.sub("", text))
    text = _TIGHT.sub("", fold(text).replace("’", "'")).replace("&", " and ")
    text = _US.sub(" us ", text)
    text = _ACRONYM.sub(lambda match: match[0].replace(".", ""), text)
    found = _WORD.findall(text.replace("s'", "s").replace("'s ", "s ").replace("'", ""))[:MAX_WORDS]
    while len(found) > 1 and found[-1] in _LEGAL:
        found.pop()
        if len(found) > 1 and found[-1] == "and":
            found.pop()
    kept = [_stem(word) for word in found if word not in _SMALL]
    return kept or found


@cache
def _departments() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Ways to write a department of the United States, without its country, to the one that counts."""
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name in words()["us-department"]:
        subject = tuple(_split(name))
        whole: tuple[str, ...] = ("us", "department", *subject)
        table[tuple(whole[1:])] = whole
        table[(*subject, "department")] = whole
        if len(subject) > 2:  # "Health and Human Services" is nothing else
            table[subject] = whole
    return table


@cache
def _long_forms() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Well-known short forms to long ones."""
    pairs = (entry.split(" = ") for entry in words()["long-form"])
    return {tuple(_split(short)): _whole(_split(long)) for short, long in pairs}


@cache
def _long_names() -> frozenset[tuple[str, ...]]:
    return frozenset(_long_forms().values())


@cache
def _peoples() -> dict[str, str]:
    """First words that tell the country of an organisation: ``iraqi`` and ``iraq`` to ``iraq``."""
    table = {_stem(fold(word)): fold(name) for word, name in nationalities().items()}
    table.update({fold(form): fold(name) for form, name in countries().items() if " " not in form})
    return {word: name.replace(" ", "-") for word, name in table.items()} | {"us": "us", "american": "us"}


@cache
def _generic_children() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(_split(name)) for name in words()["generic-child"])


def _whole(found: list[str]) -> tuple[str, ...]:
    """A department at the beginning written one way; ``us`` before it dropped and put back."""
    if len(found) > 1 and found[-1] == "us":  # as norms have it, whose words are sorted
        found = ["us", *found[:-1]]
    bare = tuple(found[1:]) if found[:1] == ["us"] else tuple(found)
    for size in range(min(len(bare), 7), 1, -1):
        whole = _departments().get(tuple(bare[:size]))
        if whole:
            return (*whole, *bare[size:])
    return tuple(found)


def _expanded(found: tuple[str, ...]) -> tuple[str, ...]:
    """Acronyms at the beginning and the end of a name written out."""
    table = _long_forms()
    for size in range(min(len(found), 8), 0, -1):
        if found[:size] in table:
            found = (*table[found[:size]], *found[size:])
            break
    if len(found) > 2 and found[-1] in _ENDS:
        found = (*found[:-1], *_ENDS[found[-1]])
    if len(found) > 1 and found[-1:] in table and found[-1] != "us":
        found = (*found[:-1], *table[found[-1:]])
    return found


def _child(found: tuple[str, ...]) -> tuple[str, ...]:
    """A child with a name of its own without its parent: ``Department of Justice Antitrust Division``."""
    for size in range(min(len(found) - 2, 9), 1, -1):
        parent, child = found[:size], found[size:]
        known = parent in _departments().values() or parent in _long_names()
        if known and child[-1] in _OWN_TAIL and child not in _generic_children():
            return child
    return found


@lru_cache(_KEPT)
def org_norm(name: str) -> str:
    """The norm of an organisation's name. Idempotent."""
    found = _whole(list(_expanded(_whole(_split(name)))))
    if found[:1] == ("us",) and any(
        found[1:size] in _long_names() for size in range(3, min(len(found), 9) + 1)
    ):
        found = found[1:]
    found = _child(found)
    if found[-3:] == ("criminal", "investigation", "division"):
        found = found[:-1]
    if len(found) > 1 and found[0] in _peoples() and (found[0] != "american" or _PUBLIC & set(found)):
        found = (_peoples()[found[0]], *found[1:])
    if len(found) > 2 and _AGENCY & set(found):
        found = tuple(sorted(found))
    return " ".join(_long_forms().get(found, found))


def without_country(norm: str) -> tuple[str, str]:
    """A norm without the country in it, and that country: ``us coast guard`` as (``coast guard``, ``us``)."""
    found = norm.split(" ")
    named = [word for word in found if word in _countries()]
    rest = " ".join(word for word in found if word not in _countries())
    return (rest, named[0]) if named and rest else (norm, "")


@cache
def _countries() -> frozenset[str]:
    return frozenset(_peoples().values())
