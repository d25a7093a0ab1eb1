"""One writer at a time, in all processes."""

from __future__ import annotations

import fcntl
from pathlib import Path

from search.errors import LibraryLocked

LOCK = "write.lock"


class WriteLock:
    """The right to change the index: an advisory lock on a file, let go of when the process ends."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / LOCK).open("ab")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise LibraryLocked(
                "Another process is writing to the index.", "Try again when it has finished."
            ) from None

    def release(self) -> None:
        """Let others write."""
        self._file.close()
