"""What the rules work on: the tokens of one article with their bits, and the spans that rules find."""

from __future__ import annotations

from dataclasses import dataclass

from search.entities import lexicon
from search.entities.model import EntityKind
from search.entities.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Span:
    """A name in tokens ``first`` to ``behind - 1``."""

    first: int
    behind: int
    kind: EntityKind
    source: str
    evidence: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """One article as the rules see it. The lists have one entry a token."""

    tokens: Tokens
    words: list[str]
    bits: list[int]
    headline: int = 0
    """Tokens before this one are title and subtitle, where capitals say little."""
    loud: bool = False
    """True when the body is in capitals, where they say nothing."""
    dateline: int = 0
    """Tokens from the start of the body up to this one are its dateline."""
    body: int = 0
    """First token of the body."""
    speakers: tuple[Span, ...] = ()
    """The names in the marks of a transcript, ``MR. EARNEST:``; empty in any other text."""

    def gap(self, i: int) -> bool:
        """Whether no name can run on from token ``i`` to the next."""
        return i in self.tokens.hard

    def adjacent(self, i: int) -> bool:
        """Whether token ``i`` stands right at the end of the one before it."""
        return i > 0 and self.tokens.starts[i] == self.tokens.end(i - 1)


def scan(tokens: Tokens, *, headline: int = 0, body: int = 0, loud: bool = False) -> Scan:
    """Look up the bits of every token."""
    table = lexicon.bits()
    return Scan(tokens, tokens.words, [table[word] for word in tokens.words], headline, loud, 0, body)


def known_phrase(view: Scan, i: int) -> tuple[int, lexicon.Known] | None:
    """The longest known phrase that starts at token ``i``: (behind, what it is)."""
    words = view.words
    for phrase, known in lexicon.phrases().get(words[i], ()):
        behind = i + len(phrase)
        if len(phrase) == 1 or tuple(words[i:behind]) == phrase:
            return behind, known
    return None
