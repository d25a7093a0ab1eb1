"""Making a kit: pip collects the wheels, the rest is written beside them, and all of it is summed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from search import places
from search.errors import KitError
from search.kit import layout, lock
from search.kit.bom import bill_of_materials, requirements, sha256
from search.kit.layout import Kit, KitRequest
from search.text import printable

INSTALL_SCRIPT = """#!/bin/sh
# Installs Dossier into a new virtual environment, from this folder alone: sh install.sh [FOLDER]
set -eu
kit=$(cd "$(dirname "$0")" && pwd)
target=${1:-dossier}
(cd "$kit" && sha256sum --quiet --check SHA256SUMS)
"${PYTHON:-python3}" -m venv "$target"
"$target/bin/pip" install --disable-pip-version-check --quiet --no-index --find-links "$kit/wheels" \\
    --require-hashes --requirement "$kit/requirements.txt"
echo "Dossier is installed. Start it with: $target/bin/dossier"
"""
_TOLD = 400
"""Characters of pip's last line that are shown."""


def make(request: KitRequest) -> Kit:
    """Make a kit. pip is run and fetches packages, from wherever it is set up to.

    The folder appears whole or not at all. Raises KitError when it is no checkout, its locks are
    stale, the folder is in use, or pip or ssh-keygen fails.
    """
    _check(request)
    folder = request.folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as temporary:
        work = Path(temporary) / "kit"
        wheels = _collect(request, work / layout.WHEELS)
        _write(request, work, wheels)
        names = checksum(work)
        if request.key is not None:
            _sign(work, request.key)
        if folder.is_dir():
            folder.rmdir()
        work.rename(folder)
    return Kit(folder, len(names), len(wheels), request.key is not None)


def _check(request: KitRequest) -> None:
    project = request.source / "pyproject.toml"
    try:
        name = tomllib.loads(project.read_text("utf-8")).get("project", {}).get("name")
    except (OSError, ValueError):
        name = None
    if name != "dossier":
        where = printable(str(request.source), 200)
        raise KitError(f"{where} is no checkout of Dossier.", "Name one with --source FOLDER.")
    if request.folder.exists() and (not request.folder.is_dir() or any(request.folder.iterdir())):
        raise KitError(f"{printable(str(request.folder), 200)} is in use.", "Name a new folder.")
    if request.bundle is not None and not request.bundle.exists():
        raise KitError(f"{printable(str(request.bundle), 200)} does not exist.", "Make a bundle first.")


def _collect(request: KitRequest, wheels: Path) -> list[Path]:
    """The project's wheel, and those of all that it needs on the machine in question."""
    wheels.mkdir(parents=True)
    own = _own(request, wheels)
    if request.locked:
        chosen = wheels.parent / "lock.txt"
        chosen.write_text(_locked(request), "utf-8")
        wanted = ["--require-hashes", "--requirement", str(chosen)]
    else:
        wanted = [f"{own}[{','.join(request.extras)}]" if request.extras else str(own)]
    foreign = [f"--python-version={request.python}"] if request.python else []
    foreign += [f"--platform={platform}" for platform in request.platforms]
    if foreign:
        _pip("download", "--only-binary=:all:", *foreign, "--dest", str(wheels), *wanted)
    else:
        _pip("wheel", "--wheel-dir", str(wheels), *wanted)
    if request.locked:
        chosen.unlink()
    return sorted(wheels.glob("*.whl"))


def _own(request: KitRequest, wheels: Path) -> Path:
    """The project's wheel, built by what its lock says."""
    source = str(request.source.resolve())
    if not request.locked:
        _pip("wheel", "--no-deps", "--wheel-dir", str(wheels), source)
    else:
        with tempfile.TemporaryDirectory() as builder:
            built_by = str(request.source / layout.BUILD_LOCK)
            _pip("install", "--quiet", "--target", builder, "--require-hashes", "--requirement", built_by)
            command = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), source]
            _pip(*command, path=builder)
    (own,) = wheels.glob("dossier-*.whl")
    return own


def _locked(request: KitRequest) -> str:
    """What the lock has for the extras that are wanted, as pip reads it."""
    again = "Write the locks anew with python tests/locks.py, or use --unlocked."
    try:
        locked = lock.read((request.source / layout.LOCK).read_text("utf-8"))
        wanted = lock.roots((request.source / "pyproject.toml").read_text("utf-8"), request.extras)
    except OSError as error:
        raise KitError(f"{layout.LOCK} cannot be read.", again) from error
    except ValueError as error:
        raise KitError(
            f"There is no extra or package {printable(str(error), 100)}.", "See pyproject.toml."
        ) from error
    try:
        return "".join(one.line(request.python) for one in lock.needed(locked, wanted))
    except ValueError as error:
        raise KitError(f"{layout.LOCK} is stale: it has no {printable(str(error), 100)}.", again) from error


def _pip(*arguments: str, path: str = "") -> None:
    """Run pip; ``path``: a folder of packages that it may use."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        env=os.environ | ({"PYTHONPATH": path} if path else {}),
        check=False,
    )
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [
            done.stderr.strip()
        ]
        said = printable(errors[-1].removeprefix("ERROR: "), _TOLD)
        raise KitError(
            f"pip could not collect the wheels: {said}", "See what it needs: python3 -m pip --version"
        )


def _write(request: KitRequest, work: Path, wheels: list[Path]) -> None:
    (work / layout.REQUIREMENTS).write_text(requirements(wheels), "utf-8")
    (work / layout.BOM).write_text(bill_of_materials(wheels), "utf-8")
    (work / layout.INSTALL).write_text(INSTALL_SCRIPT, "utf-8")
    (work / layout.INSTALL).chmod(0o755)
    guide = work / layout.GUIDE
    guide.mkdir()
    for article in places.bundled_articles():
        shutil.copyfile(article, guide / f"{article.stem}.txt")
    if request.bundle is not None:
        _copy(request.bundle, work / layout.BUNDLE)


def _copy(bundle: Path, to: Path) -> None:
    if any(path.is_symlink() for path in (bundle, *bundle.rglob("*"))):
        raise KitError(f"{printable(str(bundle), 200)} holds links.", "A bundle of dossier pack has none.")
    if bundle.is_dir():
        shutil.copytree(bundle, to)
    else:
        to.mkdir()
        shutil.copyfile(bundle, to / bundle.name)


def checksum(work: Path) -> list[str]:
    """Write the checksums of all files; their names, relative to the kit, ascending."""
    names = sorted(path.relative_to(work).as_posix() for path in work.rglob("*") if path.is_file())
    lines = [f"{sha256(work / name)}  {name}\n" for name in names]
    (work / layout.CHECKSUMS).write_text("".join(lines), "utf-8")
    return names


def _sign(work: Path, key: Path) -> None:
    command = ["ssh-keygen", "-Y", "sign", "-q", "-n", layout.NAMESPACE, "-f", str(key), layout.CHECKSUMS]
    try:
        done = subprocess.run(
            command,
            cwd=work,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except OSError as error:
        raise KitError("ssh-keygen is not installed here.", "Leave --sign out, or install OpenSSH.") from error
    if done.returncode:
        raise KitError(
            f"The kit could not be signed: {printable(done.stderr.strip(), _TOLD)}", "Check the key."
        )
