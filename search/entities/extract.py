"""From an article to its mentions: rules, the tagger, acronyms, a second look, clusters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from search.article.model import Article, BlockKind, SpanKind
from search.entities import acronyms, clusters, document, keys, roles
from search.entities.combine import combine, trusted
from search.entities.language import known_language
from search.entities.model import NORM, EntityKind, Mention
from search.entities.reading import read, rule_spans
from search.entities.scan import Scan, Span
from search.entities.sifting import lawless
from search.entities.support import supported
from search.entities.wordlists import words

PERSON, ORG, PLACE = EntityKind.PERSON, EntityKind.ORG, EntityKind.PLACE
BATCH = 24
"""Articles that are tagged together: enough sentences to fill the arrays."""


def extract(article: Article) -> tuple[Mention, ...]:
    """Every mention in ``article.text``, ascending by start, without overlap."""
    return next(extract_many((article,)))


def extract_many(articles: Iterable[Article]) -> Iterator[tuple[Mention, ...]]:
    """The mentions of each article, in order; articles are read a batch ahead."""
    waiting = iter(articles)
    while batch := list(islice(waiting, BATCH)):
        views = [read(article) for article in batch]
        defined = [acronyms.definitions(view.tokens.text) for view in views]
        found = find(views, defined)
        for article, view, spans, definitions in zip(batch, views, found, defined, strict=True):
            prose = _outside(view, lawless(view, spans, definitions), code_ranges(article))
            yield tuple(_mentions(view, prose, {d.short: d.long for d in definitions}, article.id))


def code_ranges(article: Article) -> list[tuple[int, int]]:
    """Where ``article.text`` is program text or keys, which name nobody: preformatted blocks, code spans."""
    ranges = []
    for section in article.sections():
        block = article.blocks[section.block] if section.block >= 0 else None
        if block is None:
            continue
        if block.kind is BlockKind.PREFORMATTED:
            ranges.append((section.start, section.end))
        codes = (span for span in block.spans if span.kind is SpanKind.CODE)
        ranges += [(section.start + span.start, section.start + span.end) for span in codes]
    return ranges


def _outside(view: Scan, spans: list[Span], ranges: list[tuple[int, int]]) -> list[Span]:
    """The spans that touch none of the ranges of characters, and name no format of files."""
    starts, end = view.tokens.starts, view.tokens.end
    formats = frozenset(words()["format"])
    return [
        span
        for span in spans
        if not (span.behind - span.first == 1 and view.words[span.first] in formats)
        and not any(starts[span.first] < stop and start < end(span.behind - 1) for start, stop in ranges)
    ]


def find(views: list[Scan], defined: list[list[acronyms.Definition]]) -> list[list[Span]]:
    """The names in each article as spans of tokens, ascending, without overlap."""
    ruled = [rule_spans(view, definitions) for view, definitions in zip(views, defined, strict=True)]
    fluent = [k for k, view in enumerate(views) if known_language(view) and not view.loud]
    tagged = dict(zip(fluent, _tag([views[k] for k in fluent], [ruled[k] for k in fluent]), strict=True))
    found = []
    for k, (view, spans, definitions) in enumerate(zip(views, ruled, defined, strict=True)):
        fluent_names = document.harmonised(view, combine(view, spans, tagged[k])) if k in tagged else None
        names = trusted(spans) if fluent_names is None else fluent_names
        longs = {definition.short: definition.long for definition in definitions}
        everywhere = document.document_pass(view, document.with_countries(view, names, longs))
        found.append(supported(view, everywhere) if k in tagged else everywhere)
    return found


def _tag(views: list[Scan], ruled: list[list[Span]]) -> list[list[Span]]:
    """What the tagger reads in articles whose language it knows."""
    from search.entities import features, tagger

    with tagger.LOCK:
        model = tagger.default()
        types = model.ready()
        sequences = [features.sequence(view, spans, types) for view, spans in zip(views, ruled, strict=True)]
        labels = model.tag(sequences)
    return [
        [
            Span(first, behind, kind, "model", f"read as {_NOUNS[kind]}")
            for first, behind, kind in tagger.spans_of(row)
        ]
        for row in labels
    ]


_NOUNS = {PERSON: "a person", ORG: "an organisation", PLACE: "a place", EntityKind.EVENT: "an event"}


def _mentions(view: Scan, spans: list[Span], defined: dict[str, str], id: str) -> Iterator[Mention]:
    surfaces = [view.tokens.surface(span.first, span.behind) for span in spans]
    persons = _persons(surfaces, spans, id)
    counted = Counter(s for s, span in zip(surfaces, spans, strict=True) if span.kind is ORG)
    orgs = clusters.org_names(counted, defined)
    ending = {span.behind: s for s, span in zip(surfaces, spans, strict=True) if span.kind is ORG}
    for surface, span in zip(surfaces, spans, strict=True):
        norm = ""
        if span.kind is PERSON:
            name, norm = persons[keys.clean(surface)]
        elif span.kind is ORG:
            name = orgs[surface]
        elif span.kind is PLACE:
            name = clusters.place_name(surface, dateline=span.evidence == "dateline")
        else:
            name = keys.clean(surface)
        attributes = span.attributes
        if span.kind is PERSON:
            attributes += _service(span, ending) + roles.role_after(view, span)
        if norm:
            attributes += ((NORM, norm),)
        start, end = view.tokens.starts[span.first], view.tokens.end(span.behind - 1)
        yield Mention(start, end, span.kind, surface, name, span.source, span.evidence, attributes)


def _persons(surfaces: list[str], spans: list[Span], id: str) -> dict[str, tuple[str, str]]:
    """Each surface of a person to the name of that person, and to the norm where it is not the name's own."""
    people = [(s, span) for s, span in zip(surfaces, spans, strict=True) if span.kind is PERSON]
    names = clusters.person_names(surface for surface, _ in people)
    ranks: dict[str, list[str]] = defaultdict(list)
    for surface, span in people:
        ranks[names[keys.clean(surface)]] += [value for key, value in span.attributes if key == "rank"]
    called = {
        name: clusters.alone(name, ranks[name], id) if len(keys.person_parts(name)) == 1 else (name, "")
        for name in set(names.values())
    }
    return {surface: called[name] for surface, name in names.items()}


def _service(person: Span, ending: dict[int, str]) -> tuple[tuple[str, str], ...]:
    """``("service", "U.S. Air Force")`` when an organisation stands right before a person's rank.

    ``ending``: surfaces of organisations by the token behind them.
    """
    rank = next((value for key, value in person.attributes if key == "rank"), "")
    before = person.first - len(rank.split())
    return (("service", ending[before]),) if rank and before in ending else ()
