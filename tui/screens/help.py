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

LANGUAGE = (
    ("space treaty", "both words, in any form: treaties too"),
    ('"space treaty"', "the words one after another"),
    ("treaty OR accord", "either; AND, NOT and parentheses work as well"),
    ("space -nasa", "not that one"),
    ("title:treaty", "in the title; also body: byline: organisation: dateline:"),
    ("date:2015..2016", "a time; date:2016-03 and date:..2014 work as well"),
    ("person:crosier", "an entity; also org: place: event:"),
    ("tag:tax", "a keyword; also category: number: kind:"),
    ("treat*", "words with this beginning"),
    ("crosier~", "words spelt nearly so"),
)
"""Examples of the query language and what they find."""


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
    asked = [
        f"{set_cell_size(example, KEYS_WIDTH)}{meaning}"
        for example, meaning in LANGUAGE
        if all(word in f"{example} {meaning}".lower() for word in wanted.lower().split())
    ]
    if asked:
        lines += [("", "text"), ("Query language", "heading"), *((line, "text") for line in asked)]
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
