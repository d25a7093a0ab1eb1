"""The article: wrapped lines, made as they come into view, with the matches marked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import ClassVar

from textual import events
from textual.geometry import Offset

from search import Article
from tui.glyphs import UNICODE, Glyphs
from tui.messages import Dragged
from tui.painting import Mark, Row, segments
from tui.typeset import Remark, TextLine, Typeset
from tui.widgets.lines import LinePane
from tui.wire.cells import width_of

TEXT_WIDTH = 80
"""Cells of the widest text column; longer lines are hard to follow."""
CONTEXT = 3
"""Lines shown above a passage that is jumped to, a third of the pane at most."""

Spans = tuple[tuple[int, int], ...]


class ReadingView(LinePane):
    """One article. Its place is kept as an offset, so that a resize keeps the line being read."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "reading-view--title",
        "reading-view--meta",
        "reading-view--heading",
        "reading-view--quote",
        "reading-view--note",
        "reading-view--code",
        "reading-view--remark",
        "reading-view--passage",
        "reading-view--chosen",
        "reading-view--match",
        "reading-view--current",
    }
    DEFAULT_CSS = """
    ReadingView > .reading-view--title { text-style: bold; }
    ReadingView > .reading-view--heading { text-style: bold; color: $text-primary; }
    ReadingView > .reading-view--meta { color: $text-muted; }
    ReadingView > .reading-view--quote { text-style: italic; }
    ReadingView > .reading-view--note { color: $text-muted; }
    ReadingView > .reading-view--code { color: $text-secondary; }
    ReadingView > .reading-view--remark { color: $text-warning; }
    ReadingView > .reading-view--passage { text-style: underline; color: $text-success; }
    ReadingView > .reading-view--chosen { text-style: reverse; }
    ReadingView > .reading-view--match { color: $text-accent; text-style: bold underline; }
    ReadingView > .reading-view--current { text-style: bold reverse; }
    """

    def __init__(
        self, *, glyphs: Glyphs = UNICODE, text_width: int = TEXT_WIDTH, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self._text_width = text_width
        self._set: Typeset | None = None
        self._opening: tuple[int, int] | None = None
        """Place and passage of an article that came while there was no room to show it."""
        self._kept = (0, -1)
        """The place that the last change of size kept, and the line that was the first one then."""
        self.article: Article | None = None
        self.matches: Spans = ()
        self.passages: Spans = ()
        """Passages that are marked."""
        self._remarks: tuple[Remark, ...] = ()
        """Notes of one's own, shown beside the text."""
        self._choosing: tuple[int, int] | None = None
        """What is about to be marked."""
        self._pressed = -1
        """The offset at which a button of the mouse went down."""
        self.current = -1
        """Which match :meth:`next_match` stands on; -1 before the first step."""

    # What it shows

    def show(self, article: Article | None, matches: Spans = (), *, place: int = 0, passage: int = 0) -> None:
        """Show an article from ``place`` on or, with lines above it, at ``passage``: offsets into its text."""
        self.article = article
        self.matches = matches
        self.passages, self._choosing, self._remarks = (), None, ()
        self.current = -1
        self._set = None
        self._opening = (place, passage)
        self._kept = (0, -1)
        self.top = 0
        self._typeset()
        self._open()
        self.refresh()
        self.say(self.Scrolled(self))

    def _open(self) -> None:
        """Go to where the article opens, as soon as it has lines."""
        if self._set is None or self._opening is None:
            return
        (place, passage), self._opening = self._opening, None
        if passage:
            self.top = self._top_for(self._set.line_at(passage))
        elif place:
            self.top = self.clamp(self._set.line_at(place))

    def mark(self, matches: Spans) -> None:
        """Mark other matches in the same article."""
        if matches != self.matches:
            self.matches = matches
            self.current = -1
            self.refresh()

    def show_passages(self, spans: Spans, choosing: tuple[int, int] | None = None) -> None:
        """Show marked passages, and what is about to be marked, which is brought into view."""
        if (spans, choosing) == (self.passages, self._choosing):
            return
        self.passages, self._choosing = spans, choosing
        if choosing is not None and self._set is not None:
            last, first = self._set.line_at(max(0, choosing[1] - 1)), self._set.line_at(choosing[0])
            if last >= self.top + self.size.height:
                self.scroll_to_line(last - self.size.height + 1)
            if first < self.top:
                self.scroll_to_line(first)
        self.refresh()

    def open_at(self, start: int, end: int) -> None:
        """Open the article at a place, which is marked as the current match; 0 and 0 are its beginning."""
        self._opening = (0, start)
        if end > start:
            self.matches = tuple(sorted({*self.matches, (start, end)}))
            self.current = self.matches.index((start, end))
        self._open()
        self.refresh()
        self.say(self.Scrolled(self))

    def show_remarks(self, remarks: tuple[Remark, ...]) -> None:
        """Show notes beside the text; the line being read stays."""
        if remarks != self._remarks:
            place, self._remarks = self.place, remarks
            self._typeset()
            if self._set is not None and place:
                self.top = self.clamp(self._set.line_at(place))
            self.refresh()
            self.say(self.Scrolled(self))

    def bring_into_view(self, offset: int) -> None:
        """Have an offset in view, with lines above it."""
        if self._set is not None:
            line = self._set.line_at(offset)
            if not self.top <= line < self.top + self.size.height:
                self.scroll_to_line(self._top_for(line))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Words may be about to be marked."""
        self._pressed = self._offset_at(event.x, event.y)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """What the mouse was drawn over is told, whichever way it went."""
        start, end = sorted((self._pressed, self._offset_at(event.x, event.y)))
        self._pressed = -1
        if start >= 0 and end - start > 1:
            self.say(Dragged(start, end))

    def _offset_at(self, x: int, y: int) -> int:
        """The offset of the character in a cell, or of the nearest in its line; -1 where there is no text."""
        line = self._set.line(self.top + y) if self._set else None
        if line is None or self._set is None or not line.own:
            return -1
        x -= max(0, (self.looks.width - self._set.width) // 2) + width_of(line.lead)
        cells = 0
        for at, char in enumerate(line.text):
            cells += width_of(char)
            if cells > x:
                return line.start + at
        return line.start + len(line.text)

    def _typeset(self) -> None:
        width = min(self._text_width, self.size.width - 2 if self.size.width > 20 else self.size.width)
        if self.article is None or width < 1:
            self._set = None
        elif self._set is None or not self._set.fits(self.article, width, self._remarks):
            self._set = Typeset(self.article, width, self._glyphs, self._remarks)

    @property
    def place(self) -> int:
        """The offset of the first character in view; of a view that is hidden, where it will open."""
        if self._opening is not None:
            return self._opening[0]
        line = self._set.line(self.top) if self._set else None
        return line.start if line else 0

    @property
    def percent(self) -> int:
        """How much of the article ends with the last line in view."""
        return self._set.progress(self.top + max(1, self.size.height) - 1) if self._set else 100

    @property
    def at_end(self) -> bool:
        """Whether the last line is in view."""
        return self._set is None or not self._set.has(self.top + self.size.height)

    # Matches

    def next_match(self, step: int = 1) -> bool:
        """Go to the next match, or with -1 the one before. Returns False when there is none that way."""
        if not self.matches or self._set is None:
            return False
        if self.current < 0:
            starts = [start for start, _ in self.matches]
            at = bisect_left(starts, self.place)
            target = at if step > 0 else at - 1
        else:
            target = self.current + step
        if not 0 <= target < len(self.matches):
            return False
        self.current = target
        line = self._set.line_at(self.matches[target][0])
        if not self.top <= line < self.top + self.size.height:
            self.scroll_to_line(self._top_for(line))
        self.refresh()
        self.say(self.Scrolled(self))
        return True

    def go_to(self, offset: int) -> None:
        """Have the line of an offset as the first one, as far as there are lines below."""
        if self._set is not None:
            self.scroll_to_line(self._set.line_at(offset))

    def _top_for(self, line: int) -> int:
        context = min(CONTEXT, max(0, self.size.height // 3))
        return self.clamp(line - context)

    # Drawing

    def pointer(self) -> Offset:
        """The line of the current match when it is in view, else the first one."""
        if self.current >= 0 and self._set is not None:
            line = self._set.line_at(self.matches[self.current][0])
            if self.top <= line < self.top + self.size.height:
                return Offset(0, line - self.top)
        return Offset()

    def line_count(self) -> int:
        """All lines; makes them all, so what scrolls goes by :meth:`clamp` instead."""
        return self._set.count() if self._set else 0

    def clamp(self, line: int) -> int:
        """The nearest first line that fills the pane; makes no more lines than that needs."""
        if self._set is None:
            return 0
        if not self._set.has(line + self.size.height - 1):
            line = self._set.count() - self.size.height
        return max(0, line)

    def draw(self, y: int) -> Row:
        """The line in row ``y`` of the pane."""
        line = self._set.line(self.top + y) if self._set else None
        if line is None or self._set is None:
            return []
        return self._paint(line, max(0, (self.looks.width - self._set.width) // 2))

    def _paint(self, line: TextLine, margin: int) -> Row:
        base = self.looks.base
        role = _ROLE_CLASSES.get(line.role)
        style = self.role(f"reading-view--{role}") if role else base
        lead = " " * margin + line.lead
        marks = self._marks(line)
        if style is base and not marks:
            return segments(lead + line.text, base)
        return segments(lead, base) + segments(line.text, style, marks)

    def _own_marks(self, line: TextLine) -> list[Mark]:
        """Passages, and what is about to be marked."""
        wanted = [(span, "passage") for span in self.passages]
        wanted += [(self._choosing, "chosen")] if self._choosing else []
        return [
            (max(0, start - line.start), min(end, line.end) - line.start, self.role(f"reading-view--{kind}"))
            for (start, end), kind in wanted
            if start < line.end and end > line.start
        ]

    def _marks(self, line: TextLine) -> list[Mark]:
        if not line.own:
            return []
        marks = self._own_marks(line)
        if not self.matches:
            return marks
        first = bisect_right(self.matches, (line.start, line.start)) - 1
        for number in range(max(0, first), len(self.matches)):
            start, end = self.matches[number]
            if start >= line.end:
                break
            if end > line.start:
                kind = "current" if number == self.current else "match"
                marks.append((start - line.start, end - line.start, self.role(f"reading-view--{kind}")))
        return marks

    # Moving

    def go_end(self) -> bool:
        """To the last page; makes all lines."""
        if self._set is None:
            return False
        last = max(0, self._set.count() - self.size.height)
        moved = last != self.top
        self.top = last
        self.refresh()
        self.say(self.Scrolled(self))
        return moved

    def go_top(self) -> bool:
        """To the first line."""
        return self.scroll_to_line(0)

    def on_resize(self, _: events.Resize) -> None:
        """Wrap again, and keep the line being read."""
        self._wrap_again()

    def widths_changed(self) -> None:
        """Wrap again by the new widths."""
        self.forget()
        self._wrap_again()

    def _wrap_again(self) -> None:
        kept, top = self._kept
        place = kept if top == self.top else self.place  # not scrolled since the size changed last
        self._typeset()
        if self._opening is not None:
            self._open()
        elif self._set is not None:
            self.top = self.clamp(self._set.line_at(place) if place else 0)
            self._kept = (place, self.top)
        self.refresh()
        self.say(self.Scrolled(self))


_ROLE_CLASSES = {
    "title": "title",
    "subtitle": "heading",
    "byline": "meta",
    "meta": "meta",
    "heading": "heading",
    "quote": "quote",
    "caption": "note",
    "note": "note",
    "code": "code",
    "remark": "remark",
}
