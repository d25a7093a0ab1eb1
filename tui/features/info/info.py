"""Where an article comes from, by a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.actions import PANES, READING, has_article
from tui.reader.feature import Feature, action

if TYPE_CHECKING:
    from search import Article


class Info(Feature):
    """The provenance of the article that is shown."""

    @action(
        "info",
        ("i",),
        "where the article comes from",
        "Read",
        reason=has_article,
        waits=PANES,
        synonyms="provenance source metadata details original",
    )
    def show(self) -> None:
        """A page about the article."""
        from tui.features.info.info_page import InfoScreen

        if (article := self.ports.article()) is not None:
            marks = self.ports.marks.of([article])
            self.ports.screens.push(InfoScreen(article, self.ports.view.library, marks[0] if marks else None))

    @action("older", ("g v",), "older texts of the article, and what changed", "Read", READING, has_article,
            label="older texts", waits=READING, synonyms="versions revisions changes diff")  # fmt: skip
    def show_older(self) -> None:
        """A page about the texts that the article had before it was read again."""
        if (article := self.ports.article()) is None:
            return
        library = self.ports.view.library

        def show(found: tuple[Article, ...]) -> None:
            from tui.features.info.older import OlderScreen

            if found:
                self.ports.screens.push(OlderScreen(article, found))
            else:
                self.ports.status.show_message("This article has had no other text.")

        self.ports.jobs.run("older", lambda _: library.revisions(article.id), show)
