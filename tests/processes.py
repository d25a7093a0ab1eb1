"""What a process and its children use, read from /proc."""

from __future__ import annotations

import re
from pathlib import Path


def tree(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = path.read_text("ascii").split()
        except OSError:  # it ended meanwhile
            continue
        for child in children:
            found += tree(int(child))
    return found


def cpu(pid: int) -> float:
    """Seconds of CPU of one process, summed over its threads; 0 where there is no /proc."""
    nanoseconds = 0
    for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            nanoseconds += int(path.read_text("ascii").split()[0])
        except OSError:  # the thread ended meanwhile
            continue
    return nanoseconds / 1e9


def memory(pid: int) -> float:
    """Resident megabytes of a process; 0 where there is no /proc."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0
