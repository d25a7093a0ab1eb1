"""Narrowing: filters on and off, articles alike, and the history of views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from search import Sort
from search.text import printable
from tui.actions import CHOOSING, READING, has_article, is_narrowed
from tui.reader.feature import Feature, action
from tui.reader.state import Pane

if TYPE_CHECKING:
    from search import Hit


class Narrow(Feature):
    """From one view to a narrower or wider one, and back."""

    @action(
        "narrow",
        ("+",),
        "narrow to the selected entity, value or time",
        "Narrow",
        CHOOSING,
        synonyms="filter facet limit",
    )
    def narrow(self) -> None:
        """Narrow to what is selected."""
        self._narrow(exclude=False)

    @action("exclude", ("-",), "exclude it", "Narrow", CHOOSING, synonyms="filter without not")
    def exclude(self) -> None:
        """Leave out what is selected."""
        self._narrow(exclude=True)

    def _narrow(self, *, exclude: bool) -> None:
        """Narrow to what is selected in the pane, which stays open."""
        wanted = self.ports.first(lambda feature: feature.filters())
        if not wanted:
            self.ports.status.show_message("Nothing is selected to narrow to.")
            return
        self.ports.panes.entities.let_go()
        view = self.ports.view
        view.change(view.state.narrowed(*(replace(one, exclude=exclude) for one in wanted)))

    def open(self) -> bool:
        """Enter on what is no entity narrows to it."""
        if self.ports.view.state.pane not in CHOOSING:
            return False
        self._narrow(exclude=False)
        return True

    @action("widen", ("u",), "undo the last narrowing", "Narrow", frozenset({Pane.TIMELINE}), is_narrowed)
    def undo_narrowing(self) -> None:
        """One filter less."""
        self.ports.view.change(self.ports.view.state.widened())

    def widen(self) -> bool:
        """One filter less or, when there is none, no query."""
        view = self.ports.view
        if not view.state.narrowed_or_asked:
            return False
        view.change(view.state.widened())
        return True

    @action(
        "related",
        ("S",),
        "articles on the same subject; H goes back",
        "Read",
        READING,
        has_article,
        synonyms="similar like this",
    )
    def related(self) -> None:
        """Another view: the articles most like this one."""
        view = self.ports.view
        title = printable(view.state.title, 40)
        view.change(view.state.likened(view.state.chosen).focused(Pane.LIST))
        back = self.ports.keys.shown("history.back")
        self.ports.status.show_message(f"Like “{title}”. {back} goes back.")

    @action("thread", ("g m",), "the mails of the article's thread; H goes back", "Read", READING, has_article,
            label="thread", synonyms="mail conversation replies attachments")  # fmt: skip
    def thread(self) -> None:
        """Another view: the mails of one conversation and what is attached to them, oldest first."""
        view, id = self.ports.view, self.ports.view.state.chosen
        library = view.library

        def show(hits: Sequence[Hit]) -> None:
            if len(hits) < 2:
                self.ports.status.show_message("No other mail belongs to this article.")
                return
            asked = replace(view.state.asked(f"thread:{id}").sorted(Sort.OLDEST), pane=Pane.LIST)
            view.change(replace(asked, query=replace(asked.query, filters=())))
            back = self.ports.keys.shown("history.back")
            self.ports.status.show_message(f"The thread: {len(hits):,} articles. {back} goes back.")

        self.ports.jobs.run("thread", lambda _: library.thread(id), show)

    @action("history.back", ("H",), "back to the view before", "Narrow", synonyms="previous undo view")
    def back(self) -> None:
        """The view before this one."""
        if not self.ports.view.back():
            self.ports.status.show_message("There is no view before this one.")

    @action("history.forward", ("L",), "forward again", "Narrow")
    def forward(self) -> None:
        """The view that was gone back from."""
        if not self.ports.view.forward():
            self.ports.status.show_message("There is no view after this one.")
