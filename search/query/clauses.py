"""What one word or phrase of a query asks, by the field that it stands in."""

from __future__ import annotations

import re

from search.errors import QueryError
from search.query.dates import parse_range
from search.query.scanner import Kind, Token
from search.query.tree import (
    ENTITY_FIELDS,
    KEYWORD_FIELDS,
    MARKS,
    Dates,
    Entity,
    Fuzzy,
    Keyword,
    Like,
    Marked,
    Node,
    Phrase,
    Prefix,
    Wildcard,
    Word,
)

MAX_SLOP = 30
"""Words between two neighbours of a phrase; the index keeps sections only a little farther apart."""
MAX_EDITS = 2
"""At three edits nearly every short word matches every other."""
MIN_LITERALS = 2
"""Letters that a pattern must have, so that it does not match every word there is."""
MAX_WORD = 80
"""Characters of a fuzzy word or pattern; comparing costs the square of it."""

LITERAL = re.compile(r"[^\W_]")
"""A letter or a digit."""
_FUZZY = re.compile(r"(.*?)~([0-9]*)\Z", re.DOTALL)
_PIECES = re.compile(r"[\w*?]+")
_NO_PATTERN = re.compile("[/@:]")
"""In addresses, times and paths, question marks, stars and tildes mean something else."""


def clauses(token: Token, name: str) -> list[Node]:
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
        letters = len(LITERAL.findall(pattern))
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
