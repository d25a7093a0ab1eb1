"""The query language: text to a tree, without recursion, and nothing but QueryError on any input.

::

    query   = [ either ]
    either  = all { "OR" all }
    all     = clause { [ "AND" ] clause }
    clause  = { "NOT" | "-" } ( "(" either ")" | [ field ":" ] value | field ":" "(" either ")" )
    value   = word | prefix "*" | wild "*" card | word "~" [ edits ] | '"' phrase '"' [ "~" distance ]
            | date | [ date ] ".." [ date ]

Words side by side must all match. AND binds more tightly than OR; the operators are upper case.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from search.errors import QueryError
from search.query.clauses import clauses
from search.query.fields import KEYWORD_FIELDS
from search.query.scanner import LITERAL, Clean, Kind, Token, clean, no_value, scan
from search.query.tree import (
    And,
    Boosted,
    Everything,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
)

MAX_LENGTH = 10_000
"""Characters. A pasted page fits; what is longer is a mistake."""
MAX_TERMS = 512
"""Words and phrases. A pasted abstract fits; each costs a look into every segment."""
MAX_DEPTH = 32
"""Parentheses inside one another. Whatever walks the tree may recurse this deep without fear."""


@dataclass(slots=True)
class _Group:
    """An open parenthesis, or the whole query: what was read in it so far."""

    start: int
    name: str = ""
    """The field of words that name none."""
    named: Token | None = None
    """The field directly before the parenthesis."""
    alternatives: list[list[Node]] = field(default_factory=lambda: [[]])
    operator: Token | None = None
    """An AND or OR that waits for its right side."""
    minus: Token | None = None
    """A NOT that waits for its operand."""
    near: Token | None = None
    """A NEAR that waits for its right side."""
    odd: bool = False
    """Whether an odd number of NOTs waits: two of them cancel each other."""


def parse(text: str) -> Node:
    """The tree of a query. Empty text asks for every article. Raises QueryError and nothing else."""
    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"The query is {len(text):,} characters long.",
            f"Shorten it to {MAX_LENGTH:,} characters.",
            column=MAX_LENGTH,
        )
    if text.strip() in ("*", "*:*"):
        return Everything(end=len(text))
    cleaned = clean(text)
    try:
        node = _Parser(cleaned).run()
    except QueryError as error:
        column = cleaned.columns[min(error.column, len(cleaned.columns) - 1)]
        raise QueryError(error.sentence, error.remedy, column=column) from None
    if node is None and text.strip():
        raise QueryError("There is no word in this query.", "Type one, or nothing to see every article.")
    return node or Everything(end=len(text))


class _Parser:
    """One parse: a stack of open groups in place of recursion."""

    def __init__(self, cleaned: Clean) -> None:
        self.text = cleaned.text
        self.columns = cleaned.columns
        self.groups = [_Group(0)]
        self.field: Token | None = None
        """The field just read, whose value comes next."""
        self.terms = 0

    def run(self) -> Node | None:
        """The tree, or None when nothing is asked."""
        for token in scan(self.text):
            self._take(token)
        if len(self.groups) > 1:
            column = self.groups[-1].start
            raise QueryError("This parenthesis is not closed.", "Add a closing one.", column=column)
        return self._finish(self.groups[0])

    def _take(self, token: Token) -> None:
        group = self.groups[-1]
        match token.kind:
            case Kind.FIELD:
                self.field = token
            case Kind.OPEN:
                self._open(token)
            case Kind.CLOSE:
                self._close(token)
            case Kind.NOT:
                group.minus, group.odd = token, not group.odd
            case Kind.AND | Kind.OR:
                self._operator(group, token)
            case Kind.NEAR:
                group.near = token
            case _:
                self._value(group, token)

    def _operator(self, group: _Group, token: Token) -> None:
        if group.minus or group.operator or not group.alternatives[-1]:
            raise QueryError(
                f"{token.text} stands between two words; there is none before it.",
                f"Write +{token.text} to look for the word itself.",
                column=token.start,
            )
        group.operator = token
        if token.kind is Kind.OR:
            group.alternatives.append([])

    def _open(self, token: Token) -> None:
        if len(self.groups) > MAX_DEPTH:
            raise QueryError(
                "Too many parentheses inside one another.", f"At most {MAX_DEPTH} can be.", column=token.start
            )
        named, self.field = self.field, None
        name = named.text if named else self.groups[-1].name
        self.groups.append(_Group(token.start, name=name, named=named))

    def _close(self, token: Token) -> None:
        if len(self.groups) == 1:
            return  # "1) tax", pasted
        group = self.groups.pop()
        node = self._finish(group)
        if node is not None:
            self._add(self.groups[-1], self._weighted(node, token))
        elif group.named is not None:
            raise no_value(group.named)

    def _finish(self, group: _Group) -> Node | None:
        """What a group asks; None when nothing is in it."""
        waiting = group.minus or group.operator
        if waiting is not None:
            raise QueryError(
                f"There is nothing behind {waiting.text}.", "Add a word, or remove it.", column=waiting.start
            )
        return _joined(Or, [node for nodes in group.alternatives if (node := _joined(And, nodes))])

    def _value(self, group: _Group, token: Token) -> None:
        named, self.field = self.field, None
        name = named.text if named else group.name
        any_value = token.text == "*" and (name == "date" or name in KEYWORD_FIELDS)
        leaves = clauses(token, name) if any_value or not _is_blank(token) else []
        if not leaves and named:
            raise no_value(named)
        self.terms += len(leaves)
        if self.terms > MAX_TERMS:
            raise QueryError(
                "The query has too many words.", f"At most {MAX_TERMS} can be asked for.", column=token.start
            )
        node = _joined(And, [self._placed(leaf) for leaf in leaves])
        if node is not None:
            self._add(group, self._weighted(node, token))

    def _weighted(self, node: Node, token: Token) -> Node:
        if token.boost == 1.0:
            return node
        return Boosted(node, token.boost, start=node.start, end=self.columns[token.end])

    def _add(self, group: _Group, node: Node) -> None:
        if group.near is not None:
            near, group.near = group.near, None
            node = _near(group.alternatives[-1], near, node)
        if group.odd and group.minus:
            start = self.columns[group.minus.start]
            node = node.child if isinstance(node, Not) else Not(node, start=start, end=node.end)
        group.minus, group.odd, group.operator = None, False, None
        group.alternatives[-1].append(node)

    def _placed(self, leaf: Node) -> Node:
        """The leaf with its columns in the text as it was typed."""
        return replace(leaf, start=self.columns[leaf.start], end=self.columns[leaf.end])


def _joined(kind: type[And] | type[Or], nodes: list[Node]) -> Node | None:
    """One node for several, without an And in an And; None for none."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.children if isinstance(node, kind) else (node,))
    if len(flat) < 2:
        return flat[0] if flat else None
    return kind(tuple(flat), start=flat[0].start, end=flat[-1].end)


def _near(before: list[Node], near: Token, right: Node) -> Node:
    """The node of two words near one another; the left one is taken from what was read. Raises QueryError."""
    left = before.pop() if before else None
    kept = left if isinstance(left, Near) else None  # a NEAR b NEAR c
    left = kept.right if kept else left
    operands = (Word, Phrase, Prefix, Wildcard)
    if not (isinstance(left, operands) and isinstance(right, operands)) or left.field != right.field:
        raise QueryError(
            f"{near.text} stands between two words or phrases of one field.",
            'Write: "tax fraud" NEAR/5 trial',
            column=near.start,
        )
    if kept:
        before.append(kept)
    return Near(left, right, near.slop, left.field, start=left.start, end=right.end)


def _is_blank(token: Token) -> bool:
    return not LITERAL.search(token.text)
