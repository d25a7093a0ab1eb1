"""Who speaks in a transcript: marks at the beginning of lines, ``MR. EARNEST:``, ``THE PRESIDENT:``, ``Q``."""

from __future__ import annotations

from search.entities.lexicon import UPPER
from search.entities.model import EntityKind
from search.entities.scan import Scan, Span
from search.entities.tokens import Tokens
from search.entities.wordlists import words

_TITLES = frozenset(words()["speaker-title"])
_NOBODIES = frozenset(words()["never-a-person"])
_QUESTIONS = frozenset({"Q", "A"})
LONGEST = 6
"""Tokens of a mark, titles included."""
FEWEST = 3
"""Marks that make a text a transcript."""


def begins_line(tokens: Tokens, i: int) -> bool:
    """Whether token ``i`` is the first of its line."""
    return i == 0 or "\n" in tokens.text[tokens.end(i - 1) : tokens.starts[i]]


def question_ends(tokens: Tokens) -> set[int]:
    """The marks of questions and answers that have no colon: no name begins with them."""
    return {
        i
        for i, word in enumerate(tokens.words[:-1])
        if word in _QUESTIONS and tokens.words[i + 1][0].isupper() and begins_line(tokens, i)
    }


def speakers(view: Scan) -> list[Span]:
    """The names in the marks of a transcript, as persons; nothing in any other text."""
    marks = [span for i, word in enumerate(view.words) if word == ":" for span in _mark(view, i)]
    return marks if len(marks) >= FEWEST else []


def _mark(view: Scan, colon: int) -> list[Span]:
    """The name before a colon when the line begins with it, in capitals: ``SECRETARY KERRY:``."""
    first = colon
    while first > 0 and colon - first < LONGEST and not begins_line(view.tokens, first):
        first -= 1
    inside = range(first, colon)
    if not inside or not begins_line(view.tokens, first) or not all(_loud(view, i) for i in inside):
        return []
    name = first
    while name < colon and view.words[name] in _TITLES:
        name += 1
    if name == colon or view.words[name] == "THE" or colon - name > 3 or (name == first and colon - name < 2):
        return []
    if view.words[colon - 1].capitalize() in _NOBODIES:  # SENIOR ADMINISTRATION OFFICIAL:
        return []
    rank = view.tokens.surface(first, name).title() if name > first else ""
    said = (("rank", rank),) if rank and not rank.startswith(("Mr", "Ms", "Miss")) else ()
    return [Span(name, colon, EntityKind.PERSON, "rule", "speaker’s mark", said)]


def _loud(view: Scan, i: int) -> bool:
    word = view.words[i]
    return bool(view.bits[i] & UPPER) or word in _TITLES or (word[:2] in {"Mc", "De"} and word[2:].isupper())
