"""The bill of materials of a kit: each wheel with its version, licence and checksum, as CycloneDX 1.6 JSON."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from search.errors import KitError

MAX_METADATA = 4 * 2**20
"""Bytes of a wheel's metadata that are read; the largest known are a hundredth of it."""


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def metadata(wheel: Path) -> Message[str, str]:
    """The core metadata of a wheel. Raises KitError for what is none."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
            with archive.open(name) as file:
                text = file.read(MAX_METADATA).decode("utf-8", "replace")
    except (OSError, zipfile.BadZipFile, StopIteration) as error:
        raise KitError(f"{wheel.name} is no wheel.", "Make the kit again.") from error
    return HeaderParser().parsestr(text)


def component(wheel: Path) -> dict[str, Any]:
    """One wheel as a component."""
    about = metadata(wheel)
    name, version = about["Name"], about["Version"]
    licence = about.get("License-Expression") or (about.get("License") or "").split("\n")[0][:100]
    purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "hashes": [{"alg": "SHA-256", "content": sha256(wheel)}],
        "licenses": [{"license": {"name": licence}}] if licence else [],
    }


def bill_of_materials(wheels: Iterable[Path]) -> str:
    """The bill for these wheels, the same bytes for the same wheels: it has neither time nor serial number."""
    components = [component(wheel) for wheel in sorted(wheels)]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def requirements(wheels: Iterable[Path]) -> str:
    """Every wheel pinned to its version and its hash, as ``pip install --require-hashes`` wants it."""
    lines = []
    for wheel in sorted(wheels):
        about = metadata(wheel)
        lines.append(f"{about['Name']}=={about['Version']} --hash=sha256:{sha256(wheel)}\n")
    return "".join(lines)
