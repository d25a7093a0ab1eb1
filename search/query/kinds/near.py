"""Words near one another, in any order, and phrases with patterns: ``tax NEAR/5 fraud``, ``"tax fr*"``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate
from typing import TYPE_CHECKING, ClassVar

from search.errors import QueryError
from search.index.analysis import fold
from search.index.stemming import sequences_in
from search.query.fields import DEFAULT_FIELD, in_field, quoted
from search.query.kinds.base import PLACES, Clause, Compiler, Element, Learner, Node, Scorer
from search.query.kinds.boolean import AllOf, AnyOf
from search.query.kinds.pattern import MIN_LITERALS, Prefix, TermPattern, TermPrefix, Wildcard
from search.query.kinds.term import Term
from search.query.kinds.word import Phrase, Word
from search.query.scanner import Token
from search.query.terms import terms_of, written

if TYPE_CHECKING:
    from search.index.matches import Matches

Operand = Word | Phrase | Prefix | Wildcard
"""What NEAR can stand between."""


@dataclass(frozen=True, slots=True)
class NearPositions(Clause):
    """Two sequences of terms at most ``distance`` positions apart, in any order, or one that stands anywhere.

    It scores nothing: what it narrows is scored by its terms.
    """

    name: str
    left: tuple[Element, ...]
    right: tuple[Element, ...] = ()
    distance: int = 0

    def matches(self, scorer: Scorer) -> Matches:
        """By positions."""
        return scorer.near(self.name, self.left, self.right, self.distance)


@dataclass(frozen=True, slots=True)
class Near(Node):
    """Two words or phrases with at most ``words`` other words between them, in any order."""

    textual: ClassVar[bool] = True

    left: Operand
    right: Operand
    words: int
    field: str = ""

    def unparse(self) -> str:
        """With the number of words."""
        return f"{self.left.unparse()} NEAR/{self.words} {self.right.unparse()}"

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """How near."""
        apart = f"{self.words} word{'s' * (self.words != 1)}"
        return f"{self.left.said()} within {apart} of {self.right.said()}"

    def compile(self, compiler: Compiler) -> Clause | None:
        """Both, narrowed by their positions."""
        parts = [part for side in (self.left, self.right) if (part := side.compile(compiler)) is not None]
        if len(parts) < 2:
            return parts[0] if parts else None
        name = self.field or DEFAULT_FIELD
        languages = compiler.snapshot.languages if compiler.snapshot else ()
        near = tuple(
            NearPositions(name, elements(self.left, language), elements(self.right, language), self.words + 1)
            for language in ("", *languages)
        )
        return AllOf((*parts, near[0] if len(near) < 2 else AnyOf(near)))

    def learn(self, number: int, learner: Learner) -> None:
        """Both sides, where they are near."""
        for language in ("", *learner.languages):
            left, right = elements(self.left, language), elements(self.right, language)
            learner.expect_near(number, left, right, self.words)


@dataclass(frozen=True, slots=True)
class PatternPhrase(Node):
    """A phrase of which words are beginnings or patterns: ``"tax fr*"``."""

    textual: ClassVar[bool] = True

    text: str
    field: str = ""

    def unparse(self) -> str:
        """In straight quotes."""
        return in_field(self.field) + quoted(self.text)

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """With what the stars stand for."""
        return f"the phrase “{self.text}” (* for any letters){PLACES[self.field]}"

    def compile(self, compiler: Compiler) -> Clause | None:  # noqa: ARG002 (as every kind)
        """Its words, narrowed by their positions."""
        name = self.field or DEFAULT_FIELD
        parts = elements(self)
        if not parts:
            return None
        return AllOf((*(_clause(name, part) for part in parts), NearPositions(name, parts)))

    def learn(self, number: int, learner: Learner) -> None:
        """Its words in order."""
        learner.expect_near(number, elements(self), (), 0)


def _clause(name: str, element: Element) -> Clause:
    kind, text = element
    if kind == "prefix":
        return TermPrefix(name, text)
    return TermPattern(name, text) if kind == "pattern" else Term(name, text)


def elements(node: Node, language: str = "") -> tuple[Element, ...]:
    """What stands side by side in an operand: terms (of a language, if one is given), beginnings, patterns."""
    match node:
        case Word(text) | Phrase(text):
            quoted = isinstance(node, Phrase)
            read = sequences_in(language, written(text, quoted)) if language else ()
            return tuple(("term", term) for term in (read[0] if read else terms_of(text, quoted)))
        case Prefix(text):
            return (("prefix", fold(text)),)
        case Wildcard(pattern):
            return (("pattern", fold(pattern)),)
        case PatternPhrase(text):
            return tuple(part for word in text.split() for part in _of_word(word))
    raise TypeError(f"no operand: {node!r}")


def _of_word(word: str) -> tuple[Element, ...]:
    pattern = re.sub(r"[^\w*?]", "", re.sub(r"\*+", "*", word)).rstrip("?")
    if not re.search(r"[*?]", pattern):
        return tuple(("term", term) for term in terms_of(word, quoted=True))
    if pattern.endswith("*") and not re.search(r"[*?]", pattern[:-1]):
        return (("prefix", fold(pattern[:-1])),)
    return (("pattern", fold(pattern)),)


def fits(element: Element, term: str, word: str) -> bool:
    """Whether a term, or the folded word that it came from, is what an element means."""
    kind, text = element
    if kind == "prefix":
        return term.startswith(text) or word.startswith(text)
    if kind == "pattern":
        matches = re.compile(translate(text)).match
        return bool(matches(term) or matches(word))
    return term == text


def parse_pattern_phrase(token: Token, name: str) -> list[Node]:
    """The leaf of a phrase with stars. Raises QueryError."""
    node = PatternPhrase(token.text, name, start=token.start, end=token.end)
    patterns = [re.sub(r"[*?]", "", text) for kind, text in elements(node) if kind != "term"]
    bare = any(len(letters) < MIN_LITERALS for letters in patterns)
    if bare or token.slop:
        raise QueryError(
            "A pattern in a phrase needs two letters at least, and its words stand side by side.",
            "Write more of the word, or: tax NEAR/5 fr*",
            column=token.start,
        )
    return [node]
