"""One list of names from two: what the rules found and what the tagger read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from search.entities.lexicon import RANK
from search.entities.mending import mended
from search.entities.model import EntityKind
from search.entities.scan import Scan, Span
from search.entities.sifting import sifted

LONGEST_NAME = 24
"""Tokens; what is longer is a list or a heading."""
_SURE = ("name after", "name in a list", "stands for", "short for")
"""Evidence of rules that adds a name where the tagger read none."""


def combine(view: Scan, ruled: list[Span], tagged: list[Span]) -> list[Span]:
    """The tagger's names, with a rule's evidence where both agree, and the surest of the rules' own."""
    certain = [span for span in ruled if _certain(span)]
    taken = {i for span in certain for i in range(span.first, span.behind)}
    by_place = {(span.first, span.behind, span.kind): span for span in ruled}
    titled = {span.behind: span for span in ruled if span.attributes}
    merged = list(certain)
    names = {span.first for span in titled.values()}
    for span in (_without_rank(view, span) if span.behind in names else span for span in tagged):
        tokens = range(span.first, span.behind)
        if 0 < len(tokens) <= LONGEST_NAME and taken.isdisjoint(tokens):
            merged.append(_explained(span, by_place, titled))
            taken.update(tokens)
    sure = (span for span in ruled if span.evidence.startswith(_SURE) or _compound(view, span))
    merged.extend(span for span in sure if taken.isdisjoint(range(span.first, span.behind)))
    return list(sifted(view, mended(view, sorted(merged, key=lambda span: span.first))))


def _certain(span: Span) -> bool:
    """Whether a rule's name holds whatever the tagger read."""
    phrase = span.source == "gazetteer" and span.behind - span.first > 2
    return phrase or span.kind is EntityKind.EVENT or span.evidence in {"dateline", "speaker’s mark"}


def _compound(view: Scan, span: Span) -> bool:
    """Whether a known place stands before a hyphen: ``U.S.-Iraq``, ``Texas-based``."""
    hyphen = span.behind < len(view.words) and view.words[span.behind] == "-" and view.adjacent(span.behind)
    return hyphen and span.kind is EntityKind.PLACE and span.source == "gazetteer"


def _without_rank(view: Scan, span: Span) -> Span:
    """``Navy Adm.`` before a name: the rank is the person's."""
    behind = span.behind
    while span.kind is EntityKind.ORG and behind > span.first and view.bits[behind - 1] & RANK:
        behind -= 1
    return replace(span, behind=behind) if behind < span.behind else span


def _explained(span: Span, by_place: dict[tuple[int, int, EntityKind], Span], titled: dict[int, Span]) -> Span:
    same = by_place.get((span.first, span.behind, span.kind))
    if same is not None:
        return same
    rank = titled.get(span.behind)
    if rank is not None and span.kind is EntityKind.PERSON:
        # The tagger may have read the rank as the beginning of the name: ``by Maj. Gen. John Smith``.
        return replace(span, first=max(span.first, rank.first), attributes=rank.attributes)
    return span


def trusted(ruled: Iterable[Span]) -> list[Span]:
    """What is shown of an article in a language that the tagger does not know: acronyms and known names."""
    return [span for span in ruled if span.source in {"acronym", "gazetteer"}]
