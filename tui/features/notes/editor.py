"""A note in the editor that the user has chosen: ``$VISUAL``, else ``$EDITOR``, else ``vi``."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from search import places
from search.errors import DossierError
from search.text import printable
from tui.files import NotSaved, shown, why, write_private

Lend = Callable[[Callable[[], None], Callable[[], None]], bool]
"""Gives the terminal away while the first is done, then does the second; False where it cannot."""


def command(environ: Mapping[str, str]) -> list[str]:
    """The editor's command, its arguments included. Raises NotSaved when it cannot be understood."""
    wanted = environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip() or "vi"
    with suppress(ValueError):
        return shlex.split(wanted)
    raise NotSaved(f"$EDITOR cannot be understood: {printable(wanted, 80)}.", "Write it as in a shell.")


def draft_path() -> Path:
    """Where the text stands while the editor has it: with what else is private, not in a folder for all."""
    return places.state() / f"note-{os.getpid()}.md"


def edit(
    text: str, lend: Lend, done: Callable[[str], object], failed: Callable[[DossierError], object]
) -> None:
    """Have a text edited; ``done`` is given what the editor left, ``failed`` why there is nothing.

    What was written is then in the file that is named, unless the editor never ran.
    """
    path, faults = draft_path(), list[DossierError]()

    def run() -> None:
        try:
            code = subprocess.run([*words, str(path)], check=False).returncode
            if code:
                said = f"{printable(words[0])} ended with code {code}: the note is as it was."
                faults.append(NotSaved(said, f"What was written is in {shown(path)}."))
        except OSError as error:
            path.unlink(missing_ok=True)
            faults.append(NotSaved(f"{printable(words[0])} cannot be run: {why(error)}.", "Set $EDITOR."))

    def then() -> None:
        try:
            written = "" if faults else _taken(path)
        except NotSaved as error:
            faults.append(error)
        if faults:
            failed(faults[0])
        else:
            done(written)

    try:
        words = command(os.environ)
        _put(path, text)
    except NotSaved as error:
        failed(error)
        return
    if not lend(run, then):
        path.unlink(missing_ok=True)
        failed(NotSaved("This terminal cannot be given to an editor.", "Write the note here."))


def _put(path: Path, text: str) -> None:
    try:
        write_private(path, f"{text}\n" if text else "")
    except OSError as error:
        raise NotSaved(f"{shown(path)} cannot be written: {why(error)}.") from error


def _taken(path: Path) -> str:
    """What the editor left; the file goes. Raises NotSaved, and the file stays."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = f"What was written cannot be read: {printable(str(error))}."
        raise NotSaved(said, f"It is in {shown(path)}.") from error
    path.unlink(missing_ok=True)
    return text
