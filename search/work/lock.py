"""One writer at a time: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from search.errors import LibraryLocked
from search.files import SHARED, open_file
from search.text import printable


class WriterLock:
    """An advisory lock on a file in a folder; a context manager, or :meth:`acquire` and :meth:`release`.

    That of a library is held for a whole import, over many database transactions, and also guards the index and
    the entities. The kernel releases it when the process ends in any way, so a lock is never stale. Acquiring
    it raises LibraryLocked when another process, or another thread of this one, is writing; and NotOurs when
    something else is in the place of the file.
    """

    NAME = "writer.lock"
    """The file that is locked, in the folder that is written to."""
    WHAT = "library"
    """What is being written to, in messages."""

    def __init__(self, folder: Path, *, within: bool = False) -> None:
        """``within``: the folder is part of a library, so it must be no link."""
        self._path = folder / self.NAME
        self._within = within
        self._file: int | None = None

    def acquire(self) -> Self:
        """Take the lock."""
        file = open_file(self._path, os.O_RDWR | os.O_CREAT, SHARED, within=self._within)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Who holds it is a hint for people; a file that has a second name elsewhere is left as it is.
            if os.fstat(file).st_nlink == 1:
                os.ftruncate(file, 0)
                os.pwrite(file, f"{os.getpid()}\n".encode("ascii"), 0)
        except BlockingIOError:
            holder = printable(os.pread(file, 20, 0).decode("ascii", "replace").strip())
            os.close(file)
            who = f"process {holder}" if holder.isdigit() else "another process"
            raise LibraryLocked(
                f"The {self.WHAT} is being written to by {who}.", "Try again when it has finished."
            ) from None
        except BaseException:
            os.close(file)
            raise
        self._file = file
        return self

    def release(self) -> None:
        """Let others write."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


class IndexLock(WriterLock):
    """The same for the folder of an index, which is written to on its own as well."""

    NAME = "write.lock"
    WHAT = "index"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, within=True)
