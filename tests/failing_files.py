"""A layer of files that fails: the n-th thing that is asked of the disk is not done."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

STEPS = ("open", "write", "pwrite", "fsync", "ftruncate", "replace", "rename", "mkdir", "unlink")
"""What a disk may refuse, by the names of the module ``os``."""


class Disk:
    """Counts what is asked of the disk, and refuses one thing of it, and all that is written behind it."""

    def __init__(self, refused: int, number: int) -> None:
        """``refused``: which step fails, from 1; 0 lets all pass. ``number``: an errno."""
        self.refused, self.number = refused, number
        self.steps = 0

    @property
    def failed(self) -> bool:
        """Whether something was refused."""
        return 0 < self.refused <= self.steps

    def guarded(self, name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
        """A function of ``os`` that may be refused."""

        def asked(*arguments: Any, **options: Any) -> Any:
            if name == "open" and not (len(arguments) > 1 and arguments[1] & (os.O_CREAT | os.O_TRUNC)):
                return plain(*arguments, **options)  # reading goes on
            self.steps += 1
            if self.steps == self.refused or (self.failed and self.number == errno.ENOSPC and name in _GROWING):
                raise OSError(self.number, os.strerror(self.number), str(arguments[0]))
            return plain(*arguments, **options)

        return asked


_GROWING = ("write", "pwrite", "mkdir")
"""What goes on failing while a disk is full; what takes no room (unlink, truncate) goes on."""


@contextmanager
def failing(refused: int, number: int = errno.ENOSPC) -> Iterator[Disk]:
    """A disk that refuses the n-th step."""
    disk = Disk(refused, number)
    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, disk.guarded(name, getattr(os, name)))
        yield disk
