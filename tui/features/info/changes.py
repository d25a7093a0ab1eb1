"""What is other in one text of an article than in another one, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from search import Article
from search.text import counted, printable
from tui.typeset import wrap

MOST_COMPARED = 2_000
"""Paragraphs of a text that are compared: the cost is their square at worst."""


def paragraphs(article: Article) -> list[str]:
    """The lines of a text, title first."""
    return [line for line in article.text.split("\n") if line.strip()][:MOST_COMPARED]


def changes(older: Article, newer: Article, width: int) -> Iterator[str]:
    """What an older text had, behind a minus, and what stands in its place, behind a plus."""
    before, after = paragraphs(older), paragraphs(newer)
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield f"  ({counted(b - a, 'paragraph')} alike)"
            continue
        for sign, lines in (("-", before[a:b]), ("+", after[c:d])):
            for line in lines:
                yield from _wrapped(line, sign, width)


def _wrapped(line: str, sign: str, width: int) -> Iterator[str]:
    lead, shown = f"{sign} ", printable(line)
    for start, end in wrap(shown, max(10, width - 2)):
        yield f"{lead}{shown[start:end]}"
        lead = "  "
