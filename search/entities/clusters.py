"""Which mentions of one article name the same entity, and what that entity is called there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping

from search.entities.keys import bare_norm, clean, org_key, person_parts, person_suffix
from search.entities.lexicon import GIVEN, NAMED, SURNAME, cities, countries, states
from search.entities.lexicon import bits as lexicon_bits

_MAX_NAMESAKES = 50
"""Persons of one surname in one article that are told apart; a table of names has no more work than that."""
_AREA = re.compile(r"-(?:[Aa]rea|[Bb]ased|[Bb]orn)\Z")
_PLURAL = frozenset({"Americas", "Carolinas", "Dakotas", "Koreas", "Virginias"})
_SMALLER = re.compile(r"(\bMc[A-Z]|\bO['’][A-Z]|\bDe[A-Z]|\b\w)(\w*)")
_CAPITALS = re.compile(r"[A-Z][A-Z .'’-]{3,}\Z")


def person_names(surfaces: Iterable[str]) -> dict[str, str]:
    """Each surface of a person to the fullest name of the same person in the article.

    A shorter form belongs to a longer one when the surname agrees and the given names do not contradict;
    where two persons fit, it belongs to neither and stays by itself.
    """
    cleaned = dict.fromkeys(clean(s) for s in surfaces)
    place = {name: at for at, name in enumerate(cleaned)}
    full = sorted(
        {_singular(name, cleaned) for name in cleaned},
        key=lambda name: (-len(person_parts(name)), -len(name), name.isupper(), name),
    )
    canonical: dict[str, str] = {}
    roots: dict[str, list[str]] = defaultdict(list)
    for name in full:
        parts = person_parts(name)
        ends = {parts[-1].lower(), parts[0].lower()} if len(parts) == 1 else {parts[-1].lower()}
        near = dict.fromkeys(root for end in sorted(ends) for root in roots[end])
        suffix = person_suffix(name)
        fits = [
            root
            for root in near
            if _same_person(parts, person_parts(root))
            and (suffix == person_suffix(root) or (not suffix and _may_lose_suffix(name, root, place)))
        ]
        canonical[name] = fits[0] if len(fits) == 1 else name
        if not fits and len(near) < _MAX_NAMESAKES:
            for end in dict.fromkeys((parts[-1].lower(), parts[0].lower())):
                roots[end].append(name)
    return {name: lowered(canonical[_singular(name, cleaned)]) for name in cleaned}


def _may_lose_suffix(name: str, root: str, place: Mapping[str, int]) -> bool:
    """Whether a name without ``Jr.`` may be the one with it: a son is called by his whole name first.

    A full name that stands before the one with the suffix is the father's.
    """
    return len(person_parts(name)) == 1 or place.get(name, 0) > place.get(root, 0)


def lowered(name: str) -> str:
    """A name in capitals as it is written elsewhere: ``O'BRIEN`` as O'Brien, ``McDONOUGH`` as McDonough."""
    letters = [char for char in name if char.isalpha()]
    small = sum(char.islower() for char in letters)
    if len(letters) < 4 or small > 1 or "." in name:
        return name
    return " ".join(_SMALLER.sub(lambda m: m[1] + m[2].lower(), word) for word in name.split())


def _singular(name: str, others: Container[str]) -> str:
    """A name without an ``s`` that a lost apostrophe left on it, when the text also has it without."""
    if len(name) > 3 and name[-1] == "s" and name[-2] != "s":
        bare = name[:-1]
        if bare.isupper() or bare in others or (" " in bare and bare.rpartition(" ")[2] in others):
            return bare
    return name


def _same_person(short: list[str], long: list[str]) -> bool:
    """Whether the parts of a name can be a shorter form of the other's."""
    if not short or not long or short[-1].lower() != long[-1].lower():
        return len(short) == 1 and len(long) > 1 and short[0] == long[0] and len(short[0]) > 2
    if len(short) == 1:
        return True
    return _agree(short[0], long[0])


def _agree(one: str, other: str) -> bool:
    """Whether two given names can be the same: equal, or one the initial of the other."""
    if one.lower() == other.lower():
        return True
    return one[0] == other[0] and (one.endswith(".") or other.endswith("."))


_HOLDERS = {
    form: core
    for core, forms in {
        "President": ("president", "u.s. president", "then-president", "the president"),
        "Prime Minister": ("prime minister", "premier", "taoiseach"),
        "Vice President": ("vice president", "vice-president"),
        "Secretary": ("secretary", "secretary of state", "secretary of defense", "defense secretary"),
        "Speaker": ("speaker",),
        "Chancellor": ("chancellor",),
        "Secretary-General": ("secretary-general", "secretary general"),
        "Pope": ("pope",),
        "King": ("king",),
        "Queen": ("queen",),
        "Emperor": ("emperor",),
        "Sultan": ("sultan",),
        "Prince": ("prince", "crown prince"),
        "Princess": ("princess", "crown princess"),
        "Ayatollah": ("ayatollah", "grand ayatollah"),
        "Emir": ("emir", "amir"),
    }.items()
    for form in forms
}
"""Titles that one person at a time bears: with one of them, a single name says who is meant."""


TITLES = frozenset(_HOLDERS.values())
"""The same titles, each as it stands before a single name."""


