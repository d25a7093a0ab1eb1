"""The rows of pages about entities, and where each leads: pure functions from what is told to lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search import EntityKind
from search.text import counted, printable
from tui.typeset import wrap

if TYPE_CHECKING:
    from search import Beside, Companion, Dossier

BAR = 20
"""Cells of the longest bar of a timeline."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Leads to an article, where it names the entity."""

    article: str
    title: str
    date: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Named:
    """Leads to the page of another entity."""

    kind: EntityKind
    name: str


@dataclass(frozen=True, slots=True)
class Period:
    """Leads to the articles of a year or month."""

    date: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A name that was taken for the entity's, by the program or by the user: it can be parted."""

    kind: EntityKind
    name: str


Target = Sentence | Named | Period | Taken


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row of a page: one line or several, and where it leads."""

    lines: tuple[str, ...]
    target: Target | None = None
    heading: bool = False


def _row(text: str, width: int, target: Target | None = None, *, lead: str = "  ") -> PageRow:
    """A text wrapped behind a lead."""
    shown = " ".join(printable(text).split())
    spans = list(wrap(shown, max(10, width - len(lead)))) or [(0, 0)]
    lines = (f"{lead if not n else ' ' * len(lead)}{shown[a:b]}" for n, (a, b) in enumerate(spans))
    return PageRow(tuple(lines), target)


def _heading(text: str) -> Iterator[PageRow]:
    yield PageRow(("",))
    yield PageRow((text,), heading=True)


def dossier_rows(page: Dossier, width: int, *, months: bool = False) -> list[PageRow]:
    """The page of an entity for so many cells; ``months``: its time by month, not by year."""
    title = f"{page.name} ({page.acronym})" if page.acronym and page.acronym != page.name else page.name
    counts = f"{page.kind.value}, {counted(page.articles, 'article')}, {counted(page.mentions, 'mention')}"
    rows = [PageRow((printable(title),), heading=True), PageRow((counts,))]
    for sign, head in (("first", page.first), ("last", page.last)):
        if head:
            rows.append(_row(f"{sign}: {head[2]} {head[1]}", width, Sentence(*head, 0, 0), lead=""))
    rows += _names(page, width)
    rows += _said(page, width)
    rows += _time(page.months if months else page.years, width)
    if page.undated:
        rows.append(PageRow((f"  undated: {page.undated:,}",)))
    rows += companion_rows("APPEARS WITH", page.companions, width)
    if page.quotations:
        rows += _heading("SENTENCES")
    for q in page.quotations:
        target = Sentence(q.article, q.title, q.date, q.offset, q.offset + q.end - q.start)
        rows.append(_row(f"{q.date or 'undated'}  {q.text}", width, target))
    if page.read < page.articles:
        rows.append(PageRow(("",)))
        rows.append(_row(f"Names, titles and sentences are from {page.read:,} of them.", width, lead=""))
    return rows


def note_rows(notes: Sequence[str], width: int) -> Iterator[PageRow]:
    """What the user noted on the entity, line by line."""
    for note in notes:
        lines = f"Note: {note}".split("\n")
        yield from (_row(line, width, lead=f"  {' ' * (len(line) - len(line.lstrip()))}") for line in lines)


def _names(page: Dossier, width: int) -> Iterator[PageRow]:
    """Other ways of writing it, and what was taken for it, why, and by whom."""
    if page.aliases:
        yield from _heading("ALSO WRITTEN")
        yield _row(", ".join(f"{form} ({count})" for form, count in page.aliases), width)
    if page.linked:
        yield from _heading("TAKEN FOR IT BY THE PROGRAM")
    for name, kind, why in page.linked:
        yield _row(f"{name} ({kind.value}): {why}", width, Taken(kind, name))
    if page.merged:
        yield from _heading("MADE ONE WITH IT BY YOU")
    for name, day in page.merged:
        yield _row(f"{name} ({day})", width, Taken(page.kind, name))


def _said(page: Dossier, width: int) -> Iterator[PageRow]:
    headings = {"rank": "RANKS AND TITLES", "service": "SERVICES", "role": "ROLES", "office": "OFFICES"}
    for what, heading in headings.items():
        own = [row for row in page.said if row.what == what]
        if own:
            yield from _heading(heading)
        for row in own:
            period = row.first if row.first == row.last else f"{row.first} to {row.last}"
            times = f" ({row.count})" if row.count > 1 else ""
            yield _row(f"{row.value}  {period}".rstrip() + times, width)


def _time(counts: Sequence[tuple[str, int]], width: int) -> Iterator[PageRow]:
    if not counts:
        return
    yield from _heading("TIMELINE")
    most = max(count for _, count in counts)
    for date, count in counts:
        bar = "█" * max(1, round(min(BAR, max(4, width - 20)) * count / most))
        yield PageRow((f"  {date}  {bar} {count:,}",), Period(date))


def companion_rows(title: str, companions: Sequence[Companion], width: int) -> Iterator[PageRow]:
    """Entities that are named with another one, each leading to its own page."""
    if companions:
        yield from _heading(title)
    for one in companions:
        chance = f"{one.together:,} of its {one.articles:,}, {2**one.bits:,.0f}x chance"
        yield _row(f"{one.name} ({one.kind.value}): {chance}", width, Named(one.kind, one.name))


def beside_rows(page: Beside, width: int) -> list[PageRow]:
    """Two entities side by side for so many cells."""
    one, other = page.one, page.other
    rows = [PageRow((printable(f"{one.name} and {other.name}"),), heading=True)]
    for card in (one, other):
        said = f": {card.detail}" if card.detail else ""
        text = f"{card.name} ({card.kind.value}), {counted(card.articles, 'article')}{said}"
        rows.append(_row(text, width, Named(card.kind, card.name), lead=""))
    rows.append(PageRow((f"{counted(page.shared, 'article')} {'names' if page.shared == 1 else 'name'} both",)))
    rows += _years(page, width)
    if page.common:
        rows += _heading("BOTH APPEAR WITH")
    for c in page.common:
        text = f"{c.companion.name} ({c.companion.kind.value}): {c.with_one:,} and {c.with_other:,} articles"
        rows.append(_row(text, width, Named(c.companion.kind, c.companion.name)))
    rows += companion_rows(printable(f"WITH {one.name} ALONE"), page.only_one[:BAR], width)
    rows += companion_rows(printable(f"WITH {other.name} ALONE"), page.only_other[:BAR], width)
    if page.articles:
        rows += _heading("ARTICLES THAT NAME BOTH")
    for a in page.articles:
        rows.append(
            _row(f"{a.date or 'undated'}  {a.title}", width, Sentence(a.article, a.title, a.date, 0, 0))
        )
    return rows


def _years(page: Beside, width: int) -> Iterator[PageRow]:
    """The time of both, a year a line: the first, the second, both."""
    if not page.years:
        return
    yield from _heading("TIMELINE (FIRST, SECOND, BOTH)")
    most = max(max(first, second) for _, first, second, _ in page.years)
    half = max(2, min(BAR, (width - 30) // 2))
    for year, first, second, both in page.years:
        left, right = ("█" * round(half * n / most) for n in (first, second))
        text = f"  {year}  {left:>{half}} {first:>5,} {second:>5,} {right:<{half}} {both:>5,}"
        yield PageRow((text.rstrip(),), Period(year))
