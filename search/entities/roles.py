"""What is said beside a person's name: office, service, organisation (``director of plans and policy``).

A role is an office or it is nothing: a noun of offices with what it is an office of, ended by a comma, a full
stop or a verb. Anything else that begins with such a noun is a piece of a sentence.
"""

from __future__ import annotations

from search.entities.lexicon import (
    AGENCY,
    CAP,
    CLUB,
    COMPANY,
    MEDIA,
    NATIONALITY,
    NUMBER,
    ORG_HEAD,
    ORG_TAIL,
    ROLE,
    STOP,
    UPPER,
)
from search.entities.scan import Scan, Span
from search.entities.wordlists import words

_MODIFIERS = frozenset(words()["role-modifier"])
_CLOSES = frozenset({",", ";", ".", ":", "–", "—", "--", "(", ")", '"', "”", "“", "?", "!"})
_ENDS = frozenset(words()["role-end"]) | _CLOSES
_LINKS = frozenset(words()["role-after"])
_SMALL = frozenset(
    {"the", "a", "an", "its", "his", "her", "their", "of", "and", "&", "’s", "'s", "’", "'", "/", "-"}
)
_DETERMINERS = frozenset(
    {"the", "a", "an", "his", "her", "its", "their", "’s", "'s", "one", "co-", "who", "is"}
)
_OF = frozenset({"of", "the", "for", "and", "&", "’s", "'s", "’", ".", "(", ")", "-", ",", "at", "in", "on"})
_AFTER = frozenset({"and", "general", "emeritus", "elect", "designate"})
_OF_ANY = frozenset({"of", "for", "at"})
_LEADS = frozenset({"head", "chair", "principal", "operator", "pilot", "partner", "judge"})
"""Nouns that may be verbs or something else before other words than :data:`_OF_ANY`."""
_REACH = 28
"""Tokens behind a name in which a role may begin; names of offices are long."""
_MAX_ROLE = 12
_MAX_PLAIN = 4
"""Words in small letters that tell what an office is of."""


def role_after(view: Scan, person: Span) -> tuple[tuple[str, str], ...]:
    """``("role", ...)`` and ``("office", ...)`` from an apposition behind the name, or nothing."""
    w, n = view.words, len(view.words)
    i = person.behind
    if i >= n or w[i] != ",":
        return ()
    start = i + 1
    k = _role_word(view, start, min(n, start + _REACH))
    if k < 0:
        return ()
    first = k
    while first - 1 >= start and w[first - 1].lower() in _MODIFIERS and not view.bits[first - 1] & CAP:
        first -= 1
    office = _office(view, start, first)
    if office is None:
        return ()
    end = _role_end(view, k)
    if not end:
        return ()
    found = [("role", view.tokens.surface(first, end))]
    return (*found, ("office", office)) if office else tuple(found)


def _role_end(view: Scan, noun: int) -> int:
    """The token behind the role whose noun is token ``noun``; 0 when it is a piece of a sentence."""
    w, n = view.words, len(view.words)
    end, plain = noun + 1, 0
    while end < min(n, noun + _MAX_ROLE) and not view.gap(end - 1):
        word = w[end]
        if _stops(view, end):
            break
        if end == noun + 1 and word in _LINKS - _OF_ANY and w[noun] in _LEADS:
            return 0  # "head to the airport"
        capital = view.bits[end] & (CAP | NUMBER) and word != "I"
        if end == noun + 1 and word not in _LINKS | _AFTER:
            return 0  # "executive order", "head to": no office
        if not capital and word not in _SMALL and word not in _LINKS:
            plain += 1
        if plain > _MAX_PLAIN:
            return 0
        end += 1
    if end + 1 < n and w[end] == "and" and (view.bits[end + 1] & STOP or w[end + 1] == "I"):
        return 0
    if end >= n or not (_stops(view, end) or view.gap(end - 1)):
        return 0
    while end > noun + 1 and (w[end - 1] in _LINKS or w[end - 1] in _SMALL):
        end -= 1
    return end


def _stops(view: Scan, i: int) -> bool:
    """Whether a role cannot go on with token ``i``; ``and`` joins two words before a comma."""
    if view.words[i] == "and" and i + 2 < len(view.words):
        return view.bits[i + 1] & CAP != 0 or view.words[i + 2] not in _CLOSES
    return view.words[i] in _ENDS


def _role_word(view: Scan, start: int, limit: int) -> int:
    """The token of a role noun in the apposition that starts at ``start``; -1 without one."""
    depth = 0
    for k in range(start, limit):
        word = view.words[k]
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in _ENDS and word not in {"(", ")", "and"}:
            return -1
        if view.bits[k] & ROLE and not view.bits[k] & (CAP | NUMBER):
            while k + 1 < limit and view.bits[k + 1] & ROLE and not view.bits[k + 1] & CAP:
                k += 1  # "deputy director"
            return k
    return -1


def _office(view: Scan, start: int, first: int) -> str | None:
    """The organisation between the comma and the role: ``U.S. Strategic Command (USSTRATCOM)``.

    Empty when there is none; None when something else stands there, and this is no apposition.
    """
    w = view.words
    while start < first and (w[start] in _DETERMINERS or w[start].lower() in _MODIFIERS):
        if view.bits[start] & CAP:
            break
        start += 1
    end = start
    while end < first and w[end] != "(" and (view.bits[end] & (CAP | NUMBER) or w[end] in _OF):
        if w[end] == "I" or view.gap(end):
            return None
        end += 1
    rest = [i for i in range(end, first) if not view.bits[i] & (CAP | NUMBER) and w[i] not in _OF]
    if end < first and w[end] != "(" and any(w[i].lower() not in _MODIFIERS | _DETERMINERS for i in rest):
        return None
    while end > start and w[end - 1] in _OF:
        end -= 1
    if end <= start or not view.bits[start] & CAP or all(view.bits[i] & NATIONALITY for i in range(start, end)):
        return ""
    last = view.bits[end - 1]
    known = last & (ORG_TAIL | ORG_HEAD | AGENCY | COMPANY | MEDIA | CLUB | UPPER) or w[end - 1] == ")"
    return view.tokens.surface(start, end) if known and not view.bits[start] & STOP else ""
