"""Articles like one or several others, and articles that are nearly the same text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from search.article.identity import estimated_containment
from search.index.analysis import analyze
from search.index.schema import K1, SECTION_WEIGHTS
from search.index.snapshot import Snapshot
from search.query.evaluate import evaluate
from search.query.kinds.articles import PkSet
from search.query.kinds.boolean import AllOf, AnyOf, NoneOf
from search.query.kinds.term import Term
from search.work.progress import Stop

MAX_TERMS = 25
"""Terms that an article is known by; more bring in what it only touches on."""
MAX_TEXT = 200_000
"""Characters of an article that are looked at: what it is about is said by then."""
COMMON = 0.5
"""Share of all articles from which on a term tells nothing of this one."""
SAME = 0.8
"""Share of the shorter text found in the longer from which on both are versions of one."""
EVIDENCE = 8
"""Shingles that two sketches must share for that: of a few words, anything may be a part. So texts of fewer
than eleven words are nobody's versions."""

Texts = Sequence[tuple[str, str]]
"""Title and body of each example."""


def key_terms(texts: Texts, snapshot: Snapshot, limit: int = MAX_TERMS) -> list[tuple[str, float]]:
    """The terms that tell these articles from all others, with weights of at most 1, heaviest first.

    Saturated frequency, words of a title counting as the index counts them, times inverse frequency.
    """
    weights: dict[str, float] = defaultdict(float)
    for title, body in texts:
        counts: dict[str, float] = defaultdict(float)
        for text, weight in ((title, SECTION_WEIGHTS["title"]), (body[:MAX_TEXT], SECTION_WEIGHTS["body"])):
            for token in analyze(text):
                if not token.stop and len(token.text) > 1:
                    counts[token.text] += weight
        for term, count in counts.items():
            weights[term] += count / (count + K1)
    scored = []
    for term, weight in weights.items():
        frequency = snapshot.document_frequency("text", term.encode())
        if 1 < frequency <= max(2, snapshot.live * COMMON):
            scored.append((term, weight * snapshot.inverse_frequency(frequency)))
    scored.sort(key=lambda pair: (-pair[1], pair[0]))
    top = scored[0][1] if scored else 1.0
    return [(term, weight / top) for term, weight in scored[:limit]]


def related(
    pk: int, texts: Texts, snapshot: Snapshot, *, limit: int = 10, stop: Stop | None = None
) -> list[tuple[int, float]]:
    """The articles most like one: pk and score, best first, itself left out. Raises Cancelled."""
    return likest(pk, key_terms(texts, snapshot), snapshot, limit=limit, stop=stop)


def likest(
    pk: int, terms: Sequence[tuple[str, float]], snapshot: Snapshot, *, limit: int, stop: Stop | None = None
) -> list[tuple[int, float]]:
    """The other articles that have most of these terms: pk and score, best first. Raises Cancelled."""
    if not terms:
        return []
    like = AnyOf(tuple(Term("text", term, weight) for term, weight in terms))
    others = AllOf((like, NoneOf(PkSet(np.array([pk], np.int64)))))
    found = evaluate(snapshot, others, limit=limit, stop=stop)
    return list(zip(found.pks.tolist(), found.scores.tolist(), strict=True))


def versions(sketches: Mapping[int, bytes], order: Iterable[int]) -> list[list[int]]:
    """Articles grouped with those that are nearly the same text; each group as ``order`` has it.

    ``sketches``: pk -> :func:`search.article.identity.shingle_sketch`. A group is known by its first
    article, and takes in what resembles that one, so that a chain of small changes does not lead from
    one text to another. Only articles that share enough shingles are compared.
    """
    groups: list[list[int]] = []
    first_with: dict[bytes, list[int]] = defaultdict(list)
    for pk in order:
        sketch = sketches.get(pk, b"")
        shingles = [sketch[at : at + 8] for at in range(0, len(sketch), 8)]
        shared = Counter(group for shingle in shingles for group in first_with.get(shingle, ()))
        for group, count in shared.most_common():
            if count >= EVIDENCE and estimated_containment(sketch, sketches[groups[group][0]]) >= SAME:
                groups[group].append(pk)
                break
        else:
            for shingle in shingles:
                first_with[shingle].append(len(groups))
            groups.append([pk])
    return groups
