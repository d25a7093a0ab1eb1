"""A few words asked for in the last line: to find, to save, to pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from tui.state import Pane
from tui.widgets.query_line import Typed
from tui.widgets.status_line import Prompt

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

ALWAYS = ("redraw", "suspend")
"""What is done at once, whatever is being asked."""
TINY = 4
"""Rows from which the last one is spared for keys and messages."""


def ask(screen: ReaderScreen, prompt: Prompt) -> None:
    """Ask in the status line: another screen over this one would have everything drawn twice."""
    screen.status.ask(prompt)
    spare(screen)
    screen.set_focus(screen.status, scroll_visible=False)
    screen.draw_soon()


def press(screen: ReaderScreen, prompt: Prompt, event: events.Key) -> None:
    """Edit, complete, finish, or give up with Escape."""
    line = screen.status
    if event.key in ("escape", "ctrl+c"):
        _leave(screen, prompt, None)
    elif event.key == "tab" and prompt.complete is not None:
        prompt.complete(line)
    elif (id := screen.keymap.find(Pane.QUERY, (event.key,))) in ALWAYS:
        screen.act(str(id))
    else:
        line.show(line.line.text)  # without what completing said
        typed = line.take(event)
        if typed is Typed.SUBMITTED:
            _leave(screen, prompt, line.line.text)
        elif typed is Typed.CHANGED:
            line.tell()
    screen.draw_soon()


def spare(screen: ReaderScreen) -> None:
    """The last line is for rows where there are few of them, unless something is asked for in it.

    Then that comes before the rows, and before the query.
    """
    height, asked = screen.size.height, screen.status.prompt is not None
    screen.status.display = height >= TINY or asked
    screen.query_line.display = height > 2 or not asked
    screen.panes.display = height > 1 or not asked


def _leave(screen: ReaderScreen, prompt: Prompt, text: str | None) -> None:
    # First the line, so that what is done now can speak in it.
    screen.status.ask(None)
    spare(screen)
    screen.set_focus(screen.pane(screen.state.pane), scroll_visible=False)
    prompt.done(text)
