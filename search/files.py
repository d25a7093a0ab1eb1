"""Files in a folder that anybody may have prepared: opened without following links out of it, never blocking.

A library is handed from one person to another. A name in it may be a link to a file of whoever opens it, a pipe
that never answers, or a device; none of these is ever opened for what it points to.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from search.errors import LibraryDamaged
from search.text import printable

_PLAIN = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
PRIVATE = 0o600
"""Mode of files that hold what one person thinks."""
SHARED = 0o644
"""Mode of files of a library, before the umask."""


class NotOurs(LibraryDamaged):
    """A name in a library is no plain file or folder: a link, a pipe, a device."""


def _refused(path: Path, what: str) -> NotOurs:
    return NotOurs(
        f"{printable(str(path))} is {what}; nothing is read from it or written to it.",
        "Remove it, and do not trust whoever made this library.",
    )


def kind_of(path: Path) -> str:
    """``file``, ``folder``, what else a name is, or empty when there is nothing; links are not followed."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return ""
    kinds = {
        stat.S_IFREG: "file",
        stat.S_IFDIR: "folder",
        stat.S_IFLNK: "a link",
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
    }
    return kinds.get(stat.S_IFMT(mode), "a device")


def check_file(path: Path) -> bool:
    """Whether there is a plain file; False when there is nothing. Raises NotOurs for anything else."""
    kind = kind_of(path)
    if kind not in ("", "file"):
        raise _refused(path, "a folder" if kind == "folder" else kind)
    return kind == "file"


def has_other_names(path: Path) -> bool:
    """Whether a file is one with another elsewhere (a hard link): what is written to it is written there."""
    try:
        return path.lstat().st_nlink > 1
    except OSError:
        return False


def check_folder(path: Path) -> bool:
    """Whether there is a plain folder; False when there is nothing. Raises NotOurs for anything else."""
    kind = kind_of(path)
    if kind not in ("", "folder"):
        raise _refused(path, "a file" if kind == "file" else kind)
    return kind == "folder"


def open_file(path: Path, flags: int = os.O_RDONLY, mode: int = SHARED, *, within: bool = True) -> int:
    """A descriptor of a plain file, relative to its folder. ``within``: the folder must be no link itself.

    Raises FileNotFoundError, other OSErrors, and NotOurs for a link, a folder, a pipe or a device.
    """
    folder = os.open(
        path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | (os.O_NOFOLLOW if within else 0)
    )
    try:
        # O_TRUNC would empty a file before it is known to be a plain one with a single name.
        file = os.open(path.name, (flags | _PLAIN) & ~os.O_TRUNC, mode, dir_fd=folder)
    except OSError:
        check_file(path)  # says what is there instead, if that is the reason
        raise
    finally:
        os.close(folder)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise _refused(path, kind_of(path) or "no file")
        if flags & os.O_TRUNC:
            os.ftruncate(file, 0)
    except BaseException:
        os.close(file)
        raise
    return file


def read_file(path: Path, most: int, *, within: bool = True) -> bytes:
    """The bytes of a plain file of at most ``most`` bytes.

    Raises FileNotFoundError, other OSErrors, NotOurs, and ValueError for a larger file.
    """
    with os.fdopen(open_file(path, within=within), "rb") as file:
        if os.fstat(file.fileno()).st_size > most:
            raise ValueError(f"it has more than {most:,} bytes")
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(f"it has more than {most:,} bytes")
    return content


def clear(path: Path) -> None:
    """Remove what bears a name that is needed for a while; of a link, itself. Raises NotOurs for a folder."""
    if kind_of(path) == "folder":
        raise _refused(path, "a folder")
    path.unlink(missing_ok=True)


def replace_file(path: Path, content: bytes, mode: int = SHARED, *, within: bool = True) -> None:
    """Put a small file in the place of what is there, whole or not at all, also after a power cut.

    Raises OSError, NotOurs. What was there stays until the new content is on the disk.
    """
    temporary = path.with_name(f"{path.stem}.tmp")
    check_file(path)
    clear(temporary)
    file = open_file(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode, within=within)
    try:
        with os.fdopen(file, "wb") as writer:
            writer.write(content)
            writer.flush()
            os.fsync(writer.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
