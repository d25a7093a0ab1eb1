"""Best passages for rows, stretches to highlight, and where an article should open."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.article.model import Article, Part, Section
from search.index.stemming import languages_of
from search.query.interface import Snippet
from search.query.occurrences import Finder, Occurrence
from search.query.tree import Node, welcome
from search.scripts import cluster_start, has_unspaced

MAX_OCCURRENCES = 4000
"""Occurrences that take part in choosing a passage; beyond them one is as good as another."""
SCREEN = 600
"""Characters of the passage that an article opens at: about ten lines."""
SATURATION = 0.5
"""What each repetition of a clause in a passage counts, as a factor of the one before."""
NEARNESS = 0.6
"""What two different clauses in a passage add when they stand side by side."""
NEIGHBOURS = 12
"""Gaps at the beginning of a passage that are looked at: what stands further off is another story."""
LEAD = 40
"""Characters of context before the first hit where the sentence began too long ago."""

Rarity = Callable[[Node], float]
"""How rare a clause is in the archive: its inverse document frequency."""

_SENTENCE = re.compile(r"(?<=[a-z0-9)”\"’][.!?])[”\"’)]*\s+(?=[^\sa-z])|\n\n")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Passage:
    """The best stretch: occurrences ``first`` to ``last`` (exclusive) of a list."""

    first: int
    last: int
    score: float


def highlights(
    node: Node, text: str, sections: Sequence[Section] = (), languages: tuple[str, ...] = ()
) -> tuple[tuple[int, int], ...]:
    """Where the query matches in a text: (start, end), ascending, without overlap.

    Phrases match across line breaks. ``sections`` (of :meth:`Article.sections`) keep the clauses of a
    field to that field. ``languages``: those of the text
    (:func:`search.index.stemming.languages_of`). Time grows with its length.
    """
    return merged(Finder(node, languages).occurrences(text, sections))


def merged(occurrences: Sequence[Occurrence]) -> tuple[tuple[int, int], ...]:
    """Overlapping stretches as one."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in occurrences:
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return tuple(spans)


def best_offset(node: Node, article: Article, rarity: Rarity | None = None) -> int:
    """Where the article should open: the first hit of its best passage in the body, 0 without any.

    An article whose title has all that was asked is about it from the beginning: it opens at the first hit
    of its lead, or at its top. The words that only make a question of it need not be there.
    ``rarity`` weighs the clauses by how rare each is in the archive.
    """
    sections = article.sections()
    finder = Finder(node, languages_of(article))
    everywhere = finder.occurrences(article.text, sections)
    found = _in_body(everywhere, sections)
    titles = [section for section in sections if section.part is Part.TITLE]
    titled = {one.clause for one in everywhere for title in titles if title.start <= one.start < title.end}
    asked = {number for number, clause in enumerate(finder.clauses) if clause not in set(welcome(node))}
    if asked and asked <= titled:
        body = next((section.start for section in sections if section.part is Part.BODY), 0)
        return found[0].start if found and found[0].start < body + SCREEN else 0
    weights = [rarity(clause) for clause in finder.clauses] if rarity else None
    passage = _best(found, SCREEN, len(finder.clauses), weights)
    return found[passage.first].start if passage else 0


