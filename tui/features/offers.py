"""Going round the ways in which what is being typed can be completed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from search.text import printable
from tui.painting import shorten
from tui.paths import completions

if TYPE_CHECKING:
    from search import Completion
    from tui.widgets.query_line import QueryLine


class Offers:
    """The completions of one beginning; each next one replaces the one before, and then the beginning."""

    def __init__(self) -> None:
        self._texts: tuple[str, ...] = ()
        self._shown: tuple[str, ...] = ()
        self._at = 0

    def start(self, text: str, completions: Sequence[Completion], line: QueryLine) -> bool:
        """Take the first completion of ``text``, unless the line has another text by now."""
        if line.line.before != text or not completions:
            return False
        self._texts = (*(c.text for c in completions), text)
        counted = (f"{c.shown} ({c.count:,})" if c.count else c.shown for c in completions)
        self._shown = tuple(printable(shown) for shown in counted)
        self._at = 0
        line.complete(self._texts[0])
        return True

    def next(self, line: QueryLine) -> bool:
        """Take the next one; False when the line is not as the last one left it."""
        if not self.stand_in(line):
            return False
        self._at = (self._at + 1) % len(self._texts)
        line.complete(self._texts[self._at])
        return True

    @property
    def alone(self) -> bool:
        """Whether there is one offer only."""
        return len(self._shown) == 1

    def stand_in(self, line: QueryLine) -> bool:
        """Whether the line is as the last completion left it."""
        return bool(self._texts) and line.line.before == self._texts[self._at]

    def hint(self) -> str:
        """The offers from the present one on, on one line."""
        return "  ".join(self._shown[self._at :])


def completing_paths() -> Callable[[QueryLine], None]:
    """What Tab does where a path is typed: completes it, and again takes the next offer.

    Where there was no other, it goes on into the folder.
    """
    offers = Offers()

    def complete(line: QueryLine) -> None:
        typed = line.line.before
        found = (not offers.alone and offers.next(line)) or offers.start(typed, completions(typed), line)
        said = offers.hint() if found else "nothing there"
        line.show(line.line.text, note=shorten(said, line.size.width // 3))

    return complete
