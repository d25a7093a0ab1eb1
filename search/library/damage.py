"""Damaged index files are told as such, not as the odd errors that sound code makes of their bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from search.errors import NONSENSE, IndexUnusable
from search.index.catalog import Index
from search.index.manifest import NAME
from search.store.store import Store


class Asked(Protocol):
    """What answers from an index."""

    @property
    def index(self) -> Index:
        """The index that is asked."""

    @property
    def store(self) -> Store:
        """The store beside it."""


_S = TypeVar("_S", bound=Asked)
_P = ParamSpec("_P")
_R = TypeVar("_R")


def watched(method: Callable[Concatenate[_S, _P], _R]) -> Callable[Concatenate[_S, _P], _R]:
    """After an error that damaged bytes can cause, compare the index with its checksums.

    To compare them before every search would mean reading the whole index. The decorated method raises
    IndexUnusable that names the file at fault, and the next opening makes the index anew; of a sound index
    the error is a fault of the program, and goes on up.
    """

    @wraps(method)
    def guarded(self: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return method(self, *args, **kwargs)
        except NONSENSE:
            try:
                self.index.verify()
            except IndexUnusable:
                _disown(self.index.folder, self.store)
                raise
            raise

    return guarded


def _disown(folder: Path, store: Store) -> None:
    """Take the manifest away, without which the rest counts for nothing; not from a read-only library."""
    if not store.read_only or folder.parent != store.folder:
        (folder / NAME).unlink(missing_ok=True)
