"""What was taken for a name and is none: any office, a law, half of a place. Silence is better than noise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from search.entities.acronyms import Definition
from search.entities.keys import clean
from search.entities.lexicon import FIRST, RANK, STOP, TITLE
from search.entities.model import EntityKind
from search.entities.scan import Scan, Span, known_phrase
from search.entities.wordlists import words

_ALONE = frozenset(words()["nameless"])
_GROUPS = frozenset(words()["group"])
_NOBODIES = frozenset(words()["never-a-person"])
_TOGETHER = frozenset(words()["nameless-together"])
_AGREEMENTS = frozenset(
    {"Convention", "Agreement", "Treaty", "Protocol", "Accord", "Accords", "Pact", "Declaration", "Charter"}
)
"""Last words of what states agree on, which is no organisation."""
_LAWS = frozenset(words()["law"])
_EDGES = frozenset({"of", "the", "for", "and", "in", "at", "by", "on", "to", "&", ",", "-", "with", "from"})
_LEADS = frozenset(
    {"Near", "Aboard", "Outside", "Inside", "Around", "Via", "Per", "Including", "Gaggle", "Across"}
)
_LOOSE = ("model", "rule", "document")
"""Sources that are sifted: lists and definitions of acronyms are sure of what they say."""


def sifted(view: Scan, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans that name something, without words at their edges that belong to no name."""
    for span in spans:
        if span.source not in _LOOSE or span.evidence == "dateline":
            yield span
            continue
        kept = _trimmed(view, span)
        if kept.first < kept.behind and not _nameless(view, kept):
            yield _country(view, kept)


def lawless(view: Scan, spans: Iterable[Span], defined: Iterable[Definition]) -> list[Span]:
    """The spans without the laws that the article gives short forms for, under both forms."""
    laws = {form for one in defined if _is_law(one.long.split()) for form in (one.short, one.long)}
    if not laws:
        return list(spans)
    return [span for span in spans if clean(view.tokens.surface(span.first, span.behind)) not in laws]


def _is_law(name: list[str]) -> bool:
    """Whether a name ends as laws do: ``... Act``, ``... Act of 1994``."""
    return name[-1] in _LAWS or (name[-2:-1] == ["of"] and name[-1].isdigit() and not _LAWS.isdisjoint(name))


def _trimmed(view: Scan, span: Span) -> Span:
    """``Office of``, ``the Tax Division and`` without what hangs over."""
    first, behind = span.first, span.behind
    while first < behind and (view.words[first] in _EDGES or _leads(view, first, behind)):
        first += 1
    while behind > first and view.words[behind - 1] in _EDGES:
        behind -= 1
    return span if (first, behind) == (span.first, span.behind) else replace(span, first=first, behind=behind)


def _leads(view: Scan, i: int, behind: int) -> bool:
    """Whether token ``i`` leads to a name and is none of its words: ``Near Tal Afar``, ``Aboard ...``."""
    return bool(view.bits[i] & STOP) and view.words[i] in _LEADS and i + 1 < behind


def _country(view: Scan, span: Span) -> Span:
    """``U.S.`` taken for an organisation is the country."""
    if span.kind is not EntityKind.ORG or not view.bits[span.first] & FIRST or span.behind - span.first > 2:
        return span
    found = known_phrase(view, span.first)
    if found is None or found[0] != span.behind or found[1].kind is not EntityKind.PLACE:
        return span
    united = view.words[span.first].startswith("U") and found[1].canonical == "United States"
    return replace(span, kind=EntityKind.PLACE, evidence="known place") if united else span


def _nameless(view: Scan, span: Span) -> bool:
    """Whether nothing in the span tells one thing from others of its sort."""
    inside = view.words[span.first : span.behind]
    if _is_law(inside) or (len(inside) == 1 and inside[0] in _GROUPS):
        return True
    if span.kind is EntityKind.PERSON:
        return inside[-1] in _NOBODIES if len(inside) > 1 else _office(view, span.first)
    if span.kind is EntityKind.ORG and len(inside) > 1 and inside[-1] in _AGREEMENTS:
        return True
    if span.kind is EntityKind.EVENT and inside[-2:] == ["Press", "Conference"]:
        return True
    generic = _ALONE if len(inside) == 1 else _TOGETHER
    return all(word in generic or not word[0].isalnum() for word in inside)


def _office(view: Scan, i: int) -> bool:
    """``Generals`` in ``Attorney Generals``: an office, behind another word of offices."""
    word = view.words[i]
    behind = i > 0 and bool(view.bits[i - 1] & (RANK | TITLE)) and not view.words[i - 1].endswith(".")
    return behind and word in _ALONE
