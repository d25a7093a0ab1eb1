"""Making text safe and plain. Offsets into sanitised text are what everything else refers to."""

from __future__ import annotations

import re
import unicodedata

from search.scripts import (
    JOINERS,
    LINKERS,
    MARKS,
    WORD,
    cluster_end,
    cluster_start,
    cut,
    fold,
    has_unspaced,
    is_joining,
    joiner_between,
)

__all__ = [
    "JOINERS",
    "LINKERS",
    "MARKS",
    "WORD",
    "cluster_end",
    "cluster_start",
    "counted",
    "cut",
    "fold",
    "has_unspaced",
    "is_joining",
    "printable",
    "sanitise",
    "sentences",
    "unwrap",
    "words",
]

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BREAKING = frozenset("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_STAYING = frozenset("\n\t") | frozenset(JOINERS)
_PLAIN = re.compile(r"[\t\n -~]*\Z")
"""Nearly all English text needs no second look."""
_JOINER = "\u200d"
_JOINERS_IN_A_ROW = re.compile(f"[{JOINERS}]+")
_VARIATION = "\ufe0f"
_FIRST_PICTOGRAPH = 0x203C
"""Below it stand signs of Latin text that Unicode calls symbols: ° © ^."""
_UNKNOWN = "\ufffd"
_MOST_MARKS = 30
"""Combining marks in a row: the Stream-Safe Text Format of Unicode's UAX #15. No language needs as many."""


def sanitise(text: str) -> str:
    """Text from outside, as it may be stored and shown: lines, tabs and printable characters only.

    NFC; every kind of line break becomes a newline and every kind of space a space; controls, format
    characters (but joiners in words that are spelt so, and between pictographs) and lone surrogates are
    dropped; private and unassigned
    characters become U+FFFD; no more than 30 marks stand on one character. Idempotent.
    """
    if _PLAIN.match(text):
        return text
    if not _BREAKING.isdisjoint(text):
        text = _BREAKS.sub("\n", text)
    text = unicodedata.normalize("NFC", text)
    alphabet = set(text)
    table = {ord(char): _safe(char) for char in alphabet if not char.isprintable() and char not in _STAYING}
    kept = text
    if table or not alphabet.isdisjoint(JOINERS):
        kept = text.translate(table)
        if not alphabet.isdisjoint(JOINERS):
            kept = _without_loose_joiners(kept)
        # Dropping a character can bring two together that compose, so normalise once more.
        kept = unicodedata.normalize("NFC", kept)
    return _without_towers(kept, alphabet)


def _safe(char: str) -> str | None:
    """What an unprintable character becomes; None drops it."""
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    return _UNKNOWN if category in ("Co", "Cn") else None


def _is_pictograph(char: str) -> bool:
    symbol = ord(char) >= _FIRST_PICTOGRAPH and unicodedata.category(char) in ("So", "Sk", "Sm", "Po")
    return char == _VARIATION or (symbol and char != _UNKNOWN)


def _without_loose_joiners(text: str) -> str:
    """Joiners stay where they are spelling, and between two pictographs, which they make into one."""
    return _JOINERS_IN_A_ROW.sub(_kept_joiner, text)


def _kept_joiner(run: re.Match[str]) -> str:
    before, after = run.string[run.start() - 1 : run.start()], run.string[run.end() : run.end() + 1]
    if before and after and _JOINER in run[0] and _is_pictograph(before) and _is_pictograph(after):
        return _JOINER
    return joiner_between(before, run[0], after)


def _without_towers(text: str, alphabet: set[str]) -> str:
    marks = "".join(char for char in alphabet if unicodedata.category(char) in ("Mn", "Me"))
    if not marks:
        return text
    tower = re.compile(f"([{re.escape(marks)}]{{{_MOST_MARKS}}})[{re.escape(marks)}]+")
    return tower.sub(r"\1", text)


def printable(text: str, limit: int = 0) -> str:
    """A foreign string (a file name, an exception, a query) on one safe line.

    Controls become U+FFFD, so that a name which hides something shows that it does. ``limit`` cuts the
    result to that many characters, the last one an ellipsis; 0 means whole.
    """
    spelt = _JOINERS_IN_A_ROW.sub(lambda run: _kept_joiner(run) or _UNKNOWN, text)
    shown = "".join(
        char if char.isprintable() or char in JOINERS else " " if char in "\n\t\u00a0\u3000" else _UNKNOWN
        for char in spelt
    )
    if limit and len(shown) > limit:
        return cut(shown, limit - 1) + "…"
    return shown


_WRAPPED_WIDTH = range(45, 83)
_WRAPPED_SHARE = 0.8
_HYPHEN = re.compile(r"[a-z]-\Z")
_FEWEST_LINES = 5
"""With fewer inner lines than that, their widths prove nothing."""


def unwrap(text: str) -> list[str]:
    """The paragraphs of plain text, none empty, each on one line.

    A text is hard-wrapped when 80 % of the lines inside of its paragraphs are 45 to 82 wide; then lines
    are joined, and a word parted by a hyphen is made whole. In any other text each line is a paragraph.
    """
    stretches: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line := line.strip():
            stretches[-1].append(line)
        elif stretches[-1]:
            stretches.append([])
    inner = [len(line) for lines in stretches for line in lines[:-1]]
    wide = sum(width in _WRAPPED_WIDTH for width in inner)
    if len(inner) < _FEWEST_LINES or wide < _WRAPPED_SHARE * len(inner):
        return [line for lines in stretches for line in lines]
    return [paragraph for lines in stretches for paragraph in _joined(lines)]


def _joined(lines: list[str]) -> list[str]:
    """The lines of one stretch as paragraphs: a line that is too short to be wrapped ends one."""
    paragraphs: list[list[str]] = []
    goes_on = False
    for line in lines:
        if not goes_on:
            paragraphs.append([line])
        elif _HYPHEN.search(paragraphs[-1][-1]) and line[0].islower():
            paragraphs[-1][-1] = paragraphs[-1][-1][:-1]
            paragraphs[-1].append(line)
        else:
            paragraphs[-1].append(f" {line}")
        goes_on = len(line) >= _WRAPPED_WIDTH.start
    return ["".join(parts) for parts in paragraphs]


def words(text: str) -> frozenset[str]:
    """A word list as it is written in source files."""
    return frozenset(text.split())


# Words that end in a full stop without ending a sentence.
_TITLES = words("""
    Mr Mrs Ms Dr Prof Rev Hon St Gen Lt Maj Col Capt Cmdr Cdr Adm Brig Sgt Cpl Pvt Spc Pfc Msgt Ens Sen Rep
    Gov Amb Supt Det Messrs Mt Ft vs No Nos Fig Sec Art Vol pp approx est e.g i.e cf al
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
    Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla
    Ore Pa Tenn Tex Va Vt Wash Wis Wyo
""")
# Words that end in a full stop and may end a sentence too: the next word tells.
_ENDINGS = words("Inc Corp Co Ltd Jr Sr Bros Dept Univ Assn etc a.m p.m")
_STARTERS = words("""
    The A An This That These Those It He She They We You I In On At As For From With When While After Before
    But And Or If To There Here His Her Their Its Our My Under During Since According However Although Then
    Another Both Each All Some Many Most Also Following
""")
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|\n\s*\n|\n(?=\s*[•●▪])")
_LAST_WORD = re.compile(r"[^\s(\[\"“‘']+\Z")
_NEXT_WORD = re.compile(r"[\s\"“‘'(\[]*([^\W_]+)")


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of ``text`` stand: (start, end), ascending, without space at either end.

    Every character that is no space is in exactly one of them. Abbreviations (``U.S.``, ``Maj. Gen.``,
    ``Sept.``) and initials do not end a sentence; an empty line does.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for stop in _STOP.finditer(text):
        if stop.end() > start and (stop[0].isspace() or _ends(text, start, stop)):
            _add(spans, text, start, stop.end())
            start = stop.end()
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if stripped := piece.strip():
        first = start + len(piece) - len(piece.lstrip())
        spans.append((first, first + len(stripped)))


def _ends(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether a mark of punctuation before space ends the sentence that begins at ``start``."""
    following = _NEXT_WORD.match(text, stop.end(), stop.end() + 60)
    word = following[1] if following else ""
    if word[:1].islower():
        return False
    if not stop[0].startswith(".") or stop[0].startswith(".."):
        return True
    before = _LAST_WORD.search(text, max(start, stop.start() - 30), stop.start())
    last = before[0] if before else ""
    if last in _TITLES:
        return last in ("No", "Nos", "Miss", "Del") and not word[:1].isdigit() and word in _STARTERS
    if last in _ENDINGS or "." in last:
        return word in _STARTERS or not word
    return not (len(last) == 1 and last.isupper() and word not in _STARTERS)


def counted(number: int, noun: str) -> str:
    """``1 article``, ``12,694 articles``: for nouns that take an s."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
