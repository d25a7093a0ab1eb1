"""Operators of other programs that are not in this language: each is refused with the way to say it here.

They would else be words, and the answer one to another question. Only what cannot be meant otherwise is here.
"""

from __future__ import annotations

import re

from search.errors import QueryError
from search.query.fields import FIELDS, SYNONYMS
from search.query.operators import between

_BETWEEN: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"(?:[wW]|NEAR|WITHIN)?/[sS](?=[\s(\"“])"),
        "Sentences are not kept apart.",
        "Write NEAR/15 for about a sentence: tax NEAR/15 fraud",
    ),
    (
        re.compile(r"(?:[wW]|NEAR|WITHIN)?/[pP](?=[\s(\"“])"),
        "Paragraphs are not kept apart.",
        "Write NEAR/30 for about a paragraph: tax NEAR/30 fraud",
    ),
    (
        re.compile(r"(?:[pP][rR][eE]|ONEAR|ADJ)/?[0-9]{1,2}(?=[\s(\"“])"),
        "NEAR goes both ways; words in this order are a phrase.",
        'Write "tax fraud"~3 for up to three words between.',
    ),
    (
        re.compile(r"XOR(?=[\s(\"“])"),
        "There is no XOR.",
        "Write (tax -fraud) OR (fraud -tax).",
    ),
    (
        re.compile(r"(?:ANDMAYBE|REQUIRE)(?=[\s(\"“])"),
        "All words are demanded, and articles with some of them follow.",
        "Leave the operator out; give a word less weight with tax^0.1.",
    ),
)
"""Between two words: what it looks like, what is the matter, how it is said."""
_CALLED = re.compile(r"(?:NEAR|ONEAR|NOTNEAR)(?:/[0-9]+)?\((?=[^()]*[\s,])")
_ALL_IN = re.compile(r"all(?:in)?(title|url|text|anchor):", re.IGNORECASE)
_EXPRESSION = re.compile(r"/(?=[^\s/]*[\[(|*+\\^$])(?:[^/\\\s]|\\.)+/(?=[\s)]|\Z)")
_EQUALS = re.compile(r"([A-Za-z]+)=(?=[\w\"“])")

_MAY_BE = re.compile(
    r"(?:[wW]|NEAR|WITHIN)?/|NEAR|ONEAR|NOTNEAR|ADJ|XOR|ANDMAYBE|REQUIRE|[pP][rR][eE]|all|[A-Za-z]+=",
    re.IGNORECASE,
)
"""The beginning of any of these: most words are none."""


def refuse_foreign(text: str, at: int, *, in_field: bool) -> None:
    """Raise QueryError when an operator of another program stands at ``at``.

    ``in_field``: whether it stands where a field's value does.
    """
    if not _MAY_BE.match(text, at):
        return
    if _EXPRESSION.match(text, at):
        raise QueryError(
            "Regular expressions are for the values of a field.",
            "Write tag:/civil.*/, or a pattern of a word: fr*ud, wom?n",
            column=at,
        )
    if in_field:
        return
    for pattern, sentence, remedy in _BETWEEN:
        if (found := pattern.match(text, at)) and between(text, at, found.end()):
            raise QueryError(sentence, remedy, column=at)
    if _CALLED.match(text, at):
        raise QueryError("NEAR stands between two words.", "Write tax NEAR/5 fraud.", column=at)
    if found := _ALL_IN.match(text, at):
        name = {"title": "title", "url": "url"}.get(found[1].lower(), "body")
        raise QueryError(f"There is no field “{found[0][:-1]}”.", f"Write {name}:(tax fraud).", column=at)
    named = _EQUALS.match(text, at)
    if named and named[1].lower() in (*FIELDS, *SYNONYMS):
        name = SYNONYMS.get(named[1].lower(), named[1].lower())
        raise QueryError("A field's name is followed by a colon.", f"Write {name}:word.", column=at)
