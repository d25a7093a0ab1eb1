"""What the words of a name say of its kind, against what the tagger read: ``King ...`` is no office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from search.entities.lexicon import (
    AGENCY,
    CITY,
    COMPANY,
    COUNTRY,
    EVENT_TAIL,
    FIRST,
    MEDIA,
    NAMED,
    ORG_TAIL,
    PLACE_TAIL,
    REGION,
    SURNAME,
    TITLE,
    TITLE_MODIFIER,
)
from search.entities.model import EntityKind
from search.entities.scan import Scan, Span, known_phrase
from search.entities.wordlists import words

PERSON, ORG, PLACE, EVENT = EntityKind
_PERSONAL = frozenset(words()["personal-title"])
_PEOPLES = frozenset(tuple(name.split()) for name in words()["people-of-two-words"])
_ORGS = AGENCY | COMPANY | MEDIA
_LOOSE = ("model", "document")
"""Sources whose kinds are looked at again: rules and lists are sure of what they say."""


def retyped(view: Scan, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans with other kinds or borders where their own words leave no doubt; without what names nobody."""
    found = list(spans)
    alone = {view.tokens.surface(s.first, s.behind) for s in found if s.kind is ORG}
    for span in found:
        if span.source not in _LOOSE:
            here = span.kind is PERSON and _is_near(view, span)
            yield replace(span, kind=PLACE, evidence="near it") if here else span
            continue
        for part in _parted(view, span, alone):
            kept = _by_words(view, _trimmed(view, part))
            if kept is not None:
                yield kept


def _parted(view: Scan, span: Span, alone: set[str]) -> Iterator[Span]:
    """``House and Senate`` as two where the article names each by itself."""
    inside = view.words[span.first : span.behind]
    if span.kind is ORG and inside.count("and") == 1 and 0 < (at := inside.index("and")) < len(inside) - 1:
        left, right = replace(span, behind=span.first + at), replace(span, first=span.first + at + 1)
        if all(view.tokens.surface(one.first, one.behind) in alone for one in (left, right)):
            yield left
            yield right
            return
    yield span


def _trimmed(view: Scan, span: Span) -> Span:
    """``U.N. Secretary-General`` without the office."""
    first, behind = span.first, span.behind
    if span.kind is ORG and behind - first > 1 and view.words[behind - 1] in _OFFICES:
        return replace(span, behind=behind - 1)
    return span


_OFFICES = frozenset({"Secretary-General", "Spokesman", "Spokeswoman", "Spokesperson", "President", "Chairman"})
"""Offices at the end of what was read as an organisation."""


def _by_words(view: Scan, span: Span) -> Span | None:
    """The span as its words have it; None where they name nobody."""
    first, behind = span.first, span.behind
    inside, bits = view.words[first:behind], view.bits[first:behind]
    if tuple(inside) in _PEOPLES or _of_an_office(view, span):
        return None
    if len(inside) == 1 and not _is_near(view, span):
        return _one_word(span, bits[0])
    if span.kind is ORG and len(inside) == 2 and inside[0] in _PERSONAL and not bits[1] & _NO_NAME:
        return replace(span, kind=PERSON, evidence="title before a name")
    if span.kind in (PERSON, ORG) and _is_near(view, span) and not bits[-1] & (_ORGS | ORG_TAIL):
        return replace(span, kind=PLACE, evidence="near it")
    phrase = known_phrase(view, first) if bits[0] & FIRST else None
    if phrase is not None and phrase[0] == behind and phrase[1].kind is not span.kind:
        return replace(span, kind=phrase[1].kind, evidence="known name")
    if span.kind is PERSON and not bits[-1] & (SURNAME | NAMED):
        if bits[-1] & PLACE_TAIL:
            return replace(span, kind=PLACE, evidence="ends as places do")
        if bits[-1] & ORG_TAIL:
            return replace(span, kind=ORG, evidence="ends as organisations do")
    return span


_NO_NAME = ORG_TAIL | PLACE_TAIL | EVENT_TAIL | TITLE


def _one_word(span: Span, bits: int) -> Span:
    """A single word that lists know: an agency is no place."""
    if span.kind in (PLACE, EVENT) and bits & _ORGS and not bits & (COUNTRY | CITY | REGION):
        return replace(span, kind=ORG, evidence="known organisation")
    return span


def _is_near(view: Scan, span: Span) -> bool:
    """Whether the name is where something is: ``Near Sultan Abdallah, one strike``."""
    w, first, behind = view.words, span.first, span.behind
    return first > 0 and w[first - 1] in {"Near", "near"} and w[behind : behind + 1] in ([","], ["."], [])


def _of_an_office(view: Scan, span: Span) -> bool:
    """``U.S. Defense`` of ``U.S. Defense Secretary``: half of somebody's title."""
    behind = span.behind
    if span.kind is not ORG or behind >= len(view.words) or not view.bits[behind] & TITLE:
        return False
    before = view.words[span.first : behind - 1]
    return bool(view.bits[behind - 1] & TITLE_MODIFIER) and all(
        word in {"U.S.", "US", "U.K.", "British", "American", "the"} for word in before
    )
