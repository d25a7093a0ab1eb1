"""What speaks for a name of one word being a person's: its list, its neighbours, the rest of the article.

One-word guesses of the tagger are where companies, provinces, clubs and halves of titles become people. A guess
is kept when something besides the tagger speaks for it; what a list knows as something else becomes that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from search.entities import keys
from search.entities.lexicon import (
    AGENCY,
    CAP,
    CITY,
    CLUB,
    COMPANY,
    COUNTRY,
    EVENT_TAIL,
    FIRST,
    GIVEN,
    MEDIA,
    MONTH,
    NAMED,
    NATIONALITY,
    NOT_NAME,
    NOT_ORG,
    ORG_HEAD,
    ORG_TAIL,
    PLACE_TAIL,
    PRODUCT,
    RANK,
    REGION,
    STATE,
    STOP,
    SURNAME,
    TITLE,
    TITLE_MODIFIER,
    TOWN,
    UPPER,
)
from search.entities.model import EntityKind
from search.entities.retyping import retyped
from search.entities.scan import Scan, Span, known_phrase
from search.entities.wordlists import words

PERSON, ORG, PLACE = EntityKind.PERSON, EntityKind.ORG, EntityKind.PLACE
_SAYING = frozenset(words()["saying"])
_KIN = frozenset(words()["kin"])
_ORGS = COMPANY | MEDIA | CLUB | AGENCY
_PLACES = COUNTRY | STATE | CITY | REGION
_PEOPLE = GIVEN | NAMED | SURNAME
_NOBODY = STOP | MONTH | NATIONALITY | NOT_NAME | NOT_ORG | TITLE | TITLE_MODIFIER | RANK | PRODUCT
_NOBODY |= ORG_HEAD | ORG_TAIL | PLACE_TAIL | EVENT_TAIL
_SURE = ("name after", "name in a list", "speaker’s mark", "name and age")


def supported(view: Scan, spans: Iterable[Span]) -> list[Span]:
    """The spans, with one-word people that nothing speaks for taken out or given their listed kind."""
    found = list(retyped(view, spans))
    known, firms = _known(view, found), _firms(view, found)
    return [kept for span in found for kept in _judged(view, span, known, firms)]


def _known(view: Scan, spans: list[Span]) -> set[str]:
    """Surnames and given names of the people whom the article names in full or with a title."""
    known: set[str] = set()
    for span in spans:
        if span.kind is PERSON and (span.behind - span.first > 1 or span.evidence.startswith(_SURE)):
            parts = keys.person_parts(view.tokens.surface(span.first, span.behind))
            known.update((parts[-1], parts[0], parts[-1].capitalize()))
    return known


def _firms(view: Scan, spans: list[Span]) -> set[str]:
    """First words of the firms that the article names with several words: ``Ford`` of ``Ford Motor Co.``."""
    several = (s for s in spans if s.kind is ORG and s.behind - s.first > 1)
    firsts = (s.first for s in several if view.bits[s.behind - 1] & (ORG_TAIL | COMPANY))
    return {view.words[i] for i in firsts if not view.bits[i] & (_NOBODY | _PLACES)}


def _judged(view: Scan, span: Span, known: set[str], firms: set[str]) -> Iterator[Span]:
    word, bits = view.words[span.first], view.bits[span.first]
    if span.behind - span.first > 1:
        yield _renamed(view, span, known)
    elif span.kind is not PERSON or span.evidence.startswith(_SURE) or {word, word.removesuffix("s")} & known:
        yield span
    else:
        yield from _single(view, span, bits, word in firms)


def _renamed(view: Scan, span: Span, known: set[str]) -> Span:
    """``Obama Administration`` is the man; a person that a list knows as something else is that."""
    first, behind = span.first, span.behind
    if span.kind is ORG and view.words[first + 1 : behind] == ["Administration"] and view.words[first] in known:
        return replace(span, behind=first + 1, kind=PERSON, evidence="named elsewhere in the article")
    phrase = known_phrase(view, first) if span.kind is PERSON and view.bits[first] & FIRST else None
    same = phrase is not None and phrase[0] == behind
    return replace(span, kind=phrase[1].kind, evidence="known name") if phrase and same else span


def _single(view: Scan, span: Span, bits: int, firm: bool) -> Iterator[Span]:
    """A person of one word by what speaks for it. ``firm``: a firm of the article begins with it."""
    spoken = _neighbours(view, span.first)
    place = bits & _PLACES and not bits & (GIVEN | NAMED) and spoken < 2
    if firm and spoken < 2:
        yield replace(span, kind=ORG, evidence="short for an organisation of the article")
    elif bits & _NOBODY:
        if spoken > 1 and bits & _PEOPLE:
            yield span
    elif bits & _ORGS and spoken < 2 and not bits & GIVEN:
        yield replace(span, kind=ORG, evidence="known organisation")
    elif place or (bits & TOWN and not bits & _PEOPLE and not spoken):
        yield replace(span, kind=PLACE, evidence="known place")
    elif view.speakers and bits & (GIVEN | NAMED) and not spoken:
        return  # whoever is called by a first name in a transcript is one of those in the room
    elif spoken or (not bits & UPPER and (bits & _PEOPLE or "-" in view.words[span.first])):
        yield span


def _neighbours(view: Scan, i: int) -> int:
    """How much the words beside token ``i`` speak for a person: 0 nothing, 2 a lot."""
    w, n = view.words, len(view.words)
    after = w[i + 1] if i + 1 < n else ""
    behind = w[i + 2] if i + 2 < n else ""
    before = w[i - 1] if i else ""
    score = 0
    if after in _SAYING or (after in {",", "himself", "herself"} and behind in {"who", "whose", "himself"}):
        score += 2
    if before in _SAYING and (i < 2 or w[i - 2] in {'"', "”", ",", "’’", "''"}):
        score += 2
    if before.lower() in _KIN and not view.bits[i - 1] & CAP:
        score += 1 + (before != "by")
    if after in {"’s", "'s"} and behind in _KIN:
        score += 2
    if after == "," and behind.isdigit() and len(behind) == 2:
        score += 2
    if before in {"Mr", "Mrs", "Ms", "Dr", "Sir"}:
        score += 2
    return score
