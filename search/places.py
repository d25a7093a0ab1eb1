"""Where libraries, settings and state live (XDG), and what comes with the program."""

from __future__ import annotations

import getpass
import hashlib
import os
from importlib.resources import files
from pathlib import Path

import platformdirs

APPLICATION = "dossier"
VARIABLE = "DOSSIER_LIBRARY"
"""Environment variable that names the library to use when none is given."""


def data() -> Path:
    """The folder for libraries."""
    return Path(platformdirs.user_data_dir(APPLICATION, appauthor=False))


def library() -> Path:
    """The library that is used when none is named: ``$DOSSIER_LIBRARY``, or one in the data folder."""
    named = os.environ.get(VARIABLE, "")
    return Path(named).expanduser() if named else data() / "library"


def bundled_library() -> Path:
    """The library of the bundled collection, apart from the user's own."""
    return data() / "guide"


def who() -> str:
    """What the system calls the person at the keyboard; empty when it does not say."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a user without an entry, as in containers
        return ""
    return name if name.isprintable() and len(name) <= 100 else ""


def settings() -> Path:
    """The folder for settings, themes and site profiles."""
    return Path(platformdirs.user_config_dir(APPLICATION, appauthor=False))


def state() -> Path:
    """The folder for what is remembered between sessions."""
    return Path(platformdirs.user_state_dir(APPLICATION, appauthor=False))


def cache() -> Path:
    """The folder for what can be made again."""
    return Path(platformdirs.user_cache_dir(APPLICATION, appauthor=False))


def bundled_articles() -> tuple[Path, ...]:
    """The files of the bundled collection, in the order of names."""
    found = (Path(str(entry)) for entry in files("seeds").iterdir() if entry.is_file())
    return tuple(sorted(path for path in found if path.suffix in (".txt", ".md")))


def bundled_mark() -> str:
    """A digest of the bundled collection: another one means that its library must be rebuilt."""
    digest = hashlib.sha256()
    for path in bundled_articles():
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
