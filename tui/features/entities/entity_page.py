"""Pages about entities: rows, most of which lead somewhere; one of them is under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset

from tui.features.entities.rows import Named, PageRow, Period, Target, beside_rows, dossier_rows, note_rows
from tui.painting import Row, filled
from tui.screens.keys import name_of
from tui.screens.page import TextPane
from tui.widgets.status_line import StatusLine
from tui.wire.screen import WiredScreen

if TYPE_CHECKING:
    from search import Beside, Dossier
    from tui.glyphs import Glyphs


class Guide(Protocol):
    """Whoever knows the way from a page to what its rows lead to."""

    glyphs: Glyphs
    width: int
    """Cells of the widest text column."""

    def go(self, page: RowScreen, target: Target) -> None:
        """Open what a row leads to."""

    def narrow(self, page: RowScreen, target: Target | None) -> None:
        """Leave the page for the articles of the entity, and of what the row says beside it."""

    def compare(self, page: EntityScreen, other: Named) -> None:
        """Show the page's entity and another side by side."""

    def candidates(self, page: EntityScreen) -> None:
        """Show who a person of one name may be."""

    def part(self, page: EntityScreen, target: Target | None) -> None:
        """Say that what was taken for the entity is another one."""

    def undo(self, page: EntityScreen) -> None:
        """Take the latest decision back."""

    def notes(self, page: Dossier) -> Sequence[str]:
        """What the user noted on the entity."""


class RowPane(TextPane):
    """Rows of one line or several; the cursor stands on those that lead somewhere."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text-pane--heading", "row-pane--cursor"}
    DEFAULT_CSS = """
    RowPane > .text-pane--heading { text-style: bold; color: $text-primary; }
    RowPane > .row-pane--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    """

    def __init__(self, glyphs: Glyphs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self.held: tuple[PageRow, ...] = ()
        self.cursor = -1
        """The selected row; -1 when none leads anywhere."""
        self._first: list[int] = []
        """The first line of each row."""
        self._owner: list[int] = []
        """The row of each line."""

    def fill(self, rows: Sequence[PageRow]) -> None:
        """Show other rows; the cursor stays where it was, as far as there are rows."""
        self.held = tuple(rows)
        self._first, self._owner = [], []
        for number, row in enumerate(self.held):
            self._first.append(len(self._owner))
            self._owner += [number] * len(row.lines)
        self.lines = tuple((t, "heading" if row.heading else "text") for row in self.held for t in row.lines)
        self.top = self.clamp(self.top)
        places = self._places()
        before = [place for place in places if place <= self.cursor]
        self.cursor = before[-1] if before else places[0] if places else -1
        self.refresh()

    def _places(self) -> list[int]:
        return [number for number, row in enumerate(self.held) if row.target is not None]

    @property
    def target(self) -> Target | None:
        """Where the selected row leads."""
        return self.held[self.cursor].target if 0 <= self.cursor < len(self.held) else None

    def paint(self, line: int) -> Row:
        """A line; those of the selected row stand out, and the first of them has the cursor's sign."""
        if self._owner[line] != self.cursor:
            return super().paint(line)
        sign = self._glyphs.cursor if line == self._first[self.cursor] else " "
        return filled(f"{sign}{self.lines[line][0]}", self.looks.width, self.role("row-pane--cursor"))

    def pointer(self) -> Offset:
        """The selected row, where it is in view."""
        line = self._first[self.cursor] - self.top if self.cursor >= 0 else 0
        return Offset(0, line if 0 <= line < self.size.height else 0)

    def step(self, by: int) -> None:
        """To the next row that leads somewhere; where it is further than the pane is high, only nearer."""
        places = self._places()
        ahead = [p for p in places if (p > self.cursor if by > 0 else p < self.cursor)]
        if not ahead:
            self.move(by)
            return
        place = ahead[0] if by > 0 else ahead[-1]
        line, height = self._first[place], max(1, self.size.height)
        if not self.top - height < line < self.top + 2 * height:
            self.move(by * (height - 1))
            return
        self.go_to_row(place)

    def turn(self, pages: float) -> None:
        """A page or half of one, and the cursor with it."""
        self.page(pages)
        seen = [p for p in self._places() if self.top <= self._first[p] < self.top + self.size.height]
        if seen:
            self.go_to_row(seen[0 if pages > 0 else -1])

    def edge(self, *, last: bool) -> None:
        """To the first or the last row."""
        places = self._places()
        if places:
            self.go_to_row(places[-1 if last else 0])
        self.go_end() if last else self.go_top()

    def go_to_row(self, place: int) -> None:
        """Select a row, and have it in view with its heading."""
        self.cursor = place
        first = self._first[place]
        heads = first - 2 if place >= 2 and self.held[place - 1].heading else first
        self.show_line(max(0, heads), len(self.held[place].lines) + first - max(0, heads))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Select the row that was clicked."""
        line = self.top + event.y
        if line < len(self._owner) and self.held[self._owner[line]].target is not None:
            self.go_to_row(self._owner[line])


class RowScreen(WiredScreen[None], inherit_bindings=False):
    """A page of rows with the keys that move in it."""

    DEFAULT_CSS = "RowScreen { layers: base note; }"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (("j/k", "move"), ("Esc", "close"))
    subjects: tuple[Named, ...] = ()
    """The entities that the page is about."""
    articles = 0
    """How many articles name them all."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self.pane = RowPane(glyphs, id="page")
        self.status = StatusLine(id="status")

    def compose(self) -> ComposeResult:
        """The rows, the last line, and the note over them."""
        yield self.pane
        yield self.status
        yield self.status.note

    @property
    def hints(self) -> tuple[tuple[str, str], ...]:
        """What the last line names."""
        return self.HINTS

    def on_mount(self) -> None:
        """Show the rows."""
        self.set_focus(self.pane)
        self.status.show_hints(self.hints)
        self.show()

    def on_resize(self) -> None:
        """Lines wrap elsewhere; the selected row stays in view."""
        self.show()
        if self.pane.cursor >= 0:
            self.pane.go_to_row(self.pane.cursor)

    def pointer(self) -> Offset:
        """The selected row."""
        return self.pane.pointer()

    def rows(self) -> Sequence[PageRow]:
        """The rows for the present width."""
        raise NotImplementedError

    def show(self) -> None:
        """Fill the page."""
        self.pane.fill(self.rows())

    def keys(self) -> dict[str, Callable[[], object]]:
        """What the keys of this page do."""
        return {}

    def press(self, event: events.Key) -> None:
        """The page's own keys, then those that move and leave."""
        name, pane = name_of(event), self.pane
        own = self.keys()
        turns = {"space": 1, "pagedown": 1, "ctrl+f": 1, "ctrl+d": 0.5}
        turns |= {"b": -1, "pageup": -1, "ctrl+b": -1, "ctrl+u": -0.5}
        if name in own:
            own[name]()
        elif name in ("j", "down", "k", "up"):
            pane.step(1 if name in ("j", "down") else -1)
        elif name in turns:
            pane.turn(turns[name])
        elif name in ("g", "home", "G", "end"):
            pane.edge(last=name in ("G", "end"))
        elif name in ("escape", "q", "ctrl+c"):
            self.app.pop_screen()
        elif name == "Q":
            self.app.exit(0)


