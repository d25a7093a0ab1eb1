"""Reads keys as they are meant: Esc and a key right behind it are two, and what is pasted is none.

On a slow link Esc and the next key come together; Textual takes them for Alt, or drops the Esc.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from textual import events
from textual.keys import Keys
from textual.message import Message

from tui.wire.textual_port import PortParser, use_parser

ESC = "\x1b"
READLINE = frozenset("bdf")
"""Letters that people press with Alt where they type: word left, delete word, word right."""
BEGINNINGS = frozenset("[O]PX^_")
"""What may begin a longer sequence. Of these alone Textual waits for the rest, a tenth of a second."""
_UNKNOWN = re.compile(r"\x1b\[[0-9;:]*[A-Za-z~^@$]")
"""A key of the terminal's that nobody knows; neither a mouse event nor an answer."""
PASTE, PASTED = "\x1b[200~", "\x1b[201~"
"""Where a paste begins and ends."""
_UNFINISHED = re.compile(r"\x1b(\[(2(01?)?)?)?$")
"""What may go on as the end of a paste in the next piece of input."""


class KeyParser(PortParser):
    """Textual's parser with three of its guesses set right."""

    _pasting = False
    _seen = ""
    """The end of the last piece of input, in which a paste may have begun to begin."""
    _held = ""
    """The end of the last piece of a paste, in which it may have begun to end."""

    def feed(self, data: str) -> Iterable[Message]:
        """Take a piece of input. An Esc that is pasted would end the paste: what follows would be keys."""
        return self.stock_feed(self._tamed(data) if data else data)

    def _tamed(self, data: str) -> str:
        if not self._pasting:
            _, begun, pasted = (self._seen + data).partition(PASTE)
            if not begun:
                self._seen = (self._seen + data)[-len(PASTE) + 1 :]
                return data
            self._pasting = True
            return data[: len(data) - len(pasted)] + self._tamed(pasted)
        pasted, ended, rest = (self._held + data).partition(PASTED)
        self._held = self._seen = ""
        if ended:
            self._pasting = False
            return pasted.replace(ESC, "") + ended + self._tamed(rest)
        if found := _UNFINISHED.search(pasted):
            self._held = found[0]
        return pasted.removesuffix(self._held).replace(ESC, "")

    def keys_of(self, sequence: str, alt: bool) -> Iterable[events.Key]:
        """The keys that a sequence means."""
        behind = sequence[1:] if len(sequence) == 2 and sequence[0] == ESC else ""
        if behind in BEGINNINGS:
            behind = ""  # more may follow; when it does not, this is asked again, of the character with Alt
        elif alt:
            behind = sequence
        if behind in READLINE:
            return [events.Key(f"alt+{behind}", behind)]
        if behind and behind not in "\t\x7f":  # which make Shift+Tab and the deletion of a word
            return [events.Key("escape", ESC), *self.stock_keys_of(behind)]
        try:
            found = list(self.stock_keys_of(sequence, alt))
        except (ValueError, OverflowError):  # the number of a character that there cannot be
            found = []
        return found or ([events.Key(Keys.Ignore, sequence)] if _UNKNOWN.fullmatch(sequence) else [])


def part_escapes() -> str:
    """Have Textual read keys like this, where it reads them from a terminal as Unix has them.

    Returns why this Textual cannot; empty if it does.
    """
    return use_parser(KeyParser) if sys.platform != "win32" else ""
