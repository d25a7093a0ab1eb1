"""What stands in a row of the list: its gutter, the columns for which there is room, and its passage."""

from __future__ import annotations

from dataclasses import dataclass

from search import Hit, Snippet
from tui.glyphs import Glyphs
from tui.wire.widths import cell_len

TITLE_ROOM = 24
"""Cells that a title keeps before a column is dropped for it."""
ROOMY = 60
"""Cells from which on the number of versions is written in words."""
SNIPPET_INDENT = 3
GUTTER = 3
"""Cells before the row's text: the cursor, the flag, the sign of a date that is inferred."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns stand beside the title."""

    date: bool
    versions: bool
    score: bool


def columns(width: int, *, score: bool) -> Columns:
    """Columns that fit beside a title, dropped in the order score, hits, date."""
    room = width - GUTTER - TITLE_ROOM
    return Columns(date=room >= 11, versions=room >= 15, score=score and room >= 21)


def about(hit: Hit) -> str:
    """The sign before a date that was concluded and not told, or a blank."""
    return "~" if hit.date_inferred else " "


def brought_into_view(snippet: Snippet, width: int, ellipsis: str) -> Snippet:
    """The snippet from a later word on, when its first match would else be cut off at ``width`` cells."""
    if not snippet.spans:
        return snippet
    first, last = snippet.spans[0]
    if cell_len(snippet.text[:last]) <= width:
        return snippet
    room = max(0, (width - cell_len(snippet.text[first:last])) // 2)
    start = first
    while start > 0 and cell_len(snippet.text[start - 1 : first]) <= room - 1:
        start -= 1
    word = snippet.text.find(" ", start, first)
    start = word + 1 if word >= 0 else start
    shift = len(ellipsis) - start
    spans = tuple((left + shift, right + shift) for left, right in snippet.spans)
    return Snippet(ellipsis + snippet.text[start:], spans, snippet.offset + start)


@dataclass(frozen=True, slots=True)
class Flag:
    """What the gutter tells of a row."""

    unread: bool = True
    starred: bool = False
    selected: bool = False

    def sign(self, glyphs: Glyphs) -> str:
        """One cell: that it is selected, else starred, else unread."""
        if self.selected:
            return glyphs.selected
        if self.starred:
            return glyphs.starred
        return glyphs.unread if self.unread else " "


NEW = Flag()
"""A row of which nothing is known is unread."""
