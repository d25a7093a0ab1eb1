"""The notebook: passages, notes on entities, dossiers and saved searches, in text files that only ever grow.

One file holds what is personal, in the folder for state; another, in the library's folder, the dossiers that
are shared with everybody who may write there. A change is on the disk before it is told as made. Many readers
may have the same files open: each reads what the others added before it writes.
"""

from __future__ import annotations

import fcntl
import os
import stat
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from search.errors import DossierError, MarksError
from search.files import PRIVATE, open_file
from search.marks.book import Book
from search.marks.record import Record, RecordKind, parse
from search.text import printable
from search.work import journal

SHARED = 0o664
"""Mode of the file of shared dossiers, before the umask; its folder decides who may write."""


_UNTOLD = (RecordKind.CURRENT, RecordKind.LOOKED)
"""Kinds that a person does not see as things."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a thing is to be from now on; ``fields`` None takes it away."""

    kind: RecordKind
    key: str
    fields: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class NotebookChange:
    """What one command did to the notebook: undone and done again as one."""

    name: str
    before: tuple[Draft, ...]
    after: tuple[Draft, ...]

    @property
    def edits(self) -> tuple[Draft, ...]:
        """What was changed; empty when nothing was."""
        return self.after

    @property
    def extent(self) -> str:
        """What was changed, in words: ``a passage``, ``3 items``; empty for nothing."""
        kinds = [edit.kind for edit in self.after if edit.kind not in _UNTOLD]
        word = kinds[0].value.replace("-", " ") if len(set(kinds)) == 1 else "thing"
        if not kinds:
            return ""
        several = f"{len(kinds):,} {'searches' if word == 'search' else f'{word}s'}"
        return several if len(kinds) > 1 else f"{'an' if word[0] in 'aei' else 'a'} {word}"

    @property
    def inverse(self) -> NotebookChange:
        """The change that takes this one back."""
        return NotebookChange(self.name, self.after, self.before)


def new_key(kind: RecordKind) -> str:
    """A key that nothing else has, in whatever notebook: 64 random bits."""
    return f"{kind.value}-{token_hex(8)}"


