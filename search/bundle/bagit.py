"""Bags: folders of files with manifests of checksums (BagIt, RFC 8493), written whole, read with distrust.

A bag is sealed: each byte is covered by SHA-256 and SHA-512, and nothing else is allowed. The same content
gives the same bytes: there is no date in it, and files stand in the order of their names.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from search.errors import DossierError
from search.files import kind_of, read_file, sync_folder
from search.text import printable

ALGORITHMS = ("sha256", "sha512")
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
SIGNED = "tagmanifest-sha512.txt"
"""The file that a signature is of: it covers the manifests, and these cover everything else."""
SIGNATURE = f"{SIGNED}.sig"
TAG_FILES = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")
MOST_FILES = 4_000_000
"""Files of a bag: as many originals as the largest libraries have."""
LARGEST_FILE = 256 * 2**20
"""Bytes of one file: we write 8 MiB at most but for originals, which the store limits."""
LARGEST_TAG = 2**30
"""Bytes of a manifest: a line for each of the files."""
DEEPEST = 4
_PAYLOAD = re.compile(r"data(?:/[a-z0-9][a-z0-9._-]{0,120}){1,3}\Z")
_LINES = {"sha256": re.compile(r"([0-9a-f]{64})  (\S+)\Z"), "sha512": re.compile(r"([0-9a-f]{128})  (\S+)\Z")}
_INFO = re.compile(r"([A-Za-z-]{1,60}): ([^\r\n]{0,200})\Z")


class BundleError(DossierError):
    """A bundle cannot be written, or is not to be believed; nothing of it was taken in."""

    title = "Bundle"


def _distrusted(path: Path, why: str) -> BundleError:
    return BundleError(f"{printable(str(path))}: {why}.", "Nothing was taken from it. Ask for another copy.")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file of a bag with its checksums."""

    size: int
    digests: tuple[str, str]
    """SHA-256 and SHA-512, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Bag:
    """A bag that was verified."""

    path: Path
    files: Mapping[str, Sealed]
    """By path inside the bag, which begins with ``data/``."""
    info: Mapping[str, str]
    signed: bool

    def read(self, name: str) -> bytes:
        """A file, checked once more as it is read. Raises BundleError when it has changed meanwhile."""
        content = read_file(self.path / name, LARGEST_FILE)
        if digests(content) != self.files[name].digests:
            raise _distrusted(self.path / name, "the file has changed while it was being read")
        return content


def digests(content: bytes) -> tuple[str, str]:
    """SHA-256 and SHA-512 of some bytes."""
    return hashlib.sha256(content).hexdigest(), hashlib.sha512(content).hexdigest()


# Writing


class BagWriter:
    """Writes a bag beside the place where it is to stand; :meth:`seal` puts it there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._building = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
        self.files: dict[str, Sealed] = {}
        self.size = 0
        self._building.mkdir(parents=True)

    def add(self, name: str, content: bytes) -> None:
        """Put a file into the bag; one that is there already must be the same. Raises OSError."""
        if name in self.files:
            return
        assert _PAYLOAD.match(name), name
        target = self._building / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self.files[name] = Sealed(len(content), digests(content))
        self.size += len(content)

    def seal(self, info: Mapping[str, str], sign: Callable[[Path], None] | None = None) -> None:
        """Write manifests, sign them, and let the bag appear under its name. Raises OSError, BundleError."""
        tags = {"bagit.txt": DECLARATION, "bag-info.txt": self._info(info)}
        for at, algorithm in enumerate(ALGORITHMS):
            lines = (f"{one.digests[at]}  {name}\n" for name, one in sorted(self.files.items()))
            tags[f"manifest-{algorithm}.txt"] = "".join(lines).encode()
        for at, algorithm in enumerate(ALGORITHMS):
            sealed = (f"{digests(tags[name])[at]}  {name}\n" for name in TAG_FILES)
            (self._building / f"tagmanifest-{algorithm}.txt").write_bytes("".join(sealed).encode())
        for name, content in tags.items():
            (self._building / name).write_bytes(content)
        (self._building / "data").mkdir(exist_ok=True)
        if sign is not None:
            sign(self._building / SIGNED)
        os.sync()  # one call for all of its files, before anybody is told that it is there
        self._building.rename(self.path)
        sync_folder(self.path.parent)

    def _info(self, info: Mapping[str, str]) -> bytes:
        known = {**info, "Payload-Oxum": f"{self.size}.{len(self.files)}"}
        return "".join(f"{name}: {' '.join(value.split())[:200]}\n" for name, value in known.items()).encode()

    def discard(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._building, ignore_errors=True)


# Reading


def verify(path: Path, step: Callable[[int], None] | None = None) -> Bag:
    """Check everything of a bag: what is there, what is said, and every byte. ``step`` is told bytes.

    Raises BundleError with the first thing that is wrong. Nothing is written, no link is followed.
    """
    if kind_of(path) != "folder":
        raise _distrusted(path, "it is no folder, so it is no bundle")
    sizes = dict(_walk(path))
    if "fetch.txt" in sizes:
        raise _distrusted(path, "it wants files to be fetched from elsewhere (fetch.txt), which is not done")
    tags = {name: size for name, size in sizes.items() if not name.startswith("data/")}
    seals = [f"tagmanifest-{algorithm}.txt" for algorithm in ALGORITHMS]
    for name in (*TAG_FILES, *seals):
        if name not in tags:
            raise _distrusted(path, f"it has no {name}")
    if strange := sorted(set(tags) - {*TAG_FILES, *seals, SIGNATURE}):
        raise _distrusted(path / strange[0], "no such file belongs into a bundle")
    contents = {name: _read(path / name) for name in (*TAG_FILES, *seals)}
    _check_tags(path, contents)
    info = _parse_info(path, contents["bag-info.txt"])
    payload = {name: size for name, size in sizes.items() if name.startswith("data/")}
    if info.get("Payload-Oxum") != f"{sum(payload.values())}.{len(payload)}":
        raise _distrusted(path, "it has more or less in it than it says (Payload-Oxum)")
    sums = [_manifest(path, f"manifest-{algorithm}.txt", contents, algorithm) for algorithm in ALGORITHMS]
    for said in sums:
        _same_names(path, said, payload)
    files = {}
    for name, size in payload.items():
        files[name] = Sealed(size, (sums[0][name], sums[1][name]))
        if _file_digests(path / name, size) != files[name].digests:
            raise _distrusted(path / name, "it does not fit its checksum")
        if step is not None:
            step(size)
    return Bag(path, files, info, SIGNATURE in tags)


