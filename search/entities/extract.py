"""From an article to its mentions: rules, acronyms, a second look at the whole document, clusters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from search.article.model import Article, BlockKind, Part
from search.entities import acronyms, clusters, keys, roles, rules
from search.entities.lexicon import CAP, COUNTRY, NATIONALITY, STOP, UPPER
from search.entities.model import EntityKind, Mention
from search.entities.scan import Scan, Span, scan
from search.entities.tokens import tokenise
from search.entities.wordlists import words

PERSON, ORG, PLACE, EVENT = EntityKind.PERSON, EntityKind.ORG, EntityKind.PLACE, EntityKind.EVENT
_LINED = frozenset({BlockKind.LIST, BlockKind.TABLE, BlockKind.CONTACT, BlockKind.PREFORMATTED})
_GENERIC = frozenset(words()["generic"])
_LOUD = 0.6
"""Share of capitalised words in capitals from which a body counts as all capitals."""


def extract(article: Article) -> tuple[Mention, ...]:
    """Every mention in ``article.text``, ascending by start, without overlap."""
    view = read(article)
    defined = acronyms.definitions(view.tokens.text)
    longs = {definition.short: definition.long for definition in defined}
    spans = settle(with_country(view, span, longs) for span in _candidates(view, defined))
    spans = document_pass(view, spans)
    return tuple(_mentions(view, spans, longs))


def extract_many(articles: Iterable[Article]) -> Iterator[tuple[Mention, ...]]:
    """:func:`extract` for each article, in order."""
    yield from map(extract, articles)


def read(article: Article) -> Scan:
    """The tokens of an article, and where its headline ends and its body starts."""
    sections = article.sections()
    lined = tuple((s.start, s.end) for s in sections if s.block >= 0 and article.blocks[s.block].kind in _LINED)
    tokens = tokenise(article.text, line_ranges=lined)
    headline = max((s.end for s in sections if s.part in (Part.TITLE, Part.SUBTITLE)), default=0)
    body = next((s.start for s in sections if s.part is Part.BODY), len(tokens.text))
    view = scan(tokens, headline=tokens.at(headline), body=tokens.at(body))
    capitals = [bits for bits in view.bits[view.body :] if bits & CAP]
    loud = len(capitals) > 8 and sum(bool(bits & UPPER) for bits in capitals) > _LOUD * len(capitals)
    return replace(view, loud=loud)


def _candidates(view: Scan, defined: list[acronyms.Definition]) -> list[Span]:
    """What rules and definitions find; overlaps are settled later."""
    found = [] if view.loud else [span for span in rules.find(view) if not _headline_only(view, span)]
    for definition in defined:
        first, behind = view.tokens.at(definition.long_start), view.tokens.at(definition.long_end)
        if first < behind:
            found.append(Span(first, behind, ORG, "acronym", f"stands for {definition.short}"))
    shorts = {definition.short: definition.long for definition in defined}
    for i, word in enumerate(view.words):
        if word in shorts:
            found.append(Span(i, i + 1, ORG, "acronym", f"short for {shorts[word]}"))
    return found


def with_country(view: Scan, span: Span, longs: dict[str, str]) -> Span:
    """``Joint Staff`` in ``Japan's Joint Staff`` with its country: many countries have one."""
    first = span.first - 2
    if span.kind is not ORG or first < 0 or view.words[first + 1] not in {"’s", "'s"}:
        return span
    if not view.bits[first] & COUNTRY or first < view.headline <= span.first:
        return span
    own = view.words[span.first]
    if longs.get(own, own).split()[0] not in _GENERIC:
        return span
    return replace(span, first=first)


def _headline_only(view: Scan, span: Span) -> bool:
    """Whether a name that only its capitals gave away stands in the headline and nowhere in the body."""
    if span.first >= view.headline or span.source == "gazetteer":
        return False
    body = view.tokens.text.find(
        view.tokens.surface(span.first, span.behind), view.tokens.starts[view.headline - 1]
    )
    return body < 0


def settle(spans: Iterable[Span]) -> list[Span]:
    """Spans without overlap: the longer one wins, then the one that starts first. Ascending."""
    taken: set[int] = set()
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.first - s.behind, s.first, s.source)):
        tokens = range(span.first, span.behind)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(span)
    return sorted(kept, key=lambda s: s.first)


def document_pass(view: Scan, spans: list[Span]) -> list[Span]:
    """A name found once is found everywhere: surnames, and names of several words.

    In the headline only what the body named is kept of persons.
    """
    words = view.words
    taken = {i for span in spans for i in range(span.first, span.behind)}
    phrases: dict[str, dict[tuple[str, ...], EntityKind]] = defaultdict(dict)
    for span in spans:
        form = tuple(words[span.first : span.behind])
        if span.kind is PERSON:
            surname = keys.person_parts(" ".join(form))[-1]
            if len(surname) > 2:
                phrases[surname][surname,] = PERSON
        if len(form) > 1:
            phrases[form[0]].setdefault(form, span.kind)
    added: list[Span] = []
    for i, word in enumerate(words):
        if i in taken or word not in phrases:
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


def _mentions(view: Scan, spans: list[Span], defined: dict[str, str]) -> Iterator[Mention]:
    surfaces = [view.tokens.surface(span.first, span.behind) for span in spans]
    persons = clusters.person_names(s for s, span in zip(surfaces, spans, strict=True) if span.kind is PERSON)
    counted = Counter(s for s, span in zip(surfaces, spans, strict=True) if span.kind is ORG)
    orgs = clusters.org_names(counted, defined)
    ending = {span.behind: s for s, span in zip(surfaces, spans, strict=True) if span.kind is ORG}
    for surface, span in zip(surfaces, spans, strict=True):
        if span.kind is PERSON:
            name = persons[keys.clean(surface)]
        elif span.kind is ORG:
            name = orgs[surface]
        elif span.kind is PLACE:
            name = clusters.place_name(surface, dateline=span.evidence == "dateline")
        else:
            name = keys.clean(surface)
        attributes = span.attributes
        if span.kind is PERSON:
            attributes += _service(span, ending) + roles.role_after(view, span)
        start, end = view.tokens.starts[span.first], view.tokens.end(span.behind - 1)
        yield Mention(start, end, span.kind, surface, name, span.source, span.evidence, attributes)


def _service(person: Span, ending: dict[int, str]) -> tuple[tuple[str, str], ...]:
    """``("service", "U.S. Air Force")`` when an organisation stands right before a person's rank.

    ``ending``: surfaces of organisations by the token behind them.
    """
    rank = next((value for key, value in person.attributes if key == "rank"), "")
    before = person.first - len(rank.split())
    return (("service", ending[before]),) if rank and before in ending else ()
