"""Undo and redo: the changes of one sitting, as a pure value.

A reader takes back what it did itself, never what another one did at the same time; so the log lives as
long as the reader does.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.marks.facts import MarkChange
from search.marks.notebook import NotebookChange

MOST = 500
"""Changes that can be taken back: more than anybody remembers."""


@dataclass(frozen=True, slots=True)
class Log:
    """Changes that were done and that were taken back, the newest last."""

    done: tuple[MarkChange | NotebookChange, ...] = ()
    undone: tuple[MarkChange | NotebookChange, ...] = ()

    def then(self, change: MarkChange | NotebookChange) -> Log:
        """A new change was made: what had been taken back can no longer be done again."""
        return Log((*self.done, change)[-MOST:])

    def back(self) -> Log:
        """The newest change was taken back. There must be one."""
        return Log(self.done[:-1], (*self.undone, self.done[-1]))

    def forward(self) -> Log:
        """The change that was taken back last was done again. There must be one."""
        return Log((*self.done, self.undone[-1]), self.undone[:-1])
