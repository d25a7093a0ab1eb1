"""``check --repair``: what is derived is made again, damaged articles are read again where they came from."""

from __future__ import annotations

import tempfile
from pathlib import Path

from search.errors import DossierError
from search.intake.model import Ready, SourceFile
from search.intake.pool import Pool
from search.library.derived import Derived
from search.library.importing import as_path
from search.store.admission import Arrival
from search.store.parcel import Parcel
from search.store.repair import Place
from search.store.store import Store
from search.text import counted
from search.work.clock import now
from search.work.progress import Report, Stop


def repair(
    store: Store, derived: Derived, *, progress: Report | None = None, stop: Stop | None = None
) -> tuple[str, ...]:
    """A sentence for everything that was mended. Call it with the store's lock held. Raises Cancelled."""
    told = store.mend()
    mended = _articles(store)
    if mended:
        told.append(f"Read again from their originals or files: {counted(mended, 'article')}.")
    if _index_is_unsound(derived):
        derived.indexing.forget()
        told.append("The index was made anew.")
    derived.indexing.catch_up(progress=progress, stop=stop)
    if not derived.tagging.ready():
        derived.tagging.forget()
        told.append("The entities were counted anew.")
    derived.tagging.tag(progress=progress, stop=stop)
    return tuple(told)


def _index_is_unsound(derived: Derived) -> bool:
    from search.index.catalog import Index

    try:
        if (derived.indexing.folder / "manifest.json").exists():
            Index(derived.indexing.folder).verify()
    except DossierError:
        return True
    return False


def _articles(store: Store) -> int:
    """Read damaged articles again: from the originals that are kept, else from their files."""
    places = store.damaged_articles()
    mended: set[int] = set()
    with Pool(1) as pool, tempfile.TemporaryDirectory() as folder:
        for place in places:
            if place.pk in mended:
                continue
            parcel = _kept(store, place, pool, Path(folder)) or _from_file(place, pool)
            if parcel is not None:
                with store.batch(now()) as batch:
                    batch.admit(Arrival(parcel, place.source, place.member))
                mended.add(place.pk)
    return len(mended)


def _kept(store: Store, place: Place, pool: Pool, folder: Path) -> Parcel | None:
    """The article as its original gives it; None when that is not kept, or damaged as well."""
    try:
        original = store.original(place.pk, place.path + place.member)
    except DossierError:
        return None
    if original is None:
        return None
    file = folder / (Path(place.path).name.encode("ascii", "ignore").decode()[-80:] or "original")
    file.write_bytes(original)
    found = _parsed(file, pool)
    return found[0] if len(found) == 1 else None


def _from_file(place: Place, pool: Pool) -> Parcel | None:
    """The article as its file gives it, when that is still there."""
    path = as_path(place.path)
    if not path.is_file():
        return None
    prefix = place.path
    for parcel in _parsed(path, pool):
        if parcel.head.renditions[0].path.removeprefix(prefix) == place.member:
            return parcel
    return None


def _parsed(path: Path, pool: Pool) -> list[Parcel]:
    status = path.stat()
    source = SourceFile(path, status.st_size, status.st_mtime_ns)
    return [item.parcel for result in pool.parse([source]) for item in result.items if isinstance(item, Ready)]
