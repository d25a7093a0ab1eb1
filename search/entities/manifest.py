"""Which files make up the entity counts; whatever else lies in their folder is left alone.

Every byte of a file is compared with its checksum before anything in it is believed, once in each process.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from search.errors import NONSENSE, IndexUnusable
from search.files import NotOurs, read_file

FORMAT = 4
"""Raised when the meaning of an array or of a norm changes: older counts are built again."""
MANIFEST = "manifest.json"
REMEDY = "They are counted anew from the articles."
MAX_MANIFEST = 1 << 20
"""Bytes: a manifest has two kilobytes at most."""
_SEGMENT = re.compile(r"\d{6,}\.seg\Z")
_OURS = re.compile(r"\d{6,}\.(?:seg|tmp)\Z|manifest\.(?:json|tmp)\Z")


@dataclass(frozen=True, slots=True)
class SegmentName:
    """A segment file as the manifest names it."""

    name: str
    size: int
    checksum: int
    articles: int
    pairs: int


@dataclass(frozen=True, slots=True)
class CountsManifest:
    """Which segments make up the counts now."""

    segments: tuple[SegmentName, ...] = ()
    next_segment: int = 0
    mark: int = 0
    """How far the store has been counted, in the library's own terms."""


def read_manifest(folder: Path) -> CountsManifest:
    """The current state. Raises IndexUnusable when there is none, or none that can be trusted."""
    path = folder / MANIFEST
    try:
        content = json.loads(read_file(path, MAX_MANIFEST))
        stated = content.pop("checksum")
        if content["format"] != FORMAT or stated != _checksum(content):
            raise ValueError("damaged, or of another version")
        segments = tuple(SegmentName(**entry) for entry in content["segments"])
        if not all(_SEGMENT.match(segment.name) for segment in segments):
            raise ValueError("names a file of another kind")
        return CountsManifest(segments, int(content["next_segment"]), int(content["mark"]))
    except FileNotFoundError:
        raise IndexUnusable("Entities have not been counted yet.", REMEDY) from None
    except (NotOurs, OSError, *NONSENSE) as error:
        raise IndexUnusable(f"Entity counts: {MANIFEST} cannot be read ({_reason(error)}).", REMEDY) from None


def _reason(error: Exception) -> str:
    return (error.strerror or "unreadable") if isinstance(error, OSError) else str(error)


def _checksum(content: Mapping[str, Any]) -> int:
    return zlib.crc32(json.dumps(content, sort_keys=True).encode())


def write_manifest(folder: Path, manifest: CountsManifest) -> None:
    """Make this state the current one, atomically."""
    from search.index.manifest import write_synced

    content = {"format": FORMAT, **json.loads(json.dumps(asdict(manifest)))}
    write_synced(folder / MANIFEST, json.dumps({**content, "checksum": _checksum(content)}).encode())


def open_segment(folder: Path, segment: SegmentName, sound: Mapping[SegmentName, Any] | None = None) -> Any:
    """Map a segment and compare all of it with its checksums: 0.3 s for each gigabyte.

    ``sound``: segments that this process has open and has compared. Raises IndexUnusable when the file is
    missing or not what the manifest says.
    """
    from search.index.manifest import SegmentFile
    from search.index.segment import Segment

    if sound and segment in sound:
        return sound[segment]
    path = folder / segment.name
    expected = SegmentFile(segment.name, segment.size, segment.checksum, segment.articles)
    try:
        if path.exists() and not path.is_file():
            raise IndexUnusable(f"Entity counts: {segment.name} is not a file.", REMEDY)
        found = Segment(path, expected)
        found.verify()
    except FileNotFoundError:
        raise IndexUnusable(f"Entity counts lack the file {segment.name}.", REMEDY) from None
    except OSError as error:
        raise IndexUnusable(
            f"Entity counts: {segment.name} cannot be read ({_reason(error)}).", REMEDY
        ) from None
    except IndexUnusable as error:
        raise IndexUnusable(error.sentence.replace("Index file", "Entity counts:"), REMEDY) from None
    return found


def leftovers(folder: Path, manifest: CountsManifest) -> list[Path]:
    """Files of ours in the folder that this state does not need."""
    needed = {MANIFEST, *(segment.name for segment in manifest.segments)}
    return [p for p in folder.iterdir() if p.name not in needed and _OURS.match(p.name) and not p.is_dir()]


def forget(folder: Path) -> None:
    """Delete the counts; files of others stay. Raises IndexUnusable when something is in the way of them."""
    if folder.is_symlink() or folder.exists():
        if not folder.is_dir():
            raise IndexUnusable(f"{folder.name} in the library is not a folder.", "Move it to another place.")
        for path in folder.iterdir():
            if _OURS.match(path.name) and not path.is_dir():
                path.unlink()
    if (folder / MANIFEST).exists():
        raise IndexUnusable(f"{folder.name}/{MANIFEST} is a folder.", "Move it to another place.")
