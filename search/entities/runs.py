"""Runs of capitalised words, in which the rules look for names."""

from __future__ import annotations

from search.entities.lexicon import CAP, NUMBER, ORDINAL
from search.entities.scan import Scan

MAX_RUN = 14
"""Tokens of one run of capitals that are read as one name at most."""


def run_end(view: Scan, i: int) -> int:
    """Behind the run of capitalised words (and ``&`` and numbers of units between them) from token ``i``."""
    start, n = i, len(view.words)
    while i < n and i - start < MAX_RUN:
        bits = view.bits[i]
        joins = view.words[i] == "&" or bits & (ORDINAL | NUMBER)
        if not bits & CAP and not (joins and i + 1 < n and view.bits[i + 1] & CAP):
            break
        if i > start and view.gap(i - 1):
            break
        i += 1
    return max(i, start + 1)


def last_with(view: Scan, i: int, behind: int, bit: int) -> int:
    """The last token of the run that has ``bit``; -1 without one."""
    return next((k for k in range(behind - 1, i, -1) if view.bits[k] & bit), -1)