def holder(ranks: Iterable[str]) -> str:
    """The title among ``ranks`` that one person at a time bears; empty without one."""
    cores = (_HOLDERS.get(rank.lower().removeprefix("former ").removeprefix("acting ")) for rank in ranks)
    return next(filter(None, cores), "")


def alone(name: str, ranks: Iterable[str], article: str) -> tuple[str, str]:
    """What a person of one name is called, and the norm if it is not the name's own.

    With a title that one person at a time bears the name goes by both, in every article. Any other single name
    is somebody else in each article, until something links them.
    """
    title = holder(ranks)
    if title:
        return f"{title} {name}", ""
    bits = lexicon_bits()[name]
    what = "given name" if bits & (GIVEN | NAMED) and not bits & SURNAME else "surname"
    return f"{name} ({what} only)", bare_norm(name, article)


def org_names(surfaces: Counter[str], acronyms: Mapping[str, str]) -> dict[str, str]:
    """Each surface of an organisation to its name: the long form of an acronym, the fuller of two forms."""
    long_keys = {org_key(long): short for short, long in acronyms.items()}
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    key_of: dict[str, str] = {}
    cleaned = {clean(surface) for surface in surfaces} | acronyms.keys()
    for surface, count in surfaces.items():
        name = _singular(clean(surface), cleaned)
        key = _group_key(name, acronyms, long_keys)
        key_of[surface] = key
        groups[key][name] += count
    _join_short(groups, key_of)
    names = {key: _best_name(forms, acronyms) for key, forms in groups.items()}
    return {surface: names[key] for surface, key in key_of.items()}


_FIRM = re.compile(
    r"\b(?:inc|corp|corporation|co|company|ltd|limited|plc|llc|llp|lp|ag|gmbh|group|holdings?|motors?|bank"
    r"|industries|pharmaceuticals|technologies|systems|enterprises|airlines|partners|associates)\b\.?\s*\Z",
    re.IGNORECASE,
)


def _join_short(groups: dict[str, Counter[str]], key_of: dict[str, str]) -> None:
    """``Ford`` to ``Ford Motor Company``: one word that begins the name of one firm of the article alone."""
    firms: dict[str, list[str]] = defaultdict(list)
    for key, forms in groups.items():
        if " " in key and any(_FIRM.search(form) for form in forms):
            firms[key.partition(" ")[0]].append(key)
    for short, longer in firms.items():
        if len(longer) == 1 and short in groups and len(short) > 2:
            groups[longer[0]].update(groups.pop(short))
            key_of.update({surface: longer[0] for surface, key in key_of.items() if key == short})


def _group_key(name: str, acronyms: Mapping[str, str], long_keys: Mapping[str, str]) -> str:
    bare = re.sub(r"^.+?['’]s ", "", name)
    for form in (name, bare):
        if form in acronyms:
            return org_key(acronyms[form])
    key = org_key(name)
    rest = key
    for _ in range(2):
        rest = rest.partition(" ")[2]
        if rest in long_keys:
            return rest
    return re.sub(r" public affairs(?: office)?$", "", key)


def _best_name(forms: Counter[str], acronyms: Mapping[str, str]) -> str:
    long = [form for form in forms if form not in acronyms and re.sub(r"^.+?['’]s ", "", form) not in acronyms]
    plain = [form for form in long if not form.endswith(("Public Affairs", "Public Affairs Office"))]
    if plain or long:
        return max(plain or long, key=lambda form: (len(form), form))
    short = next((form for form in forms if form in acronyms), None)
    return acronyms[short] if short else max(forms, key=lambda form: (forms[form], form))


_SHARED = {"Washington": "Washington (state)", "New York": "New York (state)"}
"""States that share their name with a city: what their abbreviations mean."""
_CAPITAL = frozenset(
    {"Washington DC", "Washington D.C.", "Washington D.C", "Washington, DC", "Washington, D.C.", "D.C."}
)


_COMPASS = re.compile(
    r"\A(?:(?:north|south)(?:ern|east|west|eastern|western)?|(?:east|west|central)(?:ern)?)(?=[ -]) ?-?"
)
"""A part of the compass in small letters: ``southern Afghanistan`` is in Afghanistan."""


def place_name(surface: str, *, dateline: bool = False) -> str:
    """What a place is called: a country by its usual name, an abbreviation written out, capitals lowered."""
    name = _COMPASS.sub("", _place(clean(surface)))
    if name.lower() in countries():
        return countries()[name.lower()]
    if name in _CAPITAL or (dateline and name == "WASHINGTON"):
        return "Washington, D.C."
    if name in states() and (len(name) > 2 or dateline):
        return _SHARED.get(states()[name], states()[name]) if name != states()[name] else name
    if _CAPITALS.match(name) and "." not in name:
        name = " ".join(word.capitalize() for word in name.split())
    return countries().get(name.lower(), name)


def _place(name: str) -> str:
    """``Detroit-area`` as Detroit; ``Chicagos`` as Chicago, where an apostrophe was lost."""
    name = _AREA.sub("", name)
    bare = name[:-1]
    if name[-1:] != "s" or name in _PLURAL or name in cities() or name.lower() in countries():
        return name
    return bare if bare in cities() or bare in states() or bare.lower() in countries() else name