class EntityScreen(RowScreen):
    """The page behind Enter in the sidebar."""

    HINTS = (
        ("j/k", "row"), ("Enter", "open"), ("+", "articles"), ("=", "beside"), ("d", "part"), ("C", "who"),
        ("m", "months"), ("u", "undo"), ("Esc", "close"),
    )  # fmt: skip

    def __init__(self, page: Dossier, guide: Guide) -> None:
        super().__init__(guide.glyphs)
        self._guide = guide
        self._months = False
        self._take(page)

    def _take(self, page: Dossier) -> None:
        self.page, self.articles = page, page.articles
        self.subjects = (Named(page.kind, page.name),)

    def rows(self) -> Sequence[PageRow]:
        """The page, at reading width."""
        width = max(20, min(self._guide.width, self.app.size.width - 2))
        rows = dossier_rows(self.page, width, months=self._months)
        return [*rows[:2], *note_rows(self._guide.notes(self.page), width), *rows[2:]]

    def renew(self, page: Dossier) -> None:
        """The same entity after a decision."""
        self._take(page)
        self.show()

    def keys(self) -> dict[str, Callable[[], object]]:
        """What can be done on the page."""
        return {
            "enter": self._open,
            "+": lambda: self._guide.narrow(self, self.pane.target),
            "=": self._compare,
            "d": lambda: self._guide.part(self, self.pane.target),
            "C": lambda: self._guide.candidates(self),
            "m": self._by_month,
            "u": lambda: self._guide.undo(self),
        }

    def _open(self) -> None:
        if self.pane.target is not None:
            self._guide.go(self, self.pane.target)

    def _compare(self) -> None:
        if isinstance(self.pane.target, Named):
            self._guide.compare(self, self.pane.target)
        else:
            self.status.show_message("Choose one of those that it appears with.")

    def _by_month(self) -> None:
        self._months = not self._months
        self.show()
        times = [number for number, row in enumerate(self.pane.held) if isinstance(row.target, Period)]
        if times:
            self.pane.go_to_row(times[0])
        self.status.show_message("Time by month; m: by year." if self._months else "Time by year.")


class BesideScreen(RowScreen):
    """Two entities side by side."""

    HINTS = (("j/k", "row"), ("Enter", "open"), ("+", "articles with both"), ("Esc", "close"))

    def __init__(self, page: Beside, guide: Guide) -> None:
        super().__init__(guide.glyphs)
        self.page, self.articles = page, page.shared
        self.subjects = tuple(Named(card.kind, card.name) for card in (page.one, page.other))
        self._guide = guide

    def rows(self) -> Sequence[PageRow]:
        """The page, at reading width."""
        return beside_rows(self.page, max(20, min(self._guide.width, self.app.size.width - 2)))

    def keys(self) -> dict[str, Callable[[], object]]:
        """What can be done on the page."""
        return {"enter": self._open, "+": lambda: self._guide.narrow(self, self.pane.target)}

    def _open(self) -> None:
        if self.pane.target is not None:
            self._guide.go(self, self.pane.target)
