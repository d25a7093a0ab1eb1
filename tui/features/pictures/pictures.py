"""Pictures by a key: those that the article brought along; none is ever fetched or shown by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search import Article, Library, Picture, pictures_of
from search.errors import DossierError
from tui.actions import PANES, has_article
from tui.reader.feature import Feature, action

if TYPE_CHECKING:
    from search import Stop


def pictures_in(library: Library, article: Article) -> tuple[Picture, ...]:
    """The pictures of the first rendition that has any. Runs in a thread."""
    for rendition in article.renditions:
        try:
            data = library.original(article.id, rendition.path)
        except DossierError:  # too large to be kept: another rendition may be there
            continue
        if found := pictures_of(data, rendition.path, rendition.format):
            return found
    return ()


class Pictures(Feature):
    """One key; how many there are is said before the first is drawn."""

    @action(
        "pictures",
        ("I",),
        "pictures in the article, one after another",
        "Read",
        reason=has_article,
        waits=PANES,
        synonyms="images photos illustrations",
    )
    def show(self) -> None:
        """Look for the pictures in a thread, then show the first."""
        article, library = self.ports.article(), self.ports.view.library
        if article is None:
            return

        def work(_: Stop) -> tuple[Picture, ...]:
            return pictures_in(library, article)

        self.ports.jobs.run("pictures", work, self._show)

    def _show(self, found: tuple[Picture, ...]) -> None:
        if not found:
            self.ports.status.show_message("The article brought no pictures along.")
            return
        from tui.features.pictures.pictures_page import PictureScreen

        many = f"{len(found)} picture{'' if len(found) == 1 else 's'}"
        self.ports.status.show_message(f"{many} in this article.")
        self.ports.screens.push(PictureScreen(found))
