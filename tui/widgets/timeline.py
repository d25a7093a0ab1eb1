"""The results along time: a bar for each year, month or day; move, mark a range, narrow."""

from __future__ import annotations

from typing import ClassVar

from textual.geometry import Offset

from tui.buckets import Bucket, clause
from tui.glyphs import UNICODE, Glyphs
from tui.painting import Mark, Row, filled
from tui.widgets.drawn import Drawn

WIDEST = 6
"""Cells of the widest bar."""


class Timeline(Drawn, can_focus=True):
    """Three rows: bars, the years under them, and what the cursor stands on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"timeline--bar", "timeline--cursor", "timeline--marked"}
    DEFAULT_CSS = """
    Timeline { width: 1fr; height: 3; color: $text-muted; }
    Timeline > .timeline--bar { color: $text-primary; }
    Timeline > .timeline--marked { color: $text-accent; text-style: underline; }
    Timeline > .timeline--cursor { text-style: bold reverse; }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self.buckets: tuple[Bucket, ...] = ()
        self._counted = False
        self.cursor = 0
        self.marked: int | None = None
        """The other end of the range; None when only one bucket is meant."""

    def show(self, buckets: tuple[Bucket, ...]) -> None:
        """Show other counts; the cursor stays on its stretch of time when that is still there."""
        if self._counted and buckets == self.buckets:
            return
        before = self.buckets[self.cursor].value if self.cursor < len(self.buckets) else ""
        self.buckets = buckets
        self._counted = True
        places = [n for n, bucket in enumerate(buckets) if bucket.value == before]
        self.cursor = places[0] if places else max(0, len(buckets) - 1)
        self.marked = None
        self.refresh()

    @property
    def clause(self) -> str:
        """What ``date:`` has to say for the chosen stretch; empty when there is none."""
        if not self.buckets:
            return ""
        other = self.cursor if self.marked is None else self.marked
        return clause(self.buckets[self.cursor], self.buckets[other])

    @property
    def count(self) -> int:
        """Articles in the chosen stretch."""
        return sum(bucket.count for bucket in self.buckets[slice(*self._range())])

    def _range(self) -> tuple[int, int]:
        other = self.cursor if self.marked is None else self.marked
        return min(self.cursor, other), max(self.cursor, other) + 1

    # Moving

    def step(self, buckets: int) -> None:
        """Move the cursor so many buckets later, or earlier."""
        self.cursor = max(0, min(self.cursor + buckets, len(self.buckets) - 1))
        self.refresh()

    def go_top(self) -> None:
        """To the earliest stretch."""
        self.step(-len(self.buckets))

    def go_end(self) -> None:
        """To the latest stretch."""
        self.step(len(self.buckets))

    def mark(self) -> None:
        """Begin a range here, or forget the one that was begun."""
        self.marked = self.cursor if self.marked is None else None
        self.refresh()

    # Drawing

    def draw(self, y: int) -> Row:
        """Bars, axis, facts."""
        width, base = self.looks.width, self.looks.base
        if not self.buckets:
            said = " No dated article." if y == 0 and self._counted else ""
            return filled(said, width, base)
        if y == 2:
            return filled(
                f" {self.clause}: {self.count:,} article{'' if self.count == 1 else 's'}",
                width,
                base,
            )
        cells, first = self._placed(width)
        shown = self.buckets[first : first + width // cells]
        if y == 1:
            return filled(self._axis(shown, cells), width, base)
        marks: list[Mark] = []
        text = ""
        low, high = self._range()
        for number, bucket in enumerate(shown, first):
            role = "cursor" if number == self.cursor else "marked" if low <= number < high else "bar"
            text += self._bar(bucket) * cells
            style = self.role(f"timeline--{role}")
            marks.append((len(text) - cells, len(text), style))
        return filled(text, width, base, marks)

    def pointer(self) -> Offset:
        """The bar that the cursor stands on."""
        cells, first = self._placed(self.size.width)
        return Offset((self.cursor - first) * cells, 0)

    def _placed(self, width: int) -> tuple[int, int]:
        """How many cells a bar has, and which bar is the first one shown."""
        cells = max(1, min(WIDEST, width // max(1, len(self.buckets))))
        room = width // cells
        return cells, max(0, min(self.cursor - room // 2, len(self.buckets) - room))

    def _bar(self, bucket: Bucket) -> str:
        """The sign for a count, by its share of the greatest one; an article is never invisible."""
        bars = self._glyphs.bars
        most = max(b.count for b in self.buckets)
        return bars[0] if not bucket.count else bars[max(1, round((len(bars) - 1) * bucket.count / most))]

    def _axis(self, shown: tuple[Bucket, ...], cells: int) -> str:
        """Labels under the first bucket and wherever there is room again."""
        text = ""
        for number, bucket in enumerate(shown):
            at = number * cells
            if at >= len(text) + (2 if text else 0) or not text:
                text = text.ljust(at) + bucket.value
        return text
