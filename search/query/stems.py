"""Terms that a pattern means though they do not look like it: ``investigat*`` means ``investig``.

The index holds stems, people write words. So a pattern is also held against the words before stemming,
and their stems are looked for beside the terms that fit by themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from fnmatch import translate

from search.index.analysis import fold, stem
from search.index.expansion import MIN_LITERALS, literals
from search.index.snapshot import Snapshot

MAX_STEMS = 64
"""Stems looked for beside a pattern, those of the most frequent words; each is a term of the query."""
LONGEST_SUFFIX = 8
"""Letters that stemming takes off at most; longer words keep their beginning."""


def stems_beginning(prefix: str, snapshot: Snapshot) -> list[str]:
    """Stems of words with this beginning that do not themselves have it."""
    start = fold(prefix)
    found: Counter[str] = Counter()
    for view in snapshot.views:
        for word, count in view.vocabulary.beginning(start):
            if len(word) <= len(start) + LONGEST_SUFFIX:
                term = stem(word)
                if not term.startswith(start):
                    found[term] += count
    return [term for term, _ in found.most_common(MAX_STEMS)]


def stems_like(pattern: str, snapshot: Snapshot) -> list[str]:
    """Stems of words of this pattern that are not themselves of it."""
    folded = fold(pattern)
    fits = re.compile(translate(folded)).match
    if literals(folded) < MIN_LITERALS:
        return []
    found: Counter[str] = Counter()
    for view in snapshot.views:
        stems = [stem(word) for word in view.vocabulary.like(folded)]
        found.update(term for term in stems if not fits(term))
    return [term for term, _ in found.most_common(MAX_STEMS)]
