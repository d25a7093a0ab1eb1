"""Articles in a list: in which order they come, and what a row tells of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """In what order hits come. Ties are broken by newest date, then by who came first."""

    SCORE = "score"
    DATE = "date"
    """Newest first; undated last."""
    OLDEST = "oldest"
    """Oldest first; undated last."""
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of an article, on one line, with the stretches that the query matched."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    """(start, end) into :attr:`text`, ascending, without overlap."""
    offset: int = 0
    """Where the passage begins in the article's text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of an answer."""

    id: str
    source_key: str
    title: str
    date: str
    score: float = 0.0
    snippet: Snippet | None = None
    """None until asked for: snippets are made for visible rows only."""
    category: str = ""
    date_inferred: bool = False
    """Whether the program concluded the date: from an address, say, or a file's name."""
    versions: int = 1
    """How many near-identical articles this row stands for."""
    version_of: str = ""
    """In a grouped answer: the id of the row above under which this one stands as a version of it."""
    tier: int = 1
    """Part of the answer: 1, all that was asked; 2, some of its words; 3, near in meaning."""
    lacks: tuple[str, ...] = ()
    """In the second part: the words of the query, as they were typed, that the article does not have."""
