"""The index follows the store: how far it has got, what it lacks, and building it anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from search.article import fields
from search.article.days import day_of
from search.article.model import Article
from search.errors import NONSENSE, IndexUnusable
from search.index.catalog import Index, forget
from search.index.manifest import Manifest
from search.store.store import State, Store
from search.work import made_here
from search.work.progress import Report, Stop
from search.work.ticker import Ticker, go_on

if TYPE_CHECKING:
    from search.index.document import IndexDocument

COMMIT_ARTICLES = 1 << 16
"""Articles after which a long catching-up is made visible, and no longer lost when it is cut short: those of
a full segment, ten seconds' work, so that nothing need be merged afterwards."""
READY, MISSING, STALE, DAMAGED = "ready", "missing", "stale", "damaged"


class Indexing:
    """Keeps the index in a folder in step with the store.

    The index notes with every commit which library it was made for and which generation of the store it
    has seen. So a crash between a commit of the store and one of the index is noticed at the next
    opening, and only what lies between is read again; reading an article twice replaces it.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self.folder = folder

    def state(self) -> str:
        """``ready``, ``missing``, ``stale`` or ``damaged: why``; reads one small file."""
        wanted = self._store.state()
        try:
            manifest = self._manifest()
        except IndexUnusable as error:
            if (self.folder / "manifest.json").exists():
                return f"{DAMAGED}: {error.sentence}"
            return MISSING if wanted.articles else READY
        if manifest.marks.get("library", wanted.library) != wanted.library:
            return f"{DAMAGED}: The index was made for another library."
        return READY if _complete(manifest, wanted) else STALE

    def catch_up(self, *, progress: Report | None = None, stop: Stop | None = None) -> None:
        """Index what the store has and the index lacks; build anew what cannot be used.

        Call it with the store's lock held. Raises Cancelled; what was committed stays.
        """
        try:
            self._follow(progress, stop)
        except NONSENSE:
            if made_here.is_made_here(self.folder):
                raise
            self.forget()  # what others wrote there makes no sense
            self._follow(progress, stop)

    def _follow(self, progress: Report | None, stop: Stop | None) -> None:
        wanted = self._store.state()
        index, seen = self._usable(wanted)
        if seen >= wanted.changed and index.manifest().articles == wanted.articles:
            return
        changes = self._store.changes_since(seen)
        ticker = Ticker(progress, "indexing", len(changes))
        for generation, pks in _portions(changes) or [(wanted.changed, [])]:
            with index.writer() as writer:
                for pk, article in self._store.articles(pks):
                    go_on(stop)
                    writer.add(document(pk, article))
                    ticker.step()
                writer.mark(library=wanted.library, store=generation)
        ticker.flush()

    def drop(self, pks: Iterable[int]) -> None:
        """Take articles out that the store has deleted, which saves building the index anew.

        Call it with the store's lock held, on an index that had caught up before they were deleted.
        """
        wanted = self._store.state()
        with Index(self.folder).writer() as writer:
            for pk in pks:
                writer.delete(pk)
            writer.mark(library=wanted.library, store=wanted.changed)

    def _usable(self, wanted: State) -> tuple[Index, int]:
        """The index, and the generation of the store that it has seen; a new one if it must be."""
        try:
            manifest = self._manifest()
        except IndexUnusable:
            return self._anew(), 0
        seen = manifest.marks.get("store", 0)
        ours = manifest.marks.get("library", wanted.library) == wanted.library
        # With nothing changed since, another count means that articles were removed or restored.
        if not ours or seen > wanted.changed or (seen == wanted.changed and not _complete(manifest, wanted)):
            return self._anew(), 0
        return Index(self.folder), seen

    def _manifest(self) -> Manifest:
        """The state of the index. Raises IndexUnusable, also when a segment lacks bytes."""
        manifest = Index(self.folder).manifest()
        for entry in manifest.segments:
            path = self.folder / entry.file.name
            size = path.stat().st_size if path.exists() else 0
            if size != entry.file.size:
                raise IndexUnusable(f"Index file {path.name} has {size} bytes instead of {entry.file.size}.")
        return manifest

    def _anew(self) -> Index:
        self.forget()
        return Index.create(self.folder)

    def forget(self) -> None:
        """Delete the index. Raises IndexUnusable when something else is in its place."""
        forget(self.folder)


def _portions(changes: Sequence[tuple[int, int]]) -> list[tuple[int, list[int]]]:
    """Pks of articles that are indexed together, each portion with the generation that it brings us to.

    ``changes``: (generation, pk), ascending. A generation is never parted, since a commit can only be
    marked with one that has been seen whole.
    """
    portions: list[tuple[int, list[int]]] = []
    for generation, group in groupby(changes, key=itemgetter(0)):
        pks = [pk for _, pk in group]
        if portions and len(portions[-1][1]) + len(pks) <= COMMIT_ARTICLES:
            _, gathered = portions.pop()
            gathered += pks
        else:
            gathered = pks
        portions.append((generation, gathered))
    return portions


def _complete(manifest: Manifest, wanted: State) -> bool:
    return manifest.marks.get("store", 0) == wanted.changed and manifest.articles == wanted.articles


def document(pk: int, article: Article) -> IndexDocument:
    """What the index is told of an article."""
    from search.index.document import IndexDocument
    from search.index.stemming import languages_of

    texts = {field.section_name: fields.words_of(article, field) for field in fields.worded()}
    keywords = {field.keyword: fields.values_of(article, field) for field in fields.FIELDS if field.keyword}
    values = {name: some for name, some in keywords.items() if some}
    return IndexDocument(pk, day_of(article.date), texts, values, languages_of(article))
