"""What is said beside a person's name: office, service, organisation (``director of plans and policy``)."""

from __future__ import annotations

from search.entities.lexicon import CAP, NUMBER, ROLE
from search.entities.scan import Scan, Span
from search.entities.wordlists import words

_MODIFIERS = frozenset(words()["role-modifier"])
_PUNCTUATION = frozenset({",", ";", ".", ":", "–", "—", "(", ")", '"', "”", "“"})
_ENDS = frozenset(words()["role-end"]) | _PUNCTUATION
_REACH = 28
"""Tokens behind a name in which a role may begin; names of offices are long."""
_MAX_ROLE = 14


def role_after(view: Scan, person: Span) -> tuple[tuple[str, str], ...]:
    """``("role", ...)`` and ``("office", ...)`` from an apposition behind the name, or nothing."""
    w, n = view.words, len(view.words)
    i = person.behind
    if i >= n or w[i] != ",":
        return ()
    start = i + 1
    limit = min(n, start + _REACH)
    k = _role_word(view, start, limit)
    if k < 0:
        return ()
    first = k
    while first - 1 >= start and w[first - 1].lower() in _MODIFIERS and not view.bits[first - 1] & CAP:
        first -= 1
    end = k + 1
    while end < min(n, k + _MAX_ROLE) and not _stops(view, end) and not view.gap(end - 1):
        end += 1
    found = [("role", view.tokens.surface(first, end))]
    office = _office(view, start, first)
    if office:
        found.append(("office", office))
    return tuple(found)


def _stops(view: Scan, i: int) -> bool:
    """Whether a role cannot go on with token ``i``; ``and`` joins two words before a comma."""
    if view.words[i] == "and" and i + 2 < len(view.words):
        return view.bits[i + 1] & CAP != 0 or view.words[i + 2] not in _PUNCTUATION
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
            return k
    return -1


def _office(view: Scan, start: int, first: int) -> str:
    """The organisation between the comma and the role: ``U.S. Strategic Command (USSTRATCOM)``."""
    while start < first and not view.bits[start] & CAP:
        start += 1
    end = start
    while end < first and view.words[end] != "(":
        end += 1
    return view.tokens.surface(start, end) if end > start else ""
