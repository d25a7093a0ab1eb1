"""The page of an entity as text, as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from search.entities.dossier import SAID, SAID_HEADINGS, Dossier, Said


def as_json(page: Dossier) -> str:
    """The page as one JSON object."""
    return json.dumps(asdict(page), ensure_ascii=False, indent=2)


def as_text(page: Dossier) -> str:
    """The page for a terminal or a pager."""
    return "\n".join(_render(page, heading=lambda text: f"\n{text.upper()}", item="  ")) + "\n"


def as_markdown(page: Dossier) -> str:
    """The page as Markdown; characters that Markdown reads as markup are escaped."""
    lines = _render(page, heading=lambda text: f"\n## {text}\n", item="- ", escape=_escaped)
    return "\n".join([f"# {lines[0]}", "", *lines[1:]]) + "\n"


DOSSIER_FORMATS = {"text": as_text, "md": as_markdown, "json": as_json}
"""The forms of a page by their names."""


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in text)


def _render(
    page: Dossier, *, heading: Callable[[str], str], item: str, escape: Callable[[str], str] = str
) -> list[str]:
    title = f"{page.name} ({page.acronym})" if page.acronym and page.acronym != page.name else page.name
    lines = [
        escape(title),
        f"{page.kind.value}, {_count(page.articles, 'article')}, {_count(page.mentions, 'mention')}",
    ]
    if page.first and page.last:
        lines += [
            f"first: {page.first[2]} {escape(page.first[1])}",
            f"last: {page.last[2]} {escape(page.last[1])}",
        ]
    for head, rows in _sections(page, escape):
        if rows:
            lines += [heading(head), *(f"{item}{row}" for row in rows)]
    return lines


def _sections(page: Dossier, escape: Callable[[str], str]) -> Iterator[tuple[str, list[str]]]:
    """Headings and the rows below each, in the order of the page."""
    yield "Also written", [f"{escape(form)} ({count})" for form, count in page.aliases]
    yield "Made one with it", [f"{escape(name)} ({day})" for name, day in page.merged]
    yield "Taken for it", [f"{escape(name)} ({kind.value}): {escape(why)}" for name, kind, why in page.linked]
    for what in SAID:
        rows = [row for row in page.said if row.what == what]
        yield SAID_HEADINGS[what], [f"{escape(row.value)}{_dates(row)}" for row in rows]
    yield "Timeline", _bars(page)
    yield (
        "Appears with",
        [
            f"{escape(c.name)} ({c.kind.value}): {c.together} of its {c.articles}, {2**c.bits:,.0f}x chance"
            for c in page.companions
        ],
    )
    yield "Sentences", [f"{q.date or 'undated'}  {escape(q.text)}" for q in page.quotations]


def _bars(page: Dossier) -> list[str]:
    """A bar for each year, at most 20 characters long, and how many articles have no date."""
    if not page.months:
        return []
    most = max(count for _, count in page.years)
    bars = [f"{year}  {'█' * max(1, round(20 * count / most))} {count}" for year, count in page.years]
    return [*bars, f"undated: {page.undated}"] if page.undated else bars


def _dates(row: Said) -> str:
    period = row.first if row.first == row.last else f"{row.first} to {row.last}"
    return f"  {period}".rstrip() + (f" ({row.count})" if row.count > 1 else "")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
