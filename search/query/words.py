"""A query in plain words, so that people see what was understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from search.query.terms import without_stop_words
from search.query.tree import (
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

_KINDS = {"person": "the person", "org": "the organisation", "place": "the place", "event": "the event"}
_PLACES = {
    "": "",
    "title": " in the title",
    "subtitle": " in the subtitle",
    "byline": " in the byline",
    "organisation": " in the organisation",
    "dateline": " in the dateline",
    "body": " in the body",
}
_MARKS = {
    ("is", "read"): "that you have read",
    ("is", "unread"): "that you have not read",
    ("is", "starred"): "that you starred",
    ("has", "note"): "that you wrote a note on",
    ("has", "tag"): "that you tagged",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def in_words(node: Node) -> str:
    """What the query asks, as a phrase that begins with "articles": ``articles with “crosier”, dated 2016``."""
    if isinstance(node, Everything):
        return "all articles"
    return f"articles {_clauses(node)}"


def _clauses(node: Node) -> str:
    """The clauses of an AND one after the other: words first, then filters, then exclusions."""
    parts = without_stop_words(node.children) if isinstance(node, And) else (node,)
    plain = [part for part in parts if _is_textual(part)]
    without = [part.child for part in parts if isinstance(part, Not)]
    others = [part for part in parts if part not in plain and not isinstance(part, Not)]
    said = []
    if plain:
        said.append(f"with {_list([_phrase(part, len(plain) > 1) for part in plain], 'and')}")
    said += [_phrase(part) for part in others]
    if without:
        said.append(f"without {_list([_without(part) for part in without], 'or')}")
    return ", ".join(said)


def _is_textual(node: Node) -> bool:
    """Whether the node is about words alone, so that "with" fits before it."""
    if isinstance(node, (And, Or)):
        return all(_is_textual(child) for child in node.children)
    return isinstance(node, (Word, Phrase, Prefix, Wildcard, Fuzzy))


def _phrase(node: Node, nested: bool = False) -> str:
    """One clause, in words that fit after "articles" (filters) or "articles with" (text)."""
    match node:
        case Word(text, name):
            return f"“{text}”{_PLACES[name]}"
        case Phrase(text, name, slop):
            near = f" within {slop} word{'s' * (slop > 1)}" if slop else ""
            return f"the phrase “{text}”{near}{_PLACES[name]}"
        case Prefix(text, name):
            return f"a word beginning with “{text}”{_PLACES[name]}"
        case Wildcard(pattern, name):
            return f"a word like “{pattern}”{_PLACES[name]}"
        case Fuzzy(text, edits, name):
            off = "a letter" if edits == 1 else f"{edits} letters"
            return f"a word at most {off} off “{text}”{_PLACES[name]}"
        case Keyword(name, text, exact):
            return f"of {name} {'' if exact or name == 'number' else 'containing '}“{text}”"
        case Entity(kind, text, exact):
            return f"naming {_KINDS[kind]} “{text}”" if exact else f"naming {_some(kind)} called “{text}”"
        case Marked(field, value):
            return _MARKS.get((field, value), f"that you tagged “{value}”")
        case Like(name, title):
            return f"like “{title or name}”"
        case Dates(first, last):
            return _dated(first, last)
    return _nested(node, nested)


def _nested(node: Node, nested: bool) -> str:
    """An OR, or an AND inside one; ``nested`` inside a list of words."""
    if not isinstance(node, (And, Or)):
        raise TypeError(f"not a clause: {node!r}")
    if not _is_textual(node):
        return (
            "; or ".join(_clauses(child) for child in node.children) if isinstance(node, Or) else _clauses(node)
        )
    if isinstance(node, Or):
        return ("either " if nested else "") + _list([_phrase(child, True) for child in node.children], "or")
    parts = without_stop_words(node.children)
    return _list([_phrase(child, True) for child in parts], "and") + " together" * (len(parts) > 1)


def _without(node: Node) -> str:
    """What is excluded."""
    return _phrase(node) if _is_textual(node) else f"those {_clauses(node)}"


def _some(kind: str) -> str:
    return {"person": "a person", "org": "an organisation", "place": "a place", "event": "an event"}[kind]


def _list(parts: Sequence[str], conjunction: str) -> str:
    """``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {conjunction} {parts[-1]}"


def _dated(first: date | None, last: date | None) -> str:
    if first and last:
        if span := _calendar(first, last):
            return f"dated {span}"
        return f"dated {_begin(first)} to {_end(last)}"
    if first:
        return f"dated {_begin(first)} or later"
    return f"dated {_end(last)} or earlier" if last else "dated"


def _calendar(first: date, last: date) -> str:
    """The year, month or day that the range is, or empty."""
    if first == last:
        return _day(first)
    after = last + timedelta(days=1) if last < date.max else None
    if first.day == 1 and (first.year, first.month) == (last.year, last.month) and _ends(after):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    whole = (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31)
    return str(first.year) if whole and first.year == last.year else ""


def _ends(after: date | None) -> bool:
    return after is None or after.day == 1


def _begin(day: date) -> str:
    """The shortest words for a range's first day."""
    if (day.month, day.day) == (1, 1):
        return str(day.year)
    return f"{_MONTHS[day.month - 1]} {day.year}" if day.day == 1 else _day(day)


def _end(day: date) -> str:
    """The shortest words for a range's last day."""
    if (day.month, day.day) == (12, 31):
        return str(day.year)
    after = day + timedelta(days=1)
    return f"{_MONTHS[day.month - 1]} {day.year}" if after.day == 1 else _day(day)


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
