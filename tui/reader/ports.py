"""The ports that a feature is given: what it may ask of the reader, and nothing of how the reader does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from search import Article, Filter, Hit, Library, Mark, Marks, Progress, Query, Stop
    from tui.actions import Action
    from tui.glyphs import Glyphs
    from tui.memory import Memory
    from tui.reader.shape import Shape
    from tui.reader.state import Pane, ViewState
    from tui.screens.picker import Offer
    from tui.settings import Settings
    from tui.widgets.article_list import ArticleList
    from tui.widgets.drawn import Drawn
    from tui.widgets.entity_sidebar import EntitySidebar
    from tui.widgets.lines import LinePane
    from tui.widgets.note_pane import NotePane
    from tui.widgets.pane_rule import PaneRule
    from tui.widgets.query_line import QueryLine
    from tui.widgets.query_note import QueryNote
    from tui.widgets.reading_view import ReadingView
    from tui.widgets.timeline import Timeline

Result = TypeVar("Result")
Companion = Callable[["Stop"], Callable[[], object] | None]
"""Work that is done in the thread of an article; what it returns is called when the article is shown."""


class View(Protocol):
    """What is looked at, and how one goes on to something else."""

    @property
    def state(self) -> ViewState:
        """The present state; it is frozen."""

    @property
    def library(self) -> Library:
        """The library that is shown; another one may be opened."""

    @property
    def ready(self) -> bool:
        """Whether the index is loaded."""

    def change(self, state: ViewState, *, remember: bool = True, again: bool = False) -> None:
        """Go on to another state: ask when its question is another one, and show it.

        ``remember``: the view that is left can be gone back to. ``again``: the selected article stays selected.
        """

    def replace(self, state: ViewState) -> None:
        """Take over a state without asking or showing anything."""

    def show(self, before: ViewState) -> None:
        """Show what is different from a state before."""

    def focus(self, pane: Pane) -> None:
        """Give a pane the focus; the entities come up as a drawer where they have no column."""

    def ask(self, *, again: bool = False, delay: float = 0.0) -> None:
        """Ask the present question, after so many seconds; ``again``: the article stays selected."""

    def count(self) -> None:
        """Have everything counted that is on the screen and not known."""

    def forget_counts(self) -> None:
        """What was counted may count otherwise now."""

    def nothing_found(self) -> None:
        """The answer has no rows."""

    def marked(self) -> None:
        """Have it shown that marks, notes or passages are other ones than before."""

    def companions(self, query: Query, id: str) -> list[Companion]:
        """What features want to show in the same frame as an article."""

    def visited(self, left: ViewState) -> None:
        """A view was left for the present one, and can be gone back to."""

    def previous(self) -> ViewState | None:
        """Take the newest view off the history; None when there is none."""

    def back(self) -> bool:
        """Go to the view before; False when there is none."""

    def forward(self) -> bool:
        """Go to the view that was gone back from; False when there is none."""

    def prepare(self) -> None:
        """Load the index in a thread, or rebuild it with progress."""

    def open(self, library: Library) -> None:
        """Show another library, from its newest article."""


class Panes(Protocol):
    """The widgets on the screen. A feature draws in its own and reads where the others stand."""

    query_line: QueryLine
    query_note: QueryNote
    list: ArticleList
    article: ReadingView
    entities: EntitySidebar
    timeline: Timeline
    note: NotePane
    rules: dict[Pane, PaneRule]
    shape: Shape
    dossier: str
    """Into which dossier things go, as the header says it."""

    @property
    def lines(self) -> LinePane:
        """The pane that movement keys move in."""

    @property
    def two_lines(self) -> bool:
        """Whether rows of the list show their snippets."""

    @property
    def echoes_below(self) -> bool:
        """Whether the query in plain words has no line above the list to stand in."""

    def stands(self, state: ViewState) -> Shape:
        """The layout: that of the size, or one pane when it is zoomed."""

    def shows_entities(self, state: ViewState) -> bool:
        """Whether the entities are on the screen."""

    def shows_timeline(self, state: ViewState) -> bool:
        """Whether the timeline is on the screen."""


class Status(Protocol):
    """The last line of the screen."""

    message: str
    about_answer: bool
    """Whether the message is about the answer to the query."""

    def show_message(self, text: str, *, bad: bool = False) -> None:
        """A sentence, made printable by whoever says it; an empty one brings the hints back."""

    def show_progress(self, text: str) -> None:
        """How far long work is; empty when there is none."""


class Jobs(Protocol):
    """Work in threads. Only the answer to the newest job of a subject is taken."""

    def run(
        self,
        subject: str,
        work: Callable[[Stop], Result],
        then: Callable[[Result], object],
        *,
        delay: float = 0.0,
    ) -> None:
        """Do ``work`` in a thread after so many seconds, then ``then`` with its result on the screen's side.

        Whatever was begun before about the same subject is told to stop, and its result is dropped.
        """

    def run_more(self, subject: str, work: Callable[[Stop], Result], then: Callable[[Result], object]) -> None:
        """Do more of the newest job of a subject; several of these may run at once."""

    def answer(self, subject: str, then: Callable[[], object]) -> None:
        """Have something done on the screen's side as if a job of the subject had ended now."""

    def fail(self, subject: str, error: Exception) -> None:
        """Have it told that a job failed."""

    def hurry(self, subject: str) -> None:
        """Begin a job now that was to begin later."""

    def is_pending(self, subject: str) -> bool:
        """Whether the newest job of a subject has not ended yet."""

    def drop(self, subject: str) -> None:
        """Nothing that was begun about this subject is wanted any longer."""

    def report(self, progress: Progress) -> None:
        """Show how far long work is, from its thread."""


