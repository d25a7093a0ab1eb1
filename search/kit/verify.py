"""Checking a kit: every file that is listed is there and as it was, and nothing else is there."""

from __future__ import annotations

import re
import stat
import subprocess
from pathlib import Path

from search.errors import KitError
from search.kit import layout
from search.kit.bom import sha256
from search.kit.layout import Kit
from search.text import printable

MAX_CHECKSUMS = 4 * 2**20
"""Bytes of the list of checksums: forty thousand files."""
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_AGAIN = "Do not install from it; have it made and brought anew."


def verify(folder: Path, signers: Path | None = None, identity: str = "") -> Kit:
    """Compare a kit with its checksums, and the checksums with their signature when ``signers`` is given.

    ``signers``: a file of allowed signers, as ssh-keygen has it; ``identity``: who must have signed. Raises
    KitError that names the first file at fault. Links and special files are never followed or opened.
    """
    listed = _listed(folder)
    found = set(_files(folder)) - {layout.CHECKSUMS, layout.SIGNATURE}
    for name in sorted(found ^ set(listed)):
        what = "is not listed" if name in found else "is missing"
        raise KitError(f"{printable(name, 200)} {what}.", _AGAIN)
    for name, digest in listed.items():
        if sha256(folder / name) != digest:
            raise KitError(f"{printable(name, 200)} is not as it was made.", _AGAIN)
    signed = (folder / layout.SIGNATURE).is_file()
    if signers is not None:
        _check_signature(folder, signers, identity)
    return Kit(folder, len(listed), sum(name.endswith(".whl") for name in listed), signed)


def _files(folder: Path) -> list[str]:
    names = []
    for path in folder.rglob("*"):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode):
            names.append(path.relative_to(folder).as_posix())
        elif not stat.S_ISDIR(mode):
            raise KitError(
                f"{printable(str(path.relative_to(folder)), 200)} is a link or no plain file.", _AGAIN
            )
    return names


def _listed(folder: Path) -> dict[str, str]:
    path = folder / layout.CHECKSUMS
    try:
        if path.is_symlink() or not path.is_file():
            raise KitError(f"{printable(str(folder), 200)} is no kit.", f"A kit has a file {layout.CHECKSUMS}.")
        with path.open("rb") as file:
            text = file.read(MAX_CHECKSUMS + 1).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KitError(f"{layout.CHECKSUMS} cannot be read.", _AGAIN) from error
    if len(text) > MAX_CHECKSUMS:
        raise KitError(f"{layout.CHECKSUMS} is longer than any kit's.", _AGAIN)
    listed: dict[str, str] = {}
    for line in text.splitlines():
        entry = _LINE.fullmatch(line)
        if entry is None or entry[2] in listed:
            raise KitError(f"{layout.CHECKSUMS} has a line that is none: {printable(line, 60)}", _AGAIN)
        listed[entry[2]] = entry[1]
    return listed


def _check_signature(folder: Path, signers: Path, identity: str) -> None:
    command = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-n",
        layout.NAMESPACE,
        "-f",
        str(signers.resolve()),
        "-I",
        identity,
    ]
    try:
        with (folder / layout.CHECKSUMS).open("rb") as signed:
            done = subprocess.run(
                [*command, "-s", layout.SIGNATURE], cwd=folder, stdin=signed, capture_output=True, check=False
            )
    except OSError as error:
        raise KitError(
            "The signature cannot be checked: ssh-keygen is not here.", "Install OpenSSH."
        ) from error
    if done.returncode:
        raise KitError("The signature is missing, or not by whom you named.", _AGAIN)
