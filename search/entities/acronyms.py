"""Acronyms and what they stand for: ``U.S. Strategic Command (USSTRATCOM)``.

The matching of letters follows A. Schwartz and M. Hearst, A simple algorithm for identifying abbreviation
definitions in biomedical text, Pacific Symposium on Biocomputing 2003. Added: possessives are stripped, a
definition never reaches over the end of a sentence or a bracket, and the long form is a name.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SHORT = re.compile(r"\(\s?[\"“]?(?:the )?([A-Z][A-Za-z0-9&./-]{1,11})[\"”]?\s?\)")
_BOUNDARY = re.compile(r"[.;:!?]\s+(?=[“\"(]?[A-Z][a-z])|\n\s*\n|[/()]|\)\s*,|[“”]")
_ABBREVIATED = re.compile(r"\b(?:[A-Z]|St|Ft|Mt|Dept|Gen|Adm|Col|Lt|Maj)\.\s+$")
_POSSESSIVE = re.compile(r"(?:['’]s?|,)\s*$")
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
_REACH = 140
"""Characters before the bracket in which a long form may start."""


class Definition(NamedTuple):
    """A short form and the long form that the text gives for it. Offsets into the text."""

    short: str
    long: str
    short_start: int
    long_start: int
    long_end: int


def definitions(text: str) -> list[Definition]:
    """Every definition in ``text``, in order; the first definition of a short form counts."""
    found: dict[str, Definition] = {}
    for match in _SHORT.finditer(text):
        short = match[1]
        if short not in found and sum(char.isupper() for char in short) >= 2:
            definition = _definition(text, short, match)
            if definition is not None:
                found[short] = definition
    return list(found.values())


def _definition(text: str, short: str, match: re.Match[str]) -> Definition | None:
    start = _window_start(text, match.start())
    window = _POSSESSIVE.sub("", text[start : match.start()].rstrip())
    skipped = _skipped(window, min(len(short) + 5, 2 * len(short)))
    offset = _by_initials(short, window[skipped:])
    if offset is None:
        offset = long_form_start(short, window[skipped:])
    if offset is None:
        return None
    article = _ARTICLE.match(window, skipped + offset)
    at = article.end() if article else skipped + offset
    flat = " ".join(window[at:].split())
    if " " not in flat or len(flat) <= len(short) or not flat[0].isupper() or short in flat.split():
        return None
    return Definition(short, flat, match.start(1), start + at, start + len(window))


def _window_start(text: str, end: int) -> int:
    """Where the sentence (or bracket) before offset ``end`` starts, at most 140 characters back."""
    floor = max(0, end - _REACH)
    start = floor
    for boundary in _BOUNDARY.finditer(text, floor, end):
        if not _ABBREVIATED.search(text[max(floor, boundary.start() - 5) : boundary.end()]):
            start = boundary.end()
    return min(start, end)


def _skipped(window: str, count: int) -> int:
    """The offset at which the last ``count`` words of ``window`` start."""
    gaps = [match.end() for match in re.finditer(r"\s+", window)]
    return gaps[-count] if len(gaps) >= count else 0


def _by_initials(short: str, long: str) -> int | None:
    """Where the words begin whose capitals spell ``short`` (``Arab American Institute``, AAI); None if none do.

    Matching letters alone would take ``American Institute``: its first A also fits.
    """
    letters = [char for char in short if char.isalnum()]
    starts = [match.start() for match in re.finditer(r"(?<![^\W_])[A-Z0-9]", long)]
    if len(starts) < len(letters):
        return None
    chosen = starts[-len(letters) :]
    same = all(long[at] == char.upper() for at, char in zip(chosen, letters, strict=True))
    return chosen[0] if same and (chosen[0] == 0 or long[chosen[0] - 1].isspace()) else None


def long_form_start(short: str, long: str) -> int | None:
    """Where in ``long`` the long form of ``short`` starts, by matching letters from the right."""
    k = len(long) - 1
    for at in range(len(short) - 1, -1, -1):
        char = short[at].lower()
        if not char.isalnum():
            continue
        while k >= 0 and (long[k].lower() != char or (at == 0 and k > 0 and long[k - 1].isalnum())):
            k -= 1
        if k < 0:
            return None
        k -= 1
    return long.rfind(" ", 0, k + 2) + 1 if k >= 0 else 0
