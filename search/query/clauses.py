"""What one word or phrase of a query asks, by the field that it stands in."""

from __future__ import annotations

import re

from search.errors import QueryError
from search.query.fields import ENTITY_FIELDS, KEYWORD_FIELDS, MARKS, ORIGINS, VALUE_FIELDS
from search.query.kinds.articles import parse_entity, parse_like, parse_mark, parse_origin
from search.query.kinds.base import Node
from search.query.kinds.dates import parse_dates
from search.query.kinds.fuzzy import FUZZY, parse_fuzzy
from search.query.kinds.keyword import Keyword, parse_keyword
from search.query.kinds.near import parse_pattern_phrase
from search.query.kinds.pattern import parse_pattern
from search.query.kinds.regex import parse_regex
from search.query.kinds.values import parse_value
from search.query.kinds.word import Word, parse_phrase
from search.query.operators import DATE_FIELDS
from search.query.scanner import Kind, Token

_PATTERN = re.compile(r"\w\*|\*\w|\w\?\w")
"""A star at a word of a phrase, or a question mark inside one."""
_LONE = re.compile(r"(?<=\w)\s+\*+\s+(?=\w)|(?<=\w)~[0-9]*(?=\s|\Z)")
"""A star in the place of a word, or a fuzzy word."""
_NO_PATTERN = re.compile("[/@:]")
"""In addresses, times and paths, question marks, stars and tildes mean something else."""


def clauses(token: Token, name: str) -> list[Node]:
    """The leaves of a word or phrase: more than one for a pattern such as ``co-own*``. Raises QueryError."""
    if name in DATE_FIELDS or (token.kind is Kind.DATES and name != "added"):
        return parse_dates(token, name or "date")
    if token.kind is Kind.REGEX:
        return parse_regex(token, name)
    if name in KEYWORD_FIELDS:
        return parse_keyword(token, name)
    if name in ENTITY_FIELDS:
        return parse_entity(token, name)
    if name in VALUE_FIELDS:
        return parse_value(token, name)
    if name in MARKS:
        return parse_mark(token, name)
    if name in ORIGINS:
        return parse_origin(token, name)
    if name == "like":
        return parse_like(token)
    return _words(token, name)


def _words(token: Token, name: str) -> list[Node]:
    """The leaves of a field of words."""
    text, start, end = token.text, token.start, token.end
    if token.kind is Kind.PHRASE:
        if name == "organisation" and not token.slop:
            # Facets narrow to whole organisations; a word of one needs no quotes.
            return [Keyword(name, text, exact=True, start=start, end=end)]
        if found := _LONE.search(text):
            raise QueryError(
                "Neither a star for a whole word nor a fuzzy word can stand in a phrase.",
                'Write "tax fraud"~1 for one word between, tax~ outside of quotes.',
                column=start + 1 + found.start(),
            )
        if _PATTERN.search(text):
            return parse_pattern_phrase(token, name)
        return parse_phrase(token, name)
    if _NO_PATTERN.search(text):
        return [Word(text, name, start=start, end=end)]
    if fuzzy := FUZZY.match(text):
        return parse_fuzzy(fuzzy, name, token)
    if "*" in text or "?" in text:
        return parse_pattern(token, name)
    return [Word(text, name, start=start, end=end)]
