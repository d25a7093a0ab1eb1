"""Names that the shape of a text gives away: ranks and titles, organisations, places, events, datelines.

One walk over the runs of capitalised words; each token is looked at a bounded number of times.
"""

from __future__ import annotations

from collections.abc import Iterator

from search.entities import names
from search.entities.lexicon import (
    CAP,
    COUNTRY,
    EVENT_TAIL,
    FIRST,
    MONTH,
    NATIONALITY,
    NOT_NAME,
    NUMBER,
    ORDINAL,
    ORG_HEAD,
    ORG_TAIL,
    PLACE_HEAD,
    PLACE_TAIL,
    RANK,
    STATE,
    STOP,
    TITLE,
    UPPER,
)
from search.entities.model import EntityKind
from search.entities.organisations import organisation
from search.entities.runs import last_with, run_end
from search.entities.scan import Scan, Span, known_phrase
from search.entities.wordlists import words

PERSON, ORG, PLACE, EVENT = EntityKind.PERSON, EntityKind.ORG, EntityKind.PLACE, EntityKind.EVENT
_TITLED = names._TITLEISH
_BASES = {
    first: sorted((base.split() for base in words()["base"] if base.split()[0] == first), key=len, reverse=True)
    for first in {base.split()[0] for base in words()["base"]}
}
_PLACE_HEADS = frozenset(words()["place-head"])
_EVENT_HEADS = frozenset(words()["event-head"])


def find(view: Scan) -> Iterator[Span]:
    """Every name that a rule finds, ascending, without overlap."""
    i = dateline_end(view)
    if i > view.body:
        yield from _dateline(view, i)
    done = 0
    for position in [k for k, bits in enumerate(view.bits) if bits & (CAP | ORDINAL)]:
        if position < done or view.body <= position < i:
            continue
        if not view.bits[position] & CAP and not _ordinal_name(view, position):
            continue
        done = run_end(view, position)
        for span in _parse(view, position, done):
            done = max(done, span.behind)
            yield span


def _ordinal_name(view: Scan, i: int) -> bool:
    """Whether ``3rd Battalion`` starts here."""
    return bool(view.bits[i] & ORDINAL) and i + 1 < len(view.words) and bool(view.bits[i + 1] & CAP)


def _parse(view: Scan, start: int, behind: int) -> Iterator[Span]:
    """Names in one run of capitals: titled persons split it, the rest is read by :func:`_plain`."""
    i = start
    while i < behind:
        if view.bits[i] & _TITLED or view.words[i] in {"U.S.", "United", "U.S"}:
            title = names.title_end(view, i, behind)
            name = names.name_end(view, title) if title > i and title < len(view.words) else title
            if name > title and not _begins_org(view, title, name):
                yield from _plain(view, start, i)
                yield from _titled(view, i, title, name)
                start = i = max(name, i + 1)
                continue
        i += 1
    yield from _plain(view, start, behind)


def _begins_org(view: Scan, i: int, behind: int) -> bool:
    """Whether what looks like a name behind a title is the start of an organisation or a place."""
    after = view.bits[behind] if behind < len(view.words) else 0
    if after & CAP and after & (ORG_TAIL | PLACE_TAIL) and behind - i <= 2 and not view.gap(behind - 1):
        return not after & (RANK | TITLE)
    known = known_phrase(view, i) if view.bits[i] & FIRST else None
    return known is not None and known[0] >= behind


def _titled(view: Scan, title: int, name: int, behind: int) -> Iterator[Span]:
    """A person with a title, and the further names of a list (``Attorneys A. B. C, D. E. F and G. H. I``)."""
    rank = view.tokens.surface(title, name)
    yield Span(name, behind, PERSON, "rule", f"name after “{rank}”", (("rank", _singular(rank)),))
    if not rank.endswith("s") or rank.endswith("ss"):
        return
    i = behind
    while i + 1 < len(view.words) and view.words[i] in {",", "and"}:
        i += 2 if view.words[i] == "," and view.words[i + 1] == "and" else 1
        end = names.name_end(view, i)
        if end < i + 2:
            return
        yield Span(i, end, PERSON, "rule", f"name in a list after “{rank}”", (("rank", _singular(rank)),))
        i = end


def _singular(rank: str) -> str:
    return rank[:-1] if rank.endswith(("ys", "ts", "rs", "es", "ns")) and not rank.endswith("ss") else rank


def _plain(view: Scan, start: int, behind: int) -> Iterator[Span]:
    """Names in a run of capitals without a titled person."""
    while start < behind:
        while start < behind and view.bits[start] & STOP and not _phrase_at(view, start):
            start += 1
        if start >= behind:
            return
        span = _first_of(view, start, behind)
        if span is None:
            start += 1
            continue
        yield span
        start = max(span.behind, start + 1)


def _phrase_at(view: Scan, i: int) -> bool:
    found = known_phrase(view, i) if view.bits[i] & FIRST else None
    return found is not None and found[0] > i + 1


