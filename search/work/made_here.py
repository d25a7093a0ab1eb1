"""Which derived folders this process has filled from nothing.

What makes no sense in them is a fault of the program, which is not hidden; in any other folder it is the fault
of whoever, or whatever, wrote its files.
"""

from __future__ import annotations

from pathlib import Path

_FOLDERS: set[Path] = set()


def note(folder: Path) -> None:
    """A folder has been emptied, and is filled by this process."""
    _FOLDERS.add(folder.absolute())


def is_made_here(folder: Path) -> bool:
    """Whether all that is in a folder was written by this process."""
    return folder.absolute() in _FOLDERS