def best_snippet(node: Node, article: Article, width: int, finder: Finder | None = None) -> Snippet:
    """The passage of at most ``width`` characters that shows best why the article was found.

    One line, from the body; its beginning when the query matches nothing there. Pass the ``finder`` of
    the query when several articles are shown.
    """
    finder = (finder or Finder(node)).reading(languages_of(article))
    text, sections = article.text, article.sections()
    body = next((section.start for section in sections if section.part is Part.BODY), len(text))
    found = [found for found in finder.occurrences(text, sections) if found.start >= body][:MAX_OCCURRENCES]
    passage = _best(found, max(width - LEAD, width // 2), len(finder.clauses))
    start = _start(text, body, found, passage, width)
    return _on_one_line(text, start, merged(found), width, body)


def _in_body(found: list[Occurrence], sections: Sequence[Section]) -> list[Occurrence]:
    body = next((section.start for section in sections if section.part is Part.BODY), None)
    if body is None:
        return []
    return [occurrence for occurrence in found if occurrence.start >= body][:MAX_OCCURRENCES]


def _best(
    found: Sequence[Occurrence], width: int, clauses: int, rarity: Sequence[float] | None = None
) -> _Passage | None:
    """The passage with the highest sum of saturated clause weights, as BM25 would weigh it as a document.

    A clause that is rare in the article weighs more; different clauses near one another add to it.
    """
    counts = [0] * clauses
    for occurrence in found:
        counts[occurrence.clause] += 1
    weights = [math.log(1 + (len(found) + 1) / (count + 0.5)) if count else 0.0 for count in counts]
    if rarity is not None:
        weights = [weight * rare for weight, rare in zip(weights, rarity, strict=True)]
    best: _Passage | None = None
    last = 0
    inside = [0] * clauses
    for first, occurrence in enumerate(found):
        while last < len(found) and found[last].end <= occurrence.start + width:
            inside[found[last].clause] += 1
            last += 1
        if last == first:  # longer than the passage by itself
            inside[occurrence.clause] += 1
            last += 1
        score = sum(
            weight * (1 - SATURATION**count) / (1 - SATURATION)
            for weight, count in zip(weights, inside, strict=True)
            if count
        )
        score += _nearness(found, first, last, weights)
        if best is None or score > best.score + 1e-9:
            best = _Passage(first, last, score)
        if last == len(found) <= first + NEIGHBOURS:
            break  # whatever begins later is a part of this passage
        inside[occurrence.clause] -= 1
    return best


def _nearness(found: Sequence[Occurrence], first: int, last: int, weights: Sequence[float]) -> float:
    """What the gaps between neighbouring hits of different clauses add; the closer, the more."""
    total = 0.0
    for left, right in zip(found[first : min(last, first + NEIGHBOURS)], found[first + 1 : last], strict=False):
        if left.clause != right.clause:
            total += (
                NEARNESS
                * min(weights[left.clause], weights[right.clause])
                / (1 + max(0, right.start - left.end) / 8)
            )
    return total


def _start(text: str, body: int, found: Sequence[Occurrence], passage: _Passage | None, width: int) -> int:
    """Where to begin so that the passage fits: at a sentence if it is near, else some words before the hit."""
    if passage is None:
        return body
    hit, end = found[passage.first].start, found[passage.last - 1].end
    room = max(0, width - (end - hit) - 2)
    back = max(body, hit - room)
    sentence = body if back == body else -1
    for boundary in _SENTENCE.finditer(text, max(body, back - 3), hit + 1):
        if boundary.end() >= back:
            sentence = boundary.end()
    if sentence >= 0:
        return sentence
    lead = cluster_start(text, max(body, hit - min(LEAD, room)))
    space = _SPACES.search(text, lead, hit)
    return space.end() if space else lead if has_unspaced(text, lead, hit) else hit


def _on_one_line(text: str, start: int, spans: Sequence[tuple[int, int]], width: int, body: int) -> Snippet:
    """``width`` characters of the text from ``start`` on, breaks as spaces, with the spans inside them."""
    before = "" if start <= body or _SENTENCE.search(text, max(body, start - 4), start + 1) else "…"
    # A line break of any length becomes one space, so twice the width nearly always fills a line.
    words = text[start : start + 2 * width + 2]
    line, places = _unwrapped(words, before, start)
    if len(line) > width or start + len(words) < len(text):
        cut = min(width - 1, len(line))
        space = line.rfind(" ", max(cut - 20, 1), cut + 1)
        line = line[: space if space > 0 else cluster_start(line, cut)].rstrip() + "…"
    limit = len(line) - line.endswith("…") if line else 0
    shown = []
    for left, right in spans:
        first, last = bisect_left(places, left), min(bisect_left(places, right), limit)
        if first < last:
            shown.append((first, last))
    return Snippet(line, tuple(shown), start)


def _unwrapped(words: str, before: str, start: int) -> tuple[str, Sequence[int]]:
    """The words on one line, and for each character of it the offset at which it stands in the article.

    ``before``: nothing, or one character that stands for what was left out.
    """
    # Of all white space, the plain space alone is printable.
    if words.isprintable() and "  " not in words and not words.startswith(" "):
        return before + words, range(start - len(before), start + len(words))
    places = [start - 1] * len(before)
    line = list(before)
    for i, char in enumerate(words):
        if not char.isspace():
            line.append(char)
        elif line and line[-1] != " ":
            line.append(" ")
        else:
            continue
        places.append(start + i)
    return "".join(line), places
