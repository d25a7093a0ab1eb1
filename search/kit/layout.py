"""What a kit is made of: names of its files, and what is asked for when one is made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

WHEELS = "wheels"
LOCK = "requirements-all.txt"
"""In the checkout: what all extras need, with hashes."""
BUILD_LOCK = "requirements-build.txt"
"""In the checkout: what builds the wheel, with hashes."""
REQUIREMENTS = "requirements.txt"
BOM = "bom.cdx.json"
INSTALL = "install.sh"
GUIDE = "guide"
BUNDLE = "bundle"
CHECKSUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
NAMESPACE = "dossier-kit"
"""What a signature is for, as ``ssh-keygen -Y`` calls it: a signature made for anything else does not count."""


@dataclass(frozen=True, slots=True)
class KitRequest:
    """What a kit is to hold, and for which machine."""

    folder: Path
    """Where it is made; must be new or empty."""
    source: Path
    """The checkout of the project, whose wheel is built."""
    extras: tuple[str, ...] = ()
    python: str = ""
    """A version such as ``3.12``; the running one when empty."""
    platforms: tuple[str, ...] = ()
    """Tags of wheels such as ``manylinux_2_28_x86_64``; this machine's when empty."""
    bundle: Path | None = None
    """A bundle of articles that goes along."""
    key: Path | None = None
    """A private key for ``ssh-keygen -Y sign``."""
    locked: bool = True
    """Whether packages are those of the checkout's locks; else the newest that its ranges allow."""


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit that was made or checked."""

    folder: Path
    files: int
    wheels: int
    signed: bool
    """Whether a signature stands beside the checksums."""
