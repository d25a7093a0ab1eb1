"""A second look at the whole article: a name that was found once is found everywhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from search.entities import keys
from search.entities.lexicon import CAP, COUNTRY, NATIONALITY, STOP
from search.entities.model import EntityKind
from search.entities.scan import Scan, Span
from search.entities.wordlists import words

_GENERIC = frozenset(words()["generic"])


def with_countries(view: Scan, spans: list[Span], longs: dict[str, str]) -> list[Span]:
    """Spans of organisations that many countries have, with the country before them."""
    widened = [with_country(view, span, longs) for span in spans]
    wider = {new.first for new, old in zip(widened, spans, strict=True) if new.first < old.first}
    if not wider:
        return spans
    # Where a span was widened over a country, the country's own span ends at the possessive: it goes.
    return [
        new
        for new, old in zip(widened, spans, strict=True)
        if new.first < old.first or not wider.intersection(range(new.first, new.behind))
    ]


def with_country(view: Scan, span: Span, longs: dict[str, str]) -> Span:
    """``Joint Staff`` in ``Japan's Joint Staff`` with its country: many countries have one."""
    first = span.first - 2
    if span.kind is not EntityKind.ORG or first < 0 or view.words[first + 1] not in {"’s", "'s"}:
        return span
    if not view.bits[first] & COUNTRY or first < view.headline <= span.first:
        return span
    own = view.words[span.first]
    if longs.get(own, own).split()[0] not in _GENERIC:
        return span
    return replace(span, first=first)


def harmonised(view: Scan, spans: list[Span]) -> list[Span]:
    """One kind for one form: a word that is the surname of somebody in the article is that person,
    and any other form is what two thirds of its mentions are.
    """
    votes: dict[tuple[str, ...], Counter[EntityKind]] = defaultdict(Counter)
    surnames = set()
    for span in spans:
        form = tuple(view.words[span.first : span.behind])
        votes[form][span.kind] += 2 if span.source == "rule" else 1
        if span.kind is EntityKind.PERSON and len(form) > 1:
            surnames.add(keys.person_parts(" ".join(form))[-1])
    settled = []
    for span in spans:
        form = tuple(view.words[span.first : span.behind])
        kind = max(votes[form], key=lambda one: votes[form][one])
        if votes[form][kind] < 2 * votes[form][span.kind]:
            kind = span.kind
        if len(form) == 1 and form[0] in surnames and span.source == "model":
            kind = EntityKind.PERSON
        changed = kind is not span.kind and span.source == "model"
        evidence = "as in the rest of the article"
        settled.append(replace(span, kind=kind, evidence=evidence) if changed else span)
    return settled


def document_pass(view: Scan, spans: list[Span]) -> list[Span]:
    """A name found once is found everywhere: surnames, and names of several words.

    In the headline only what the body named is kept of persons.
    """
    words = view.words
    taken = {i for span in spans for i in range(span.first, span.behind)}
    phrases: dict[str, dict[tuple[str, ...], EntityKind]] = defaultdict(dict)
    for span in spans:
        form = tuple(words[span.first : span.behind])
        if span.kind is EntityKind.PERSON:
            surname = keys.person_parts(" ".join(form))[-1]
            if len(surname) > 2:
                phrases[surname][surname,] = EntityKind.PERSON
        if len(form) > 1:
            phrases[form[0]].setdefault(form, span.kind)
    added: list[Span] = []
    for i, word in enumerate(words):
        if word not in phrases or i in taken:
            continue
        for form, kind in sorted(phrases[word].items(), key=lambda entry: -len(entry[0])):
            behind = i + len(form)
            if tuple(words[i:behind]) != form or not taken.isdisjoint(range(i, behind)):
                continue
            if len(form) == 1 and _inside_other_name(view, i, taken):
                continue
            added.append(Span(i, behind, kind, "document", f"named elsewhere as “{' '.join(form)}”"))
            taken.update(range(i, behind))
            break
    return sorted([*spans, *added], key=lambda span: span.first)


def _inside_other_name(view: Scan, i: int, taken: set[int]) -> bool:
    """Whether another capitalised word stands beside token ``i``, so that the surname may be a part of more."""
    after = i + 1
    goes_on = after < len(view.words) and after not in taken and not view.gap(i) and i >= view.headline
    if goes_on and view.bits[after] & CAP and not view.bits[after] & STOP:
        return True
    before = i - 1
    if before < 0 or before in taken or view.gap(before) or i < view.headline:
        return False
    bits = view.bits[before]
    return bool(bits & CAP and not bits & (STOP | NATIONALITY))
