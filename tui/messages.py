"""What panes and workers say to the screen. Workers never touch a widget; they post one of these.

Messages are never compared or printed; methods for that would only cost time at the start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from search import Article, EntityCard, FacetValue, Hit, Page, Progress, Query
from search.errors import DossierError
from tui.buckets import Bucket

if TYPE_CHECKING:
    from search import Completion, Explanation, Failure, ImportReport, Library

Counts = tuple[tuple[EntityCard, ...], tuple[tuple[str, tuple[FacetValue, ...]], ...]]
"""Entities of some results; and facets, each a field with its values."""

# From panes


@dataclass(repr=False, eq=False)
class RowChosen(Message):
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
class RowsWanted(Message):
    """Rows have come into view which the list does not have."""

    offset: int
    limit: int


@dataclass(repr=False, eq=False)
class SnippetsWanted(Message):
    """Rows are in view whose best passages are not known."""

    ids: tuple[str, ...]


@dataclass(repr=False, eq=False)
class RowOpened(Message):
    """A row was clicked that the cursor already stood on."""

    row: int


@dataclass(repr=False, eq=False)
class QueryChanged(Message):
    """The text of a line was changed by pasting."""

    text: str

    def can_replace(self, message: Message) -> bool:
        """Only the newest text is asked for."""
        return isinstance(message, QueryChanged)


# From workers; ``number`` says which question they answer


@dataclass(repr=False, eq=False)
class PageReady(Message):
    """The first window of an answer."""

    number: int
    page: Page
    keeps: str = ""
    """The article that was selected when rows were looked for again; ``row`` is where it stands now."""
    row: int = 0


@dataclass(repr=False, eq=False)
class RowsReady(Message):
    """A further window of an answer."""

    page: Page


@dataclass(repr=False, eq=False)
class SnippetsReady(Message):
    """Rows with their best passages."""

    query: Query
    hits: tuple[Hit, ...]


@dataclass(repr=False, eq=False)
class ArticleReady(Message):
    """An article to show, with where the query matches in its text."""

    number: int
    article: Article
    highlights: tuple[tuple[int, int], ...] = ()
    best: int = 0
    """Offset of the best passage; 0 without a query."""
    around: Counts | None = None
    """The entities and facets of the results, if they have come along."""
    epoch: int = 0
    """When these were counted: not any more after the next change of what is counted."""


@dataclass(repr=False, eq=False)
class CardsReady(Message):
    """The entities of the results."""

    number: int
    counts: Counts


@dataclass(repr=False, eq=False)
class TimesReady(Message):
    """The results along time."""

    number: int
    buckets: tuple[Bucket, ...]


@dataclass(repr=False, eq=False)
class MentionsReady(Message):
    """Where an entity is named in the article being read."""

    number: int
    spans: tuple[tuple[int, int], ...]


@dataclass(repr=False, eq=False)
class CompletionsReady(Message):
    """Ways to go on with the query that is being typed."""

    number: int
    text: str
    """The query up to the cursor when it was asked."""
    completions: tuple[Completion, ...]


@dataclass(repr=False, eq=False)
class ReasonsReady(Message):
    """Why a query finds nothing: how its parts count."""

    number: int
    explanation: Explanation


@dataclass(repr=False, eq=False)
class Added(Message):
    """An import has ended; ``library`` is the one that was added to."""

    report: ImportReport
    library: Library


@dataclass(repr=False, eq=False)
class FailuresReady(Message):
    """What could not be read."""

    failures: tuple[Failure, ...]


@dataclass(repr=False, eq=False)
class Finished(Message):
    """Something was done in a thread, and the rest is for the screen to do."""

    subject: str
    number: int
    then: Callable[[], object]


@dataclass(repr=False, eq=False)
class Told(Message):
    """Something was done in a thread: a sentence about it, already printable."""

    text: str


@dataclass(repr=False, eq=False)
class Output(Message):
    """What a command wrote that the article was piped to."""

    title: str
    text: str


@dataclass(repr=False, eq=False)
class Failed(Message):
    """A question could not be answered."""

    subject: str
    """Which kind of question: ``page``, ``article``, ``cards`` ..."""
    number: int
    error: DossierError


@dataclass(repr=False, eq=False)
class Fault(Message):
    """The program itself failed while it worked on a question."""

    subject: str
    error: Exception


@dataclass(repr=False, eq=False)
class Progressed(Message):
    """Long work reports on itself; None when it has ended."""

    progress: Progress | None

    def can_replace(self, message: Message) -> bool:
        """Reports replace one another."""
        return isinstance(message, Progressed)


@dataclass(repr=False, eq=False)
class Prepared(Message):
    """The index is loaded: searching and entities work."""

    mended: str = ""
    """What was damaged and has been made anew, as a sentence."""
