"""When a page was published: what it tells machines and what it shows, weighed against each other.

Pages give many dates: of publication, of the last change, of the rendering, of other texts beside them. Each
is a claim with a weight, which follows from how often its kind is right; claims for one day add up, and the day
with the most weight wins. What only weak claims speak for is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from search.article.days import INFERRED
from search.intake.dates import all_dates, read_date
from search.intake.elements import INLINE, Element, line_of
from search.intake.surroundings import Place, Short
from search.text import printable, words

PUBLISHED_META = words("""
    article:published_time og:article:published_time article:published article.published published_time
    datepublished rnews:datepublished citation_publication_date citation_online_date citation_date
    dc.date.issued dcterms.issued parsely-pub-date sailthru.date cxenseparse:recs:publishtime publish-date
    publishdate pub_date pubdate publication_date originalpublicationdate article_date_original og:pubdate
    shareaholic:article_published_time release_date cxenseparse:publishtime published-date
""")
_ANY_META = words("""
    date dc.date dc.date.created dcterms.date dcterms.created dcterms.available created last-published
""")
"""What some sites write the day of the last change into."""
_CHANGED_META = words(
    "article:modified_time og:updated_time last-modified revised dcterms.modified datemodified"
)
_TOLD, _CHANGED_SO = 3.0, 0.3
_METAS = ((PUBLISHED_META, _TOLD), (_ANY_META, 1.0), (_CHANGED_META, _CHANGED_SO))
_PATHS = (
    re.compile(
        r"/(?P<year>(?:19|20)\d\d)(?P<s>[/-]?)"
        r"(?P<month>0?[1-9]|1[0-2])(?P=s)(?P<day>0[1-9]|[12]\d|3[01]|[1-9])(?=[/_.-]|\Z)"
    ),
    re.compile(
        r"[/_-](?P<day>0[1-9]|[12]\d|3[01])(?P<s>[-_.])(?P<month>0[1-9]|1[0-2])(?P=s)(?P<year>20\d\d)(?!\d)"
    ),
)
_PUBLISHED = re.compile(
    r"publi|posted|erschienen|veröffentlich|erstellt|online seit|issued|released|mis en ligne|gepubliceerd"
    r"|pubblicat|опубликован|datum|created|fecha|data",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|modif|chang|änder|aktualisier|editier|edited|\bstand\b|bearbeitet|mis à jour|mise à jour|actualiza"
    r"|atualiza|aggiorna|bijgewerkt|обновлен|revised|last|letzte|accessed|abgerufen",
    re.IGNORECASE,
)
_OF_SOMETHING = re.compile(
    r"©|copyright|\(c\)|\bsince\b|\bseit\b|\buntil\b|\bbis\b|\bborn\b|geboren|deadline|\btermine?\b|\bab\b|\btoday\b",
    re.IGNORECASE,
)
_NAMES = re.compile(r"date|datum|fecha|publi|posted|time|meta|byline|info|entry|created|stamp")
_UTC = re.compile(r"T\d\d:\d\d.{0,20}(?:Z|[+-]00:?00)\Z")
_LONGEST = 160
_BARE = 20
"""Characters of an inline element that is a date and a time of day, and nothing else."""
_DASHES = frozenset("-–—:|")
_BESIDES = 30
"""Characters beside a date in a text that says when and hardly anything else."""
_LONGEST_LEAD_IN = 25
_WHOLE = len("2016-03-07")
_LIST, _IN_LIST = 3, 0.3
"""Different days that are a list, and what a day of one is worth."""
_LOCAL = 2.0
"""Weight of claims that tell which day it was where the publisher is."""
_LABELLED_ELSEWHERE = 1.1
_ENOUGH, _ENOUGH_ALONE = 0.9, 0.3
"""Weight below which there is no date, as such claims are wrong as often as not; less does where a page
knows no other day."""
_NOTHING = 0.1
_SAME_PROGRAM = 0.4
"""What a further claim of one group adds: they are written by one program."""
_FOOT, _ELSEWHERE, _OTHER, _COMMENT = 0.5, 0.25, 0.05, 0.01
_HERE = {
    Place.HEAD: 1.0,
    Place.ABOVE: 1.0,
    Place.FOOT: _FOOT,
    Place.ELSEWHERE: _ELSEWHERE,
    Place.OTHER: _OTHER,
    Place.COMMENT: _COMMENT,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A day that some evidence gives for that of publication."""

    day: str
    rule: str
    weight: float
    group: str
    utc: bool = False
    """Whether the day is that of Greenwich, which may be another than where the publisher is."""


