"""The manifest: which files make up the index now. Plain JSON, replaced atomically; imports nothing heavy."""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from search.errors import NONSENSE, IndexUnusable
from search.files import NotOurs, read_file, replace_file
from search.index.analysis import ANALYSIS_VERSION

FORMAT_VERSION = 1
SCHEMA_VERSION = 6
"""Raised whenever fields, weights or the meaning of an array change: an older index is rebuilt."""
NAME = "manifest.json"
SUFFIXES = (".segment", ".deleted", ".tmp")
"""Of the files of an index; whatever else lies in its folder is left alone."""
MOST = 16 * 2**20
"""Bytes of a manifest; that of a million articles has some kilobytes."""
MOST_SEGMENTS = 10_000
_FILE = re.compile(r"[\w-]+(?:\.\w+)*\.(?:segment|deleted)\Z")
REMEDY = "It is rebuilt from the articles themselves."


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """A segment as it was written."""

    name: str
    size: int
    """Bytes."""
    checksum: int
    """CRC-32 of the header, which holds the checksums of the arrays."""
    articles: int


@dataclass(frozen=True, slots=True)
class DeletionFile:
    """The deleted articles of a segment: a bit each, the first article in the lowest bit of the first byte."""

    name: str
    checksum: int
    """CRC-32 of the whole file."""
    count: int


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment and what has been deleted from it since."""

    file: SegmentFile
    deletions: DeletionFile | None = None

    @property
    def live(self) -> int:
        """Articles that are not deleted."""
        return self.file.articles - (self.deletions.count if self.deletions else 0)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A state of the index; every commit makes a new one."""

    generation: int = 0
    """Counts commits."""
    segments: tuple[SegmentEntry, ...] = ()
    marks: Mapping[str, int] = field(default_factory=dict)
    """Numbers that whoever fills the index wants kept with a commit, such as how far it has got."""
    pivots: Mapping[str, float] = field(default_factory=dict)
    """Text field -> the length that counts as typical in every impact of every segment."""
    next_segment: int = 0
    """The number of the next segment file: names are never used twice."""

    @property
    def articles(self) -> int:
        """Articles that can be found."""
        return sum(entry.live for entry in self.segments)

    def files(self) -> set[str]:
        """The names of all files that this state needs, the manifest itself included."""
        names = {NAME}
        for entry in self.segments:
            names.add(entry.file.name)
            if entry.deletions:
                names.add(entry.deletions.name)
        return names

    def advanced(self, **changes: Any) -> Manifest:
        """The next generation with some fields changed."""
        return replace(self, generation=self.generation + 1, **changes)


def _canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make this state the current one: written aside, synced, renamed. The files it names must be there."""
    content = {
        "format": FORMAT_VERSION,
        "schema": SCHEMA_VERSION,
        "analysis": ANALYSIS_VERSION,
        **asdict(manifest),
    }
    content["checksum"] = zlib.crc32(_canonical(content))
    write_synced(folder / NAME, json.dumps(content, indent=1).encode())


def write_synced(path: Path, content: bytes) -> None:
    """Replace a small file atomically, so that it survives a power cut whole, old or new."""
    replace_file(path, content)


def read_manifest(folder: Path) -> Manifest:
    """The current state. Raises IndexUnusable when there is none, or none that this version can trust."""
    try:
        content = json.loads(read_file(folder / NAME, MOST))
    except FileNotFoundError:
        raise IndexUnusable("There is no index yet.", REMEDY) from None
    except (OSError, ValueError, RecursionError, NotOurs) as error:
        raise IndexUnusable(f"Index file {NAME} cannot be read ({error}).", REMEDY) from None
    if not isinstance(content, dict):
        raise IndexUnusable(f"Index file {NAME} is not a manifest.", REMEDY)
    versions = (content.get("format"), content.get("schema"), content.get("analysis"))
    if versions != (FORMAT_VERSION, SCHEMA_VERSION, ANALYSIS_VERSION):
        raise IndexUnusable(f"Index file {NAME} is of another version.", REMEDY)
    if content.pop("checksum", None) != zlib.crc32(_canonical(content)):
        raise IndexUnusable(f"Index file {NAME} is damaged.", REMEDY)
    try:
        manifest = _manifest(content)
        sound = _adds_up(manifest)
    except NONSENSE:
        sound = False
    if not sound:
        raise IndexUnusable(f"Index file {NAME} makes no sense.", REMEDY)
    return manifest


def _is_sound(entry: SegmentEntry) -> bool:
    """Whether an entry names files of ours in the index's own folder, and sizes that can be."""
    names = [entry.file.name, *([entry.deletions.name] if entry.deletions else [])]
    numbers = [entry.file.size, entry.file.checksum, entry.file.articles]
    numbers += [entry.deletions.checksum, entry.deletions.count] if entry.deletions else []
    return all(map(_FILE.match, names)) and all(map(_is_count, numbers))


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**48


def _adds_up(manifest: Manifest) -> bool:
    """Whether all in it is of its type, and can be."""
    marks, pivots = manifest.marks, manifest.pivots
    counts = (manifest.generation, manifest.next_segment, len(marks), len(pivots))
    lengths = all(isinstance(length, int | float) and 0 < length < math.inf for length in pivots.values())
    known = all(type(mark) is int for mark in marks.values())
    segments = len(manifest.segments) <= MOST_SEGMENTS and all(map(_is_sound, manifest.segments))
    return segments and known and lengths and all(map(_is_count, counts))


def _manifest(content: dict[str, Any]) -> Manifest:
    """Content that its checksum vouches for."""
    segments = tuple(
        SegmentEntry(
            SegmentFile(**entry["file"]),
            DeletionFile(**entry["deletions"]) if entry["deletions"] else None,
        )
        for entry in content["segments"]
    )
    return Manifest(
        content["generation"], segments, content["marks"], content["pivots"], content["next_segment"]
    )


def tidy(folder: Path) -> None:
    """Remove files that the current state does not need. Call it with the writer's lock held.

    Snapshots that are open keep what they have mapped; one that is being opened tries again.
    """
    needed = read_manifest(folder).files()
    for path in folder.iterdir():
        if path.name not in needed and path.suffix in SUFFIXES and not path.is_dir():
            path.unlink(missing_ok=True)
