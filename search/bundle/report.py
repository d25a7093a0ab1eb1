"""A dossier as one document: a frozen tree, which writers turn into Markdown, HTML, EPUB and DOCX.

Every quotation is followed by the number of its source. A source says the article's id, where it came from and
its checksum, so that whoever reads the document can look each of them up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from search.article.citation import cite, origin
from search.article.model import Article
from search.errors import ArticleMissing, Cancelled, DossierError
from search.marks.anchor import find
from search.marks.dossiers import Dossier, Item, What
from search.marks.passages import Passage
from search.text import cut, printable
from search.work.progress import Report as Progress
from search.work.progress import Stop
from search.work.ticker import Ticker

QUERY_ROWS = 50
"""Articles that a query in a dossier lists; all are counted."""
MOST_NAMES = 500
"""People and organisations of the index: those that most sources name."""
LEAD = 600
"""Characters of an article that is in the dossier whole: its beginning, to tell what it is about."""
MOST_BARS = 200
"""Years of a timeline: more are not to be told from one another."""
_YEARS = 3
"""A timeline of more years has a bar a year, a shorter one a bar a month."""


@dataclass(frozen=True, slots=True)
class Named:
    """A person or an organisation that an article names."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query finds now."""

    total: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Door:
    """What a report needs of a library."""

    article: Callable[[str], Article]
    """By its id or source key. Raises ArticleMissing."""
    names: Callable[[str], Iterable[Named]]
    """Who and what an article names."""
    rows: Callable[[str, int], Rows]
    """What a query finds. Raises QueryError."""
    counted: Callable[[str, str], int]
    """In how many articles of the library an entity is named, by kind and name."""


