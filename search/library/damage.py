"""Damaged index files are told as such, not as the odd errors that sound code makes of their bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from search.errors import NONSENSE, IndexUnusable
from search.index.catalog import Index
from search.index.manifest import NAME, REMEDY
from search.store.store import Store
from search.text import printable
from search.work import made_here


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
    """After an error that stored bytes can cause, the index is believed no longer, and is made anew.

    To compare it with its checksums before every search would mean reading the whole index; and whoever made
    a library can make them fit. The decorated method raises IndexUnusable that says what is wrong. Of an index
    that this process has made itself the error is a fault of the program, and goes on up.
    """

    @wraps(method)
    def guarded(self: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return method(self, *args, **kwargs)
        except NONSENSE as error:
            told = _told(self.index, error)
            _disown(self.index.folder, self.store)
            raise told from error

    return guarded


def _told(index: Index, error: Exception) -> IndexUnusable:
    """What is wrong with an index. Raises ``error`` when that is the program."""
    try:
        index.verify()
    except IndexUnusable as damage:
        return damage
    if made_here.is_made_here(index.folder):
        raise error
    return IndexUnusable(f"The index makes no sense ({printable(str(error), 120)}).", REMEDY)


def _disown(folder: Path, store: Store) -> None:
    """Take the manifest away, without which the rest counts for nothing; not from a read-only library."""
    if not store.read_only or folder.parent != store.folder:
        (folder / NAME).unlink(missing_ok=True)
