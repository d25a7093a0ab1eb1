"""Small corrections to what the tagger read, where the words themselves leave no doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from search.entities.lexicon import ORDINAL, TITLE, TITLE_MODIFIER, UPPER
from search.entities.model import EntityKind
from search.entities.scan import Scan, Span
from search.entities.wordlists import words

_OFFICES = frozenset(words()["title-of"])
_UNITS = frozenset(
    {
        "Battalion",
        "Battery",
        "Squadron",
        "Brigade",
        "Company",
        "Regiment",
        "Platoon",
        "Wing",
        "Division",
        "Troop",
    }
)
_POSSESSIVE = frozenset({"'s", "’s"})


def mended(view: Scan, spans: Iterable[Span]) -> list[Span]:
    """Spans ascending; titles taken out, possessives split, units and their regiments joined."""
    found: list[Span] = []
    whole = (_unbracketed(view, span) for span in spans)
    for span in (part for one in whole for part in _split(view, one) if not _in_title(view, part)):
        span = _whole_office(view, span)
        if found and _one_unit(view, found[-1], span):
            found[-1] = replace(found[-1], behind=span.behind, evidence="unit and regiment")
        else:
            found.append(span)
    return found


def _whole_office(view: Scan, span: Span) -> Span:
    """``Office of the Press`` with the ``Secretary`` whose it is."""
    inside, behind = view.words[span.first : span.behind], span.behind
    cut = (
        span.kind is EntityKind.ORG
        and inside[:1] == ["Office"]
        and view.words[behind : behind + 1] == ["Secretary"]
    )
    return replace(span, behind=behind + 1) if cut else span


def _unbracketed(view: Scan, span: Span) -> Span:
    """A person's name without a bracket that was opened in it and holds no nickname: ``Reid (Senator``."""
    if span.kind is not EntityKind.PERSON or span.source != "model":
        return span
    inside = view.words[span.first : span.behind]
    at = next((k for k, word in enumerate(inside) if word in {"(", "--", ":", ";", "/"}), 0)
    closed = at and inside[at] == "(" and ")" in inside[at:] and not view.bits[span.first + at + 1] & TITLE
    return replace(span, behind=span.first + at) if at and not closed else span


def _split(view: Scan, span: Span) -> Iterator[Span]:
    """``ISIL's War Committee`` as two organisations."""
    if span.kind is EntityKind.ORG and span.source == "model" and view.bits[span.first] & UPPER:
        second = span.first + 2
        if second < span.behind and view.words[span.first + 1] in _POSSESSIVE:
            yield replace(span, behind=span.first + 1)
            yield replace(span, first=second)
            return
    yield span


def _in_title(view: Scan, span: Span) -> bool:
    """``State`` in ``Secretary of State``, ``Defense`` in ``Defense Secretary``."""
    first, behind = span.first, span.behind
    if span.kind is not EntityKind.ORG or span.source == "acronym":
        return False
    office = view.tokens.surface(first, behind) in _OFFICES
    if office and first > 1 and view.words[first - 1] == "of" and view.bits[first - 2] & TITLE:
        return True
    after = view.bits[behind] if behind < len(view.words) else 0
    return behind == first + 1 and bool(view.bits[first] & TITLE_MODIFIER) and bool(after & TITLE)


def _one_unit(view: Scan, one: Span, two: Span) -> bool:
    """``3rd Battalion, 321st Field Artillery Regiment`` is one unit."""
    return (
        one.kind is two.kind is EntityKind.ORG
        and two.first == one.behind + 1
        and view.words[one.behind] == ","
        and view.words[one.behind - 1] in _UNITS
        and bool(view.bits[two.first] & ORDINAL)
    )
