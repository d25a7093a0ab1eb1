"""The page of an entity: what it is called, what was said of it when, with whom it appears."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.article.model import Article
from search.entities.model import EntityKind, Mention
from search.entities.tokens import sentences, tokenise

if TYPE_CHECKING:
    from search.entities.counts import Companion

MAX_SENTENCES = 40
"""Sentences on a page."""
_REACH = 400
"""Characters of a sentence on each side of the name at most."""
_TRIED = 5
"""Mentions of an article among which a sentence is looked for."""
_WORDS = 8
"""Words that a sentence has at least: fewer are a heading, a byline or a list."""
SAID = ("rank", "service", "role", "office")
SAID_HEADINGS = {"rank": "Ranks and titles", "service": "Services", "role": "Roles", "office": "Offices"}


@dataclass(frozen=True, slots=True)
class Said:
    """Something that articles say beside a name, and when."""

    what: str
    """``rank``, ``service``, ``role`` or ``office``."""
    value: str
    first: str
    """Earliest date, ISO; empty when no article has one."""
    last: str
    count: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence that names the entity."""

    article: str
    """The article's id."""
    title: str
    date: str
    text: str
    start: int
    """The name is ``text[start:end]``."""
    end: int
    offset: int = 0
    """Where the name stands in the article's text."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything on an entity's page."""

    name: str
    kind: EntityKind
    articles: int
    mentions: int
    aliases: tuple[tuple[str, int], ...]
    """Other ways of writing it, with how often each is found in the articles that were read."""
    acronym: str
    said: tuple[Said, ...]
    months: tuple[tuple[str, int], ...]
    """``2016-03`` and the articles of that month that name it, ascending."""
    undated: int
    companions: tuple[Companion, ...]
    quotations: tuple[Quotation, ...]
    first: tuple[str, str, str] | None
    """Id, title and date of the first dated article."""
    last: tuple[str, str, str] | None
    linked: tuple[tuple[str, EntityKind, str], ...]
    """Other names that the program itself took for it: name, kind, and why."""
    read: int
    """Articles that aliases, attributes and sentences come from."""
    merged: tuple[tuple[str, str], ...] = ()
    """Other names that the user made one with it: name, and the day of the decision."""

    @property
    def years(self) -> tuple[tuple[str, int], ...]:
        """The articles of each year that name it, ascending."""
        return years_of(self.months)


class _Reading:
    """What is gathered about an entity while its articles are read."""

    def __init__(self, kind: EntityKind, name: str) -> None:
        self.kind, self.name = kind, name
        self.forms: Counter[str] = Counter()
        self.acronyms: Counter[str] = Counter()
        self.said: dict[tuple[str, str], list[str]] = {}
        """What is said, to the dates of the articles that say it."""
        self.quotations: list[Quotation] = []
        self.heads: list[tuple[str, str, str]] = []
        """Id, title and date of each article that names it."""

    def take(self, article: Article, mentions: Sequence[Mention]) -> None:
        """Read one article."""
        own = [mention for mention in mentions if (mention.kind, mention.name) == (self.kind, self.name)]
        if not own:
            return
        self.heads.append((article.id, article.title, article.date))
        for mention in own:
            self.forms[mention.surface] += 1
            if mention.source == "acronym" and mention.evidence.startswith("short for"):
                self.acronyms[mention.surface] += 1
            for what, value in mention.attributes:
                self.said.setdefault((what, value), []).append(article.date)
        self.quotations.append(_telling(article, own))


def compile_dossier(
    name: str,
    kind: EntityKind,
    named: Iterable[tuple[Article, Sequence[Mention]]],
    *,
    dates: Sequence[str],
    mentions: int,
    companions: Sequence[Companion] = (),
    linked: Sequence[tuple[str, EntityKind, str]] = (),
    merged: Sequence[tuple[str, str]] = (),
) -> Dossier:
    """Put the page together.

    ``named``: articles and their mentions (as the cards have them), those to read from; ``dates``: of every
    article that names the entity, empty for undated ones; ``mentions``: over all of them.
    """
    read = _Reading(kind, name)
    for article, found in named:
        read.take(article, found)
    dated = sorted((head for head in read.heads if head[2]), key=lambda head: head[2])
    return Dossier(
        name=name,
        kind=kind,
        articles=len(dates),
        mentions=mentions,
        aliases=tuple((form, count) for form, count in read.forms.most_common() if form != name),
        acronym=read.acronyms.most_common(1)[0][0] if read.acronyms else "",
        said=_said(read.said),
        months=tuple(sorted(Counter(date[:7] for date in dates if date).items())),
        undated=sum(not date for date in dates),
        companions=tuple(one for one in companions if (one.kind, one.name) != (kind, name)),
        quotations=_spread(read.quotations),
        first=dated[0] if dated else None,
        last=dated[-1] if dated else None,
        linked=_once(linked),
        read=len(read.heads),
        merged=tuple(merged),
    )


