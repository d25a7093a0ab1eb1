"""One writer at a time: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from search.errors import LibraryLocked
from search.text import printable


class WriterLock:
    """An advisory lock on ``writer.lock`` in the library's folder; a context manager.

    It is held for a whole import, over many database transactions, and also guards the index and the
    entities. The kernel releases it when the process ends in any way, so a lock is never stale. Entering
    raises LibraryLocked when another process, or another thread of this one, is writing.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "writer.lock"
        self._file: int | None = None

    def __enter__(self) -> Self:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = printable(os.read(file, 20).decode("ascii", "replace").strip())
            os.close(file)
            who = f"process {holder}" if holder else "another process"
            raise LibraryLocked(
                f"The library is being written to by {who}.", "Try again when it has finished."
            ) from None
        except BaseException:
            os.close(file)
            raise
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode("ascii"), 0)
        self._file = file
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
