"""What the linear reader does with an article besides reading it: each gives back the lines that are said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from search import Article, Library, Query, cite, dossiers
from tui.features.export.files import write
from tui.paths import expanded

MOST_FAILURES = 10
"""Files that could not be read which are named; `dossier add` lists more."""


def star(library: Library, article: Article, _: str = "") -> str:
    """Star the article, or take the star away."""
    return f"{library.marks.toggle_star([article]).name.capitalize()}."


def tag(library: Library, article: Article, words: str) -> str:
    """Add tags of one's own, or with a minus take them away."""
    if words.strip():
        library.marks.tag([article], words)
    held = library.marks.of([article])[0].tags
    return f"Tags: {', '.join(held) or 'none'}."


def note(library: Library, article: Article, text: str) -> str:
    """Write a note; without a text, say the one that is there."""
    if text.strip():
        library.marks.note([article], text)
        return "Noted."
    held = library.marks.of([article])[0].notes
    return f"Note: {' / '.join(held)}" if held else "There is no note. a and words write one."


def save(article: Article, path: str) -> str:
    """Write the article to a file whose suffix chooses the format. Raises NotSaved."""
    return f"{write([article], expanded(path))}."


def write_list(library: Library, query: Query, path: str) -> str:
    """Write everything that a query finds as a list. Raises NotSaved."""
    from tui.lists import found, save_list

    if not path:
        return "Name a file: write list.csv"
    title = query.as_text() or "Articles"
    return f"{save_list(library, lambda: found(library, query), expanded(path), title)}."


def report(library: Library, path: str) -> str:
    """Write the dossier as a report, or as a list. Raises NotSaved."""
    from tui.lists import save_dossier

    held = dossiers.current(library.marks.notebook.book)
    if held is None:
        return "There is no dossier yet: d and a name makes one."
    if not path:
        return "Name a file: report report.html"
    return f"{save_dossier(library, held.key, expanded(path))}."


def cited(article: Article, style: str) -> list[str]:
    """A citation in one of the styles."""
    return cite(article, style).splitlines()


def provenance(article: Article) -> Iterator[str]:
    """Where the article comes from, a sentence a line."""
    yield f"Id: {article.id}."
    if article.url:
        yield f"Address: {article.url}"
    for number, rendition in enumerate(article.renditions, 1):
        yield f"Source {number}: {rendition.path}, {rendition.format}, read by {rendition.importer}."
    for warning in article.warnings:
        yield f"Unsure: {warning}"


def add(library: Library, path: Path) -> Iterator[str]:
    """Import a file or folder, and say what came of it."""
    from tui.features.adding.adding import sentence

    report = library.add([path])
    yield sentence(report, "")
    for failure in report.failures[:MOST_FAILURES]:
        yield f"{failure.path}: {failure.reason}"


def hit_lines(library: Library, query: Query, article: Article, lines: Sequence[str]) -> tuple[int, ...]:
    """The numbers of the lines in which what was searched for stands."""
    if not query.text.strip() and not query.filters:
        return ()
    words = {article.text[start:end].casefold() for start, end in library.highlights(query, article)}
    parts = {part for word in words for part in word.split()}
    if not parts:
        return ()
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(parts)))})\b")
    return tuple(number for number, line in enumerate(lines) if pattern.search(line.casefold()))
