"""The results along time: counted by year, month or day; moved in, marked, narrowed by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from search import Filter, Query, Stop
from tui.buckets import MOST, Bucket, filled, finer
from tui.reader.feature import Feature, action
from tui.reader.state import Pane

if TYPE_CHECKING:
    from search import Library

SETTLE = 0.15
"""Seconds the question rests before its results are counted."""
TIMELINE = frozenset({Pane.TIMELINE})


def times(library: Library, query: Query, stop: Stop) -> tuple[Bucket, ...]:
    """The results by year; by month when these are few, by day when the months are few."""
    unit, done = "year", ""
    while unit != done:
        values = library.facets(query, unit, limit=MOST, stop=stop)
        done, unit = unit, finer(unit, values)
    return filled(unit, values)


class TimelineFeature(Feature):
    """The pane under the list."""

    hints = {  # noqa: RUF012 (as in the base)
        Pane.TIMELINE: (
            (("time.earlier", "time.later"), "move"),
            (("time.mark",), "range"),
            (("narrow",), "narrow"),
            (("exclude",), "exclude"),
            (("back",), "close"),
        )
    }
    _counted: Query | None = None
    """The question whose results were counted last: it is not asked twice."""

    def forget_counts(self) -> None:
        """Count again when it is wanted next."""
        self._counted = None

    def count(self) -> None:
        """Count the results, if anybody sees them."""
        view = self.ports.view
        query, library = view.state.query, view.library
        if not (view.ready and self.ports.panes.shows_timeline(view.state)) or self._counted == query.question:
            return
        self._counted = query.question
        self.ports.jobs.run(
            "times", lambda stop: times(library, query, stop), self.ports.panes.timeline.show, delay=SETTLE
        )

    def filters(self) -> tuple[Filter, ...]:
        """The stretch of time that is chosen."""
        clause = self.ports.panes.timeline.clause
        on = self.ports.view.state.pane is Pane.TIMELINE
        return (Filter("date", clause),) if on and clause else ()

    def leave(self) -> bool:
        """Hide it."""
        if self.ports.view.state.pane is not Pane.TIMELINE:
            return False
        self.toggle()
        return True

    @action(
        "timeline",
        ("T",),
        "show or hide the results along time",
        "Narrow",
        synonyms="dates histogram years chart",
    )
    def toggle(self) -> None:
        """Show the results along time and go there, or hide them."""
        view = self.ports.view
        on = view.state.timeline and view.state.pane is Pane.TIMELINE
        view.change(replace(view.state.focused(Pane.LIST if on else Pane.TIMELINE), timeline=not on))

    @action("time.earlier", ("h", "left"), "earlier", "Narrow", TIMELINE)
    def earlier(self) -> None:
        """A bar to the left."""
        self.ports.panes.timeline.step(-1)

    @action("time.later", ("l", "right"), "later", "Narrow", TIMELINE)
    def later(self) -> None:
        """A bar to the right."""
        self.ports.panes.timeline.step(1)

    @action("time.mark", ("v",), "begin or end a range", "Narrow", TIMELINE)
    def mark(self) -> None:
        """Begin a range at the cursor, or forget the one that was begun."""
        timeline = self.ports.panes.timeline
        timeline.mark()
        key = self.ports.keys.shown("time.mark")
        said = f"A range begins at {timeline.clause}: move to its end; {key} forgets it."
        begun = timeline.marked is not None and timeline.clause
        self.ports.status.show_message(said if begun else "No range: one stretch of time is meant.")