class Screens(Protocol):
    """The terminal, and screens that lie over the reader."""

    def push(self, screen: Any) -> None:
        """Lay a screen over the reader."""

    def pop(self) -> None:
        """Leave the screen that lies over the reader."""

    def pop_all(self) -> None:
        """Leave every screen that lies over the reader."""

    def page(self, name: str, make: Callable[[], Any]) -> Any:
        """A screen that is made once and kept for the next time."""

    def pick(self, offers: Sequence[Offer], done: Callable[[str], None], sign: str = ":") -> None:
        """Have one of several lines chosen; ``done`` is given its key."""

    def prompt(
        self,
        label: str,
        done: Callable[[str | None], None],
        text: str = "",
        *,
        changed: Callable[[str], None] | None = None,
        complete: Callable[[QueryLine], None] | None = None,
    ) -> None:
        """Ask for a few words in the last line, which holds ``text`` at first.

        ``done`` is called with what was typed, or with None after Escape; ``changed`` after every change;
        ``complete`` for Tab.
        """

    def end_prompt(self) -> None:
        """Nothing is asked for in the last line any longer."""

    def take_focus(self, widget: Drawn | None) -> None:
        """Give keys and pastes to something that lies over the panes; with None, back to the pane."""

    def lend(self, work: Callable[[], None], then: Callable[[], None]) -> bool:
        """Give the terminal to another program while ``work`` runs, then do ``then``.

        False where it cannot be given away.
        """

    def draw_soon(self) -> None:
        """Draw what has changed within a moment."""

    def redraw(self) -> None:
        """Draw everything anew."""

    def switch_mouse(self) -> bool | None:
        """Turn the mouse on or off; None where that cannot be done."""

    def set_theme(self, name: str) -> None:
        """Show everything in another set of colours."""

    def suspend(self) -> bool:
        """Stop, and give the terminal to the shell; False where nobody could go on."""

    def copy(self, text: str) -> str:
        """Ask the terminal to take a text; returns by which way, empty when it cannot be asked."""

    def quit(self) -> None:
        """Leave the program."""


class RowMarks(Protocol):
    """What the reader thinks of rows, and which rows are selected."""

    selected: dict[str, Hit]
    """By id, in the order of selecting."""

    @property
    def marks(self) -> Marks:
        """The marks on the library."""

    def begin(self) -> None:
        """Open the marks on the library, which may be another one now."""

    def of(self, hits: Sequence[Hit | Article]) -> list[Mark]:
        """The marks on some articles; a fault is told, and there are none."""

    def show(self, hits: Sequence[Hit]) -> None:
        """Bring the flags of some rows up to date."""

    def opened(self, hit: Hit | None) -> None:
        """The article of a row was opened to be read."""

    def select(self, hit: Hit) -> None:
        """Select a row, or let go of it."""

    def deselect(self) -> None:
        """Nothing is selected any longer."""

    def targets(self) -> tuple[Hit, ...]:
        """What a mark is put on: the selected rows, else the one under the cursor."""


class Keys(Protocol):
    """Which key does what."""

    @property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of each action, by its id."""

    @property
    def actions(self) -> Mapping[str, Action]:
        """The table of actions, by id."""

    def shown(self, id: str) -> str:
        """The first key of an action, as people write it; empty when it has none."""


class Focused(Protocol):
    """What features are asked for in the pane that has the focus: see :class:`tui.reader.feature.Feature`."""

    def open(self) -> bool:
        """Open what is selected."""

    def find(self) -> bool:
        """Search in the pane."""

    def filters(self) -> tuple[Filter, ...]:
        """What one can narrow to."""

    def leave(self) -> bool:
        """Step out of something."""

    def items(self) -> tuple[Any, ...]:
        """What of it would go into a dossier."""

    def save_dossier(self, key: str, path: Path) -> bool:
        """Write a dossier to a file."""

    def passage(self) -> str:
        """The key of the passage that a key is about."""

    def widen(self) -> bool:
        """Undo something that restricts the view."""


class First(Protocol):
    """How features are asked for something of which only the first answer counts."""

    def __call__(self, ask: Callable[[Focused], Result]) -> Result | None:
        """The first answer that is not empty."""


class Held(Protocol):
    """What is known of the key that is being acted on."""

    def __call__(self) -> bool:
        """Whether the key was pressed before the article that it acts on was on the screen."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that a feature can reach."""

    view: View
    panes: Panes
    status: Status
    jobs: Jobs
    screens: Screens
    marks: RowMarks
    keys: Keys
    act: Callable[[str], None]
    """Do an action of the table, or say why not."""
    first: First
    """Ask one feature after the other for something; the first answer that is not empty counts."""
    settings: Settings
    glyphs: Glyphs
    held: Held
    """Whether the key that is being acted on had to wait for its article."""
    memory: Memory
    """What was remembered of earlier sessions."""

    def article(self) -> Article | None:
        """The selected article; None, and a word about it, while it is on its way."""
        article = self.panes.article.article
        if article is not None and article.id == self.view.state.chosen:
            return article
        self.status.show_message("The article is on its way; once more, please.")
        return None
