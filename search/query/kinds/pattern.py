"""Beginnings and patterns of words: ``invest*``, ``wom?n``, ``inter*ing``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate
from typing import TYPE_CHECKING, Any, ClassVar

from search.errors import QueryError
from search.index.analysis import fold
from search.query.fields import DEFAULT_FIELD, in_field
from search.query.kinds.base import PLACES, Clause, Compiler, Learner, Node, Scorer
from search.query.kinds.boolean import AnyOf
from search.query.kinds.term import Term
from search.query.kinds.word import Word
from search.query.scanner import MAX_WORD, Token, pieces
from search.scripts import MARKS, has_unspaced

if TYPE_CHECKING:
    from search.index.matches import Matches

_SIGNS = re.compile(rf"[^\W_]|[{MARKS}]")
MIN_LITERALS = 2
"""Letters that a pattern must have, so that it does not match every word there is."""


@dataclass(frozen=True, slots=True)
class TermPrefix(Clause):
    """Any term with this beginning."""

    name: str
    text: str
    boost: float = 1.0

    def matches(self, scorer: Scorer) -> Matches:
        """Neighbours in the lexicon."""
        return scorer.prefix(self.name, self.text, self.boost)

    def check(self) -> None:
        """Raise QueryError for next to no letters."""
        _check(self.text, f"{self.text}*")


@dataclass(frozen=True, slots=True)
class TermPattern(Clause):
    """Any term of a pattern of ``*`` and ``?``."""

    name: str
    pattern: str
    boost: float = 1.0

    def matches(self, scorer: Scorer) -> Matches:
        """By the lexicon's order, read forwards or backwards."""
        return scorer.wildcard(self.name, self.pattern, self.boost)

    def check(self) -> None:
        """Raise QueryError for next to no letters."""
        _check(self.pattern, self.pattern)


def _check(pattern: str, shown: str) -> None:
    if sum(char not in "*?" for char in pattern) < MIN_LITERALS:
        raise QueryError(f"{shown} stands for nearly every word.", f"Name at least {MIN_LITERALS} letters.")


@dataclass(frozen=True, slots=True)
class Prefix(Node):
    """The beginning of a word: ``invest*``."""

    textual: ClassVar[bool] = True

    text: str
    field: str = ""

    def unparse(self) -> str:
        """With a star."""
        return f"{in_field(self.field)}{self.text}*"

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """What it begins with."""
        return f"a word beginning with “{self.text}”{PLACES[self.field]}"

    def compile(self, compiler: Compiler) -> Clause:
        """Terms with this beginning, and stems of words that have it."""
        from search.query.stems import stems_beginning

        known = stems_beginning(self.text, compiler.snapshot) if compiler.snapshot else []
        name = self.field or DEFAULT_FIELD
        return _beside(TermPrefix(name, fold(self.text)), name, known)

    def learn(self, number: int, learner: Learner) -> None:
        """Terms and words with this beginning."""
        beginning = fold(self.text)
        learner.expect_words(
            number, lambda term, word: term.startswith(beginning) or word.startswith(beginning), beginning
        )


@dataclass(frozen=True, slots=True)
class Wildcard(Node):
    """A pattern of a word: ``wom?n``, ``inter*ing``."""

    textual: ClassVar[bool] = True

    pattern: str
    field: str = ""

    def unparse(self) -> str:
        """As it was written."""
        return in_field(self.field) + self.pattern

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """What it looks like."""
        return f"a word like “{self.pattern}”{PLACES[self.field]}"

    def compile(self, compiler: Compiler) -> Clause:
        """Terms of this pattern, and stems of words of it."""
        from search.query.stems import stems_like

        known = stems_like(self.pattern, compiler.snapshot) if compiler.snapshot else []
        name = self.field or DEFAULT_FIELD
        return _beside(TermPattern(name, fold(self.pattern)), name, known)

    def learn(self, number: int, learner: Learner) -> None:
        """Terms and words of this pattern."""
        fits = re.compile(translate(fold(self.pattern))).match
        learner.expect_words(number, lambda term, word: bool(fits(term) or fits(word)))


def _beside(pattern: Clause, name: str, stems: list[str]) -> Clause:
    """A pattern, or any of these terms of its field."""
    return AnyOf((pattern, *(Term(name, term) for term in stems))) if stems else pattern


def parse_pattern(token: Token, name: str) -> list[Node]:
    """The leaves of ``co-own*``: a word, and the beginning of another one. Raises QueryError."""
    nodes: list[Node] = []
    for piece in pieces(token.text):
        pattern = re.sub(r"\*+", "*", piece[0].rstrip("?"))
        span: dict[str, Any] = {"start": token.start + piece.start(), "end": token.start + piece.end()}
        if pattern and "*" not in pattern and "?" not in pattern:
            nodes.append(Word(pattern, name, **span))
            continue
        if has_unspaced(pattern):  # whatever begins like this has it inside, and so has the text
            nodes += [Word(run[0], name, **span) for run in pieces(re.sub(r"[*?]", " ", pattern))]
            continue
        letters = len(_SIGNS.findall(pattern))
        if letters < MIN_LITERALS or len(pattern) > MAX_WORD:
            raise QueryError(
                f"A pattern needs {MIN_LITERALS} letters at least and {MAX_WORD} characters at most.",
                "Write more of the word.",
                column=span["start"],
            )
        beginning = pattern[:-1]
        if pattern.endswith("*") and "*" not in beginning and "?" not in beginning:
            nodes.append(Prefix(beginning, name, **span))
        else:
            nodes.append(Wildcard(pattern, name, **span))
    return nodes