def _first_of(view: Scan, i: int, behind: int) -> Span | None:
    """The name that starts at token ``i``, by the first rule that fits."""
    for rule in (_event, organisation, _known, _base_or_feature, _person):
        span = rule(view, i, behind)
        if span is not None:
            return span
    return None


def _event(view: Scan, i: int, behind: int) -> Span | None:
    """``Japan International Space Symposium``, ``Exercise Global Thunder``, ``Hurricane Katrina``."""
    if view.words[i] in _EVENT_HEADS and i + 1 < behind and not view.bits[i + 1] & (STOP | ORG_TAIL | ORG_HEAD):
        return Span(i, behind, EVENT, "rule", f"name after “{view.words[i]}”") if behind - i <= 5 else None
    last = last_with(view, i, behind, EVENT_TAIL)
    if view.words[last] == "Congress" and (_governs(view, i) or view.words[i] in {"U.S.", "United"}):
        return None
    if last - i < 2 or (last + 1 < behind and view.bits[last + 1] & ORG_TAIL):
        return None
    return Span(i, last + 1, EVENT, "rule", f"name that ends in “{view.words[last]}”")


def _governs(view: Scan, i: int) -> bool:
    """Whether token ``i`` makes a congress a parliament: ``116th Congress``, ``Brazil's Congress``."""
    return bool(view.bits[i] & (COUNTRY | ORDINAL | NATIONALITY))


def _known(view: Scan, i: int, behind: int) -> Span | None:
    """A phrase of the lists: countries, states, cities, regions, organisations that everybody knows."""
    found = known_phrase(view, i) if view.bits[i] & FIRST else None
    if found is None:
        return None
    end, known = found
    single = end == i + 1
    if known.kind is PLACE and single and _belongs_to_name(view, i, behind):
        return None
    return Span(i, end, known.kind, "gazetteer", f"known {_WORDS[known.kind]}")


_WORDS = {PERSON: "person", ORG: "organisation", PLACE: "place", EVENT: "event"}


def _belongs_to_name(view: Scan, i: int, behind: int) -> bool:
    """``Jordan Smith``, ``Paris Hilton``, ``Dallas Cowboys``: a place name with capitals beside it."""
    if view.bits[i] & (COUNTRY | STATE) and view.words[i] not in {"Jordan", "Chad", "Georgia", "Virginia"}:
        return False
    return i + 1 < behind and not view.bits[i + 1] & (STOP | NOT_NAME | STATE | COUNTRY | ORG_TAIL | ORG_HEAD)


def _base_or_feature(view: Scan, i: int, behind: int) -> Span | None:
    """``Offutt Air Force Base``, ``Fort Campbell``, ``Harris County``, ``Euphrates River``."""
    for k in range(i + 1, behind - 1):
        for base in _BASES.get(view.words[k], ()):
            if view.words[k : k + len(base)] == base and k + len(base) <= behind:
                return Span(i, k + len(base), PLACE, "rule", f"name that ends in “{' '.join(base)}”")
    if view.words[i] in {"Fort", "Camp", "Mount", "Lake", "Cape", "Ft.", "Mt."} and i + 1 < behind:
        if view.bits[i + 1] & (STOP | NOT_NAME | ORG_TAIL):
            return None
        return Span(i, min(behind, i + 2), PLACE, "rule", f"name after “{view.words[i]}”")
    last = last_with(view, i, min(behind, i + 4), PLACE_TAIL)
    if last <= i or any(
        view.bits[k] & (NOT_NAME | STOP) and not view.bits[k] & PLACE_HEAD for k in range(i, last)
    ):
        return None
    return Span(i, last + 1, PLACE, "rule", f"name that ends in “{view.words[last]}”")


def _person(view: Scan, i: int, behind: int) -> Span | None:
    """A full name without a title."""
    if i < view.headline:
        return None
    end, evidence = names.bare_name_end(view, i, behind)
    return Span(i, end, PERSON, "rule", evidence) if end > i else None


def dateline_end(view: Scan) -> int:
    """The token behind the dash of the dateline at the start of the body; the body's start without one."""
    start = view.body
    limit = min(len(view.words), start + 24)
    if start >= limit or not view.bits[start] & UPPER:
        return start
    for i in range(start + 1, limit):
        if view.words[i] in {"–", "—", "--", "-"} and not view.adjacent(i):
            return i + 1
        if not view.bits[i] & (CAP | NUMBER) and view.words[i] not in {",", "(", ")", "of", "the", "/", "and"}:
            return start
        if view.gap(i):
            return start
    return start


def _dateline(view: Scan, behind: int) -> Iterator[Span]:
    """``OFFUTT AIR FORCE BASE, Neb. —``: one place, or two when the second is a state or a country."""
    i = view.body
    end = i
    while (
        end < behind and view.words[end] not in {",", "(", "–", "—", "--", "-"} and not view.bits[end] & MONTH
    ):
        end += 1
    if end > i:
        yield Span(i, end, PLACE, "rule", "dateline")
    if end + 1 < behind and view.words[end] == ",":
        found = known_phrase(view, end + 1)
        if found and found[1].kind is PLACE:
            yield Span(end + 1, found[0], PLACE, "rule", "dateline")
