"""Files that people ask for: written whole or not at all, and never over another one unasked."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

from search.errors import DossierError
from search.text import printable


class FileThere(DossierError):
    """There is a file of this name already."""

    title = "Export"


def written(path: Path, write: Callable[[IO[bytes]], None], *, force: bool = False) -> bool:
    """Write a file, or standard output for ``-``; returns whether it was a file. Raises OSError, FileThere.

    What is cut short leaves nothing behind, and what was there stays until the new one is whole.
    """
    if path == Path("-"):
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return False
    put(path, write, remedy="Name another file, or say --force.", force=force)
    return True


def put(
    path: Path,
    write: Callable[[IO[bytes]], object],
    *,
    remedy: str = "Choose another name.",
    force: bool = False,
) -> None:
    """Write a file. Raises OSError, FileThere."""
    if os.path.lexists(path) and not force:
        raise FileThere(f"{printable(str(path))} is there already.", remedy)
    temporary = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        with temporary.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
