"""Finding words inside one article's text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from search.text import cluster_end, cluster_start, fold

MATCHES = 10_000
"""More than anybody steps through."""

Spans = tuple[tuple[int, int], ...]


def find(text: str, wanted: str) -> Spans:
    """Where the words of ``wanted`` stand one after another: (start, end), ascending, without overlap.

    White space between them may be any, line breaks too, so that a phrase is found across wraps. Capitals
    and accents count only when ``wanted`` has a capital. Of a sign with marks all is marked.
    """
    words = wanted.split()
    if not words:
        return ()
    if any(char.isupper() for char in wanted):
        pattern = re.compile(r"\s+".join(map(re.escape, words)))
        return _on_signs(text, ((found.start(), found.end()) for found in pattern.finditer(text)))
    if text.isascii():
        pattern = re.compile(r"\s+".join(map(re.escape, map(fold, words))), re.IGNORECASE)
        return tuple((found.start(), found.end()) for found in islice(pattern.finditer(text), MATCHES))
    folded, places = _folded(text)
    pattern = re.compile(r"\s+".join(re.escape(fold(word)) for word in words if fold(word)) or r"(?!)")
    return _on_signs(text, ((places[f.start()], places[f.end() - 1] + 1) for f in pattern.finditer(folded)))


def _on_signs(text: str, spans: Iterable[tuple[int, int]]) -> Spans:
    """The first spans, each with all of the signs that it touches."""
    return tuple((cluster_start(text, start), cluster_end(text, end)) for start, end in islice(spans, MATCHES))


def _folded(text: str) -> tuple[str, list[int]]:
    """A text as words are compared in, and for each of its characters the offset that it comes from."""
    known: dict[str, str] = {}
    parts: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        folded = known.get(char)
        if folded is None:
            folded = known[char] = char if char.isspace() else fold(char)
        parts.append(folded)
        places += [place] * len(folded)
    return "".join(parts), places
