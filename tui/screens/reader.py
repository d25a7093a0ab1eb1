"""The screen with three panes: takes keys, and what the panes say."""

from __future__ import annotations

from textual import events, on

from search.text import printable
from tui.actions import BY_ID
from tui.messages import (
    Added,
    CompletionsReady,
    FailuresReady,
    Progressed,
    QueryChanged,
    RowChosen,
    RowOpened,
    RowsWanted,
    SnippetsWanted,
)
from tui.screens import prompts
from tui.screens.answering import AnswerScreen
from tui.screens.keys import name_of
from tui.state import Pane
from tui.widgets.entity_sidebar import ItemChosen
from tui.widgets.lines import LinePane
from tui.widgets.query_line import Typed
from tui.widgets.status_line import Prompt, describe

TYPING = 0.08
"""Seconds without a key before a query that is being typed is asked."""
REST = 0.5
"""Seconds after a jump in the list, or a key in the query, before the article is shown: who pages or types
looks at the list, and on a slow link a list and a page of an article together take twice as long."""
PEACE = 0.05
"""Seconds from the first screen until the index is loaded: loading keeps the interpreter from everything
else, and the first screen is to be on its way to the terminal by then."""


class ReaderScreen(AnswerScreen, inherit_bindings=False):
    """Everything that happens to the reader; what keys do is in :mod:`tui.screens.doing`."""

    _pending: tuple[str, ...] = ()
    """Keys that began a sequence."""
    _early: tuple[events.Key, ...] | None = ()
    """Keys that were pressed before there were rows; None when these are there."""

    def on_mount(self) -> None:
        """Paint the first rows from the store, then load the index in a thread."""
        self.questions.first_rows(self.post_message)
        self.call_later(self._take_early)
        self.set_focus(self.pane(self.state.pane), scroll_visible=False)
        self.status.show_message(printable(self.notice), bad=True)
        self.query_line.draws_cursor = self.status.draws_cursor = not self.has_own_cursor
        self.call_after_refresh(self.set_timer, PEACE, self.flagging.begin)
        self.call_after_refresh(self.set_timer, PEACE, self.questions.prepare)

    def on_resize(self, event: events.Resize) -> None:
        """Stand the panes as the new size asks for."""
        self.panes.fit(event.size.width, event.size.height, self.state)
        prompts.spare(self)
        self.call_after_refresh(self.status.spill)
        self.list.set_two_lines(self.two_lines)
        self.ask_around()

    # Keys

    def prompt(self, prompt: Prompt) -> None:
        """Ask for a few words."""
        prompts.ask(self, prompt)

    def press(self, event: events.Key) -> None:
        """Type, or look the key up in the table, with those pressed before it when they began a sequence."""
        if self._early is not None:
            self._early = (*self._early, event)
            return
        if self.status.prompt is not None:
            prompts.press(self, self.status.prompt, event)
            return
        if self.state.pane is Pane.QUERY and self._typed(event):
            return
        if event.key.startswith("alt+") and event.is_printable:  # Esc, and a letter right behind it
            self.press(events.Key("escape", None))
        keys = (*self._pending, name_of(event))
        begun, self._pending = self._pending, ()
        id = self.keymap.find(self.state.pane, keys)
        if id is not None:
            self.act(id)
        elif self.keymap.is_prefix(self.state.pane, keys):
            self._pending = keys
            pairs = self.keymap.continuations(self.state.pane, keys)
            self.status.show_message(
                "  ".join(f"{key} {BY_ID[id].label or BY_ID[id].tooltip}" for key, id in pairs)
            )
        elif begun and event.key == "escape":
            self.status.show_message("")
        elif self.state.pane is not Pane.QUERY:
            self.status.show_message(printable(self.keymap.idle(keys)))

    def _take_early(self) -> None:
        """Do what was asked for before the first rows came."""
        early, self._early = self._early or (), None
        for event in early:
            self.press(event)

    def _typed(self, event: events.Key) -> bool:
        """Whether the query line took the key."""
        typed = self.query_line.take(event)
        if typed is Typed.CHANGED:
            self.type_query()
        elif typed is Typed.SUBMITTED:
            self.submit_query()
        if typed is not Typed.NOTHING:
            self.draw_soon()
        return typed is not Typed.NOTHING

    def act(self, id: str) -> None:
        """Do an action, or say why not."""
        if (hit := self.list.hit) is not None:  # the list's own word about it may still be on its way
            self.state = self.state.chose(self.list.cursor, hit.id, hit.title)
        reason = BY_ID[id].reason(self.state)
        self._said_of_page = False
        self.status.show_message(reason)
        if not reason:
            # What keys do is loaded with the first key, so that the list is painted sooner.
            from tui.screens import doing

            doing.do(id, self)
            self.draw_soon()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click can move the focus too. News of a focus that has moved on since means nothing."""
        for pane in Pane:
            if self.pane(pane) is event.widget is self.focused and pane is not self.state.pane:
                self.change(self.state.focused(pane))

    # From panes

    @on(RowChosen)
    def show_row(self, message: RowChosen) -> None:
        """Preview the article in the selected row."""
        hit = message.hit
        if hit is None:
            self.state = self.state.chose(message.row)
            return
        self.state = self.state.chose(message.row, hit.id, hit.title)
        self.preview(delay=REST if message.far or self.state.pane is Pane.QUERY else 0.0)

    @on(RowsWanted)
    def fetch_rows(self, message: RowsWanted) -> None:
        """Rows have come into view."""
        self.questions.rows(self.list.question.window(message.offset, message.limit), ready=self.ready)

    @on(SnippetsWanted)
    def fetch_snippets(self, message: SnippetsWanted) -> None:
        """Rows want their best passages."""
        self.questions.snippets(self.list.question, message.ids)

    @on(RowOpened)
    def open_row(self, _: RowOpened) -> None:
        """A second click opens."""
        self.act("open")

    @on(QueryChanged)
    def type_query(self) -> None:
        """Ask while typing; the view that was left is remembered when Enter is pressed."""
        before = self.state
        self.state = self.state.asked(self.query_line.line.text)
        if not self._said_of_page and not self.offers.stand_in(self.query_line):
            self.status.show_message("")
        if self.settings.search_as_you_type:
            self.ask(delay=TYPING)
        self.reflect(before)
        self.draw_soon()

    def submit_query(self) -> None:
        """Enter: the query is kept, and the list gets the focus. Without hits, the correction is taken.

        A query that is wrong stays, to be mended or, with Escape, given up.
        """
        if self.state.correction and not self.state.total:
            self.change(self.state.asked(self.state.correction), remember=False)
            return
        asked = self.settings.search_as_you_type
        if asked and self.query_note.text and self.mistaken == self.query_line.line.text:
            return
        self.query_line.remember(self.query_line.line.text)
        left, self.typed_from = self.typed_from, None
        if left is not None:
            self.history = self.history.visited(left, self.state)
        if not asked:
            self.query_note.show("", 0)
            self.ask()
        if not self.state.notice:  # the query in words makes room for the keys of the list
            self.status.show_message("")
        self.change(self.state.focused(Pane.LIST))

    @on(LinePane.Scrolled)
    def show_progress(self, message: LinePane.Scrolled) -> None:
        """How much of the article has been read, in the line above it."""
        if message.pane is self.article:
            self.rules[Pane.ARTICLE].show(note=f"{self.article.percent}%" if self.article.article else "")
            self.reflect(self.state)
            if self.article.article is not None:
                self.places.pop(self.article.article.id, None)
                self.places[self.article.article.id] = self.article.place

    @on(ItemChosen)
    def show_mentions(self, message: ItemChosen) -> None:
        """Mark where the selected entity is named in the article."""
        if message.item is not None and message.item.names and self.state.chosen:
            self.questions.mentions(self.state.chosen, message.item.field, message.item.names)

    @on(CompletionsReady)
    def offer(self, message: CompletionsReady) -> None:
        """Take the first way to complete what is being typed, and show the others."""
        if not self.questions.desk.is_newest("complete", message.number):
            return
        if self.offers.start(message.text, message.completions, self.query_line):
            self.type_query()
            self._said_of_page = False  # so that the answer leaves the hint alone
            self.status.show_message(self.offers.hint())
        else:
            self.status.show_message("Nothing that is known begins like this.")

    # Adding

    @on(Progressed)
    def show_work(self, message: Progressed) -> None:
        """Long work reports on itself."""
        self.status.show_progress(describe(message.progress) if message.progress else "")
        if self.adding is not None:
            from tui.screens import adding

            adding.grow(self)

    @on(Added)
    def end_adding(self, message: Added) -> None:
        """An import has ended."""
        from tui.screens import adding

        adding.ended(self, message)

    @on(FailuresReady)
    def show_failures(self, message: FailuresReady) -> None:
        """What could not be read, on a page of its own."""
        from tui.screens.adding import FailuresScreen

        self.app.push_screen(FailuresScreen(self, message.failures))
