"""Signatures by ``ssh-keygen -Y``, where it is installed: the keys that people have already.

A signature says who sealed a bundle. Without a list of signers it says only that somebody did.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from search.bundle.bagit import SIGNATURE, SIGNED, BundleError
from search.files import check_file
from search.text import printable

NAMESPACE = "dossier-bundle"
"""What a signature is for, so that one made for something else is not taken for ours."""
PATIENCE = 60
"""Seconds for a person to type the passphrase of a key, or to touch a token."""


def available() -> bool:
    """Whether signatures can be made and checked here."""
    return shutil.which("ssh-keygen") is not None


def _run(words: Sequence[str], *, given: Path | None = None) -> tuple[bool, str]:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise BundleError(
            "There is no ssh-keygen here.", "Install OpenSSH to sign bundles and to check who did."
        )
    try:
        content = given.read_bytes() if given else b""
        done = subprocess.run(
            [program, *words], input=content, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BundleError("ssh-keygen did not answer.", "Try again; the key may want a passphrase.") from error
    said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().split("\n")[-1]
    return done.returncode == 0, printable(said, 200)


def sign(key: Path, file: Path) -> None:
    """Sign a file with a private key, or with a public one whose private half an agent has.

    Raises BundleError.
    """
    made, said = _run(["-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, str(file)])
    if not made or not file.with_name(SIGNATURE).is_file():
        raise BundleError(
            f"The bundle could not be signed ({said}).", "Name a key of ssh: --sign ~/.ssh/id_ed25519"
        )


def check(bag: Path, signers: Path | None, name: str = "") -> str:
    """Check the signature of a bag; says by whom, in words. ``signers``: a file of allowed signers of ssh.

    Raises BundleError when it is not of these bytes, or not of one of the signers.
    """
    check_file(bag / SIGNATURE)
    signature = str(bag / SIGNATURE)
    if signers is None:
        good, said = _run(["-Y", "check-novalidate", "-n", NAMESPACE, "-s", signature], given=bag / SIGNED)
        if not good:
            raise BundleError(f"The signature is not of this bundle ({said}).", "Ask for another copy.")
        return "signed, by a key that nobody vouches for here (name a file with --signers)"
    if not name:
        found, said = _run(["-Y", "find-principals", "-s", signature, "-f", str(signers)], given=bag / SIGNED)
        if not found:
            raise BundleError("None of the allowed signers has signed this bundle.", f"ssh-keygen says: {said}")
        name = said.split(",")[0]
    words = ["-Y", "verify", "-f", str(signers), "-I", name, "-n", NAMESPACE, "-s", signature]
    good, said = _run(words, given=bag / SIGNED)
    if not good:
        raise BundleError(
            f"The signature is not that of {printable(name, 100)} ({said}).", "Ask for another copy."
        )
    return f"signed by {printable(name, 100)}"