def told(name: str, value: str, order: str = "") -> Iterator[Claim]:
    """The claim of a meta tag or of a field in JSON-LD (``JSON-LD datePublished``)."""
    if name.startswith("JSON-LD "):
        rule, weight = name, _TOLD if name.endswith("datePublished") else _CHANGED_SO
    else:
        rule, weight = f"meta {name}", next((w for names, w in _METAS if name in names), 0.0)
    if weight and (day := read_date(value, order)):
        rule = rule if weight >= 1 else f"{INFERRED}{rule}"
        yield Claim(day, rule, weight, "told", _UTC.search(value) is not None)


def of_address(url: str) -> Iterator[Claim]:
    """The claim of the day in an address: ``/2016/03/07/``, ``/07-03-2016``."""
    for form in _PATHS:
        if hit := form.search(url):
            day = read_date("-".join((hit["year"], hit["month"].zfill(2), hit["day"].zfill(2))))
            if day:
                yield Claim(day, f"{INFERRED}address", 2.5, "address")
                return


def shown(shorts: Iterable[Short], order: str) -> Iterator[Claim]:
    """The claims of what stands around the story, in elements made for it and in short texts."""
    for short in shorts:
        yield from _by_attributes(short, order)
        element = short.element
        named = element.tag == "time" or any(_NAMES.search(name) for name in element.names)
        if named or element.tag not in INLINE or element.length <= _BARE:
            for line in _lines(element):
                yield from _by_text(line, short.place, named, order)


def _lines(element: Element) -> list[str]:
    """The texts of an element that has breaks in it, line by line."""
    if not any(child.tag == "br" for child in element.children):
        return [element.text] if element.length <= _LONGEST else []
    lines = [""]
    for node in element.node.iter(include_text=True):
        lines[-1] += node.text_content or "" if node.tag == "-text" else f" {node.text(separator=' ')}"
        if node.tag == "br":
            lines.append("")
    return [line for line in lines if len(line) <= _LONGEST]


def _by_attributes(short: Short, order: str) -> Iterator[Claim]:
    """The claim of ``<time datetime>`` and ``itemprop=datePublished``."""
    attributes = short.element.node.attributes
    prop = (attributes.get("itemprop") or "").lower()
    value = line_of(attributes.get("datetime") or (attributes.get("content") if prop else "") or "")
    if not value or (short.element.tag != "time" and "date" not in prop):
        return
    names = short.element.names
    changed = prop == "datemodified" or ("updated" in names and "published" not in names)
    weight = _HERE[short.place] * (0.8 if changed else _TOLD)
    if day := read_date(value, order):
        where = _where(short.place)
        rule = f"itemprop {prop} {where}" if prop else f"time {where}"
        sure = weight >= 2 and not changed
        yield Claim(day, rule if sure else f"{INFERRED}{rule}", weight, "shown", _UTC.search(value) is not None)


def _by_text(raw: str, place: Place, named: bool, order: str) -> Iterator[Claim]:
    """The claims of the dates in a short text, each by the words before it."""
    if not any(char.isdigit() for char in raw):
        return
    text = line_of(raw)
    before = 0
    for start, end, day in all_dates(text, order):
        lead, before = text[before:start], end
        weight = _HERE[place] * _weight_of(lead, named, len(text) - (end - start) <= _BESIDES)
        if place is Place.ELSEWHERE and _PUBLISHED.search(lead) and not _CHANGED.search(lead):
            weight = _LABELLED_ELSEWHERE
        yield Claim(day, f"{INFERRED}{printable(text, 60)}", weight, "shown")


