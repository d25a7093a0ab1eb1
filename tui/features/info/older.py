"""The older texts of an article: each with what is other in the text of today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from search import Article
from search.text import counted, printable
from tui.screens.page import PageScreen, Styled
from tui.typeset import wrap

MOST_COMPARED = 2_000
"""Paragraphs of a text that are compared: the cost is their square at worst."""


def paragraphs(article: Article) -> list[str]:
    """The lines of a text, title first."""
    return [line for line in article.text.split("\n") if line.strip()][:MOST_COMPARED]


def changes(older: Article, newer: Article, width: int) -> Iterator[Styled]:
    """What an older text had, behind a minus, and what stands in its place, behind a plus."""
    before, after = paragraphs(older), paragraphs(newer)
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield f"  ({counted(b - a, 'paragraph')} alike)", "text"
            continue
        for sign, lines in (("-", before[a:b]), ("+", after[c:d])):
            for line in lines:
                yield from _wrapped(line, sign, width)


def _wrapped(line: str, sign: str, width: int) -> Iterator[Styled]:
    lead, shown = f"{sign} ", printable(line)
    for start, end in wrap(shown, max(10, width - 2)):
        yield f"{lead}{shown[start:end]}", "text"
        lead = "  "


class OlderScreen(PageScreen):
    """The page behind ``g v``: the newest of the older texts first."""

    def __init__(self, article: Article, older: Sequence[Article], text_width: int) -> None:
        super().__init__()
        self._texts = (*older, article)
        self._text_width = text_width

    def page_lines(self) -> Sequence[Styled]:
        """Each older text beside the one that followed it."""
        width = max(20, min(self._text_width, self.app.size.width - 2))
        now = self._texts[-1]
        lines: list[Styled] = [(printable(now.title), "heading")]
        for older, newer in zip(reversed(self._texts[:-1]), reversed(self._texts[1:]), strict=True):
            became = "today" if newer is now else f"in text {newer.revision}"
            about = (
                f"Text {older.revision}, {older.date or 'undated'}, {counted(len(older.body.split()), 'word')}"
            )
            lines += [("", "text"), (f"{about}: what is other {became}", "heading")]
            lines += changes(older, newer, width)
        return lines
