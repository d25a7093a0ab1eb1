"""What may be meant by the beginning of a word, while a query is typed: fields, values, names, words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.index.analysis import fold, keyword
from search.index.snapshot import Snapshot
from search.query.fields import ENTITY_FIELDS, FIELDS, KEYWORD_FIELDS, MARKS, WHOLE_VALUES, quoted
from search.scripts import is_word

Names = Callable[[str, str, int], Sequence[tuple[str, int]]]
"""Kind of entity (or ``""`` for all), beginning of a name, how many -> names with their articles."""

MIN_LETTERS = 2
"""Letters from which words and names are offered; one letter begins a quarter of them all."""

_ENTITY = "entity"
_LAST = re.compile(r'(?P<minus>-?)(?:(?P<field>[A-Za-z]+):)?(?P<quote>["“]?)(?P<begun>[^"“”():]*)\Z')
_WORD = re.compile(r"[^\s]*\Z")


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on."""

    text: str
    """The whole query, completed."""
    shown: str
    """What the last word becomes."""
    kind: str
    """``field``, ``word``, the name of a keyword field, ``person``, ``org`` ... or ``entity``."""
    count: int = 0
    """Articles, or occurrences of a word; 0 for a field."""


def complete(
    text: str,
    snapshot: Snapshot,
    *,
    names: Names | None = None,
    own: Callable[[], Sequence[str]] | None = None,
    limit: int = 8,
) -> tuple[Completion, ...]:
    """Ways to complete the last word of a query that is being typed, fields first, then by frequency.

    ``text`` is the query up to the cursor; ``own`` gives the reader's own tags. Values and names may be
    begun with any of their words. Never raises: what cannot be completed has no completions.
    """
    begun = _begun(text)
    if begun is None:
        return ()
    field, beginning, head = begun
    if field in KEYWORD_FIELDS or field == "organisation":
        return _values(field, beginning, head, snapshot, limit)
    if field in MARKS:
        values = MARKS[field] or tuple(own() if own else ())
        fits = [value for value in values if value.casefold().startswith(beginning.casefold())]
        return tuple(Completion(f"{head}{field}:{value}", value, field) for value in fits[:limit])
    if field in ENTITY_FIELDS:
        return _named(field, beginning, head, names, limit)
    if field in ("date", "like") or (field and field not in FIELDS):
        return ()
    found = _words(field, beginning, head, snapshot, limit)
    if not field:
        found = (*_fields(beginning, head), *_named("", beginning, head, names, limit // 2), *found)
    return found[:limit]


def _begun(text: str) -> tuple[str, str, str] | None:
    """Field, beginning of the value, and the query before both; None when no word was begun."""
    last = _LAST.search(text)
    if last is None:
        return None
    field, beginning = (last["field"] or "").lower(), last["begun"]
    if field and last["quote"]:
        return field, beginning, text[: last.start("field")]
    if last["quote"]:
        return None  # inside a phrase
    if field and not re.search(r"\s", beginning):
        return (field, beginning, text[: last.start("field")]) if beginning or field in MARKS else None
    word = _WORD.search(text)
    if word is None or not word[0] or ":" in word[0]:
        return None
    start = word.start() + len(word[0]) - len(word[0].lstrip("-+("))
    return ("", text[start:], text[:start]) if text[start:] else None


def _fields(beginning: str, head: str) -> tuple[Completion, ...]:
    start = beginning.lower()
    return tuple(Completion(f"{head}{name}:", f"{name}:", "field") for name in FIELDS if name.startswith(start))


def _values(field: str, beginning: str, head: str, snapshot: Snapshot, limit: int) -> tuple[Completion, ...]:
    """Values of a keyword field of which a word begins like this."""
    wanted = keyword(beginning)
    column = WHOLE_VALUES.get(field, field)
    counts: dict[str, int] = {}
    shown: dict[str, str] = {}
    for view in snapshot.views:
        values = view.keyword(column)
        sizes = values.sizes()
        for term in range(len(values.lexicon)):
            value = values.lexicon[term].decode()
            if value.startswith(wanted) or f" {wanted}" in f" {value}":
                counts[value] = counts.get(value, 0) + int(sizes[term])
                shown.setdefault(value, values.shown(term))
    best = sorted(counts, key=lambda value: (-counts[value], value))[:limit]
    return tuple(
        Completion(f"{head}{field}:{quoted(shown[value])}", shown[value], field, counts[value])
        for value in best
    )


def _named(kind: str, beginning: str, head: str, names: Names | None, limit: int) -> tuple[Completion, ...]:
    """Entities of which a word of the name begins like this."""
    if names is None or len(beginning.strip()) < MIN_LETTERS:
        return ()
    found = names(kind, beginning, limit)
    return tuple(
        Completion(f"{head}{kind + ':' if kind else ''}{quoted(name)}", name, kind or _ENTITY, count)
        for name, count in found
    )


def _words(field: str, beginning: str, head: str, snapshot: Snapshot, limit: int) -> tuple[Completion, ...]:
    """The most frequent words with this beginning, in the case in which it was typed."""
    start = fold(beginning)
    if len(start) < MIN_LETTERS or not is_word(start):
        return ()
    counts: dict[str, int] = {}
    for view in snapshot.views:
        for word, count in view.vocabulary.beginning(start, limit * 4):
            counts[word] = counts.get(word, 0) + count
    counts.pop(start, None)
    best = sorted(counts, key=lambda word: (-counts[word], word))[:limit]
    prefix = f"{field}:" if field else ""
    return tuple(
        Completion(f"{head}{prefix}{_cased(word, beginning)}", _cased(word, beginning), "word", counts[word])
        for word in best
    )


def _cased(word: str, beginning: str) -> str:
    if len(beginning) > 1 and beginning.isupper():
        return word.upper()
    return word.capitalize() if beginning[:1].isupper() else word
