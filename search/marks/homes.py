"""Whose marks are whose: they go by the library's folder, and follow a library that was moved or copied.

Beside the marks on a library stands its identity, a random number that the library got when it was made and
that goes with its folder. Where a library is opened for the first time that has marks elsewhere, those are
taken in: what a person made is there too, and stays where it was.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from search import places
from search.errors import DossierError
from search.files import PRIVATE, read_file, replace_file

MOST_BYTES = 1 << 16
"""Of a note on where a library is: a path and a number."""
SUFFIX = ".library.json"


def digest_of(library: Path) -> str:
    """What files about the library in a folder are named by, apart from those of others."""
    return hashlib.sha256(str(library.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def path_for(library: Path) -> Path:
    """The file of the marks on the library in a folder."""
    return places.state() / "marks" / f"{digest_of(library)}.sqlite"


def former(library: Path, identity: str) -> Path | None:
    """The folder in which marks on this library were kept last; None when that is here, or nowhere.

    A copy takes in what was made on the other one when it is opened first; one that is moved back, what was
    made while it was away.
    """
    here = path_for(library).with_suffix(SUFFIX)
    mine = _time(here) if _read(here).get("library") == identity else 0
    others = ((_time(path), Path(said["folder"])) for path, said in _notes(identity) if path != here)
    found = [(time, folder) for time, folder in others if time > mine and not (mine and folder.exists())]
    return max(found)[1] if identity and found else None


def note(library: Path, identity: str, *, again: bool = False) -> None:
    """Write down that the marks in a folder are on this library, unless that is written, or ``again``.

    Where nothing can be written, it stays unknown.
    """
    path = path_for(library).with_suffix(SUFFIX)
    said = {"library": identity, "folder": os.fsdecode(library.resolve())}
    if not identity or (_read(path) == said and not again):
        return
    with suppress(OSError, DossierError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(path, json.dumps(said).encode(), PRIVATE)


def _notes(identity: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in (places.state() / "marks").glob(f"*{SUFFIX}"):
        if (said := _read(path)).get("library") == identity:
            yield path, said


def _time(path: Path) -> int:
    try:
        return path.stat(follow_symlinks=False).st_mtime_ns
    except OSError:
        return 0


def _read(path: Path) -> dict[str, Any]:
    """What a note says; nothing when it is none."""
    with suppress(OSError, DossierError, ValueError):
        said = json.loads(read_file(path, MOST_BYTES))
        if isinstance(said, dict) and all(isinstance(said.get(key), str) for key in ("library", "folder")):
            return said
    return {}
