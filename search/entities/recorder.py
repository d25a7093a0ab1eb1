"""Writing entity counts: articles in, segments out, small segments merged into larger ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from search.entities.batch import NO_DAY, Batch, Named, named
from search.entities.manifest import (
    MANIFEST,
    CountsManifest,
    SegmentName,
    forget,
    leftovers,
    open_segment,
    read_manifest,
    write_manifest,
)
from search.entities.model import EntityKind, Mention
from search.work import made_here

KINDS = tuple(EntityKind)
_VALUES = tuple(kind.value for kind in EntityKind)
_FLUSH_PAIRS = 1_000_000
"""Pairs of article and entity held in memory at most: some 300 MB with names."""
_MERGE_RATIO = 3
"""A segment is merged with the one before it unless that has this many times its pairs."""


@dataclass(slots=True)
class EntityWriter:
    """Adds articles to the counts of a folder; one writer at a time. Nothing is visible before commit."""

    folder: Path
    _manifest: CountsManifest = field(default_factory=CountsManifest)
    _batch: Batch = field(default_factory=Batch)
    _hashes: Any = None
    """All entities' hashes in id order; loaded when first needed."""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if (self.folder / MANIFEST).exists():
            self._manifest = read_manifest(self.folder)

    @classmethod
    def fresh(cls, folder: Path) -> Self:
        """A writer that begins with nothing, whatever is in the folder."""
        forget(folder)
        made_here.note(folder)
        return cls(folder)

    def add(self, pk: int, mentions: Iterable[Mention], date: str = "") -> None:
        """Count an article's mentions; replaces what was counted for this pk. ``date``: ISO, may be partial."""
        self.add_named(pk, named(mentions), date)

    def add_named(self, pk: int, entities: Iterable[Named], date: str = "") -> None:
        """Count what :func:`named` made of an article's mentions, in another process perhaps."""
        from search.index.document import day_number

        self._batch.add(pk, entities, day_number(date) if date else NO_DAY)
        if self._batch.pairs >= _FLUSH_PAIRS:
            self._flush()

    def delete(self, pk: int) -> None:
        """Count nothing for this article any more."""
        self.add(pk, ())

    def commit(self, mark: int = 0) -> None:
        """Make everything added visible and safe."""
        self._flush()
        self._merge()
        self._manifest = CountsManifest(self._manifest.segments, self._manifest.next_segment, mark)
        write_manifest(self.folder, self._manifest)
        for path in leftovers(self.folder, self._manifest):
            path.unlink()

    def abort(self) -> None:
        """Forget what was added since the last commit."""
        self._batch, self._hashes = Batch(), None
        has = (self.folder / MANIFEST).exists()
        self._manifest = read_manifest(self.folder) if has else CountsManifest()

    def _flush(self) -> None:
        if not self._batch.rows:
            return
        import numpy as np

        from search.entities.dictionary import key_hash
        from search.entities.tables import batch_arrays

        batch, self._batch = self._batch, Batch()
        keys = list(batch.numbers)
        hashes = np.array([key_hash(EntityKind(kind), norm) for kind, norm in keys], dtype="<i8")
        ids, new = self._number(hashes)
        kinds = np.array([_VALUES.index(kind) for kind, _ in keys], dtype="|u1")
        arrays = batch_arrays(batch, ids)
        arrays |= {
            "new_hash": hashes[new],
            "new_kind": kinds[new],
            **_families([keys[i] for i in new.tolist()]),
        }
        self._append(arrays)

    def _number(self, hashes: Any) -> tuple[Any, Any]:
        """The library's ids of entities, and which of them are new; new ones get the next ids in order."""
        import numpy as np

        known = self._known()
        order = np.argsort(known, kind="stable")
        at = np.minimum(np.searchsorted(known, hashes, sorter=order), max(0, len(known) - 1))
        ids = order[at] if len(known) else np.zeros(len(hashes), dtype="<i8")
        found = known[ids] == hashes if len(known) else np.zeros(len(hashes), dtype=bool)
        new = np.flatnonzero(~found)
        ids = np.where(found, ids, 0)
        ids[new] = len(known) + np.arange(len(new))
        self._hashes = np.concatenate((known, hashes[new]))
        return ids, new

    def _known(self) -> Any:
        if self._hashes is None:
            import numpy as np

            parts = [self._open(segment).array("new_hash") for segment in self._manifest.segments]
            self._hashes = np.concatenate((np.zeros(0, dtype="<i8"), *parts))
        return self._hashes

    def _open(self, segment: SegmentName) -> Any:
        return open_segment(self.folder, segment)

    def _append(self, arrays: Mapping[str, Any]) -> None:
        name = self._write(arrays)
        self._manifest = CountsManifest(
            (*self._manifest.segments, name), self._manifest.next_segment + 1, self._manifest.mark
        )

    def _write(self, arrays: Mapping[str, Any]) -> SegmentName:
        from search.index.segment import write_segment

        path = self._free_path()
        written = write_segment(path, len(arrays["pks"]), arrays, {})
        return SegmentName(written.name, written.size, written.checksum, written.articles, len(arrays["ids"]))

    def _free_path(self) -> Path:
        """Where the next segment is written: a name that nothing has, whoever put it there."""
        while (path := self.folder / f"{self._manifest.next_segment:06d}.seg").exists():
            self._manifest = replace(self._manifest, next_segment=self._manifest.next_segment + 1)
        return path

    def _merge(self) -> None:
        """Keep sizes geometric, so that there are few segments and each pair is copied few times."""
        from search.entities.tables import merged

        while len(self._manifest.segments) > 1:
            *rest, older, newer = self._manifest.segments
            if older.pairs >= _MERGE_RATIO * newer.pairs and len(rest) < 6:
                return
            arrays = merged(self._open(older), self._open(newer))
            name = self._write(arrays)
            self._manifest = CountsManifest((*rest, name), self._manifest.next_segment + 1, self._manifest.mark)


def _families(keys: list[tuple[str, str]]) -> dict[str, Any]:
    """By what entities may be linked: ``new_plain``, ``new_family``, ``new_part``."""
    import numpy as np

    from search.entities.kinship import family, number
    from search.entities.org_norms import org_norm

    families = [family(EntityKind(kind), norm) for kind, norm in keys]
    return {
        "new_plain": np.array([number(org_norm(norm)) for _, norm in keys], dtype="<i8"),
        "new_family": np.array([one.number for one in families], dtype="<i8"),
        "new_part": np.array([one.part for one in families], dtype="|u1"),
    }
