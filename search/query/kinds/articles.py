"""Clauses that are looked up outside of the index: entities, the reader's own marks, likeness to an article."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from search.errors import QueryError
from search.query.dates import parse_range
from search.query.fields import DEFAULT_FIELD, MARKS, quoted, value_text
from search.query.kinds.base import Clause, Compiler, Learner, Node, Pks, Scorer
from search.query.kinds.boolean import AllOf, AnyOf, Not
from search.query.kinds.dates import ranged
from search.query.kinds.term import Term
from search.query.scanner import Kind, Token
from search.query.terms import terms_of

if TYPE_CHECKING:
    from search.index.matches import Matches

_KINDS = {"person": "the person", "org": "the organisation", "place": "the place", "event": "the event"}
_SOME = {"person": "a person", "org": "an organisation", "place": "a place", "event": "an event"}
_MARKS = {
    ("is", "read"): "that you have read",
    ("is", "unread"): "that you have not read",
    ("is", "starred"): "that you starred",
    ("has", "note"): "that you wrote a note on",
    ("has", "tag"): "that you tagged",
    ("is", "noted"): "that you wrote a note on",
    ("is", "new"): "that came since you last looked",
    ("has", "passage"): "in which you marked a passage",
}
_SAID = {
    "own": "that you tagged “{}”",
    "note": "with a note of yours that says “{}”",
    "dossier": "in the dossier “{}”",
    "thread": "of the thread of {}",
}


@dataclass(frozen=True, slots=True, eq=False)
class PkSet(Clause):
    """Articles given by number. Narrows, and adds nothing to a score."""

    pks: Pks
    label: str = ""
    """The node that it stands for."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PkSet) and self.label == other.label and list(self.pks) == list(other.pks)

    def __hash__(self) -> int:
        return hash((self.label, len(self.pks)))

    def matches(self, scorer: Scorer) -> Matches:
        """By the segment's column of numbers."""
        return scorer.articles(self.pks)


@dataclass(frozen=True, slots=True)
class Entity(Node):
    """An entity that the article names."""

    located: ClassVar[bool] = True

    kind: str
    text: str
    exact: bool = False
    """True: exactly this name or alias; False: a name or alias that contains the words."""

    def unparse(self) -> str:
        """In quotes when it is the whole name."""
        return value_text(self.kind, self.text, self.exact)

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """Who or what is named."""
        if self.exact:
            return f"naming {_KINDS[self.kind]} “{self.text}”"
        return f"naming {_SOME[self.kind]} called “{self.text}”"

    def compile(self, compiler: Compiler) -> Clause:
        """The articles that name it."""
        return PkSet(compiler.lookup(self.kind, self.text, self.exact), self.unparse())

    def learn(self, number: int, learner: Learner) -> None:
        """The words of its name."""
        learner.expect_terms(number, terms_of(self.text, quoted=True), 0)


@dataclass(frozen=True, slots=True)
class Marked(Node):
    """What the reader thinks of the article."""

    field: str
    value: str

    def unparse(self) -> str:
        """Field and value."""
        plain = re.fullmatch(r"[\w.-]+", self.value)
        return f"{self.field}:{self.value if plain or MARKS[self.field] else quoted(self.value)}"

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """What you did with it."""
        if self.field == "added":
            return f"added {ranged(*parse_range(self.value, self.start))}"
        known = _MARKS.get((self.field, self.value))
        return known or _SAID[self.field].format(self.value)

    def compile(self, compiler: Compiler) -> Clause | None:
        """The marked articles; unread are all that were not read."""
        if (self.field, self.value) == ("is", "unread"):
            return Not(replace(self, value="read")).compile(compiler)
        return PkSet(compiler.lookup(self.field, self.value, True), self.unparse())


@dataclass(frozen=True, slots=True)
class Origin(Node):
    """Where the article came from: a file or folder, an address, a source in any sense."""

    field: str
    text: str
    exact: bool = False
    """True: a whole part between slashes; False: anywhere in it."""

    def unparse(self) -> str:
        """In quotes when it is a whole part."""
        return value_text(self.field, self.text, self.exact)

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """Where from."""
        return f"from {_ORIGINS[self.field]} {'' if self.exact else 'like '}“{self.text}”"

    def compile(self, compiler: Compiler) -> Clause:
        """The articles that came from there."""
        return PkSet(compiler.lookup(self.field, self.text, self.exact), self.unparse())


_ORIGINS = {"path": "a file or folder", "source": "a source", "url": "an address"}


@dataclass(frozen=True, slots=True)
class Like(Node):
    """Articles on the subject of another one, which stands for itself until it is looked up."""

    name: str
    """The other article's id, or the beginning of it, or its source key."""
    title: str = field(default="", compare=False)
    terms: tuple[tuple[str, float], ...] = field(default=(), compare=False)
    """What tells its subject, with weights."""
    pks: tuple[int, ...] = field(default=(), compare=False)
    """The articles most like it, ascending."""

    def unparse(self) -> str:
        """In quotes when the name is no plain id."""
        return f"like:{quoted(self.name) if re.search(r'[^a-z0-9]', self.name) else self.name}"

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """By its title."""
        return f"like “{self.title or self.name}”"

    def compile(self, compiler: Compiler) -> Clause:  # noqa: ARG002 (as every kind)
        """The articles most like it, scored by what they share."""
        best = PkSet(_numbers(self.pks), self.unparse())
        shared = tuple(Term(DEFAULT_FIELD, term, weight) for term, weight in self.terms)
        return AllOf((best, AnyOf(shared))) if shared else best


def _numbers(pks: tuple[int, ...]) -> Any:
    import numpy as np  # by need: trees are parsed before it is loaded

    return np.array(pks, np.int64)


def parse_entity(token: Token, name: str) -> list[Node]:
    """``person:crosier``: the leaf of a name."""
    return [Entity(name, token.text, token.kind is Kind.PHRASE, start=token.start, end=token.end)]


def parse_mark(token: Token, name: str) -> list[Node]:
    """``is:unread``: a mark of the reader's. Raises QueryError."""
    value, known = token.text.lower(), MARKS[name]
    if known and value not in known:
        raise QueryError(
            f"{name}: does not know “{token.text[:20]}”.",
            f"Write {' or '.join(f'{name}:{one}' for one in known)}.",
            column=token.start,
        )
    if name == "own":
        value = "-".join(token.text.split())
    elif name == "added":
        value = token.raw.rstrip("?,;!") if token.kind is Kind.WORD else token.text
        parse_range(value, token.start)
    elif not known:
        value = " ".join(token.text.split())
    return [Marked(name, value, start=token.start, end=token.end)]


def parse_origin(token: Token, name: str) -> list[Node]:
    """``path:mail/2016``: as it was written, since signs are a part of paths and addresses."""
    phrase = token.kind is Kind.PHRASE
    text = token.text if phrase else token.raw.strip(",;")
    return [Origin(name, text, phrase, start=token.start, end=token.end)]


def parse_like(token: Token) -> list[Node]:
    """``like:1f3a``: an article by name."""
    return [Like(token.text, start=token.start, end=token.end)]
