"""An article as tokens, and what rules, lists and definitions of acronyms find in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from search.article.model import Article, BlockKind, Part
from search.entities import acronyms, rules, speech
from search.entities.lexicon import CAP, UPPER
from search.entities.model import EntityKind
from search.entities.scan import Scan, Span, scan
from search.entities.tokens import tokenise

_LINED = frozenset({BlockKind.LIST, BlockKind.TABLE, BlockKind.CONTACT, BlockKind.PREFORMATTED})
_LOUD = 0.6
"""Share of capitalised words in capitals from which a body counts as all capitals."""


def read(article: Article) -> Scan:
    """The tokens of an article, and where its headline ends and its body starts."""
    sections = article.sections()
    lined = tuple((s.start, s.end) for s in sections if s.block >= 0 and article.blocks[s.block].kind in _LINED)
    tokens = tokenise(article.text, line_ranges=lined)
    tokens.hard.update(speech.question_ends(tokens))
    headline = max((s.end for s in sections if s.part in (Part.TITLE, Part.SUBTITLE)), default=0)
    body = next((s.start for s in sections if s.part is Part.BODY), len(tokens.text))
    view = scan(tokens, headline=tokens.at(headline), body=tokens.at(body))
    capitals = [bits for bits in view.bits[view.body :] if bits & CAP]
    loud = len(capitals) > 8 and sum(bool(bits & UPPER) for bits in capitals) > _LOUD * len(capitals)
    return replace(view, loud=loud, speakers=tuple(speech.speakers(view)))


def rule_spans(view: Scan, defined: list[acronyms.Definition]) -> list[Span]:
    """What rules, lists and definitions find: also what the tagger is told of an article."""
    return settle(_candidates(view, defined))


def _candidates(view: Scan, defined: list[acronyms.Definition]) -> list[Span]:
    """What rules and definitions find; overlaps are settled later."""
    found = [] if view.loud else [span for span in rules.find(view) if not _headline_only(view, span)]
    marked = {i for span in view.speakers for i in range(span.first, span.behind)}
    found = [span for span in found if marked.isdisjoint(range(span.first, span.behind))]
    found += view.speakers
    for definition in defined:
        first, behind = view.tokens.at(definition.long_start), view.tokens.at(definition.long_end)
        if first < behind:
            found.append(Span(first, behind, EntityKind.ORG, "acronym", f"stands for {definition.short}"))
    shorts = {definition.short: definition.long for definition in defined}
    for i, word in enumerate(view.words):
        if word in shorts:
            found.append(Span(i, i + 1, EntityKind.ORG, "acronym", f"short for {shorts[word]}"))
    return found


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