@dataclass(frozen=True, slots=True)
class Source:
    """An article that the document refers to."""

    number: int
    id: str
    title: str
    date: str
    citation: str
    origin: str
    """Its address, or the file that it was read from."""
    sha256: str = ""
    """Of the bytes that it was read from."""
    text_hash: str = ""
    """Of its normalised text."""
    missing: bool = False
    """Whether the library does not have it any more."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source."""

    text: str
    source: int
    lost: bool = False
    """Whether the article of today has other words: these are those that were marked."""
    lead: bool = False
    """Whether it is the beginning of an article that is in the dossier whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """One item of the dossier."""

    kind: What
    title: str = ""
    source: int = 0
    quotes: tuple[Quote, ...] = ()
    notes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    """QUERY: numbers of the sources that it finds."""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A name of the index at the end, with the sources that name it."""

    kind: str
    name: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole document."""

    title: str
    introduction: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    sources: tuple[Source, ...] = ()
    index: tuple[IndexEntry, ...] = ()
    timeline: tuple[tuple[str, int], ...] = ()
    """Years or months, ascending and without gaps, with how many sources are of each."""
    undated: int = 0
    made: str = ""
    """The day, ISO 8601."""
    remarks: tuple[str, ...] = ()
    """What the reader of the document should know: what is missing, what contradicts."""


@dataclass(slots=True)
class _Builder:
    door: Door
    style: Callable[[Sequence[Article]], list[str]]
    passages: dict[str, Passage]
    articles: dict[str, Article] = field(default_factory=dict)
    """By id, in the order in which they are referred to first."""
    gone: dict[str, str] = field(default_factory=dict)
    """Id -> title of articles that the library lacks."""
    numbers: dict[str, int] = field(default_factory=dict)

    def find(self, id: str, source_key: str, title: str) -> tuple[int, Article | None]:
        """The number of a source and the article, None when it is gone."""
        for name in filter(None, (id, source_key)):
            try:
                article = self.door.article(name)
            except ArticleMissing:
                continue
            self.articles.setdefault(article.id, article)
            return self.numbers.setdefault(article.id, len(self.numbers) + 1), article
        self.gone.setdefault(id, title)
        return self.numbers.setdefault(id, len(self.numbers) + 1), None

    def part(self, item: Item) -> Part:
        makers: dict[What, Callable[[Item], Part]] = {
            What.PASSAGE: self._passage,
            What.ARTICLE: self._article,
            What.QUERY: self._query,
            What.ENTITY: self._entity,
            What.TEXT: lambda one: Part(What.TEXT, notes=one.texts),
        }
        return makers[item.what](item)

    def _passage(self, item: Item) -> Part:
        held = self.passages.get(item.passage)
        if held is None:
            remark = "This passage is not among your marks any more."
            return Part(What.PASSAGE, item.title, notes=item.texts, remark=remark)
        number, article = self.find(held.subject.id, held.subject.source_key, held.title)
        place = find(article.text, held.anchor) if article else None
        quote = Quote(held.quote, number, lost=place is None)
        title = article.title if article else held.title
        return Part(What.PASSAGE, title, number, (quote,), (*item.texts, *held.notes), held.tags)

    def _article(self, item: Item) -> Part:
        number, article = self.find(item.subject.id, item.subject.source_key, item.title)
        if article is None:
            return Part(What.ARTICLE, item.title, number, notes=item.texts)
        lead = next((block.text for _, block in article.visible() if len(block.text) > 40), "")
        begun = lead if len(lead) <= LEAD else cut(lead, LEAD).rsplit(" ", 1)[0] + " …"
        quotes = (Quote(begun, number, lead=True),) if begun else ()
        return Part(What.ARTICLE, article.title, number, quotes, item.texts)

    def _query(self, item: Item) -> Part:
        try:
            found = self.door.rows(item.query, QUERY_ROWS)
        except Cancelled:
            raise
        except DossierError as error:
            return Part(What.QUERY, item.query, notes=item.texts, remark=error.sentence)
        numbers = tuple(self.find(id, "", "")[0] for id in found.ids)
        more = f", of which {len(numbers)} are listed" if found.total > len(numbers) else ""
        counted = f"{found.total:,} article{'s' * (found.total != 1)}{more}."
        return Part(What.QUERY, item.query, notes=item.texts, rows=numbers, remark=counted)

    def _entity(self, item: Item) -> Part:
        number = self.door.counted(item.entity, item.name)
        remark = f"Named in {number:,} article{'s' * (number != 1)} of the library."
        return Part(What.ENTITY, item.name, notes=item.texts, remark=remark)

    def sources(self) -> tuple[Source, ...]:
        found = list(self.articles.values())
        lines = dict(zip((one.id for one in found), self.style(found), strict=True))
        return tuple(
            _source(number, self.articles[id], lines[id])
            if id in self.articles
            else Source(number, id, self.gone[id], "", f"{self.gone[id]} [{id}]", "", missing=True)
            for id, number in sorted(self.numbers.items(), key=lambda pair: pair[1])
        )


def _source(number: int, article: Article, citation: str) -> Source:
    shown = article.renditions[0] if article.renditions else None
    return Source(
        number, article.id, article.title, article.date, citation, origin(article),
        shown.sha256 if shown else "", article.text_hash,
    )  # fmt: skip


def plain_citations(articles: Sequence[Article]) -> list[str]:
    """The default style: author, title, date, address or file, id."""
    return [cite(one) for one in articles]


def build(
    dossier: Dossier,
    passages: Iterable[Passage],
    door: Door,
    *,
    made: str,
    style: Callable[[Sequence[Article]], list[str]] = plain_citations,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Report:
    """The document of a dossier. ``made``: the day that it bears. Raises Cancelled."""
    ticker = Ticker(progress, "collecting", len(dossier.items))
    builder = _Builder(door, style, {one.key: one for one in passages})
    parts: list[Part] = []
    for item in dossier.items:
        if stop is not None and stop():
            raise Cancelled("The report was not written.")
        parts.append(builder.part(item))
        ticker.step(1)
    ticker.flush()
    sources = builder.sources()
    bars, undated = timeline([one.date for one in sources if not one.missing])
    names = ((builder.numbers[id], one) for id in builder.articles for one in door.names(id))
    return Report(
        dossier.name, dossier.texts, tuple(parts), sources, index(names), bars, undated, made,
        tuple(_remarks(dossier, parts, sources)),
    )  # fmt: skip


def _remarks(dossier: Dossier, parts: Sequence[Part], sources: Sequence[Source]) -> Iterator[str]:
    lost = sum(quote.lost for part in parts for quote in part.quotes)
    gone = sum(one.missing for one in sources)
    if lost:
        yield f"{_counted(lost, 'quotation')} as marked, which the article of today has in other words."
    if gone:
        yield f"{_counted(gone, 'source')} that the library does not have any more."
    if dossier.names:
        yield f"Also called {', '.join(dossier.names)}."
    if len(dossier.texts) > 1:
        yield "Several people wrote an introduction; all are given."


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def index(names: Iterable[tuple[int, Named]]) -> tuple[IndexEntry, ...]:
    """People and organisations with the sources that name them, in the order of the alphabet."""
    held: dict[Named, set[int]] = {}
    for number, one in names:
        if one.kind in ("person", "org"):
            held.setdefault(one, set()).add(number)
    most = sorted(held.items(), key=lambda pair: (-len(pair[1]), pair[0].name))[:MOST_NAMES]
    entries = (IndexEntry(one.kind, printable(one.name), tuple(sorted(numbers))) for one, numbers in most)
    return tuple(sorted(entries, key=lambda one: (one.name.casefold(), one.kind)))


def timeline(dates: Sequence[str]) -> tuple[tuple[tuple[str, int], ...], int]:
    """Bars for the dates, and how many have none. A date without a month counts where the bars are years."""
    known = [date for date in dates if len(date) >= 4]
    years = sorted({int(date[:4]) for date in known})
    if not years:
        return (), len(dates)
    if years[-1] - years[0] >= _YEARS or any(len(date) < 7 for date in known):
        counts = Counter(int(date[:4]) for date in known)
        wide = years[-1] - years[0] > MOST_BARS  # then the years without any are left out
        shown = sorted(counts)[-MOST_BARS:] if wide else range(years[0], years[-1] + 1)
        bars = tuple((f"{year:04}", counts[year]) for year in shown)
    else:
        months = Counter(date[:7] for date in known)
        every = (f"{year:04}-{month:02}" for year in range(years[0], years[-1] + 1) for month in range(1, 13))
        bars = tuple((one, months[one]) for one in every if min(months) <= one <= max(months))
    return bars, len(dates) - len(known)
