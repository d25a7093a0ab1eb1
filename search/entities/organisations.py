"""Organisations that the shape of a name gives away: ``X Command``, ``Department of X``, courts, offices."""

from __future__ import annotations

from search.entities.lexicon import (
    CAP,
    COUNTRY,
    MONTH,
    NATIONALITY,
    NOT_NAME,
    NUMBER,
    ORG_HEAD,
    ORG_TAIL,
    RANK,
    STOP,
    TITLE,
    UPPER,
)
from search.entities.model import EntityKind
from search.entities.runs import last_with, run_end
from search.entities.scan import Scan, Span, known_phrase
from search.entities.wordlists import words

ORG = EntityKind.ORG
_GENERIC = (["Task", "Force"], ["Strike", "Force"], ["Special", "Forces"], ["Armed", "Forces"])
_JOINERS = frozenset(words()["joined"]) | {"Alcohol , Tobacco , Firearms and Explosives"}
_MAX_LEAD = 5
"""Words before a head (``Japan`` in ``Japan Ministry of Defense``) at most."""


def organisation(view: Scan, i: int, behind: int) -> Span | None:
    """``X Command``, ``Department of X``, ``U.S. Attorney's Office for X``."""
    office = _attorneys_office(view, i)
    if office:
        return Span(i, office, ORG, "rule", "name of an office")
    first = _absorbed(view, i, behind)
    head = behind - 1
    if view.bits[head] & ORG_HEAD and _of_what(view, behind) > behind and head - i <= _MAX_LEAD:
        end = _of_what(view, behind)
        return Span(i, end, ORG, "rule", f"“{view.words[head]} of …”")
    joined = _joined(view, i, behind)
    last = _org_last(view, i, behind)
    if joined or last <= i:
        return joined
    if view.bits[first] & (ORG_TAIL | ORG_HEAD) and last == first:
        return None
    end = _court_district(view, last + 1) if view.words[last] in {"Court", "Office"} else last + 1
    return Span(i, end, ORG, "rule", f"name that ends in “{view.words[last]}”")


def _absorbed(view: Scan, i: int, behind: int) -> int:
    return i + 1 if view.bits[i] & (NATIONALITY | COUNTRY) and i + 1 < behind else i


def _org_last(view: Scan, i: int, behind: int) -> int:
    """The token that ends the organisation that starts at ``i``; -1 when nothing in the run does."""
    last = last_with(view, i, behind, ORG_TAIL)
    if last < 0:
        return -1
    if view.bits[last] & (RANK | TITLE) and not view.bits[last] & ORG_HEAD:
        return -1
    generic = (
        all(view.bits[k] & (NUMBER | STOP) for k in range(i, last)) or view.words[i : last + 1] in _GENERIC
    )
    return -1 if generic else last


def _of_what(view: Scan, of: int) -> int:
    """Behind ``of [the] X [and Y]`` from the token ``of``; ``of`` itself when it is something else."""
    n = len(view.words)
    if of + 1 >= n or view.words[of] not in {"of", "for"} or view.gap(of - 1):
        return of
    i = of + 1
    if view.words[i] == "the" and view.words[of] == "of":
        i += 1
    if i >= n or not view.bits[i] & CAP or view.bits[i] & (STOP | MONTH):
        return of
    end = run_end(view, i)
    if view.words[end - 2 : end] != ["U.S.", "Attorneys"]:
        end = next((k for k in range(i + 1, end) if view.bits[k] & (RANK | TITLE | STOP)), end)
    for size in range(8, 2, -1):
        if " ".join(view.words[i : i + size]) in _JOINERS:
            return i + size
    if end + 1 < n and view.words[end] == "of" and view.bits[end + 1] & CAP and end - i <= 2:
        end = run_end(view, end + 1)
    return end


def _attorneys_office(view: Scan, i: int) -> int:
    """Behind ``U.S. Attorney's Office [for the Western District of Texas]``; 0 when it is not there."""
    k = i + (
        2 if view.words[i : i + 2] == ["United", "States"] else 1 if view.words[i] in {"U.S.", "U.S"} else 0
    )
    if k == i or view.words[k : k + 1] not in (["Attorney"], ["Attorneys"]):
        return 0
    k += 1
    while k < len(view.words) and view.words[k] in {"’s", "'s", "’", "'"}:
        k += 1
    if view.words[k : k + 1] not in (["Office"], ["Offices"]):
        return 0
    return _court_district(view, k + 1)


def _court_district(view: Scan, i: int) -> int:
    """Behind ``for|of|in [the] [Western] District of Texas`` at token ``i``, else ``i``."""
    w = view.words
    if w[i : i + 2] not in (["for", "the"], ["of", "the"], ["in", "the"]):
        return i
    k = i + 2
    while k < len(w) and w[k] in {"Eastern", "Western", "Northern", "Southern", "Central", "Middle"}:
        k += 1
    if w[k : k + 2] != ["District", "of"] or not (k + 2 < len(w) and view.bits[k + 2] & CAP):
        return i
    known = known_phrase(view, k + 2)
    return known[0] if known else i


def _joined(view: Scan, i: int, behind: int) -> Span | None:
    """``Joint Staff Defense Plans and Policy Department``: a common word, ``and``, a run that ends as one."""
    n = len(view.words)
    if behind + 1 >= n or view.words[behind] not in {"and", "&"} or not view.bits[behind - 1] & NOT_NAME:
        return None
    if view.bits[behind - 1] & (ORG_TAIL | NATIONALITY) or not view.bits[behind + 1] & CAP:
        return None
    end = run_end(view, behind + 1)
    last = last_with(view, behind + 1, end, ORG_TAIL)
    if last < 0 or last - behind > 4 or any(view.bits[k] & UPPER for k in range(behind + 1, last)):
        return None
    return Span(i, last + 1, ORG, "rule", f"name that ends in “{view.words[last]}”")
