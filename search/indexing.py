"""The index follows the store: how far it has got, what it lacks, and building it anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from search.article.dates import day_of
from search.article.model import Article
from search.errors import IndexUnusable
from search.index.catalog import Index
from search.index.manifest import Manifest
from search.progress import Report
from search.query.model import Stop
from search.store.store import State, Store
from search.ticking import Ticker, go_on

if TYPE_CHECKING:
    from search.index.document import IndexDocument

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
        wanted = self._store.state()
        index, seen = self._usable(wanted)
        if seen >= wanted.changed and index.manifest().articles == wanted.articles:
            return
        changed = self._store.changed_since(seen)
        ticker = Ticker(progress, "indexing", len(changed))
        writer = index.writer()
        try:
            for pk, article in self._store.articles(changed):
                go_on(stop)
                writer.add(document(pk, article))
                ticker.step()
        except BaseException:
            writer.abort()
            raise
        writer.commit({"library": wanted.library, "store": wanted.changed})
        ticker.flush()

    def drop(self, pks: Iterable[int]) -> None:
        """Take articles out that the store has deleted, which saves building the index anew.

        Call it with the store's lock held, on an index that had caught up before they were deleted.
        """
        wanted = self._store.state()
        writer = Index(self.folder).writer()
        for pk in pks:
            writer.delete(pk)
        writer.commit({"library": wanted.library, "store": wanted.changed})

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
        """Delete the index. Searches that are under way keep what they have mapped."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _complete(manifest: Manifest, wanted: State) -> bool:
    return manifest.marks.get("store", 0) == wanted.changed and manifest.articles == wanted.articles


def document(pk: int, article: Article) -> IndexDocument:
    """What the index is told of an article."""
    from search.index.document import IndexDocument

    texts = {
        "title": article.title,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "organisation": article.organisation,
        "dateline": " ".join(filter(None, (article.dateline, article.place))),
        "body": article.body,
    }
    keywords = {
        "category": (article.category,),
        "tag": article.tags,
        "org_name": (article.organisation,),
        "kind": (article.kind,),
        "number": (article.number,),
    }
    present = {name: tuple(filter(None, values)) for name, values in keywords.items()}
    return IndexDocument(pk, day_of(article.date), texts, {n: v for n, v in present.items() if v})
