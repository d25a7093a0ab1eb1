"""The screen with the panes: composes them, gives features their ports, and passes on keys and messages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.reactive import Reactive
from textual.widget import Widget

from search import Library, Query
from search.text import printable
from tui.glyphs import Glyphs
from tui.keymap import Keymap
from tui.memory import Memory
from tui.messages import Answered, Failed, Fault, PaneMessage
from tui.reader.controller import Controller
from tui.reader.feature import Feature
from tui.reader.jobs import Jobs
from tui.reader.layout import Panes
from tui.reader.left import left
from tui.reader.ports import Ports
from tui.reader.row_marks import RowMarks
from tui.reader.shape import Shape
from tui.reader.state import History, Pane, ViewState
from tui.reader.view import View
from tui.screens.keys import has_own_cursor
from tui.settings import Settings
from tui.themes import themes
from tui.widgets.drawn import Drawn
from tui.widgets.query_line import QueryLine
from tui.widgets.status_line import Prompt, StatusLine
from tui.wire.hook import WiredApp
from tui.wire.screen import WiredScreen

if TYPE_CHECKING:
    from search import Marks
    from tui.screens.picker import Offer

AnyFeature = TypeVar("AnyFeature", bound=Feature)

SETTLED = 0.05
"""Seconds from the first screen until the index is loaded: loading keeps the interpreter from everything
else, and the first screen is to be on its way to the terminal by then."""
TINY = 4
"""Rows from which the last one is spared for keys and messages."""


def forgotten(_: Library) -> Marks:
    """Marks that last as long as the program."""
    from search import Marks

    return Marks()


class ReaderScreen(WiredScreen[None], inherit_bindings=False):
    """Everything that is on the screen; what keys and messages come to is the features' business."""

    AUTO_FOCUS: ClassVar[str] = ""
    BLANK = True
    """The panes cover it."""
    focused = Reactive[Widget | None](None, repaint=False)
    """Textual draws the whole screen again when the focus moves; here only what tells of it is drawn."""

    def __init__(
        self,
        library: Library,
        settings: Settings,
        keymap: Keymap,
        glyphs: Glyphs,
        features: Sequence[type[Feature]],
        *,
        query: str = "",
        resumed: bool = False,
        memory: Memory | None = None,
        notice: str = "",
        open_marks: Callable[[Library], Marks] = forgotten,
    ) -> None:
        super().__init__()
        self.keymap, self.glyphs = keymap, glyphs
        self.notice = notice
        """Said once at the start: what is wrong with the settings."""
        self.jobs = Jobs(self)
        self.panes = Panes(
            glyphs=glyphs,
            text_width=settings.text_width,
            breakpoints=settings.breakpoints,
            whole_rows={"whole": True, "lean": False}.get(settings.highlight),
        )
        self.query_line, self.query_note = self.panes.query_line, self.panes.query_note
        self.list, self.article, self.entities = self.panes.list, self.panes.article, self.panes.entities
        self.timeline, self.rules = self.panes.timeline, self.panes.rules
        self.status = StatusLine(id="status")
        strict = not settings.some_words
        self.view = View(library, Query(query, strict=strict), self, self.jobs)
        if resumed:
            self.view.replace((memory or Memory({})).left.state.demanding(strict))
        self.panes.follow(lambda: self.view.state)
        self.controller = Controller(self.view, keymap, self, self.jobs)
        self.row_marks = RowMarks(lambda: self._opened(open_marks), self.list, self.status)
        self._kept: dict[str, Any] = {}
        """Screens that are made once."""
        ports = self._ports(settings, memory or Memory({}))
        self.features = tuple(feature(ports) for feature in features)
        self.view.tell(self.features)
        self.controller.serve(self.features)

    def _ports(self, settings: Settings, memory: Memory) -> Ports:
        """What features are given of all this."""
        return Ports(
            view=self.view,
            panes=self.panes,
            status=self.status,
            jobs=self.jobs,
            screens=self,
            marks=self.row_marks,
            keys=self.keymap,
            act=self.controller.act,
            first=self.controller.first,
            held=lambda: self.controller.held,
            settings=settings,
            glyphs=self.glyphs,
            memory=memory,
        )

    def feature(self, kind: type[AnyFeature]) -> AnyFeature:
        """One of the features."""
        return next(feature for feature in self.features if isinstance(feature, kind))

    def _opened(self, open_marks: Callable[[Library], Marks]) -> Marks:
        """The marks on the library, which queries ask for too."""
        library = self.view.library
        library.marks = marks = open_marks(library)
        return marks

    @property
    def state(self) -> ViewState:
        """What is being looked at."""
        return self.view.state

    @property
    def history(self) -> History:
        """The views behind and ahead of it."""
        return self.view.history

    @property
    def library(self) -> Library:
        """The library that is shown."""
        return self.view.library

    @property
    def ready(self) -> bool:
        """Whether the index is loaded."""
        return self.view.ready

    def memory(self) -> Memory:
        """What is worth remembering for the next session."""
        places: dict[str, int] = {}
        for feature in self.features:
            places.update(feature.places())
        return Memory(places, self.query_line.asked, left(self.state))

    # The screen

    def compose(self) -> ComposeResult:
        """The query line, the panes, the status line, and the note over the first row of the panes."""
        self.panes.fit(*self.app.size, self.state)  # before it is mounted, so that styles are made once
        yield self.query_line
        yield self.panes
        yield self.status
        yield self.query_note
        yield self.panes.note
        yield self.status.note

    def on_mount(self) -> None:
        """Paint the first rows from the store, then load the index in a thread."""
        self.view.start()
        self.call_later(self.controller.take_early)
        self.set_focus(self.pane(self.state.pane), scroll_visible=False)
        self.status.show_message(printable(self.notice), bad=True)
        for typed_in in (self.query_line, self.status, self.panes.note):
            typed_in.draws_cursor = not has_own_cursor(self.app)
        self.call_after_refresh(self.set_timer, SETTLED, self.row_marks.start)
        self.call_after_refresh(self.set_timer, SETTLED, self.view.prepare)

    def on_resize(self, event: events.Resize) -> None:
        """Stand the panes as the new size asks for."""
        self.panes.fit(event.size.width, event.size.height, self.state)
        self._spare_lines()
        self.call_after_refresh(self.status.spill)
        self.list.set_two_lines(self.panes.two_lines)
        self.view.count()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click can move the focus too. News of a focus that has moved on since means nothing."""
        for pane in Pane:
            if self.pane(pane) is event.widget is self.focused and pane is not self.state.pane:
                self.view.change(self.state.focused(pane))

    def pane(self, pane: Pane) -> Drawn:
        """The widget of a pane."""
        return self.panes.pane(pane)

    @property
    def _typed_in(self) -> Drawn | None:
        """What lies over the panes and is typed in."""
        if self.status.prompt is not None:
            return self.status
        return self.panes.note if self.panes.note.heading else None

    def pointer(self) -> Offset:
        """The terminal's own cursor is where the reader is: screen readers and braille follow it."""
        pane = self._typed_in or self.pane(self.state.pane)
        return pane.content_region.offset + pane.pointer()

    # What the view shows

    @property
    def shape(self) -> Shape:
        """The layout for the size of the terminal."""
        return self.panes.shape

    def stand(self, state: ViewState) -> None:
        """Show the panes that the state says are there."""
        self.panes.stand(state)

    def focus_pane(self, pane: Pane) -> None:
        """Focus at once: on a slow link several keys arrive together, and the next is for this pane."""
        widget = self.pane(pane)
        if widget.focusable:
            self.set_focus(widget, scroll_visible=False)
        else:  # it is about to be shown
            widget.focus(scroll_visible=False)

    def show_state(self, state: ViewState) -> None:
        """Show the query, its counts, and the keys of the pane that has the focus."""
        filters = " ".join(f.as_text() for f in state.query.filters)
        self.query_line.show(state.query.text, printable(filters), self.panes.counts(state))
        self.status.show_hints(self.keymap.hints(state.pane))

    # Keys and messages

    def press(self, event: events.Key) -> None:
        """Act on a key."""
        self.controller.press(event)

    @on(PaneMessage)
    def hear(self, message: PaneMessage) -> None:
        """A pane says something."""
        self.controller.hear(message)

    @on(Answered)
    def finish(self, message: Answered) -> None:
        """Do what is left of a job, if it is the newest of its subject."""
        if self.jobs.is_newest(message.subject, message.number):
            self.jobs.ended(message.subject)
            message.then()
            self.controller.release()

    @on(Failed)
    def tell_failure(self, message: Failed) -> None:
        """A job could not be done."""
        self.controller.tell_failure(message.subject, message.number, message.error)
        self.controller.release()

    @on(Fault)
    def tell_fault(self, message: Fault) -> None:
        """The program itself failed."""
        self.controller.tell_fault(message.subject, message.error)
        self.controller.release()

    # A few words asked for in the last line

    def prompt(
        self,
        label: str,
        done: Callable[[str | None], None],
        text: str = "",
        *,
        changed: Callable[[str], None] | None = None,
        complete: Callable[[QueryLine], None] | None = None,
    ) -> None:
        """Ask in the status line: another screen over this one would have everything drawn twice."""
        self.status.ask(Prompt(label, done, text, changed, complete))
        self._spare_lines()
        self.set_focus(self.status, scroll_visible=False)
        self.draw_soon()

    def end_prompt(self) -> None:
        """Nothing is asked for any longer."""
        self.status.ask(None)
        self._spare_lines()
        self.set_focus(self.pane(self.state.pane), scroll_visible=False)

    def _spare_lines(self) -> None:
        """The last line is for rows where there are few of them, unless something is asked for in it.

        Then that comes before the rows, and before the query.
        """
        height, asked = self.size.height, self.status.prompt is not None
        self.status.display = height >= TINY or asked
        self.query_line.display = height > 2 or not asked
        self.panes.display = height > 1 or not asked

    def take_focus(self, widget: Drawn | None) -> None:
        """Give keys and pastes to something that lies over the panes, or back to the pane."""
        self.set_focus(widget or self.pane(self.state.pane), scroll_visible=False)
        self.draw_soon()

    # Other screens, and the terminal

    def push(self, screen: Any) -> None:
        """Lay a screen over the reader."""
        self.app.push_screen(screen)

    def pop(self) -> None:
        """Leave the screen that lies over the reader."""
        self.app.pop_screen()

    def pop_all(self) -> None:
        """Leave every screen that lies over the reader."""
        while self.app.screen is not self and self in self.app.screen_stack:
            self.app.pop_screen()

    def page(self, name: str, make: Callable[[], Any]) -> Any:
        """A screen that is made once: who asks again wants it at once."""
        if name not in self._kept:
            self._kept[name] = make()
            self.app.install_screen(self._kept[name], name)
        return self._kept[name]

    def pick(self, offers: Sequence[Offer], done: Callable[[str], None], sign: str = ":") -> None:
        """Have one of several lines chosen."""
        from tui.screens.picker import PickScreen

        self.app.push_screen(PickScreen(offers, done, self.glyphs, sign))

    def redraw(self) -> None:
        """Draw everything anew."""
        if isinstance(self.app, WiredApp):
            self.app.redraw()

    def switch_mouse(self) -> bool | None:
        """Turn the mouse on or off; None where that cannot be done."""
        return self.app.switch_mouse() if isinstance(self.app, WiredApp) else None

    def set_theme(self, name: str) -> None:
        """Show everything in another set of colours."""
        theme = themes()[name]
        self.app.register_theme(theme)
        self.app.theme = theme.name
        for widget in self.query(Drawn):
            widget.forget()
        self.redraw()

    def lend(self, work: Callable[[], None], then: Callable[[], None]) -> bool:
        """Give the terminal to another program while ``work`` runs, then do ``then``; False where it stays."""
        return isinstance(self.app, WiredApp) and self.app.lend(work, then)

    def suspend(self) -> bool:
        """Stop, and give the terminal to the shell; False where nobody could go on."""
        if sys.platform == "win32" or os.getpgrp() == os.getsid(0):
            return False
        self.app.action_suspend_process()
        return True

    def copy(self, text: str) -> str:
        """Ask the terminal to take a text; returns by which way, empty when it cannot be asked."""
        return self.app.offer(text).way if isinstance(self.app, WiredApp) else ""

    def quit(self) -> None:
        """Leave the program."""
        self.app.exit(0)
