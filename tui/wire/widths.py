"""How many columns a sign takes in this terminal: by Rich's tables, and by what the terminal itself said.

Terminals agree on letters and differ on signs of several characters: vowel signs that take a place of their
own (Mc), pictures made by a variation selector, keycaps, skin tones, joined pictures, flags, conjuncts. The
wire has one of each kind drawn when such a sign is first to be shown, and asks where the cursor is then.
The answers hold for the whole program: what is wrapped, cut and drawn goes by the same widths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len as rich_cell_len

from search.text import JOINERS, LINKERS, MARKS

SAMPLES = {
    "spacing": "\u0915\u093e",
    "conjunct": "\u0915\u094d\u0937",
    "picture": "\u2601\ufe0f",
    "keycap": "1\ufe0f\u20e3",
    "tone": "\U0001f44d\U0001f3fd",
    "joined": "\U0001f469\u200d\U0001f680",
    "flag": "\U0001f1ef\U0001f1f5",
}
"""A sign of each kind on which terminals differ."""
ASSUMED = {"spacing": 1, "conjunct": 2, "picture": 2, "keycap": 2, "tone": 2, "joined": 2, "flag": 2}
"""The columns that Rich gives them."""
MOST_COLUMNS = 4
"""What a terminal says that is more than this is no answer to what was asked."""

JOINER = "\u200d"
_FLAGS = ("\U0001f1e6", "\U0001f1ff")
_TONES = ("\U0001f3fb", "\U0001f3ff")
_FIRST_EMOJI = "\U0001f000"
_PLAIN = re.compile("[\x00-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e]*")
"""Characters that stand by themselves."""


def is_emoji(character: str) -> bool:
    """Whether a character is a picture, or may become one."""
    return character >= _FIRST_EMOJI or "\u2600" <= character <= "\u27bf" or "\u2b00" <= character <= "\u2bff"


class Widths:
    """What is known of one terminal."""

    def __init__(self) -> None:
        self.measured: dict[str, int] = {}
        """Columns of the samples that were asked about and answered."""
        self.wanted: set[str] = set()
        """Kinds that were met and not measured."""
        self.version = 0
        """Counts the times that a width became another one."""

    def learn(self, kind: str, columns: int) -> bool:
        """Note an answer; says whether it changes anything."""
        self.wanted.discard(kind)
        if kind not in SAMPLES or not 0 < columns <= MOST_COLUMNS:
            return False
        before = self.measured.get(kind, ASSUMED[kind])
        self.measured[kind] = columns
        if before != columns:
            self.version += 1
            _known.clear()
        return before != columns

    def reset(self) -> None:
        """Know nothing again."""
        if self.measured:
            self.version += 1
        self.measured.clear()
        self.wanted.clear()
        _known.clear()

    def more(self, kind: str) -> int:
        """Columns that this terminal gives a kind beyond what Rich does."""
        columns = self.measured.get(kind)
        if columns is None:
            self.wanted.add(kind)
            return 0
        return columns - ASSUMED[kind]


WIDTHS = Widths()
"""Of the terminal that this program draws on."""
_known: dict[str, int] = {}
_MOST_KNOWN = 8192
_SPACING = re.compile(f"[{MARKS}]")


def kinds(cluster: str) -> list[str]:
    """The kinds of signs that a cluster of several characters is of; a kind for each part of it."""
    if cluster[0] in "0123456789#*" and "\u20e3" in cluster:
        return ["keycap"]
    if _FLAGS[0] <= cluster[0] <= _FLAGS[1]:
        return ["flag"]
    found = []
    if is_emoji(cluster[0]):
        found += ["joined"] * cluster.count(JOINER)
        found += ["tone"] * sum(_TONES[0] <= char <= _TONES[1] for char in cluster[1:])
    if "\ufe0f" in cluster and rich_cell_len(cluster[0]) == 1:
        found.append("picture")
    found += ["spacing"] * sum(is_spacing(char) for char in cluster[1:])
    found += ["conjunct"] * sum(char in LINKERS for char in cluster[1:-1])
    return found


def is_spacing(char: str) -> bool:
    """Whether a mark takes a place of its own (Mc), which terminals do not agree on."""
    import unicodedata

    return char > "\u0900" and unicodedata.category(char) == "Mc"


def cluster_width(cluster: str) -> int:
    """The columns of one cluster."""
    if len(cluster) == 1:
        return rich_cell_len(cluster)
    width = _known.get(cluster)
    if width is None:
        of = kinds(cluster)
        width = rich_cell_len(cluster)
        if of:
            width = max(1, width + sum(map(WIDTHS.more, of)))
        if not any(kind in WIDTHS.wanted for kind in of):
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[cluster] = width
    return width


def is_certain(cluster: str) -> bool:
    """Whether the columns of a cluster are known rather than assumed."""
    of = kinds(cluster)
    return bool(of) and all(kind in WIDTHS.measured for kind in of)


def clusters(text: str) -> Iterator[str]:
    """Split a text into what shares a place: bases with their marks, conjuncts, joined emoji, flags."""
    start = 0
    for end in range(1, len(text)):
        if not _joins(text, start, end):
            yield text[start:end]
            start = end
    if text:
        yield text[start:]


def _joins(text: str, start: int, at: int) -> bool:
    """Whether the character at ``at`` belongs to the cluster that begins at ``start``."""
    character = text[at]
    if character < "\u0300":
        return False
    if _FLAGS[0] <= character <= _FLAGS[1]:
        return at - start == 1 and _FLAGS[0] <= text[start] <= _FLAGS[1]
    before = text[at - 1]
    if before == JOINER:
        if is_emoji(text[start]):
            return True
        before = text[at - 2] if at - start > 1 else ""
    if before and before in LINKERS and at - start > 1:
        return character.isalpha()
    return character in JOINERS or (character.isprintable() and not rich_cell_len(character))


def cell_len(text: str) -> int:
    """The columns that a text takes in this terminal."""
    if _PLAIN.fullmatch(text):
        return rich_cell_len(text)
    return sum(map(cluster_width, clusters(text)))


def set_cell_size(text: str, width: int) -> str:
    """A text in exactly so many columns, signs whole: cut or padded."""
    used = end = 0
    for cluster in clusters(text):
        columns = cluster_width(cluster)
        if used + columns > width:
            break
        used += columns
        end += len(cluster)
    return text[:end] + " " * (max(0, width) - used)
