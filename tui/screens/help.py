"""All keys, from the table of actions; typing ``/`` and a word keeps the lines that have it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual import events

from search.text import printable
from tui.actions import ACTIONS, PANES, Action, shown
from tui.editing import EDITS, Line
from tui.keymap import Keymap
from tui.screens.pages import PageScreen, Styled

KEYS_WIDTH = 22


def key_lines(keymap: Keymap, wanted: str = "") -> list[Styled]:
    """The actions by group, or those in whose line every word of ``wanted`` stands."""
    lines: list[Styled] = []
    group = ""
    for action in ACTIONS:
        line = _line(action, keymap)
        if not line or not all(word in line.lower() for word in wanted.lower().split()):
            continue
        if action.group != group:
            group = action.group
            lines += [("", "text"), (group, "heading")] if lines else [(group, "heading")]
        lines.append((line, "text"))
    return lines or [(f"No key has to do with {printable(wanted, 40)}.", "text")]


def _line(action: Action, keymap: Keymap) -> str:
    keys = "  ".join(shown(key) for key in keymap.keys.get(action.id, ()))
    if not keys:
        return ""
    only = "" if action.where >= PANES else f"  ({', '.join(sorted(action.where))})"
    pad = set_cell_size(keys, max(KEYS_WIDTH, cell_len(keys) + 2))
    return f"{pad}{action.tooltip}{only}"


class HelpScreen(PageScreen):
    """The page behind ``?``."""

    HINTS = (("j/k", "move"), ("/", "search this page"), ("Esc", "close"))

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap
        self._wanted: Line | None = None
        """What is being searched for while it is typed."""
        self._kept = ""

    def page_lines(self) -> Sequence[Styled]:
        """The keys that fit what was typed."""
        return key_lines(self._keymap, self._wanted.text if self._wanted else self._kept)

    def press(self, event: events.Key) -> None:
        """While a word is typed, keys are letters."""
        if self._wanted is None:
            if event.character == "/":
                self._type(Line.of(self._kept))
            elif event.key == "escape" and self._kept:
                self._kept = ""
                self.show()
            else:
                super().press(event)
        elif event.key in ("enter", "escape"):
            self._kept = self._wanted.text if event.key == "enter" else ""
            self._wanted = None
            self.status.show_message("")
            self.show()
        elif event.key in EDITS:
            self._type(EDITS[event.key](self._wanted))
        elif event.is_printable and event.character:
            self._type(self._wanted.insert(event.character))

    def _type(self, line: Line) -> None:
        self._wanted = line
        self.status.show_message(f"/{printable(line.text)}")
        self.show()
