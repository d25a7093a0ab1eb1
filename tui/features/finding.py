"""Finding words inside one article's text."""

from __future__ import annotations

import re
from itertools import islice

MATCHES = 10_000
"""More than anybody steps through."""

Spans = tuple[tuple[int, int], ...]


def find(text: str, wanted: str) -> Spans:
    """Where the words of ``wanted`` stand one after another: (start, end), ascending, without overlap.

    White space between them may be any, line breaks too, so that a phrase is found across wraps. Capitals
    count only when ``wanted`` has one.
    """
    words = wanted.split()
    if not words:
        return ()
    flags = re.NOFLAG if any(char.isupper() for char in wanted) else re.IGNORECASE
    pattern = re.compile(r"\s+".join(map(re.escape, words)), flags)
    return tuple((found.start(), found.end()) for found in islice(pattern.finditer(text), MATCHES))
