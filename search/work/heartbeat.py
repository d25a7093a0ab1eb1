"""A sign of life in long work: importers give it between pages, and whoever limits their time hears it."""

from __future__ import annotations

from collections.abc import Callable


def _nobody() -> None:
    """There is no limit to put off."""


_listener: Callable[[], None] = _nobody


def listen(listener: Callable[[], None] = _nobody) -> None:
    """Call ``listener`` at every beat from now on; nobody is called any more when it is left out."""
    global _listener  # one file is parsed at a time in a process
    _listener = listener


def beat() -> None:
    """A part of the work is done: a page, a chapter."""
    _listener()
