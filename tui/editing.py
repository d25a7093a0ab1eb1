"""A line of text being edited, as a value: what readline's keys do to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from search.text import WORD, cluster_end, cluster_start

_WORD = re.compile(WORD)


@dataclass(frozen=True, slots=True)
class Line:
    """A text, a cursor in it (0 to its length), and what was killed last."""

    text: str = ""
    cursor: int = 0
    killed: str = ""
    selected: bool = False
    """All of the text is selected: what is typed replaces it, moving keeps it."""

    @classmethod
    def of(cls, text: str) -> Line:
        """The text with the cursor at its end."""
        return cls(text, len(text))

    @property
    def before(self) -> str:
        """The text up to the cursor."""
        return self.text[: self.cursor]

    def completed(self, before: str) -> Line:
        """Another text up to the cursor; what follows stays."""
        return replace(self, selected=False, text=before + self.text[self.cursor :], cursor=len(before))

    def insert(self, text: str) -> Line:
        """Type or paste at the cursor, or instead of what is selected, which can be yanked back."""
        if self.selected:
            return Line(text, len(text), self.text)
        return replace(
            self,
            text=self.text[: self.cursor] + text + self.text[self.cursor :],
            cursor=self.cursor + len(text),
        )

    def go(self, cursor: int) -> Line:
        """Move the cursor, kept inside the text."""
        return replace(self, cursor=max(0, min(cursor, len(self.text))), selected=False)

    def all_selected(self) -> Line:
        """All of the text selected, the cursor at its end."""
        return replace(self, cursor=len(self.text), selected=bool(self.text))

    @property
    def _left(self) -> int:
        return cluster_start(self.text, max(0, self.cursor - 1))

    @property
    def _right(self) -> int:
        return cluster_end(self.text, min(len(self.text), self.cursor + 1))

    def left(self) -> Line:
        """One sign left, with all of its marks."""
        return self.go(self._left)

    def right(self) -> Line:
        """One sign right, with all of its marks."""
        return self.go(self._right)

    def home(self) -> Line:
        """To the beginning."""
        return self.go(0)

    def end(self) -> Line:
        """To the end."""
        return self.go(len(self.text))

    def word_left(self) -> Line:
        """To the beginning of this word or the one before."""
        starts = [m.start() for m in _WORD.finditer(self.text) if m.start() < self.cursor]
        return self.go(starts[-1] if starts else 0)

    def word_right(self) -> Line:
        """To the end of this word or the next one."""
        ends = (m.end() for m in _WORD.finditer(self.text) if m.end() > self.cursor)
        return self.go(next(ends, len(self.text)))

    def _cut(self, start: int, end: int, *, keep: bool) -> Line:
        text = self.text[:start] + self.text[end:]
        return Line(text, start, self.text[start:end] if keep and start < end else self.killed)

    def backspace(self) -> Line:
        """Delete the character before the cursor, or what is selected."""
        if self.selected:
            return self._cut(0, len(self.text), keep=True)
        return self._cut(self._left, self.cursor, keep=False)

    def delete(self) -> Line:
        """Delete the character under the cursor, or what is selected."""
        if self.selected:
            return self._cut(0, len(self.text), keep=True)
        return self._cut(self.cursor, self._right, keep=False)

    def kill_end(self) -> Line:
        """Kill from the cursor to the end."""
        return self._cut(self.cursor, len(self.text), keep=True)

    def kill_home(self) -> Line:
        """Kill from the beginning to the cursor."""
        return self._cut(0, self.cursor, keep=True)

    def kill_word(self) -> Line:
        """Kill back to white space, as ^W does."""
        head = self.text[: self.cursor].rstrip()
        return self._cut(head.rfind(" ") + 1, self.cursor, keep=True)

    def kill_word_right(self) -> Line:
        """Kill to the end of the word."""
        return self._cut(self.cursor, self.word_right().cursor, keep=True)

    def yank(self) -> Line:
        """Bring back what was killed last."""
        return self.insert(self.killed)


EDITS: dict[str, Callable[[Line], Line]] = {
    "left": Line.left,
    "ctrl+b": Line.left,
    "right": Line.right,
    "ctrl+f": Line.right,
    "home": Line.home,
    "ctrl+a": Line.home,
    "end": Line.end,
    "ctrl+e": Line.end,
    "ctrl+left": Line.word_left,
    "alt+b": Line.word_left,
    "ctrl+right": Line.word_right,
    "alt+f": Line.word_right,
    "backspace": Line.backspace,
    "ctrl+h": Line.backspace,
    "delete": Line.delete,
    "ctrl+d": Line.delete,
    "ctrl+k": Line.kill_end,
    "ctrl+u": Line.kill_home,
    "ctrl+w": Line.kill_word,
    "alt+backspace": Line.kill_word,
    "alt+d": Line.kill_word_right,
    "ctrl+y": Line.yank,
}
"""Key to edit, as readline binds them."""
