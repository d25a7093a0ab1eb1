"""Is this text a new article, a new revision, another form of one, or nothing new? The ladder of identity."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from enum import Enum

from search.article.fields import FIELDS
from search.article.identity import (
    SAME_TEXT,
    another_under,
    containment,
    key_kind,
    keys_of,
    normalise,
    told_apart,
)
from search.article.model import Article, Rendition
from search.errors import ArticleDamaged
from search.store import articles, renditions
from search.store.parcel import Packed, Parcel
from search.store.renditions import Known
from search.work.progress import Replaced


class Outcome(Enum):
    """What an article turned out to be."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    RENDITION = "rendition"


class Step(Enum):
    """The step of the ladder on which an article was recognised."""

    KEY = "key"
    TEXT = "text"
    PLACE = "place"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article that knocks, and the place it comes from."""

    parcel: Parcel
    source: int
    """The journal's number of the file."""
    member: str
    """Which part of the file; empty for the whole."""
    again: bool = False
    """Whether the file has used one of the article's keys before, in this very reading."""

    @classmethod
    def of(cls, parcel: Parcel, source: int, path: str, *, again: bool = False) -> Arrival:
        """What an importer read from ``path``, the file with the journal's number ``source``."""
        return cls(parcel, source, parcel.head.renditions[0].path.removeprefix(path), again)

    @property
    def head(self) -> Article:
        """The article without its blocks: most arrivals are recognised by less."""
        return self.parcel.head

    @property
    def rendition(self) -> Rendition:
        """The form in which it came."""
        return self.head.renditions[0]


@dataclass(frozen=True, slots=True)
class Moment:
    """When articles are admitted."""

    generation: int
    """Of the transaction."""
    now: str
    """ISO 8601, UTC."""


UNLIKE = 0.5
"""Under one key in one file, texts that share less than half of the shorter one are two articles."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """What became of an arrival."""

    outcome: Outcome
    replaced: Replaced | None = None
    """The article whose text it took the place of."""


def admit(connection: sqlite3.Connection, arrival: Arrival, moment: Moment) -> Admitted:
    """Store an arrival as what it is, inside the caller's transaction."""
    known = renditions.known(connection, arrival.source, arrival.member)
    same = known is not None and known.digest == arrival.parcel.digest
    if known is not None and same and articles.is_sound(connection, known.pk):
        return Admitted(Outcome.UNCHANGED)
    arrival, found = _settled(connection, arrival, known)
    replaced: Replaced | None = None
    if found is None:
        article, packed = articles.free_id(connection, arrival.head), arrival.parcel.packed
        pk = articles.insert(connection, article, packed, arrival.rendition.format, moment.generation)
        outcome = Outcome.NEW
    else:
        pk, step = found
        at_home = known is not None and known.pk == pk
        outcome, replaced = _join(connection, arrival, pk, step, moment, at_home=at_home)
    stamped = replace(arrival.rendition, imported_at=moment.now)
    renditions.record(
        connection, arrival.source, arrival.member, pk, stamped,
        arrival.head.text_hash, arrival.parcel.digest, arrival.parcel.original,
    )  # fmt: skip
    return Admitted(outcome, replaced)


def _settled(
    connection: sqlite3.Connection, arrival: Arrival, known: Known | None
) -> tuple[Arrival, tuple[int, Step] | None]:
    """The arrival under the name that it gets, and the article that it is.

    A source that uses one key twice, for texts that have little in common, means two articles: the second goes
    by its key and its text. So do two sources that number their articles alike and title them differently.
    """
    found = _recognise(connection, arrival, known)
    if found is None or found[1] is not Step.KEY:
        return arrival, found
    if not (arrival.again or _numbered_elsewhere(connection, arrival, found[0])):
        return arrival, found
    shown = articles.load(connection, found[0])
    body = arrival.parcel.article.body
    if shown is None or not body or not shown.body or containment(body, shown.body) >= UNLIKE:
        return arrival, found
    renamed = another_under(arrival.head)
    arrival = replace(arrival, parcel=replace(arrival.parcel, head=renamed))
    pk = articles.by_key(connection, renamed.source_key)
    return arrival, None if pk is None else (pk, Step.KEY)


def _recognise(
    connection: sqlite3.Connection, arrival: Arrival, known: Known | None
) -> tuple[int, Step] | None:
    """The article that the arrival is, and how that is known; None for a new one."""
    article = arrival.head
    if known is not None and known.sha256 == arrival.rendition.sha256:
        return known.pk, Step.PLACE  # the same bytes, read by other rules
    for key in keys_of(article):
        pk = articles.by_key(connection, key)
        if pk is None or articles.other_guid(connection, pk, article.source_key):
            continue
        if not told_apart(article.source_key, articles.source_key_of(connection, pk)):
            return pk, Step.KEY
    for pk, key in renditions.by_text(connection, article.text_hash):
        if not told_apart(article.source_key, key):
            return pk, Step.TEXT
    whole = known is not None and not arrival.member and not article.source_key
    if known is not None and whole and not articles.source_key_of(connection, known.pk):
        return known.pk, Step.PLACE
    digest = arrival.parcel.packed.title_day
    for pk, key in articles.by_title_day(connection, digest) if digest else ():
        if told_apart(article.source_key, key):
            continue
        try:
            other = articles.load(connection, pk)
        except ArticleDamaged:
            continue
        if other is not None and containment(arrival.parcel.article.body, other.body) >= SAME_TEXT:
            return pk, Step.TITLE
    return None


