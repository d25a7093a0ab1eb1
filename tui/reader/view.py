"""The view: the state, the history and the library, and who is told when one of them is another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from tui.reader.shape import Shape
from tui.reader.state import History, Pane, ViewState

if TYPE_CHECKING:
    from search import Library, Query
    from tui.reader.feature import Feature
    from tui.reader.ports import Companion, Jobs


class Display(Protocol):
    """What shows a state."""

    @property
    def shape(self) -> Shape:
        """The layout for the size of the terminal."""

    def stand(self, state: ViewState) -> None:
        """Show the panes that the state says are there."""

    def focus_pane(self, pane: Pane) -> None:
        """Give a pane the focus."""

    def show_state(self, state: ViewState) -> None:
        """Show the query, its counts, and the keys of the pane that has the focus."""


class View:
    """Goes from one state to the next. Everything else is done by the features, which are told."""

    def __init__(self, library: Library, query: Query, display: Display, jobs: Jobs) -> None:
        self.library = library
        self.state = ViewState(query)
        self.history = History()
        self.ready = False
        """Whether the index is loaded."""
        self._display = display
        self._jobs = jobs
        self._features: Sequence[Feature] = ()

    def tell(self, features: Sequence[Feature]) -> None:
        """Who is told from now on."""
        self._features = features

    # States

    def change(self, state: ViewState, *, remember: bool = True, again: bool = False) -> None:
        """Go on to another state: ask when its question is another one, and show it."""
        before, self.state = self.state, state
        if before.query != state.query:
            if remember:
                self.visited(before)
            self.ask(again=again)
        self.show(before)

    def replace(self, state: ViewState) -> None:
        """Take over a state without asking or showing anything."""
        self.state = state

    def show(self, before: ViewState) -> None:
        """Show what is different in the state."""
        if before.stance != self.state.stance:
            self._display.stand(self.state)
            self.count()
            self._display.focus_pane(self.state.pane)
        for feature in self._features:
            feature.state_changed(before)
        self._display.show_state(self.state)

    def focus(self, pane: Pane) -> None:
        """Give a pane the focus; the entities come up as a drawer where they have no column."""
        state = self.state.focused(pane)
        if pane is Pane.ENTITIES and self._display.shape is not Shape.THREE:
            state = replace(state, drawer=True)
        self.change(state)

    # History

    def visited(self, left: ViewState) -> None:
        """A view was left for the present one."""
        self.history = self.history.visited(left, self.state)

    def previous(self) -> ViewState | None:
        """Take the newest view off the history; None when there is none."""
        state, history = self.history.back(self.state)
        if state is self.state:
            return None
        self.history = replace(history, future=())
        return state

    def back(self) -> bool:
        """Go to the view before."""
        return self._travel(self.history.back)

    def forward(self) -> bool:
        """Go to the view that was gone back from."""
        return self._travel(self.history.forward)

    def _travel(self, way: Callable[[ViewState], tuple[ViewState, History]]) -> bool:
        state, history = way(self.state)
        if history is self.history:
            return False
        self.history = history
        quiet = replace(state, pane=Pane.LIST, zoomed=self.state.zoomed, drawer=False, timeline=False)
        self.change(quiet, remember=False)
        return True

    # Questions

    def ask(self, *, again: bool = False, delay: float = 0.0) -> None:
        """Ask the present question."""
        for feature in self._features:
            feature.question_changed(again=again, delay=delay)

    def count(self) -> None:
        """Have everything counted that is on the screen and not known."""
        for feature in self._features:
            feature.count()

    def forget_counts(self) -> None:
        """What was counted may count otherwise now."""
        for feature in self._features:
            feature.forget_counts()

    def marked(self) -> None:
        """Marks, notes or passages are other ones than before."""
        for feature in self._features:
            feature.marked()

    def nothing_found(self) -> None:
        """The answer has no rows."""
        for feature in self._features:
            feature.nothing_found()

    def companions(self, query: Query, id: str) -> list[Companion]:
        """What features want to show in the same frame as an article."""
        wanted = (feature.companion(query, id) for feature in self._features)
        return [companion for companion in wanted if companion is not None]

    # Libraries

    def start(self) -> None:
        """The screen is there."""
        for feature in self._features:
            feature.start()

    def prepare(self) -> None:
        """Load the index in a thread, or rebuild it with progress."""
        self._jobs.run(
            "prepare",
            lambda stop: self.library.prepare(progress=self._jobs.report, stop=stop),
            lambda _: self.searchable(),
        )

    def searchable(self) -> None:
        """The index is loaded: ask what could not be asked before."""
        self.ready = True
        for feature in self._features:
            feature.ready()
        self.count()

    def open(self, library: Library) -> None:
        """Show another library, from its newest article."""
        self.library = library
        self.history, self.ready = History(), False
        for feature in self._features:
            feature.library_opened()
        self.change(ViewState(), remember=False)
        self._jobs.drop("page")
        self.start()
        self.prepare()
