"""Clauses that ask for values: ``email:``, ``money:>1m``, ``case:``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from search.errors import QueryError
from search.query.fields import value_text
from search.query.kinds.articles import PkSet
from search.query.kinds.base import Clause, Compiler, Learner, Node
from search.query.scanner import Kind, Token
from search.query.terms import terms_of
from search.values.value import ValueKind

_NOUNS = {
    "email": "the e-mail address", "phone": "the phone number", "web": "the web address", "money": "the amount",
    "case": "the case number", "law": "the law", "vessel": "the vessel", "cve": "the vulnerability",
    "ip": "the IP address", "coord": "the place at", "iban": "the account", "crypto": "the wallet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Valued(Node):
    """A value that the article has."""

    located: ClassVar[bool] = True

    kind: str
    text: str
    exact: bool = False
    """True: the whole value; False: a part of it."""

    def unparse(self) -> str:
        """In quotes when it is the whole value."""
        return value_text(self.kind, self.text, self.exact)

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """What it has."""
        return f"with {_NOUNS[self.kind]} “{self.text}”"

    def compile(self, compiler: Compiler) -> Clause:
        """The articles that have it."""
        return PkSet(compiler.lookup(self.kind, self.text, self.exact), self.unparse())

    def learn(self, number: int, learner: Learner) -> None:
        """Its words, where it is one value and no range of amounts."""
        if not (self.kind == ValueKind.MONEY and any(sign in self.text for sign in ("<", ">", ".."))):
            learner.expect_terms(number, terms_of(self.text, quoted=True), 0)


def parse_value(token: Token, name: str) -> list[Node]:
    """``email:jo@x.org``: the leaf of a value. Raises QueryError for an amount that is none."""
    from search.values.money import asked  # by need: it makes patterns

    if name == ValueKind.MONEY and asked(token.text) is None:
        raise QueryError(
            f"money: does not know the amount “{token.text[:20]}”.",
            "Write money:5000, money:>1m, money:1m..5m or money:eur>2bn.",
            column=token.start,
        )
    return [Valued(name, token.text, token.kind is Kind.PHRASE, start=token.start, end=token.end)]
