"""The bundled collection, in a library of its own that is made anew when the collection changes."""

from __future__ import annotations

import shutil

from search import places
from search.errors import LibraryLocked
from search.library.library import Library

_MARK_LENGTH = 12
"""Hex digits of the collection's digest in its folder's name: enough to tell versions apart."""


def open_bundled() -> Library:
    """Open the bundled collection's library, making it on first use.

    Libraries of collections that earlier versions brought are removed. An interrupted making is gone
    on with. Raises LibraryError where the data folder cannot be written to.
    """
    home = places.bundled_library()
    folder = home / places.bundled_mark()[:_MARK_LENGTH]
    articles = places.bundled_articles()
    library = Library.open(folder, create=True)
    if library.rows(0, 0).total < len(articles):  # not status(), which loads what the list is painted without
        try:
            library.add(articles)
        except LibraryLocked:
            # Another reader that started at the same time is making it; the list grows as it does.
            return library
        for old in home.iterdir():
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)
    return library
