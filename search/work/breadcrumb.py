"""A breadcrumb: what a process was at when it died, in a little memory that it shares with its parent."""

from __future__ import annotations

import mmap
import os
import tempfile

SIZE = 4096
"""Bytes that can be left: a path and the name of a member."""
_HEAD = 2
"""Bytes of the length."""


class Breadcrumb:
    """Some bytes that one process leaves and another finds. Leaving them is no call to the system."""

    def __init__(self, descriptor: int = -1) -> None:
        """Share the memory behind ``descriptor``; without one, make it. Raises OSError when there is none."""
        self.descriptor = descriptor if descriptor >= 0 else _memory()
        self._map = mmap.mmap(self.descriptor, _HEAD + SIZE)

    def leave(self, what: str) -> None:
        """Leave a text in the place of the last one; one that is too long leaves nothing."""
        raw = what.encode("utf-8", "surrogatepass")
        self._map[:_HEAD] = bytes(_HEAD)
        if len(raw) <= SIZE:
            self._map[_HEAD : _HEAD + len(raw)] = raw
            self._map[:_HEAD] = len(raw).to_bytes(_HEAD, "big")

    def find(self) -> str:
        """The text that was left last; empty when there is none, or it is no text."""
        size = int.from_bytes(self._map[:_HEAD], "big")
        return self._map[_HEAD : _HEAD + min(size, SIZE)].decode("utf-8", "replace")

    def close(self) -> None:
        """Let go of the memory."""
        self._map.close()
        os.close(self.descriptor)


def _memory() -> int:
    """A descriptor of memory that has no name."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("dossier-breadcrumb")
    else:
        descriptor, path = tempfile.mkstemp()
        os.unlink(path)  # noqa: PTH108
    os.ftruncate(descriptor, _HEAD + SIZE)
    return descriptor
