"""The list of articles: a window onto rows that are asked for as they come into view.

It never holds all rows, so a million of them cost no more than a thousand.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.geometry import Offset

from search import Hit, Page, Query
from search.text import printable
from tui.glyphs import UNICODE, Glyphs
from tui.messages import RowChosen, RowOpened, RowsWanted, SnippetsWanted
from tui.painting import Mark, Row, filled, fit, shorten
from tui.widgets.lines import LinePane
from tui.widgets.rows import GUTTER, NEW, ROOMY, SNIPPET_INDENT, Flag, about, brought_into_view, columns
from tui.wire.cells import width_of

CHUNK = 64
"""Rows that are fetched at a time: more than a tall screen shows."""
LACKS_ROOM = 24
"""Cells for the words that an article of the second part does not have."""
CHUNKS = 32
"""Chunks that are kept, those used last: about 2,000 rows, a megabyte."""


class ArticleList(LinePane):
    """Rows of one line or, with snippets, of two."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article-list--cursor",
        "article-list--row",
        "article-list--blurred",
        "article-list--hit",
        "article-list--snippet",
    }
    DEFAULT_CSS = """
    ArticleList > .article-list--snippet { color: $text-muted; }
    ArticleList > .article-list--hit { color: $text-accent; text-style: bold; }
    ArticleList > .article-list--cursor { text-style: reverse; }
    ArticleList > .article-list--row {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    ArticleList > .article-list--blurred {
        background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground;
    }
    .-mono ArticleList > .article-list--row { text-style: bold reverse; }
    .-mono ArticleList > .article-list--blurred { text-style: bold; }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(id=id)
        self.chunk = CHUNK
        self.question = Query()
        """What the rows answer."""
        self.total = 0
        self.cursor = 0
        self.row_height = 1
        self.divider = -1
        """The first row of the second part of the answer, which a line stands before; -1 for none."""
        self._divides = ""
        """What that line says."""
        self._whole = False
        """Whether the whole of the selected row is drawn otherwise; else only its beginning."""
        self._glyphs = glyphs
        self._scored = False
        self._chunks: OrderedDict[int, tuple[Hit, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._asked_snippets: set[str] = set()
        self._none: tuple[str, ...] = ()
        self._flags: dict[str, Flag] = {}
        """What is known of rows at hand that are not simply unread."""

    # Rows and lines

    def line_of(self, row: int) -> int:
        """The first line of a row."""
        return row * self.row_height + int(0 <= self.divider <= row)

    def row_at(self, line: int) -> int:
        """The row that a line belongs to; the line before the second part belongs to its first row."""
        return (line - int(self.divider >= 0 and line > self.line_of(self.divider) - 1)) // self.row_height

    def divide(self, row: int, text: str) -> None:
        """Where the second part of the answer begins, and what is said of it there."""
        if (row, text) != (self.divider, self._divides):
            self.divider, self._divides = row, text
            self.top = self.clamp(self._top_for_cursor())
            self.refresh()

    # What it shows

    def show(self, page: Page, *, row: int = 0, scored: bool = False, two_lines: bool = False) -> None:
        """Start on a new answer, of which ``page`` is the first window, with ``row`` selected.

        Of the same articles in other rows, or asked for again, the top stays where it is.
        """
        same = page.query.question.ungrouped == self.question.question.ungrouped
        self.question = page.query
        self.total = page.rows
        self.divider = -1
        self.row_height = 2 if two_lines else 1
        self._scored = scored
        self._chunks.clear()
        self._asked.clear()
        self._asked_snippets.clear()
        self._flags.clear()
        self.cursor = max(0, min(row, self.total - 1))
        self.top = self.top if same else 0
        self._keep(page)
        self.top = self.clamp(self._top_for_cursor())
        self.refresh()
        self._fetch()
        self.say(RowChosen(self.cursor, self.hit))

    def add(self, page: Page) -> None:
        """Take in a further window of the same answer."""
        first, last = page.query.offset, page.query.offset + len(page.hits)
        waiting = self.hit is None
        self._keep(page)
        self.refresh_line(self.line_of(first), self.line_of(last) - self.line_of(first))
        if waiting and self.hit is not None:
            self.say(RowChosen(self.cursor, self.hit))
        self._fetch()

    def annotate(self, hits: Iterable[Hit]) -> None:
        """Take in the passages of rows."""
        known = {hit.id: hit.snippet for hit in hits}
        for chunk, rows in self._chunks.items():
            if any(hit.id in known for hit in rows):
                self._chunks[chunk] = tuple(replace(h, snippet=known.get(h.id, h.snippet)) for h in rows)
        self.refresh()

    def flag(self, flags: Mapping[str, Flag]) -> None:
        """Take in what is known of rows by their ids; only rows that look different are drawn again."""
        changed = {id for id, flag in flags.items() if self._flags.get(id, NEW) != flag}
        self._flags.update((id, flags[id]) for id in changed)
        first = self.row_at(self.top)
        for number in range(first, first + self.size.height // self.row_height + 1):
            hit = self.row(number)
            if hit is not None and hit.id in changed:
                self.refresh_line(self.line_of(number))

    def flag_of(self, hit: Hit) -> Flag:
        """What is known of a row."""
        return self._flags.get(hit.id, NEW)

    def at_hand(self) -> tuple[Hit, ...]:
        """Every row that has been fetched and is still kept."""
        return tuple(hit for rows in self._chunks.values() for hit in rows)

    def say_none(self, lines: tuple[str, ...]) -> None:
        """What to say while there are no rows."""
        self._none = lines
        if not self.total:
            self.refresh()

    def set_two_lines(self, two_lines: bool) -> None:
        """Rows of two lines, or of one; the selected row stays in view."""
        height = 2 if two_lines else 1
        if height != self.row_height:
            self.row_height = height
            self.top = self.clamp(self._top_for_cursor())
            self.refresh()
            self._fetch()

    @property
    def hit(self) -> Hit | None:
        """The selected row, if there is one and it has been fetched."""
        return self.row(self.cursor)

    def row(self, number: int) -> Hit | None:
        """A row, if it is at hand."""
        rows = self._chunks.get(number // CHUNK)
        if rows is None or not 0 <= number < self.total:
            return None
        return rows[number % CHUNK] if number % CHUNK < len(rows) else None

    def _keep(self, page: Page) -> None:
        """Store a window that begins at a chunk's first row."""
        for start in range(0, len(page.hits), CHUNK):
            chunk = (page.query.offset + start) // CHUNK
            self._chunks[chunk] = page.hits[start : start + CHUNK]
            self._asked.discard(chunk)
        here = self.row_at(self.top) // CHUNK
        while len(self._chunks) > CHUNKS:
            farthest = max(self._chunks, key=lambda chunk: abs(chunk - here))
            del self._chunks[farthest]

    def _fetch(self, *, ahead: bool = False) -> None:
        """Ask for what is in view and not at hand; ``ahead``: for the page before and the one after, too.

        Whoever pages on then sees rows at once, and not their places first.
        """
        if not self.total:
            return
        first = self.row_at(self.top)
        shown = max(1, self.size.height) // self.row_height
        last = min(self.total - 1, first + shown)
        more = shown if ahead else 0
        for chunk in range(max(0, first - more) // CHUNK, min(self.total - 1, last + more) // CHUNK + 1):
            expected = min(CHUNK, self.total - chunk * CHUNK)
            if len(self._chunks.get(chunk, ())) < expected and chunk not in self._asked:
                self._asked.add(chunk)
                self.say(RowsWanted(chunk * CHUNK, CHUNK))
        if self.row_height == 2:
            self._fetch_snippets(first, last)

    def _fetch_snippets(self, first: int, last: int) -> None:
        rows = (self.row(number) for number in range(first, last + 1))
        ids = tuple(hit.id for hit in rows if hit and hit.snippet is None)
        wanted = tuple(id for id in ids if id not in self._asked_snippets)
        if wanted:
            self._asked_snippets.update(wanted)
            self.say(SnippetsWanted(wanted))

    # Drawing

    def pointer(self) -> Offset:
        """The selected row."""
        return Offset(0, self.line_of(self.cursor) - self.top)

    def line_count(self) -> int:
        """Rows times their height; without rows, the lines that say so."""
        return self.line_of(self.total) if self.total else len(self._none)

    def paint(self, line: int) -> Row:
        """One line of a row."""
        if not self.total:
            return filled(f"  {self._none[line]}", self.looks.width, self.looks.base)
        number = self.row_at(line)
        second = line - self.line_of(number)
        if second < 0:
            text = f"{self._glyphs.bar * 2} {self._divides} "
            return filled(text, self.looks.width, self.role("article-list--snippet"))
        hit = self.row(number)
        base, width = self.looks.base, self.looks.width
        sign = self._glyphs.cursor if number == self.cursor and not second else " "
        if hit is None:
            return filled(sign if second else f"{sign} {self._glyphs.ellipsis}", width, base)
        if second:
            return self._paint_snippet(hit, width, selected=number == self.cursor)
        marks: list[Mark] = []
        if number == self.cursor and self._whole:
            base = self.role(self._row_role)
        elif number == self.cursor:  # a whole row would cost its text for every step
            marks = [(GUTTER, GUTTER + 10, self.role("article-list--cursor"))]
        lead = f"{sign}{self.flag_of(hit).sign(self._glyphs)}"
        dated = columns(width, score=self._scored).date and not self._dates_below(width)
        lead += about(hit) if dated else " "
        return filled(f"{lead}{self._row_text(hit, width - GUTTER)}", width, base, marks)

    def _row_text(self, hit: Hit, width: int) -> str:
        """The row without its cursor sign."""
        show = columns(width + GUTTER, score=self._scored)
        # In a narrow list of two lines a row the date stands on the second, so that the title has the first.
        lead = f"{hit.date or 'undated':<10} " if show.date and not self._dates_below(width + GUTTER) else ""
        tail = ""
        if show.versions and hit.versions > 1:
            tail += f" {hit.versions} versions" if width >= ROOMY else f" x{hit.versions}"
        if hit.lacks and width >= ROOMY:
            tail += (
                f"  without {shorten(', '.join(map(printable, hit.lacks)), LACKS_ROOM, self._glyphs.ellipsis)}"
            )
        if show.score and hit.score:
            tail += f" {hit.score:5.1f}"
        if hit.version_of:
            lead += f"{self._glyphs.bottom_left} "
        title = fit(hit.title or hit.id, width - len(lead) - width_of(tail), self._glyphs.ellipsis)
        return f"{lead}{title}{tail}"

    def _dates_below(self, width: int) -> bool:
        return self.row_height == 2 and self._whole and width < ROOMY

    @property
    def _row_role(self) -> str:
        """The style of the selected row: dimmed while another pane has the focus."""
        return "article-list--row" if self.has_focus else "article-list--blurred"

    def show_whole_row(self, whole: bool) -> None:
        """Draw the whole of the selected row otherwise, or only its beginning."""
        if whole != self._whole:
            self._whole = whole
            self.refresh()

    def focus_changed(self) -> None:
        """The selected row is dimmed, or is not any more."""
        if self._whole and self.total:
            self.refresh_line(self.line_of(self.cursor), self.row_height)

    def _paint_snippet(self, hit: Hit, width: int, *, selected: bool) -> Row:
        whole = selected and self._whole
        base = self.role(self._row_role if whole else "article-list--snippet")
        lead = " " * SNIPPET_INDENT
        if self._dates_below(width):
            lead = f"{lead[:-1]}{about(hit)}{hit.date or 'undated':<10} "
        if hit.snippet is None or not hit.snippet.text:
            return filled(lead, width, base)
        snippet = brought_into_view(hit.snippet, width - len(lead), self._glyphs.ellipsis)
        style = self.role("article-list--hit")
        marks = [(start + len(lead), end + len(lead), style) for start, end in snippet.spans]
        text = fit(lead + snippet.text, width, self._glyphs.ellipsis).rstrip()
        return filled(text, width, base, [mark for mark in marks if mark[1] <= len(text)])

    # Moving

    def _top_for_cursor(self) -> int:
        """The top that keeps the selected row in view, moved as little as possible."""
        height = max(self.row_height, self.size.height)
        line = self.line_of(self.cursor)
        return max(line + self.row_height - height, min(self.top, line))

    def move(self, rows: int) -> bool:
        """Select the row that many further."""
        return self.select(self.cursor + rows)

    def page(self, pages: float) -> bool:
        """A page of rows, one row kept."""
        shown = max(1, self.size.height // self.row_height)
        step = max(1, shown - 1 if abs(pages) == 1 else int(shown * abs(pages)))
        return self.move(step if pages > 0 else -step)

    def go_top(self) -> bool:
        """Select the first row."""
        return self.select(0)

    def go_end(self) -> bool:
        """Select the last row."""
        return self.select(self.total - 1)

    def select(self, row: int) -> bool:
        """Select a row. Returns whether it is another one than before."""
        row = max(0, min(row, self.total - 1))
        if row == self.cursor or not self.total:
            return False
        before, self.cursor = self.cursor, row
        self.refresh_line(self.line_of(before), self.row_height)
        self.refresh_line(self.line_of(row), self.row_height)
        self.show_line(self.line_of(row), self.row_height)
        self._fetch(ahead=True)
        self.say(RowChosen(row, self.hit, far=abs(row - before) > 1))
        return True

    def scroll_to_line(self, line: int) -> bool:
        """Scroll, and ask for the rows that come into view."""
        moved = super().scroll_to_line(line)
        if moved:
            self._fetch(ahead=True)
        return moved

    # From the outside

    def on_resize(self) -> None:
        """Keep the selected row in view and, where there is room, the rows above it."""
        top = min(self._top_for_cursor(), self.line_of(self.cursor) - self.size.height // 3)
        self.scroll_to_line(top)
        self._fetch()

    def on_click(self, event: events.Click) -> None:
        """Select the row; open it when it was selected."""
        row = self.row_at(self.top + event.y)
        if row < self.total and not self.select(row):
            self.say(RowOpened(row))
