"""The controller: keys to actions, messages to features, and what is said when a job has failed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from textual import events
from textual.message import Message

from search.errors import DossierError
from search.text import printable
from tui.reader.state import Pane
from tui.screens.keys import name_of, typed_name
from tui.widgets.query_line import Typed

if TYPE_CHECKING:
    from tui.keymap import Keymap
    from tui.reader.feature import Feature
    from tui.reader.jobs import Jobs
    from tui.reader.view import View
    from tui.widgets.article_list import ArticleList
    from tui.widgets.reading_view import ReadingView
    from tui.widgets.status_line import Prompt, StatusLine

Result = TypeVar("Result")

HELD = 32
"""Keys that are kept while an article is on its way: more are pressed by a hand that rests on them."""
LEAVING = ("back", "interrupt", "quit")
"""Actions that keys which wait are given up for."""
PATIENCE = 3.0
"""Seconds after which keys wait no longer: nobody knows any more what they were pressed for."""
ALWAYS = ("redraw", "suspend")
"""Actions that are done at once, whatever is being asked."""


class Front(Protocol):
    """What the controller needs of the screen."""

    status: StatusLine
    list: ArticleList
    article: ReadingView

    def end_prompt(self) -> None:
        """Nothing is asked for in the last line any longer."""

    def draw_soon(self) -> None:
        """Draw what has changed within a moment."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> object:
        """Call something later."""


