"""The outline of a long article: its headings, to jump to."""

from __future__ import annotations

from search import Article, BlockKind
from search.text import printable
from tui.actions import PANES, has_article
from tui.reader.feature import Feature, action
from tui.reader.state import Pane

DEEPEST = 6
"""Levels of headings that are indented."""


def outline(article: Article) -> tuple[tuple[int, int, str], ...]:
    """The headings of an article: where each stands in its text, its level from 1, and its words."""
    found = ((section.start, section.block) for section in article.sections() if section.block >= 0)
    headings = ((start, article.blocks[block]) for start, block in found)
    return tuple(
        (start, max(1, min(block.level or 1, DEEPEST)), " ".join(block.text.split()))
        for start, block in headings
        if block.kind is BlockKind.HEADING
    )


class Outline(Feature):
    """The headings as a choice."""

    @action(
        "outline",
        ("g o",),
        "the headings of the article, to jump to",
        "Read",
        reason=has_article,
        label="outline",
        waits=PANES,
        synonyms="contents headings sections chapters toc",
    )
    def show(self) -> None:
        """Choose a heading and go there."""
        from tui.screens.picker import Offer

        if (article := self.ports.article()) is None:
            return
        found = outline(article)
        if not found:
            self.ports.status.show_message("The article has no headings.")
            return
        least = min(level for _, level, _ in found)
        offers = [
            Offer(str(start), f"{'  ' * (level - least)}{printable(words)}") for start, level, words in found
        ]
        self.ports.screens.pick(offers, self._go, "Headings: ")

    def _go(self, start: str) -> None:
        self.ports.view.focus(Pane.ARTICLE)
        self.ports.panes.article.go_to(int(start))
