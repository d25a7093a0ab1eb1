"""What panes and jobs say to the screen. Jobs never touch a widget; what is left to do is posted as a message.

Messages are never compared or printed; methods for that would only cost time at the start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from search import Hit, Progress
from search.errors import DossierError


class PaneMessage(Message):
    """Base of what panes say: the screen hands it to the features that hear it."""


@dataclass(repr=False, eq=False)
class RowChosen(PaneMessage):
    """The cursor of the list stands on another row."""

    row: int
    hit: Hit | None
    """None while the row has not been fetched."""
    far: bool = False
    """Whether the cursor went further than to a neighbouring row."""

    def can_replace(self, message: Message) -> bool:
        """Only where the cursor came to rest matters."""
        return isinstance(message, RowChosen)


@dataclass(repr=False, eq=False)
class RowsWanted(PaneMessage):
    """Rows have come into view which the list does not have."""

    offset: int
    limit: int


@dataclass(repr=False, eq=False)
class SnippetsWanted(PaneMessage):
    """Rows are in view whose best passages are not known."""

    ids: tuple[str, ...]


@dataclass(repr=False, eq=False)
class RowOpened(PaneMessage):
    """A row was clicked that the cursor already stood on."""

    row: int


@dataclass(repr=False, eq=False)
class QueryChanged(PaneMessage):
    """The text of a line was changed by pasting."""

    text: str

    def can_replace(self, message: Message) -> bool:
        """Only the newest text is asked for."""
        return isinstance(message, QueryChanged)


@dataclass(repr=False, eq=False)
class Told(PaneMessage):
    """A sentence about something that was done, already printable."""

    text: str


@dataclass(repr=False, eq=False)
class Progressed(PaneMessage):
    """Long work reports on itself; None when it has ended."""

    progress: Progress | None

    def can_replace(self, message: Message) -> bool:
        """Reports replace one another."""
        return isinstance(message, Progressed)


# From jobs; ``number`` says which one of its subject


@dataclass(repr=False, eq=False)
class Answered(Message):
    """A job has ended, and the rest is for the screen to do."""

    subject: str
    """Which kind of job: ``page``, ``article``, ``cards`` ..."""
    number: int
    then: Callable[[], object]


@dataclass(repr=False, eq=False)
class Failed(Message):
    """A job could not be done."""

    subject: str
    number: int
    error: DossierError


@dataclass(repr=False, eq=False)
class Fault(Message):
    """The program itself failed while it worked on a job."""

    subject: str
    error: Exception


class Dragged(PaneMessage):
    """The mouse was drawn over words of the article: offsets into its text."""

    def __init__(self, start: int, end: int) -> None:
        super().__init__()
        self.start, self.end = start, end