def at_head(paragraph: str, order: str) -> Iterator[Claim]:
    """The claim of a date that a paragraph begins with, as wires do: ``27.1.2022 - The harbour``."""
    for start, end, day in all_dates(paragraph[: _LONGEST_LEAD_IN * 3], order)[:1]:
        if start <= _LONGEST_LEAD_IN and paragraph[end:].lstrip(" )")[:1] in _DASHES:
            yield Claim(day, f"{INFERRED}beginning of the text", 1.5, "text")


def _weight_of(lead: str, named: bool, alone: bool) -> float:
    """How much a date that is shown tells, by the words before it."""
    if _CHANGED.search(lead):
        return 0.5
    if _PUBLISHED.search(lead):
        return 3.0
    if _OF_SOMETHING.search(lead) or len(lead.strip()) > _LONGEST_LEAD_IN + 35 * named:
        return 0.3
    return 2.5 if named or alone else 2.0


def _where(place: Place) -> str:
    near = {Place.HEAD: "under the title", Place.ABOVE: "over the title", Place.FOOT: "below the text"}
    return near.get(place, "elsewhere on the page")


def guessed(guesses: Iterable[Claim], claims: Iterable[Claim]) -> list[Claim]:
    """The guesses of another program, without days that the page shows only in comments."""
    seen: dict[str, float] = {}
    for claim in claims:
        seen[claim.day] = max(seen.get(claim.day, 0.0), claim.weight)
    return [guess for guess in guesses if seen.get(guess.day, _TOLD) > _COMMENT * _TOLD]


def weigh(claims: Iterable[Claim]) -> tuple[Claim, list[Claim]] | None:
    """The best claim of the day for which most speaks, and those of other days; none when little does."""
    every = [claim for claim in _at_home(_without_lists(list(claims))) if len(claim.day) == _WHOLE]
    days: dict[str, dict[str, list[float]]] = {}
    for claim in every:
        days.setdefault(claim.day, {}).setdefault(claim.group, []).append(claim.weight)
    totals = {day: sum(map(_total, groups.values())) for day, groups in days.items()}
    if not totals:
        return None
    best = max(totals, key=lambda day: (totals[day], -_first(every, day)))
    rivals = any(total >= _NOTHING for day, total in totals.items() if day != best)
    if totals[best] < (_ENOUGH if rivals else _ENOUGH_ALONE):
        return None
    chosen = [max((c for c in every if c.day == day), key=lambda c: c.weight) for day in totals]
    return next(c for c in chosen if c.day == best), [c for c in chosen if c.day != best and c.weight >= 1]


def _total(weights: list[float]) -> float:
    """What the claims of one group are worth together: the best, and a part of the second best."""
    first, second = sorted([*weights, 0.0], reverse=True)[:2]
    return first + _SAME_PROGRAM * second


def _first(claims: list[Claim], day: str) -> int:
    return next(at for at, claim in enumerate(claims) if claim.day == day)


def _without_lists(claims: list[Claim]) -> list[Claim]:
    """Claims where many days that are shown alike count little: they are a list, of events or other texts."""
    alike = {claim.day for claim in claims if claim.group == "shown" and claim.weight >= _LOCAL}
    if len(alike) < _LIST:
        return claims
    return [
        replace(claim, weight=claim.weight * _IN_LIST) if claim.group == "shown" else claim for claim in claims
    ]


def _at_home(claims: list[Claim]) -> list[Claim]:
    """Claims where a time at Greenwich supports the day beside it, if the page shows that as its own."""
    local: dict[str, float] = {}
    for claim in claims:
        if not claim.utc and len(claim.day) == _WHOLE:
            local[claim.day] = local.get(claim.day, 0.0) + claim.weight
    return [_moved(claim, local) if claim.utc else claim for claim in claims]


def _moved(claim: Claim, local: dict[str, float]) -> Claim:
    at = date.fromisoformat(claim.day).toordinal() if len(claim.day) == _WHOLE else 0
    beside = [day for day in local if abs(date.fromisoformat(day).toordinal() - at) == 1]
    best = max(beside, key=lambda day: local[day], default="")
    if best and local[best] >= _LOCAL and local[best] > 2 * local.get(claim.day, 0.0):
        return replace(claim, day=best)
    return claim
