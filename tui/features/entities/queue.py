"""Decisions about entities, one after another: each is made in a thread, told, and can be taken back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.errors import DossierError
from search.text import printable

if TYPE_CHECKING:
    from search import Changed, Curation
    from tui.reader.ports import Ports

Make = Callable[["Curation"], "Changed | None"]
Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that is to be kept."""

    make: Make
    step: int
    """How many decisions more there are to take back afterwards."""
    filters: int
    """How many narrowings there were when it was made."""
    told: Tell


class DecisionQueue:
    """Keeps the order in which decisions were made, and how many narrowings there were at each."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._waiting: deque[Decision] = deque()
        """Decisions that are still to be kept, the first of them at work."""
        self.decided: list[int] = []
        """How many narrowings there were at each decision of this sitting that can be taken back."""

    def put(self, make: Make, step: int, told: Tell = lambda _: None) -> None:
        """Decide something in a thread, after what was decided before it.

        ``step``: how many decisions more or less there are to take back; ``told``: is given what came of it.
        """
        self._waiting.append(Decision(make, step, len(self._ports.view.state.query.filters), told))
        if len(self._waiting) == 1:
            self._begin(self._waiting[0])

    def _begin(self, decision: Decision) -> None:
        library = self._ports.view.library

        def work(_: object) -> Changed | DossierError | None:
            try:
                return decision.make(library.curation)
            except DossierError as error:
                return error

        self._ports.jobs.run("decide", work, lambda changed: self._ended(decision, changed))

    def _ended(self, decision: Decision, changed: Changed | DossierError | None) -> None:
        self._waiting.popleft()
        if isinstance(changed, DossierError):
            self._tell(decision, f"{changed.title}: {changed}", bad=True)
        elif changed is None:
            self._tell(decision, "There is no decision to go back to.")
        else:
            self._show(decision, changed)
        if self._waiting:
            self._begin(self._waiting[0])

    def _show(self, decision: Decision, changed: Changed) -> None:
        """Tell what was decided, and ask everything anew that may look different."""
        if decision.step > 0:
            self.decided.append(decision.filters)
        elif self.decided:
            self.decided.pop()
        key, back = (("entity.undo", "undoes it"), ("entity.redo", "redoes it"))[decision.step < 0]
        view = self._ports.view
        view.forget_counts()
        if view.state.narrowed_or_asked:
            view.ask()
        view.count()
        self._tell(decision, f"{changed.sentence} {self._ports.keys.shown(key)} {back}.")

    def _tell(self, decision: Decision, text: str, *, bad: bool = False) -> None:
        """Say what came of a decision to the reader, and to whoever else wants to know."""
        self._ports.status.show_message(printable(text), bad=bad)
        decision.told(printable(text))
