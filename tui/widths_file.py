"""What terminals said of the widths of signs, remembered by the terminal's name."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from search import places
from search.errors import NONSENSE
from tui.files import write_private

TERMINALS = 32
"""Terminals that are remembered, those met last."""


def terminal_name(environ: Mapping[str, str] | None = None) -> str:
    """What tells terminals that draw signs alike from others, as far as the environment does."""
    environ = os.environ if environ is None else environ
    names = ("TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "VTE_VERSION", "LC_ALL", "LC_CTYPE", "LANG")
    return " ".join([*(environ.get(name, "") for name in names), "tmux" if environ.get("TMUX") else ""]).strip()


def path() -> Path:
    """The file of all terminals."""
    return places.state() / "reader" / "widths.json"


def load(file: Path, name: str) -> dict[str, int]:
    """What the terminal of this name said; nothing when it was never met or the file cannot be read."""
    try:
        known = json.loads(file.read_text("utf-8"))[name]
        return {str(kind): int(columns) for kind, columns in known.items()}
    except (OSError, *NONSENSE):
        return {}  # it is asked again


def save(file: Path, name: str, measured: Mapping[str, int]) -> None:
    """Remember what a terminal said. Raises OSError."""
    try:
        known = json.loads(file.read_text("utf-8"))
    except (OSError, *NONSENSE):
        known = {}
    known = {key: value for key, value in known.items() if key != name} if isinstance(known, dict) else {}
    known[name] = dict(measured)
    write_private(file, json.dumps(dict(list(known.items())[-TERMINALS:]), ensure_ascii=False))
