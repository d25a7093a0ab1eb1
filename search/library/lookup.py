"""One article by the name that it is asked for under: its texts, older and present, and its original bytes."""

from __future__ import annotations

from search.article.model import Article
from search.errors import ArticleMissing
from search.store.store import Store
from search.text import printable


class Lookup:
    """Finds articles in a store by id, a unique prefix of an id, or source key. All raise ArticleMissing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def pk(self, name: str) -> int:
        """The store's number of an article."""
        shown = printable(name, 60)
        named = name.isascii() or name.encode("utf-8", "replace").decode() == name  # bytes that are no text
        found = self._store.find(name) if named else ()
        if len(found) == 1:
            return found[0]
        if found:
            raise ArticleMissing(f"More than one id begins with {shown!r}.", "Give more of its characters.")
        raise ArticleMissing(f"No article has the id {shown!r}.", "Find it with: dossier search WORDS")

    def article(self, name: str) -> Article:
        """The whole article."""
        article = self._store.article(self.pk(name))
        if article is None:
            raise ArticleMissing("The article has been removed.", "Look at the list again.")
        return article

    def revisions(self, name: str) -> tuple[Article, ...]:
        """The older texts of an article, oldest first."""
        return self._store.revisions(self.pk(name))

    def original(self, name: str, path: str = "") -> bytes:
        """The bytes that an article was read from: at ``path``, else those of its first rendition."""
        pk = self.pk(name)
        paths = (path,) if path else tuple(r.path for r in self.article(name).renditions)
        for one in paths:
            found = self._store.original(pk, one)
            if found is not None:
                return found
        where = printable(", ".join(paths), 200)
        raise ArticleMissing("The original of this article was not kept.", f"It was read from {where}.")