def _numbered_elsewhere(connection: sqlite3.Connection, arrival: Arrival, pk: int) -> bool:
    """Whether a mere name or number is all that an arrival shares with an article of other files."""
    if key_kind(arrival.head.source_key) != "name" or renditions.in_source(connection, pk, arrival.source):
        return False
    title = articles.title_of(connection, pk)
    return normalise(title) != normalise(arrival.head.title)


def _join(
    connection: sqlite3.Connection, arrival: Arrival, pk: int, step: Step, moment: Moment, *, at_home: bool
) -> tuple[Outcome, Replaced | None]:
    """Add an arrival to an article that is there. ``at_home``: this place held the article before."""
    try:
        shown = articles.load(connection, pk)
    except ArticleDamaged:
        shown = None
    if shown is None:  # the disk has lost it: what comes takes its place
        return _restored(connection, arrival, pk, moment), None
    shown_format = articles.format_shown(connection, pk)
    article = _named(connection, arrival.parcel.article, shown)
    same_text = article.text_hash == shown.text_hash
    # A feed announces an article ever more briefly: what it says never takes the place of the full text.
    lesser = arrival.rendition.format in _SUMMARIES and shown_format not in _SUMMARIES
    revised = not (same_text or lesser) and (
        at_home or _is_revision(connection, arrival, pk, step, shown, shown_format)
    )
    richer = _richness(article, arrival.rendition.format) > _richness(shown, shown_format)
    replaced: Replaced | None = None
    if revised or richer or (at_home and same_text and not lesser):
        if not same_text:
            articles.shelve(connection, pk, shown, moment.now)
            replaced = Replaced(article.id, shown.title, arrival.rendition.path)
        revision = shown.revision + (not same_text)
        merged = replace(article, revision=revision)
        packed = arrival.parcel.packed
        articles.update(connection, pk, merged, packed, arrival.rendition.format, moment.generation)
    elif article.id != shown.id:
        renamed = replace(shown, id=article.id, source_key=article.source_key)
        articles.update(connection, pk, renamed, Packed.of(renamed), shown_format, moment.generation)
    articles.learn_keys(connection, pk, arrival.head)
    outcome = Outcome.UPDATED if revised or at_home else Outcome.RENDITION
    return outcome, replaced if revised else None


def _restored(connection: sqlite3.Connection, arrival: Arrival, pk: int, moment: Moment) -> Outcome:
    """Put an arrival in the place of an article that is damaged."""
    article = arrival.head
    if articles.by_id(connection, article.id) not in (None, pk):
        article = articles.free_id(connection, article)
    articles.update(connection, pk, article, arrival.parcel.packed, arrival.rendition.format, moment.generation)
    return Outcome.UPDATED


def _is_revision(
    connection: sqlite3.Connection, arrival: Arrival, pk: int, step: Step, shown: Article, shown_format: str
) -> bool:
    """Whether another text under the same key, from another place, is a newer text of the article.

    A text that the article had before is not. Neither is the same text saved in another format, which
    always differs a little.
    """
    if step is not Step.KEY or renditions.has_text(connection, pk, arrival.head.text_hash):
        return False
    other_format = arrival.rendition.format != shown_format
    return not (other_format and containment(arrival.parcel.article.body, shown.body) >= SAME_TEXT)


def _named(connection: sqlite3.Connection, article: Article, shown: Article) -> Article:
    """The arrival under the better of the two names, so that the order of arrival doesn't matter."""
    ours, theirs = (article.source_key, article.id), (shown.source_key, shown.id)
    holder = articles.by_id(connection, article.id)
    mine = articles.by_id(connection, shown.id)
    if articles.better_name(ours, theirs) and holder in (None, mine):
        return article
    return replace(article, source_key=shown.source_key, id=shown.id)


_STRUCTURED = frozenset({"html", "zim", "markdown", "docx", "odt", "epub", "mail", "newsml"})
"""Formats that keep headings, lists and links. A PDF or a feed's full text loses most of them."""
_SUMMARIES = frozenset({"feed"})
"""Formats of which only a summary was there."""


def _richness(article: Article, format: str) -> tuple[int, int, int]:
    """By what the form to show is chosen: structure over plain text over summaries, then length."""
    rank = 2 if format in _STRUCTURED else 0 if format in _SUMMARIES else 1
    filled = sum(bool(getattr(article, field.name)) for field in FIELDS if field.rich)
    return rank, len(article.body), filled
