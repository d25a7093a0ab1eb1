"""A screen that programs in tests draw on: pyte, made to erase in colour; and how to compare two."""

from __future__ import annotations

from typing import Any

import pyte
from wcwidth import wcwidth


class Screen(pyte.Screen):
    """A pyte screen that leaves answering to the harness and knows REP."""

    def draw(self, data: str) -> None:
        """What has no width belongs to the sign before it; pyte itself drops the rest of a text there."""
        plain = ""
        for char in data:
            if char < "\u0300" or wcwidth(char) != 0:
                plain += char
                continue
            super().draw(plain)
            plain = ""
            line, x = self.buffer[self.cursor.y], self.cursor.x - 1
            while x > 0 and not line[x].data:
                x -= 1
            if x >= 0:
                line[x] = line[x]._replace(data=line[x].data + char)
        super().draw(plain)

    def report_device_status(self, *args: Any, **kwargs: Any) -> None:
        """Answered by the harness."""

    def report_device_attributes(self, *args: Any, **kwargs: Any) -> None:
        """Answered by the harness."""

    def select_graphic_rendition(self, *args: Any, **kwargs: Any) -> None:
        """Private SGR (modifyOtherKeys) is not colour."""
        if not kwargs.get("private"):
            super().select_graphic_rendition(*args)

    def set_margins(self, *args: Any, **kwargs: Any) -> None:
        """As terminals do, resetting the margins moves the cursor too."""
        super().set_margins(*args)
        self.cursor_position()

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        """Erased cells take the current background (only the whole screen: nothing else is used here)."""
        super().erase_in_display(how, *args, **kwargs)
        if how == 2:
            for y in range(self.lines):
                self._blank(y, 0, self.columns)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """Erased cells take the current background, and nothing else of the pen."""
        start = self.cursor.x if how == 0 else 0
        self._blank(self.cursor.y, start, self.cursor.x + 1 if how == 1 else self.columns)

    def erase_characters(self, count: int | None = None) -> None:
        """Erased cells take the current background, and nothing else of the pen."""
        self._blank(self.cursor.y, self.cursor.x, min(self.columns, self.cursor.x + (count or 1)))

    def _blank(self, y: int, start: int, stop: int) -> None:
        background = self.cursor.attrs.bg if self.coloured_erase else "default"
        for x in range(start, stop):
            self.buffer[y][x] = self.default_char._replace(bg=background)

    coloured_erase = True
    """Whether erased cells take the current background (terminfo `bce`)."""


Look = tuple[str, str, str, bool, bool, bool, bool, bool]
"""A cell as the eye sees it: text, foreground, background, bold, italics, underline, reverse, struck."""


def looks(screen: pyte.Screen) -> list[list[Look]]:
    """Every cell of a screen as it looks: of a plain space only the background can be seen."""
    return [[_look(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


def differences(one: pyte.Screen, other: pyte.Screen) -> list[tuple[int, int]]:
    """Columns and rows at which two screens of one size look different."""
    return [
        (x, y)
        for y in range(one.lines)
        for x in range(one.columns)
        if (mine := one.buffer[y][x]) != (theirs := other.buffer[y][x]) and _look(mine) != _look(theirs)
    ]


def _look(char: Any) -> Look:
    if char.data == " " and not (char.underscore or char.reverse or char.strikethrough):
        return (" ", "", char.bg, False, False, False, False, False)
    return (
        char.data,
        char.fg,
        char.bg,
        char.bold,
        char.italics,
        char.underscore,
        char.reverse,
        char.strikethrough,
    )
