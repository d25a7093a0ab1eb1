"""The original of an article beside what became of each of its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

from search import Article, Library, Line, provenance
from search.errors import DossierError
from search.text import printable
from tui.painting import fit
from tui.screens.page import PageScreen, Styled
from tui.typeset import wrap

WIDE = 120
"""Columns from which both stand side by side."""
GAP = 3


def traced(library: Library, article: Article) -> tuple[Line, ...] | str:
    """Each line of the original with what became of it, or a sentence that says why there are none."""
    for rendition in article.renditions:
        try:
            data = library.original(article.id, rendition.path)
        except DossierError as error:
            missing = str(error)
            continue
        lines = provenance(article, rendition, data)
        return lines or f"Of a file in the format {rendition.format}, lines cannot be shown."
    return missing if article.renditions else "Nothing is known of where it came from."


def beside_lines(lines: Sequence[Line], width: int) -> Iterator[Styled]:
    """The page for a width of so many cells: side by side, or one below the other."""
    wide = width >= WIDE
    half = (width - GAP) // 2
    if wide:
        yield f"{'The original':<{half + GAP}}The article", "heading"
    for became, group in groupby(filter(lambda line: line.text.strip(), lines), _fate):
        if not wide:
            yield became, "heading"
        for line in group:
            text = printable(line.text)
            if wide:
                yield from _pair(text, text if line.kept else "", became, half)
            else:
                yield from ((f"  {text[a:b]}", "text") for a, b in wrap(text, width - 2))


def _fate(line: Line) -> str:
    if line.kept:
        return line.became
    return line.became if line.became.startswith("not ") else f"dropped by {line.became}"


def _pair(left: str, right: str, became: str, width: int) -> Iterator[Styled]:
    """A line and what it became, wrapped in two columns."""
    told = f"{became}: {right}" if right else f"[{became}]"
    columns = ([text[a:b] for a, b in wrap(text, width)] for text in (left, told))
    for one, other in zip_longest(*columns, fillvalue=""):
        yield fit(one, width + GAP) + other, "text"


class OriginalScreen(PageScreen):
    """The page behind ``o`` on the page behind ``i``."""

    def __init__(self, traced: tuple[Line, ...] | str) -> None:
        super().__init__()
        self._traced = traced

    def page_lines(self) -> Sequence[Styled]:
        """Every line, wrapped to the width."""
        if isinstance(self._traced, str):
            return [(printable(self._traced), "text")]
        return list(beside_lines(self._traced, max(20, self.app.size.width - 2)))
