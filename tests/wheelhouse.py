"""Wheels of what is installed here, so that tests can install without a network."""

from __future__ import annotations

import re
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement


def needed(names: list[str]) -> dict[str, Distribution]:
    """The installed distributions of these names and of all that they require."""
    found: dict[str, Distribution] = {}
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        wanted = waiting.pop()
        if wanted in seen:
            continue
        seen.add(wanted)
        requirement = Requirement(wanted)
        key = re.sub(r"[-_.]+", "-", requirement.name).lower()
        found[key] = distribution(requirement.name)
        for text in found[key].requires or ():
            other = Requirement(text)
            if other.marker is None or any(
                other.marker.evaluate({"extra": extra}) for extra in ("", *requirement.extras)
            ):
                waiting.append(f"{other.name}[{','.join(other.extras)}]" if other.extras else other.name)
    return found


def rebuild(installed: Distribution, folder: Path) -> Path:
    """The wheel of an installed distribution: its files, and a list of them without checksums."""
    wheel_file = installed.read_text("WHEEL") or ""
    tags = re.findall(r"^Tag: *(\S+)", wheel_file, re.MULTILINE)
    tag = next(tag for tag in tags if not tag.startswith("py2-"))
    stem = f"{re.sub(r'[-_.]+', '_', installed.metadata['Name'])}-{installed.version}"
    path = folder / f"{stem}-{tag}.whl"
    skipped = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
    record = ""
    with zipfile.ZipFile(path, "w") as wheel:
        for file in installed.files or ():
            name = file.as_posix()
            if name.startswith("../") or name.endswith(".pyc"):
                continue
            if ".dist-info/" in name and Path(name).name in skipped:
                record = record or f"{name.split('/')[0]}/RECORD"
                continue
            wheel.write(str(installed.locate_file(file)), name)
        names = wheel.namelist()
        wheel.writestr(record, "".join(f'"{name}",,\n' for name in [*names, record]))
    return path
