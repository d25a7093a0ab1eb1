"""Reads keys as they are meant: Esc and a key right behind it are two, and what is pasted is none.

On a slow link Esc and the next key come together; Textual takes them for Alt, or drops the Esc.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.keys import Keys
from textual.message import Message

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


class KeyParser(XTermParser):
    """Textual's parser with three of its guesses set right."""

    _pasting = False
    _seen = ""
    """The end of the last piece of input, in which a paste may have begun to begin."""
    _held = ""
    """The end of the last piece of a paste, in which it may have begun to end."""

    def feed(self, data: str) -> Iterable[Message]:
        """Take a piece of input. An Esc that is pasted would end the paste: what follows would be keys."""
        return super().feed(self._tamed(data) if data else data)

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

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        behind = sequence[1:] if len(sequence) == 2 and sequence[0] == ESC else ""
        if behind in BEGINNINGS:
            behind = ""  # more may follow; when it does not, this is asked again, of the character with Alt
        elif alt:
            behind = sequence
        if behind in READLINE:
            return [events.Key(f"alt+{behind}", behind)]
        if behind and behind not in "\t\x7f":  # which make Shift+Tab and the deletion of a word
            return [events.Key("escape", ESC), *super()._sequence_to_key_events(behind)]
        found = list(super()._sequence_to_key_events(sequence, alt))
        return found or ([events.Key(Keys.Ignore, sequence)] if _UNKNOWN.fullmatch(sequence) else [])


def part_escapes() -> None:
    """Have Textual read keys like this, where it reads them from a terminal as Unix has them."""
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        linux_driver.XTermParser = KeyParser  # type: ignore[attr-defined]  # it knows no other way
