"""The older texts of an article: each with what is other in the text of today."""

from __future__ import annotations

from collections.abc import Sequence

from search import Article
from search.text import counted, printable
from tui.features.info.changes import changes
from tui.screens.page import PageScreen, Styled


class OlderScreen(PageScreen):
    """The page behind ``g v``: the newest of the older texts first."""

    def __init__(self, article: Article, older: Sequence[Article]) -> None:
        super().__init__()
        self._texts = (*older, article)

    def page_lines(self) -> Sequence[Styled]:
        """Each older text beside the one that followed it."""
        width = self.text_width
        now = self._texts[-1]
        lines: list[Styled] = [(printable(now.title), "heading")]
        for older, newer in zip(reversed(self._texts[:-1]), reversed(self._texts[1:]), strict=True):
            became = "today" if newer is now else f"in text {newer.revision}"
            about = (
                f"Text {older.revision}, {older.date or 'undated'}, {counted(len(older.body.split()), 'word')}"
            )
            lines += [("", "text"), (f"{about}: what is other {became}", "heading")]
            lines += ((line, "text") for line in changes(older, newer, width))
        return lines