class Controller:
    """Does what keys and messages mean, by the features that it is given."""

    def __init__(self, view: View, keymap: Keymap, front: Front, jobs: Jobs) -> None:
        self._view = view
        self._keymap = keymap
        self._front = front
        self._jobs = jobs
        self._features: tuple[Feature, ...] = ()
        self._run: dict[str, Callable[[], object]] = {}
        self._pending: tuple[str, ...] = ()
        """Keys that began a sequence."""
        self._early: tuple[events.Key, ...] | None = ()
        """Keys that were pressed before there were rows; None when these are there."""
        self._waiting: deque[events.Key] = deque()
        """Keys that wait until the selected article is on the screen, and those pressed after them."""
        self.held = False
        """Whether the key that is being acted on was pressed before its article was on the screen."""
        self._hurried = ""
        """The article that was hurried last."""
        self._holds = 0
        """How often keys had to wait."""

    def serve(self, features: tuple[Feature, ...]) -> None:
        """Act by these features from now on."""
        self._features = features
        self._run = {row.id: partial(row.run, feature) for feature in features for row in feature.actions}

    # Keys

    def press(self, event: events.Key) -> None:
        """Type, or look the key up in the table, with those pressed before it when they began a sequence."""
        if self._early is not None:
            self._early = (*self._early, event)
            return
        if self._waiting and self._keymap.find(self._view.state.pane, (name_of(event),)) in LEAVING:
            self._waiting.clear()
        if self._waiting:
            self._hold(event)
            return
        if self._front.status.prompt is not None:
            self._press_in_prompt(self._front.status.prompt, event)
            return
        if any(feature.typed(event) for feature in self._features):
            self._front.draw_soon()
            return
        if event.key.startswith("alt+") and event.is_printable:  # Esc, and a letter right behind it
            self.press(events.Key("escape", None))
        typed = (*self._pending, typed_name(event))
        known = self._keymap.find(self._view.state.pane, typed) or self._keymap.is_prefix(
            self._view.state.pane, typed
        )
        self._look_up(typed if known else (*self._pending, name_of(event)), event)

    def _look_up(self, keys: tuple[str, ...], event: events.Key) -> None:
        begun, self._pending = self._pending, ()
        pane, status = self._view.state.pane, self._front.status
        id = self._keymap.find(pane, keys)
        if id is not None and self._must_wait(id):
            self._pending = begun
            self._hold(event)
        elif id is not None:
            self.act(id)
        elif self._keymap.is_prefix(pane, keys):
            self._pending = keys
            pairs = ((key, self._keymap.actions[id]) for key, id in self._keymap.continuations(pane, keys))
            status.show_message("  ".join(f"{key} {action.label or action.tooltip}" for key, action in pairs))
        elif begun and event.key == "escape":
            status.show_message("")
        elif pane is not Pane.QUERY:
            status.show_message(printable(self._keymap.idle(keys)))

    def take_early(self) -> None:
        """Do what was asked for before the first rows came."""
        early, self._early = self._early or (), None
        for event in early:
            self.press(event)

    # Keys that act on an article wait until it is on the screen

    def _hold(self, event: events.Key) -> None:
        """Keep a key, and those after it, until the article is there, or it takes too long."""
        if not self._waiting:
            self._holds += 1
            self._front.set_timer(PATIENCE, partial(self._give_up, self._holds))
        if len(self._waiting) < HELD:
            self._waiting.append(event)

    def _give_up(self, hold: int) -> None:
        if self._waiting and hold == self._holds:
            self._waiting.clear()
            self._front.status.show_message(
                "The article is still on its way: keys pressed meanwhile are dropped."
            )

    def _must_wait(self, id: str) -> bool:
        """Whether an action is about an article that is on its way; it is hurried then."""
        if self._view.state.pane not in self._keymap.actions[id].waits:
            return False
        if self._jobs.is_pending("page") or (self._front.list.total and self._front.list.hit is None):
            return True  # not even the row is there
        self._choose_row()
        shown = self._front.article.article
        if not self._view.state.chosen or (shown and shown.id == self._view.state.chosen):
            return False
        if self.held and self._hurried == self._view.state.chosen:
            return False  # it came to nothing: the action says why
        self._hurried = self._view.state.chosen
        for feature in self._features:
            feature.hurry()
        return self._jobs.is_pending("article")

    def release(self) -> None:
        """Something has come: do what had to wait for it, in order, as far as nothing else is waited for."""
        while self._waiting:
            waiting, self._waiting = self._waiting, deque()
            self.held = True
            self.press(waiting.popleft())
            self.held = False
            still = bool(self._waiting)
            self._waiting.extend(waiting)
            if still:
                break

    def _choose_row(self) -> None:
        """Take over which row is selected: the list's own word about it may still be on its way."""
        rows, view = self._front.list, self._view
        if (hit := rows.hit) is not None:
            view.replace(view.state.chose(rows.cursor, hit.id, hit.title))

    def act(self, id: str) -> None:
        """Do an action, or say why not."""
        view = self._view
        self._choose_row()
        reason = self._keymap.actions[id].reason(view.state)
        self._front.status.about_answer = False
        self._front.status.show_message(reason)
        if not reason:
            self._run[id]()
            self._front.draw_soon()

    def first(self, ask: Callable[[Feature], Result]) -> Result | None:
        """Ask one feature after the other; the first answer that is not empty counts."""
        return next(filter(None, map(ask, self._features)), None)

    # A few words asked for in the last line

    def _press_in_prompt(self, prompt: Prompt, event: events.Key) -> None:
        """Edit, complete, finish, or give up with Escape."""
        line = self._front.status
        if event.key in ("escape", "ctrl+c"):
            self._finish(prompt, None)
        elif event.key == "tab" and prompt.complete is not None:
            prompt.complete(line)
        elif (id := self._keymap.find(Pane.QUERY, (event.key,))) in ALWAYS:
            self.act(str(id))
        else:
            line.show(line.line.text)  # without what completing said
            typed = line.take(event)
            if typed is Typed.SUBMITTED:
                self._finish(prompt, line.line.text)
            elif typed is Typed.CHANGED:
                line.tell()
        self._front.draw_soon()

    def _finish(self, prompt: Prompt, text: str | None) -> None:
        # First the line, so that what is done now can speak in it.
        self._front.end_prompt()
        prompt.done(text)

    # Messages

    def hear(self, message: Message) -> None:
        """Hand what a pane says to the features that want to know."""
        for feature in self._features:
            hearer = feature.hearers.get(type(message).__qualname__)
            if hearer is not None:
                hearer(feature, message)

    def tell_failure(self, subject: str, number: int, error: DossierError) -> None:
        """A job failed: the features may tell it in their own way; the last good page stays."""
        if not self._jobs.is_newest(subject, number):
            return
        self._jobs.ended(subject)
        told = [feature.failed(subject, error) for feature in self._features]  # all of them want to know
        if any(told):
            return
        self._view.forget_counts()
        self._front.status.show_progress("")
        if subject == "prepare":
            self._view.ready = True  # searching says by itself what is wrong
        self._front.status.show_message(printable(f"{error.title}: {error}"), bad=True)

    def tell_fault(self, subject: str, error: Exception) -> None:
        """A fault in the program is told, and the reader goes on."""
        self._jobs.ended(subject)
        text = f"The program failed here ({subject}): {type(error).__name__}: {error}"
        self._front.status.show_message(printable(text), bad=True)
