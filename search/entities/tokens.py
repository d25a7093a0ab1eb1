"""Cutting text into tokens whose offsets are known; linear in the text's length."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate, pairwise

from search.entities.wordlists import words

_UPPER = "A-ZÀ-ÖØ-Þ"
_LETTER = r"[^\W\d_]"


def _abbreviation_pattern() -> str:
    """Abbreviations keep their full stop, so that a full stop by itself nearly always ends a sentence.

    One alternative for each first letter: the engine skips all others by their first character.
    """
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words()["abbreviation"], key=len, reverse=True):
        by_letter.setdefault(word[0], []).append(word[1:])
    groups = (f"{letter}(?:{'|'.join(rest)})" for letter, rest in sorted(by_letter.items()))
    return rf"(?:{'|'.join(groups)})\."


# A piece is a token and the white space after it; pieces cover the text without gaps. The first alternative
# is the commonest case, which the ones below would match alike, and later.
_PIECE = re.compile(
    rf"""(?:
      [a-z]+(?=\s)
    | {_abbreviation_pattern()}
    | (?:[A-Za-z]\.){{2,}} | [A-Z]\.[A-Z](?![\w.]) | (?<!War\ )[{_UPPER}]\.(?=\s?[{_UPPER}“"]) | Ph\.D\.
    | (?:https?://|www\.)\S+
    | [A-Za-z0-9][\w-]{{0,62}}(?:\.[A-Za-z0-9][\w-]{{0,62}}){{0,3}}
      \.(?:com|org|net|gov|edu|mil|int|info|co\.[a-z]{{2}})\b
    | [\w.+-]{{1,64}}+@[\w-]+(?:\.[\w-]+)+
    | \d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?\b
    | (?:al|el|ul|as|ash|ar|an|ad|az|bin|ibn)-[{_UPPER}]\w+
    | ['’]s\b
    | [{_UPPER}]\w*(?:[-'’&](?!s\b)[{_UPPER}0-9]\w*|/[{_UPPER}]{{2,}}\b)*
    | {_LETTER}+(?:[-'’](?!s\b){_LETTER}*[a-zß-öø-ÿ]{_LETTER}*)*
    | \w+
    | --+ | \.\.+ | .
    )\s*""",
    re.X | re.S,
)
_GAP = re.compile(r"\n[^\S\n]*\n|\t")
_LINE_END = re.compile(r"\n")
_CLOSERS = frozenset("\"”’')]")
_ENDS = frozenset({".", "!", "?"})


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text. The lists have one entry a token."""

    text: str
    words: list[str]
    starts: list[int]
    """Offset of each token into :attr:`text`."""
    hard: set[int]
    """Tokens after which a name cannot go on: a blank line, a tab, the line end of a list or table."""

    def end(self, i: int) -> int:
        """Offset behind token ``i``."""
        return self.starts[i] + len(self.words[i])

    def surface(self, first: int, behind: int) -> str:
        """Tokens ``first`` to ``behind - 1`` as they stand in the text, line breaks unwrapped."""
        return unwrapped(self.text[self.starts[first] : self.end(behind - 1)])

    def at(self, offset: int) -> int:
        """The first token that starts at or behind ``offset``."""
        return bisect_left(self.starts, offset)


def unwrapped(text: str) -> str:
    """Every stretch of white space as one space."""
    return " ".join(text.split()) if "\n" in text or "  " in text or "\t" in text else text


def tokenise(text: str, *, line_ranges: tuple[tuple[int, int], ...] = ()) -> Tokens:
    """Cut ``text``; inside ``line_ranges`` (start, end offsets of lists and tables) lines are units."""
    lead = len(text) - len(text.lstrip())
    pieces = _PIECE.findall(text, lead)
    starts = list(accumulate(map(len, pieces), initial=lead))
    starts.pop()
    words = list(map(str.rstrip, pieces))
    return Tokens(text, words, starts, _hard_gaps(text, starts, line_ranges))


def _hard_gaps(text: str, starts: list[int], line_ranges: tuple[tuple[int, int], ...]) -> set[int]:
    """The tokens before blank lines and tabs, and before line ends inside ``line_ranges``."""
    at = [match.start() for match in _GAP.finditer(text)]
    for start, end in line_ranges:
        at += [match.start() for match in _LINE_END.finditer(text, start, end)]
    return {bisect_left(starts, offset) - 1 for offset in at} - {-1}


def sentences(tokens: Tokens) -> list[tuple[int, int]]:
    """(first, behind) of each sentence; closing quotes and brackets go with their sentence."""
    words, n = tokens.words, len(tokens.words)
    ends = [i for i, word in enumerate(words) if word in _ENDS]
    bounds = {n}
    for i in ends:
        j = i + 1
        while j < n and words[j] in _CLOSERS and tokens.starts[j] == tokens.end(j - 1):
            j += 1
        bounds.add(j)
    bounds.update(i + 1 for i in tokens.hard)
    cuts = [0, *sorted(bounds)]
    return [(a, b) for a, b in pairwise(cuts) if b > a]
