"""Where an article comes from, by a key."""

from __future__ import annotations

from tui.actions import PANES, has_article
from tui.reader.feature import Feature, action


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
