"""What a bundle brings beside its articles, kept until it is taken in: a kill between the two loses nothing.

The articles come in one transaction of the store; decisions and notes go to files of their own behind it. So
they are written down before it is committed, with its number, and whoever next uses the marks takes in what a
process that was killed did not. Were the articles never committed, what came with them is dropped, too.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from search.entities.replay import Conflict
from search.errors import LibraryLocked, LibraryReadOnly
from search.files import PRIVATE, read_file, replace_file
from search.library.curation import Curation
from search.marks.marks import Marks
from search.store.store import Store
from search.work import journal


@dataclass(frozen=True, slots=True)
class Beside:
    """What comes with the articles of a bundle."""

    decisions: Sequence[str] = ()
    """Lines of ``Curation.export_decisions``."""
    notes: Sequence[str] = ()
    """Lines of ``dossier marks export``."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What of it was new."""

    notes: int = 0
    conflicts: Sequence[Conflict] = field(default=())


def place(marks: Marks) -> Path | None:
    """Where it is kept; None for marks that last as long as the program."""
    return marks.path.with_suffix(".unpacking.json") if marks.path is not None else None


def keep(store: Store, marks: Marks, beside: Beside, generation: int) -> None:
    """Write it down; ``generation``: of the transaction of the articles, which is not committed yet."""
    path = place(marks)
    if path is None:
        return
    content = {
        "library": store.state().library,
        "generation": generation,
        "decisions": list(beside.decisions),
        "notes": list(beside.notes),
    }
    text = json.dumps(content)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    replace_file(path, json.dumps([zlib.crc32(text.encode()), text]).encode(), PRIVATE)


def take_in(curation: Curation, marks: Marks, beside: Beside) -> Finished:
    """Take in decisions and notes; both are known again, so that nothing comes twice. Raises DossierError."""
    conflicts = curation.take_in(beside.decisions) if beside.decisions else ()
    done = Finished(marks.take_in(beside.notes), conflicts)
    drop(marks)
    return done


def drop(marks: Marks) -> None:
    """It is taken in, or was for nothing."""
    if (path := place(marks)) is not None:
        path.unlink(missing_ok=True)


def finish(store: Store, curation: Curation, marks: Marks) -> None:
    """Take in what a process that was killed has left, if it has left something. Raises DossierError."""
    path = place(marks)
    if path is None or not path.exists():
        return
    with suppress(LibraryLocked, LibraryReadOnly), store.lock():  # whoever holds it may be about to do so
        beside = _read(path, store)
        if beside is None:
            drop(marks)
        else:
            take_in(curation, marks, beside)


def _read(path: Path, store: Store) -> Beside | None:
    """What was written down; None when its articles were never committed, or it is damaged."""
    try:
        checksum, text = json.loads(read_file(path, 2 * journal.MOST))
        if zlib.crc32(text.encode()) != checksum:
            return None
        content = json.loads(text)
        committed = content["library"] == store.state().library and content["generation"] <= store.generation()
        return Beside(content["decisions"], content["notes"]) if committed else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
