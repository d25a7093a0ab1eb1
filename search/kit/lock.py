"""Locks: every package that an installation needs, each at one version with the hashes of its files.

``requirements-all.txt`` of a checkout has them for all extras, ``requirements-build.txt`` for what builds
the wheel, in the form of ``pip install --require-hashes``; ``python tests/locks.py`` writes them. A kit takes
of the first what its extras ask for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_ENTRY = re.compile(r"([A-Za-z0-9][\w.-]*)==([^\s;\\]+)\s*(?:;\s*([^\\\n]*[^\\\s]))?")
_NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?")
_PYTHON = re.compile(r"python_(?:full_)?version (<|>=) '(3\.\d+)(?:\.0)?'")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock."""

    name: str
    """Normalised: in lower case, with hyphens."""
    version: str
    marker: str
    """When it is wanted, as PEP 508 says it; empty for always."""
    hashes: tuple[str, ...]
    """Such as ``sha256:...``."""
    wanted_by: tuple[str, ...]
    """The packages that ask for it; the project itself is among them as ``dossier``."""

    def line(self, python: str = "") -> str:
        """As pip reads it; ``python``: the version to install for, when it is not the one that runs pip."""
        marker = _for_python(self.marker, python) if python else self.marker
        head = f"{self.name}=={self.version}{f' ; {marker}' if marker else ''}"
        return " ".join([head, *(f"--hash={one}" for one in self.hashes)]) + "\n"


def normal(name: str) -> str:
    """The name of a package as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read(text: str) -> tuple[Locked, ...]:
    """The packages of a lock, as uv writes it. Raises ValueError for what is none."""
    found: list[Locked] = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", f"\n{text}")[1:]:
        entry = _ENTRY.match(block)
        if entry is None:
            raise ValueError(block.partition("\n")[0][:100])
        hashes = tuple(re.findall(r"--hash=(sha256:[0-9a-f]{64})\b", block))
        remarks = re.findall(r"^ +# +(?:via +)?([A-Za-z0-9][\w.-]*)", block, re.MULTILINE)
        parents = tuple(normal(name) for name in remarks if name != "via")
        found.append(Locked(normal(entry[1]), entry[2], entry[3] or "", hashes, parents))
    return tuple(found)


def roots(project: str, extras: Iterable[str] = ()) -> set[str]:
    """What a project (the text of its ``pyproject.toml``) asks for by itself with these extras, by name.

    Raises ValueError for an extra that it does not have.
    """
    about: dict[str, Any] = tomllib.loads(project)["project"]
    optional: dict[str, list[str]] = about.get("optional-dependencies", {})
    waiting, seen, names = list(extras), set(), set[str]()
    wanted = list(about["dependencies"])
    while waiting:
        extra = waiting.pop()
        if extra not in optional:
            raise ValueError(extra)
        if extra not in seen:
            seen.add(extra)
            wanted += optional[extra]
            waiting += [more for one in optional[extra] for more in _own_extras(one, about["name"])]
    for one in wanted:
        if (match := _NAME.match(one)) and normal(match[1]) != about["name"]:
            names.add(normal(match[1]))
    return names


def _own_extras(requirement: str, project: str) -> list[str]:
    match = _NAME.match(requirement)
    if match is None or match[1] != project or not match[2]:
        return []
    return [one.strip() for one in match[2].split(",")]


def needed(locked: Iterable[Locked], wanted: set[str]) -> tuple[Locked, ...]:
    """These packages of a lock and all that they ask for. Raises ValueError for one that is missing."""
    every = tuple(locked)
    if missing := wanted - {one.name for one in every}:
        raise ValueError(min(missing))
    held = set(wanted)
    while more := {one.name for one in every if held & set(one.wanted_by)} - held:
        held |= more
    return tuple(one for one in every if one.name in held)


def _for_python(marker: str, python: str) -> str:
    """A marker, answered for another Python: pip asks the one that it runs on."""
    wanted = tuple(map(int, python.split(".")[:2]))

    def answer(match: re.Match[str]) -> str:
        limit = tuple(map(int, match[2].split(".")))
        holds = wanted < limit if match[1] == "<" else wanted >= limit
        return f"python_version {'>=' if holds else '<'} '3'"

    return _PYTHON.sub(answer, marker)
