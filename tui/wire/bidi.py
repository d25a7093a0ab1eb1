"""Text from right to left in the order in which it is seen, for terminals that do not arrange it themselves.

The implicit part of the Unicode Bidirectional Algorithm (UAX #9, rules P2 to P3, W1 to W7, N1 to N2, I1 to I2,
L1, L2 and L4; brackets go with what is beside them). Marks of direction and isolates never come as far as
this: they are dropped at intake. Columns stay where they are: every stretch between two spaces, or lines of a
box, is a paragraph of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from tui.wire.pens import Pen

Cell = tuple[str, Pen]

_TO_THE_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
).search
_COLUMN = re.compile("  +|^ | $| ?[\u2500-\u259f]+ ?")
_PAIRS = "()[]{}<>«»‹›≤≥⟨⟩⟪⟫「」『』【】（）"
_MIRRORED = {
    **dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)),
    **dict(zip(_PAIRS[1::2], _PAIRS[::2], strict=True)),
}
_NUMBERS = ("EN", "AN")
_NEUTRAL = ("B", "S", "WS", "ON", "BN", "NSM")


def visual(row: Sequence[Cell]) -> list[Cell]:
    """The cells of a row as they stand on the screen; the same cells in the same number."""
    # One character a cell, so that places in the text are columns; the right half of a wide one is a letter.
    text = "".join(cell[0][:1] or "\u3164" for cell in row)
    if not _TO_THE_LEFT(text):
        return list(row)
    shown: list[Cell] = []
    start = 0
    for column in [*_COLUMN.finditer(text), None]:
        end = column.start() if column else len(text)
        shown += _stretch(row[start:end])
        start = column.end() if column else end
        shown += row[end:start]
    return shown


def _stretch(cells: Sequence[Cell]) -> list[Cell]:
    """One paragraph."""
    signs = list(_signs(cells))
    order = visual_order([sign[0][0] for sign in signs])
    shown: list[Cell] = []
    for place, level in order:
        (text, pen), *halves = signs[place]
        shown += [(_MIRRORED.get(text, text) if level % 2 else text, pen), *halves]
    return shown


def _signs(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Each sign with all the cells that it takes."""
    sign: list[Cell] = []
    for cell in cells:
        if cell[0] and sign:
            yield sign
            sign = []
        sign.append(cell)
    if sign:
        yield sign


def visual_order(texts: Sequence[str]) -> list[tuple[int, int]]:
    """The signs of a paragraph from left to right: the place of each in the text, and its level."""
    classes = [unicodedata.bidirectional(text[0]) if text else "ON" for text in texts]
    base = 1 if next((kind for kind in classes if kind in ("L", "R", "AL")), "L") != "L" else 0
    levels = _levels(_resolved(classes, base), base)
    last = len(levels)
    while last and classes[last - 1] in ("WS", "S", "B"):  # L1
        last -= 1
        levels[last] = base
    places = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):  # L2
        start = 0
        while start < len(places):
            end = start
            while end < len(places) and levels[places[end]] >= level:
                end += 1
            places[start:end] = places[start:end][::-1]
            start = max(end, start + 1)
    return [(place, levels[place]) for place in places]


def _resolved(classes: Sequence[str], base: int) -> list[str]:
    """L, R, EN or AN for each sign."""
    return _neutrals(_weak(list(classes), base), base)


def _weak(kinds: list[str], base: int) -> list[str]:
    """Numbers and what belongs to them: W1 to W7."""
    around = "R" if base else "L"
    for i, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[i] = kinds[i - 1] if i else around
    kinds = _behind(kinds, around, "AL", "AN")
    kinds = _in_numbers(["R" if kind == "AL" else kind for kind in kinds])
    kinds = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in kinds]
    return _behind(kinds, around, "L", "L")


def _behind(kinds: list[str], around: str, strong: str, becomes: str) -> list[str]:
    """Numbers whose last strong sign before them is of a kind: W2 and W7."""
    last = around
    for i, kind in enumerate(kinds):
        if kind in ("L", "R", "AL"):
            last = kind
        elif kind == "EN" and last == strong:
            kinds[i] = becomes
    return kinds


def _in_numbers(kinds: list[str]) -> list[str]:
    """Separators inside of numbers, and signs like those of money and percent beside them: W4 and W5."""
    for i in range(1, len(kinds) - 1):
        before, kind, after = kinds[i - 1 : i + 2]
        if before == after and ((kind == "ES" and after == "EN") or (kind == "CS" and after in _NUMBERS)):
            kinds[i] = after
    for i in [*range(len(kinds)), *reversed(range(len(kinds)))]:
        beside = kinds[max(0, i - 1) : i + 2]
        if kinds[i] == "ET" and "EN" in beside:
            kinds[i] = "EN"
    return kinds


def _neutrals(kinds: list[str], base: int) -> list[str]:
    """What has no direction goes with what stands on both sides of it, else with the paragraph (N1, N2)."""
    around = "R" if base else "L"
    start = 0
    while start < len(kinds):
        end = start
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        if end > start:
            left = _side(kinds[start - 1]) if start else around
            right = _side(kinds[end]) if end < len(kinds) else around
            kinds[start:end] = [left if left == right else around] * (end - start)
        start = max(end, start + 1)
    return kinds


def _side(kind: str) -> str:
    return "R" if kind in _NUMBERS else kind


def _levels(kinds: Sequence[str], base: int) -> list[int]:
    """I1 and I2."""
    own = {"L": base, "R": 1, "EN": 2, "AN": 2} if base == 0 else {"L": 2, "R": 1, "EN": 2, "AN": 2}
    return [own.get(kind, base) for kind in kinds]
