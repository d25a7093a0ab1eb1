"""Choosing one of several lines by typing a part of it: the palette, the links of an article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Offset

from tui.glyphs import UNICODE, Glyphs
from tui.messages import QueryChanged
from tui.painting import Row, filled, fit
from tui.screens.keys import has_own_cursor
from tui.widgets.lines import LinePane
from tui.widgets.query_line import QueryLine, Typed
from tui.widgets.status_line import StatusLine
from tui.wire.screen import WiredScreen
from tui.wire.widths import cell_len


@dataclass(frozen=True, slots=True)
class Offer:
    """One line to choose."""

    key: str
    """What is given back."""
    label: str
    detail: str = ""
    synonyms: str = ""
    """Other words by which it is found; not shown."""


def fitting(offers: Sequence[Offer], typed: str) -> tuple[Offer, ...]:
    """The offers in whose line every word that was typed stands; those that begin with it come first."""
    words = typed.lower().split()
    found = [o for o in offers if all(word in f"{o.label} {o.detail} {o.synonyms}".lower() for word in words)]
    return tuple(sorted(found, key=lambda o: not o.label.lower().startswith(typed.lower())))


class OfferPane(LinePane):
    """The offers, one of them selected. Keys stay with the line that is typed in."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"offer-pane--cursor"}
    DEFAULT_CSS = """
    OfferPane > .offer-pane--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    """
    can_focus = False

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(id="offers")
        self._glyphs = glyphs
        self.offers: tuple[Offer, ...] = ()
        self.cursor = 0
        self._widest = 0
        """Cells of the longest detail."""

    def show(self, offers: tuple[Offer, ...]) -> None:
        """Other offers, the first one selected."""
        self.offers, self.cursor, self.top = offers, 0, 0
        self._widest = max((cell_len(offer.detail) for offer in offers), default=0)
        self.refresh()

    def line_count(self) -> int:
        """As many as there are; one to say that there is none."""
        return len(self.offers) or 1

    def paint(self, line: int) -> Row:
        """Sign, label, detail."""
        if not self.offers:
            return filled("  Nothing matches.", self.looks.width, self.looks.base)
        offer = self.offers[line]
        width = self.looks.width
        sign = self._glyphs.cursor if line == self.cursor else " "
        label = fit(offer.label, width - 3 - min(self._widest, width // 3)) if offer.detail else offer.label
        style = self.role("offer-pane--cursor") if line == self.cursor else self.looks.base
        return filled(fit(f"{sign} {label} {offer.detail}", width), width, style)

    def move(self, rows: int) -> bool:
        """Select another offer."""
        self.cursor = max(0, min(self.cursor + rows, max(0, len(self.offers) - 1)))
        self.show_line(self.cursor)
        self.refresh()
        return True


class PickScreen(WiredScreen[None], inherit_bindings=False):
    """Calls ``done`` with the key of the chosen offer; not at all after Escape."""

    HINTS = (("Up/Down", "select"), ("Enter", "choose"), ("Esc", "close"))

    def __init__(
        self, offers: Sequence[Offer], done: Callable[[str], None], glyphs: Glyphs = UNICODE, sign: str = ":"
    ) -> None:
        super().__init__()
        self._done = done
        self._offers = tuple(offers)
        self.line = QueryLine(sign=sign)
        self.pane = OfferPane(glyphs)
        self.status = StatusLine()

    def compose(self) -> ComposeResult:
        """What is typed, what there is, what the keys are."""
        yield self.line
        yield self.pane
        yield self.status

    def on_mount(self) -> None:
        """Show everything, and type at once."""
        self.set_focus(self.line)
        self.status.show_hints(self.HINTS)
        self.pane.show(self._offers)

    def on_screen_resume(self) -> None:
        """The cursor stands where one types."""
        self.line.draws_cursor = not has_own_cursor(self.app)

    def pointer(self) -> Offset:
        """Where one types."""
        return self.line.pointer()

    @on(QueryChanged)
    def narrow(self) -> None:
        """Keep what fits."""
        self.pane.show(fitting(self._offers, self.line.line.text))

    def press(self, event: events.Key) -> None:
        """Move in the offers, type, choose, or leave."""
        steps = {"up": -1, "ctrl+p": -1, "down": 1, "ctrl+n": 1, "pagedown": 10, "pageup": -10}
        if event.key in ("escape", "ctrl+c"):
            self.app.pop_screen()
        elif event.key in steps:
            self.pane.move(steps[event.key])
        else:
            typed = self.line.take(event)
            if typed is Typed.CHANGED:
                self.narrow()
            elif typed is Typed.SUBMITTED:
                self._choose()

    def _choose(self) -> None:
        # First the screen, so that what is done now finds the reader in front.
        self.app.pop_screen()
        if self.pane.offers:
            self._done(self.pane.offers[self.pane.cursor].key)