class Notebook:
    """Records of one or two files, usable from several threads. Methods raise MarksError for unusable files."""

    def __init__(self, path: Path | None = None, shared: Path | None = None, *, who: str = "") -> None:
        """``path``: what is personal; None keeps it in memory. ``shared``: the library's shared dossiers."""
        self._path, self._shared, self._who = path, shared, who
        self._guard = threading.RLock()
        self._book = Book()
        self._in_shared: set[str] = set()
        self._seen: dict[Path, tuple[int, int, int]] = {}
        self._changes = 0
        self.damaged: tuple[str, ...] = ()
        """What of the files could not be believed, as sentences; everything else of them was read."""

    @property
    def book(self) -> Book:
        """The newest state of both files."""
        with self._guard:
            self._refresh()
            return self._book

    def version(self) -> int:
        """Another number after every change, by whomever."""
        with self._guard:
            self._refresh()
            return self._changes

    def is_shared(self, key: str) -> bool:
        """Whether a thing stands in the library's shared file."""
        return key in self._in_shared

    # Changing

    def do(self, name: str, drafts: Sequence[Draft]) -> NotebookChange:
        """Make things so. Returns what was changed, which may be nothing."""
        with self._guard, self._locked():
            self._refresh()
            wanted = [one for one in drafts if self._differs(one)]
            before = tuple(self._as_it_is(one) for one in wanted)
            if wanted:
                self._write([self._record(one) for one in wanted])
            return NotebookChange(name, before, tuple(wanted))

    def add(self, records: Sequence[Record]) -> int:
        """Take in records of another notebook as they are; returns how many were new."""
        with self._guard, self._locked():
            self._refresh()
            new = [one for one in records if one.revision not in self._revisions(one.key)]
            self._write(list({one.revision: one for one in new}.values()))
            return len({one.revision for one in new})

    def share(self, keys: Sequence[str]) -> None:
        """Put things with all that was written of them into the library's shared file too."""
        with self._guard, self._locked():
            self._refresh()
            if self._shared is None:
                raise MarksError(
                    "This library has no place for shared dossiers.", "Name a library in a folder."
                )
            records = [one for key in keys if key not in self._in_shared for one in self._book.history(key)]
            self._append(self._shared, records, SHARED)
            self._in_shared.update(keys)
            self._changes += 1

    def _revisions(self, key: str) -> set[str]:
        return {one.revision for one in self._book.history(key)}

    def _differs(self, draft: Draft) -> bool:
        current = self._book.current(draft.key)
        if draft.fields is None:
            return current is not None
        return current is None or current.fields != draft.fields or len(self._book.heads(draft.key)) > 1

    def _as_it_is(self, draft: Draft) -> Draft:
        current = self._book.current(draft.key)
        return Draft(draft.kind, draft.key, dict(current.fields) if current else None)

    def _record(self, draft: Draft) -> Record:
        now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        tips = self._book.tips(draft.key)
        gone = draft.fields is None
        record = Record(draft.kind, draft.key, dict(draft.fields or {}), tips, now, self._who, gone)
        try:
            return parse(record.as_dict())  # what could not be read again must not be written
        except ValueError as error:
            raise MarksError(f"This cannot be kept: {error}.", "Shorten it.") from error

    def _write(self, records: Sequence[Record]) -> None:
        """Put records into the files that they belong to, on the disk before this returns."""
        shared = [one for one in records if self._belongs_to_all(one)]
        personal = [one for one in records if one not in shared or one.kind is RecordKind.PASSAGE]
        if shared and self._shared is not None:
            self._append(self._shared, shared, SHARED)
            self._in_shared.update(one.key for one in shared)
        if personal and self._path is not None:
            self._append(self._path, personal, PRIVATE)
        self._book.add(records)
        self._changes += 1
        for path in self._paths():
            self._seen[path] = _stamp(path)

    def _belongs_to_all(self, record: Record) -> bool:
        if self._shared is None:
            return False
        return record.key in self._in_shared or record.fields.get("dossier", "") in self._in_shared

    def _append(self, path: Path, records: Sequence[Record], mode: int) -> None:
        try:
            fresh = not path.exists()
            journal.append(path, [one.as_dict() for one in records], mode=mode)
            if fresh and mode == SHARED:
                _as_its_folder(path)
        except (DossierError, OSError, ValueError) as error:
            raise _unusable(path, error) from error

    # The files

    def _paths(self) -> tuple[Path, ...]:
        return tuple(path for path in (self._path, self._shared) if path is not None)

    def _refresh(self) -> None:
        """Read what has been added to the files since they were read last."""
        for path in self._paths():
            stamp = _stamp(path)
            if self._seen.get(path, (0, 0, 0)) == stamp:
                continue
            try:
                content = journal.read(path)
            except (DossierError, OSError) as error:
                raise _unusable(path, error) from error
            self._take(path, content)
            self._seen[path] = stamp

    def _take(self, path: Path, content: journal.Content) -> None:
        records: list[Record] = []
        told = [f"Line {one.line} of {printable(str(path))}: {one.why}." for one in content.damaged]
        for entry in content.entries:
            try:
                records.append(parse(entry.record))
            except ValueError as error:
                told.append(f"Line {entry.line} of {printable(str(path))}: {error}.")
        if path == self._shared:
            self._in_shared.update(one.key for one in records)
        others = tuple(one for one in self.damaged if printable(str(path)) not in one)
        self.damaged = (*others, *told)
        self._changes += self._book.add(records) > 0

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Alone among the writers of the personal file, and of the shared one where it can be written to."""
        files: list[int] = []
        try:
            for path in self._paths():
                file = self._lock(path)
                files += [] if file is None else [file]
            yield
        finally:
            for file in files:
                os.close(file)

    def _lock(self, path: Path) -> int | None:
        """A lock on a file's neighbour, held while it is open; None where nothing can be written."""
        try:
            if path == self._path:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            elif not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
            mode = PRIVATE if path == self._path else SHARED
            file = open_file(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, mode)
            if mode == SHARED:
                _as_its_folder(path.with_suffix(".lock"))
        except (OSError, DossierError) as error:
            if (
                path == self._shared
            ):  # read-only media, or somebody else's: then nothing is written there either
                return None
            raise _unusable(path, error) from error
        fcntl.flock(file, fcntl.LOCK_EX)
        return file


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        state = path.stat(follow_symlinks=False)
    except OSError:
        return 0, 0, 0
    return state.st_size, state.st_mtime_ns, state.st_ino


def _as_its_folder(path: Path) -> None:
    """Let whoever may write in the folder write to the file, whatever the umask."""
    with suppress(OSError):
        if path.parent.stat().st_mode & stat.S_IWGRP:
            path.chmod(SHARED)


def _unusable(path: Path, error: Exception) -> MarksError:
    reason = error.sentence if isinstance(error, DossierError) else getattr(error, "strerror", "") or str(error)
    return MarksError(
        f"The notes in {printable(str(path))} cannot be used ({printable(str(reason))}).",
        "Reading and searching go on without them.",
    )
