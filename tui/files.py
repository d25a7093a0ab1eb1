"""Files that the reader writes: private ones, and what is said of those that could not be written."""

from __future__ import annotations

import os
from pathlib import Path

from search.errors import DossierError
from search.text import printable


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, all of it or nothing. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


class NotSaved(DossierError):
    """A file could not be written."""

    title = "Save"


def why(error: OSError) -> str:
    """What went wrong with a file, in words, without number and path."""
    return printable(error.strerror or str(error))


def shown(path: Path) -> str:
    """A path for people: safe, and from the home folder on."""
    text, home = str(path), str(Path.home())
    return printable(f"~{text[len(home) :]}" if text.startswith(f"{home}/") else text)
