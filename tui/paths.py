"""Ways to go on with a path that is being typed."""

from __future__ import annotations

import os
from pathlib import Path

from search import Completion
from search.text import printable

MOST = 200
"""Names that are offered: nobody goes round more."""


def expanded(typed: str) -> Path:
    """The path that somebody means: ``~`` is the home folder."""
    path = Path(typed.strip())
    try:
        return path.expanduser()
    except RuntimeError:  # the home of somebody unknown
        return path


def completions(typed: str) -> tuple[Completion, ...]:
    """Files and folders that begin like this, folders first and with a slash; hidden ones when asked for.

    A folder that cannot be read offers nothing.
    """
    head, slash, begun = typed.lstrip().rpartition("/")
    folder = expanded(head + slash) if slash else Path()
    try:
        with os.scandir(folder) as entries:
            found = [
                (not entry.is_dir(), entry.name)
                for entry in entries
                if entry.name.startswith(begun) and (begun.startswith(".") or not entry.name.startswith("."))
            ]
    except OSError:
        return ()
    names = [name if is_file else f"{name}/" for is_file, name in sorted(found)[:MOST]]
    return tuple(Completion(head + slash + name, printable(name), "path") for name in names)