def years_of(months: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Counts by month as counts by year."""
    years: Counter[str] = Counter()
    for month, count in months:
        years[month[:4]] += count
    return tuple(sorted(years.items()))


def _once(linked: Sequence[tuple[str, EntityKind, str]]) -> tuple[tuple[str, EntityKind, str], ...]:
    """Each name, kind and reason once: a single name may have been linked in many articles."""
    return tuple(dict.fromkeys(linked))


def _said(said: dict[tuple[str, str], list[str]]) -> tuple[Said, ...]:
    """What is said, each office once: ``U.S District Judge`` and ``Judge`` are ``U.S. District Judge``."""
    forms: dict[tuple[str, str], dict[str, int]] = {}
    gathered: dict[tuple[str, str], list[str]] = {}
    whole = {what: _wholes({value for sort, value in said if sort == what}) for what in SAID}
    for (what, value), dates in said.items():
        if what not in whole:
            continue
        key = what, whole[what].get(_plain(value), _plain(value))
        gathered.setdefault(key, []).extend(dates)
        shown = forms.setdefault(key, {})
        shown[value] = shown.get(value, 0) + len(dates)
    rows = []
    for (what, plain), dates in gathered.items():
        own = {value: n for value, n in forms[what, plain].items() if _plain(value) == plain}
        value = max(own or forms[what, plain], key=lambda text: (own.get(text, 0), text.count("."), text))
        known = sorted(filter(None, dates))
        rows.append(Said(what, value, known[0] if known else "", known[-1] if known else "", len(dates)))
    order = {what: place for place, what in enumerate(SAID)}
    return tuple(sorted(rows, key=lambda row: (order.get(row.what, len(order)), row.first, row.value)))


def _plain(value: str) -> str:
    """A title in the form in which two of them are compared."""
    words = value.casefold().replace(".", "").replace("united states", "us").split()
    return " ".join(word for word in words if word not in {"the", "former", "then", "a", "an"})


def _wholes(values: set[str]) -> dict[str, str]:
    """Short titles to the only longer one that ends in them: ``judge`` to ``us district judge``."""
    plain = {_plain(value) for value in values}
    longer = {short: {one for one in plain if one.endswith(f" {short}")} for short in plain}
    longest = {short: [one for one in ends if not longer[one]] for short, ends in longer.items()}
    return {short: ends[0] for short, ends in longest.items() if len(ends) == 1}


def _telling(article: Article, own: Sequence[Mention]) -> Quotation:
    """The first sentence around one of the mentions that says something: a byline is none."""
    first = None
    for mention in own[:_TRIED]:
        quotation = _quotation(article, mention)
        if len(quotation.text.split()) >= _WORDS:
            return quotation
        first = first or quotation
    return first or _quotation(article, own[0])


def _quotation(article: Article, mention: Mention) -> Quotation:
    """The sentence around a mention, on one line."""
    text = article.text
    section = next((s for s in article.sections() if s.start <= mention.start < s.end), None)
    low = max(section.start if section else 0, mention.start - _REACH)
    high = min(section.end if section else len(text), mention.end + _REACH)
    tokens = tokenise(text[low:high])
    at = tokens.at(mention.start - low)
    first, behind = next((span for span in sentences(tokens) if span[0] <= at < span[1]), (at, at + 1))
    low, high = low + tokens.starts[first], low + max(tokens.end(behind - 1), mention.end - low)
    before = " ".join(text[low : mention.start].split())
    lead = f"{before} " if before and text[mention.start - 1].isspace() else before
    sentence = " ".join((lead + text[mention.start : high]).split())
    return Quotation(
        article.id,
        article.title,
        article.date,
        sentence,
        len(lead),
        len(lead) + len(mention.surface),
        mention.start,
    )


def _spread(quotations: list[Quotation]) -> tuple[Quotation, ...]:
    """At most as many as fit on a page, spread over time, ascending by date."""
    ordered = sorted(quotations, key=lambda quotation: (quotation.date or "9999", quotation.article))
    if len(ordered) <= MAX_SENTENCES:
        return tuple(ordered)
    step = len(ordered) / MAX_SENTENCES
    return tuple(ordered[int(k * step)] for k in range(MAX_SENTENCES))
