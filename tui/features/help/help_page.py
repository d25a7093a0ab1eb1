"""All keys, from the table of actions; typing ``/`` and a word keeps the lines that have it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.geometry import Offset

from search.text import printable
from tui.actions import PANES, Action, shown
from tui.editing import EDITS, Line
from tui.reader.ports import Keys
from tui.reader.state import Pane
from tui.screens.page import PageScreen, Styled
from tui.typeset import wrap
from tui.wire.widths import cell_len, set_cell_size

KEYS_WIDTH = 22
"""Cells for the keys where there is room; on a narrow page they have a third of it."""

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
    ("is:unread", "what you have not read; also is:read is:starred has:note has:tag own:TAG"),
)
"""Examples of the query language and what they find."""


def key_lines(keymap: Keys, wanted: str = "", width: int = 80, pane: Pane | None = None) -> list[Styled]:
    """The actions by group, or those in whose line every word of ``wanted`` stands, wrapped to a width.

    ``pane``: what only works there stands first, for whoever asks from there.
    """
    lines: list[Styled] = []
    group = ""
    own = {pane} if pane is not None else set()
    for action in sorted(keymap.actions.values(), key=lambda action: action.where != own):
        keys, meaning = _entry(action, keymap, own)
        if not keys or not _has(f"{keys} {meaning} {action.synonyms} {action.group}", wanted):
            continue
        under = f"In the {pane}" if action.where == own else action.group
        if under != group:
            group = under
            lines += [("", "text"), (group, "heading")] if lines else [(group, "heading")]
        lines += _wrapped(keys, meaning, width)
    asked = [entry for entry in LANGUAGE if _has(" ".join(entry), wanted)]
    if asked:
        lines += [("", "text"), ("Query language", "heading")]
        lines += [line for example, meaning in asked for line in _wrapped(example, meaning, width)]
    return lines or [(f"No key has to do with {printable(wanted, 40)}.", "text")]


def _has(line: str, wanted: str) -> bool:
    return all(word in line.lower() for word in wanted.lower().split())


def _entry(action: Action, keymap: Keys, own: set[Pane]) -> tuple[str, str]:
    """The keys of an action, and what it does where, unless that is the pane that one asks from."""
    keys = "  ".join(shown(key) for key in keymap.keys.get(action.id, ()))
    only = "" if action.where >= PANES or action.where == own else f" ({', '.join(sorted(action.where))})"
    return keys, f"{action.tooltip}{only}"


def _wrapped(keys: str, meaning: str, width: int) -> list[Styled]:
    """A line or, where there is no room, some, with the keys before the first."""
    column = min(KEYS_WIDTH, max(8, width // 3))
    lead = set_cell_size(keys, max(column, cell_len(keys) + 1))
    lines = []
    for start, end in wrap(meaning, max(10, width - cell_len(lead))):
        lines.append((f"{lead}{meaning[start:end]}", "text"))
        lead = " " * cell_len(lead)
    return lines


class HelpScreen(PageScreen):
    """The page behind ``?``."""

    HINTS = (("j/k", "move"), ("/", "search this page"), ("Esc", "close"))

    def __init__(self, keymap: Keys) -> None:
        super().__init__()
        self._keymap = keymap
        self._pane: Pane | None = None
        """The pane from which one asks."""
        self._wanted: Line | None = None
        """What is being searched for while it is typed."""
        self._kept = ""

    def open_from(self, pane: Pane) -> None:
        """Begin at the top, with what works in that pane."""
        self._pane, self._wanted, self._kept = pane, None, ""
        self.status.show_message("")
        self.show()

    def page_lines(self) -> Sequence[Styled]:
        """The keys that fit what was typed."""
        wanted = self._wanted.text if self._wanted else self._kept
        return key_lines(self._keymap, wanted, max(1, self.app.size.width - 2), self._pane)

    def pointer(self) -> Offset:
        """Where one types, or where reading begins."""
        line = self._wanted
        if line is None:
            return super().pointer()
        return Offset(cell_len(printable(f"/{line.text[: line.cursor]}")), self.size.height - 1)

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
        elif event.key in ("enter", "escape", "ctrl+c"):
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