def _check_tags(path: Path, contents: Mapping[str, bytes]) -> None:
    """Whether the manifests are as they were sealed."""
    if contents["bagit.txt"] != DECLARATION:
        raise _distrusted(path / "bagit.txt", "it is of another version of BagIt")
    for at, algorithm in enumerate(ALGORITHMS):
        said = _manifest(path, f"tagmanifest-{algorithm}.txt", contents, algorithm)
        if set(said) != set(TAG_FILES):
            raise _distrusted(path / f"tagmanifest-{algorithm}.txt", "it does not list the manifests")
        for name, digest in said.items():
            if digests(contents[name])[at] != digest:
                raise _distrusted(path / name, "it does not fit its checksum")


def _walk(root: Path) -> Iterator[tuple[str, int]]:
    """Path and size of every file, links refused; in the order of names."""
    found = 0
    waiting: list[tuple[str, int]] = [("", 0)]
    while waiting:
        inside, depth = waiting.pop()
        with os.scandir(root / inside) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                name = f"{inside}/{entry.name}" if inside else entry.name
                found += 1
                if found > MOST_FILES:
                    raise _distrusted(root, f"it has more than {MOST_FILES:,} files")
                if entry.is_symlink() or not (entry.is_dir() or entry.is_file(follow_symlinks=False)):
                    raise _distrusted(root / name, "it is a link or no plain file")
                if entry.is_dir(follow_symlinks=False):
                    if depth >= DEEPEST or (not inside and entry.name != "data"):
                        raise _distrusted(root / name, "no such folder belongs into a bundle")
                    waiting.append((name, depth + 1))
                    continue
                size = entry.stat(follow_symlinks=False).st_size
                if size > (LARGEST_FILE if inside else LARGEST_TAG):
                    raise _distrusted(root / name, "it is too large for a file of a bundle")
                yield name, size


def _read(path: Path) -> bytes:
    try:
        return read_file(path, LARGEST_TAG)
    except (OSError, ValueError) as error:
        raise _distrusted(path, f"it cannot be read ({error})") from error


def _manifest(path: Path, name: str, contents: Mapping[str, bytes], algorithm: str) -> dict[str, str]:
    """Path -> digest of a manifest, which has no line that is not exactly as we write it."""
    try:
        text = contents[name].decode("utf-8")
    except UnicodeDecodeError as error:
        raise _distrusted(path / name, "it is no text") from error
    said: dict[str, str] = {}
    if text and not text.endswith("\n"):
        raise _distrusted(path / name, "its last line is cut off")
    for line in text.split("\n")[:-1]:
        found = _LINES[algorithm].match(line)
        file = found[2] if found else ""
        allowed = _PAYLOAD.match(file) if name.startswith("manifest") else file in TAG_FILES
        if found is None or not allowed or file in said:
            raise _distrusted(path / name, f"it has a line that is not to be followed: {printable(line, 80)!r}")
        said[file] = found[1]
    return said


def _parse_info(path: Path, content: bytes) -> dict[str, str]:
    info: dict[str, str] = {}
    for line in content.decode("utf-8", "replace").split("\n")[:-1]:
        found = _INFO.match(line)
        if found is None or found[1] in info or printable(found[2]) != found[2]:
            raise _distrusted(path / "bag-info.txt", "it has a line that cannot be understood")
        info[found[1]] = found[2]
    return info


def _same_names(path: Path, said: Mapping[str, str], payload: Mapping[str, int]) -> None:
    if missing := sorted(set(said) - set(payload)):
        raise _distrusted(path / missing[0], "the manifest lists it and it is not there")
    if extra := sorted(set(payload) - set(said)):
        raise _distrusted(path / extra[0], "it is there and no manifest lists it")


def _file_digests(path: Path, size: int) -> tuple[str, str]:
    try:
        content = read_file(path, size)
    except (OSError, ValueError) as error:
        raise _distrusted(path, f"it cannot be read ({error})") from error
    return digests(content)


def group(bags: Sequence[Bag]) -> tuple[Bag, ...]:
    """The parts of one bundle in their order. Raises BundleError when one is missing, or one is of another."""
    first = bags[0]
    ids = {one.info.get("Bag-Group-Identifier", "") for one in bags}
    found = re.fullmatch(r"[0-9]{1,6} of ([0-9]{1,6})", first.info.get("Bag-Count", ""))
    if len(ids) > 1 or found is None:
        raise _distrusted(first.path, "these are not parts of one bundle")
    wanted = [f"{number} of {found[1]}" for number in range(1, int(found[1]) + 1)]
    by_count = {one.info.get("Bag-Count", ""): one for one in bags}
    if len(bags) != len(wanted) or sorted(by_count) != sorted(wanted):
        missing = next((one for one in wanted if one not in by_count), "one of them twice")
        raise BundleError(f"Of this bundle, part {missing} was not named.", "Name all of its parts.")
    return tuple(by_count[count] for count in wanted)
