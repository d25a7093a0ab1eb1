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

import re
from dataclasses import dataclass, field, replace

from search.errors import QueryError
from search.query.dates import parse_range
from search.query.scanner import Clean, Kind, Token, clean, no_value, scan
from search.query.tree import (
    ENTITY_FIELDS,
    KEYWORD_FIELDS,
    MARKS,
    And,
    Dates,
    Entity,
    Everything,
    Fuzzy,
    Keyword,
    Like,
    Marked,
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
MAX_SLOP = 30
"""Words between two neighbours of a phrase; the index keeps sections only a little farther apart."""
MAX_EDITS = 2
"""At three edits nearly every short word matches every other."""
MIN_LITERALS = 2
"""Letters that a pattern must have, so that it does not match every word there is."""
MAX_WORD = 80
"""Characters of a fuzzy word or pattern; comparing costs the square of it."""

_FUZZY = re.compile(r"(.*?)~([0-9]*)\Z", re.DOTALL)
_PIECES = re.compile(r"[\w*?]+")
_LITERAL = re.compile(r"[^\W_]")
_NO_PATTERN = re.compile("[/@:]")
"""In addresses, times and paths, question marks, stars and tildes mean something else."""


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
            raise QueryError(
                "This parenthesis was never opened.", "Remove it, or add an opening one.", column=token.start
            )
        group = self.groups.pop()
        node = self._finish(group)
        if node is not None:
            self._add(self.groups[-1], node)
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
        leaves = [] if _is_blank(token) else _leaves(token, name)
        if not leaves and named:
            raise no_value(named)
        self.terms += len(leaves)
        if self.terms > MAX_TERMS:
            raise QueryError(
                "The query has too many words.", f"At most {MAX_TERMS} can be asked for.", column=token.start
            )
        node = _joined(And, [self._placed(leaf) for leaf in leaves])
        if node is not None:
            self._add(group, node)

    def _add(self, group: _Group, node: Node) -> None:
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


def _is_blank(token: Token) -> bool:
    return not _LITERAL.search(token.text)


def _leaves(token: Token, name: str) -> list[Node]:
    """The leaves of a word or phrase: more than one for a pattern such as ``co-own*``."""
    text, start, end = token.text, token.start, token.end
    quoted = token.kind is Kind.PHRASE
    if name == "date":
        written = text if quoted else token.raw.rstrip("?,;!")
        first, last = parse_range(written, end - len(token.raw) if not quoted else start)
        return [Dates(first, last, written, start=start, end=end)]
    if name in KEYWORD_FIELDS:
        return [Keyword(name, text, quoted, start=start, end=end)]
    if name in ENTITY_FIELDS:
        return [Entity(name, text, quoted, start=start, end=end)]
    if name in MARKS:
        return [_marked(name, token)]
    if name == "like":
        return [Like(text, start=start, end=end)]
    if quoted and name == "organisation" and not token.slop:
        # Facets narrow to whole organisations; a word of one needs no quotes.
        return [Keyword(name, text, exact=True, start=start, end=end)]
    if quoted:
        if token.slop > MAX_SLOP:
            raise QueryError(
                "The words of a phrase cannot stand so far apart.", f"Write at most ~{MAX_SLOP}.", column=start
            )
        return [Phrase(text, name, token.slop, start=start, end=end)]
    if _NO_PATTERN.search(text):
        return [Word(text, name, start=start, end=end)]
    fuzzy = _FUZZY.match(text)
    if fuzzy:
        return _fuzzy(fuzzy, name, token)
    if "*" in text or "?" in text:
        return _pattern(token, name)
    return [Word(text, name, start=start, end=end)]


def _marked(name: str, token: Token) -> Node:
    """``is:unread``: a mark of the reader's."""
    value, known = token.text.lower(), MARKS[name]
    if known and value not in known:
        raise QueryError(
            f"{name}: does not know “{token.text[:20]}”.",
            f"Write {' or '.join(f'{name}:{one}' for one in known)}.",
            column=token.start,
        )
    return Marked(name, value if known else "-".join(token.text.split()), start=token.start, end=token.end)


def _fuzzy(found: re.Match[str], name: str, token: Token) -> list[Node]:
    """``angeles-area~2``: each part of the word may be misspelt."""
    text, written = found.groups()
    edits = int(written[:3]) if written else 1
    if not 1 <= edits <= MAX_EDITS:
        raise QueryError(
            f"A word cannot be {written[:9]} letters off.",
            f"Write {text}~ for one letter or {text}~{MAX_EDITS} for two.",
            column=token.start + found.start(2),
        )
    if "*" in text or "?" in text:
        raise QueryError(
            "A word is either a pattern or fuzzy.", "Leave out the tilde or the wildcard.", column=token.start
        )
    nodes: list[Node] = []
    for piece in _PIECES.finditer(text):
        start, end = token.start + piece.start(), token.start + piece.end()
        if len(piece[0]) <= edits + 1 or len(piece[0]) > MAX_WORD:
            raise QueryError(
                f"“{piece[0][:MAX_WORD]}” is too {'long' if len(piece[0]) > MAX_WORD else 'short'} "
                "to be looked for with misspellings.",
                "Leave out the tilde.",
                column=start,
            )
        nodes.append(Fuzzy(piece[0], edits, name, start=start, end=end))
    return nodes


def _pattern(token: Token, name: str) -> list[Node]:
    """``co-own*``: a word, and the beginning of another one."""
    nodes: list[Node] = []
    for piece in _PIECES.finditer(token.text):
        pattern = re.sub(r"\*+", "*", piece[0].rstrip("?"))
        span = {"start": token.start + piece.start(), "end": token.start + piece.end()}
        if pattern and "*" not in pattern and "?" not in pattern:
            nodes.append(Word(pattern, name, **span))
            continue
        letters = len(_LITERAL.findall(pattern))
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
