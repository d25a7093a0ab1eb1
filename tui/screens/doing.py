"""What each action of the table does to the reader; moving and asking are in modules of their own."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from tui.actions import ACTIONS, BY_ID, shown
from tui.screens import marking  # noqa: F401 (registers its actions)
from tui.screens.asking import narrow, toggle_timeline
from tui.screens.curating import show_page
from tui.screens.moving import DO, Doing, does, focus
from tui.shape import Shape
from tui.state import Pane
from tui.wire.hook import WiredApp

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen


def do(id: str, screen: ReaderScreen) -> None:
    """Do an action of the table."""
    DO[id](screen)


# Reading


@does("open")
def open_selected(screen: ReaderScreen) -> None:
    """Enter: the article gets the focus; an entity's page; a value is narrowed to; a correction is taken."""
    state = screen.state
    item = screen.entities.item
    if state.pane is Pane.ENTITIES and item is not None and item.names:
        show_page(screen, item)
    elif state.pane in (Pane.ENTITIES, Pane.TIMELINE):
        narrow(screen)
    elif state.correction and not state.total:
        screen.change(state.asked(state.correction))
    elif state.chosen:
        screen.flagging.opened(screen.list.hit)
        focus(screen, Pane.ARTICLE)


@does("read.on")
def read_on(screen: ReaderScreen) -> None:
    """A page of the article; at its end the next article."""
    screen.flagging.opened(screen.list.hit)
    if not screen.article.at_end:
        screen.article.page(1)
    elif screen.list.move(1):
        screen.flagging.opened(screen.list.hit)
    else:
        screen.status.show_message("This is the end of the last article.")


@does("read.back")
def read_back(screen: ReaderScreen) -> None:
    """A page of the article back."""
    screen.article.page(-1)


@does("back")
def back(screen: ReaderScreen) -> None:
    """One step out: of typing, what was found, the zoom, the pane, the last narrowing, the query."""
    state = screen.state
    if state.pane is Pane.QUERY:
        leave_query(screen)
    elif state.pane is Pane.TIMELINE:
        toggle_timeline(screen)
    elif screen.merging is not None:
        screen.merging = None
    elif state.pane is Pane.ENTITIES and screen.entities.picked:
        screen.entities.let_go()
    elif state.sought:
        screen.change(replace(state, sought=""))
    elif state.pane is not Pane.LIST:
        if state.pane is Pane.ENTITIES and screen.entities.wanted:
            screen.entities.look_for("")
        focus(screen, Pane.LIST)
    elif screen.flagging.selected:
        screen.flagging.let_go()
    elif state.zoomed and screen.panes.shape is not Shape.ONE:
        screen.change(state.zoom())
    elif state.narrowed_or_asked:
        screen.change(state.widened())
    elif screen.adding is not None:
        from tui.screens import adding

        adding.stop(screen)
    else:
        key = screen.keymap.shown("quit")
        screen.status.show_message(f"There is nothing to go back to. {key} quits.")


def leave_query(screen: ReaderScreen) -> None:
    """Give up what was typed: the view that was left comes back."""
    left, screen.typed_from = screen.typed_from, None
    screen.query_note.show("", 0)
    state = left or screen.state
    screen.change(state.focused(Pane.LIST), remember=False)


# Taking something along


def carry(name: str, module: str = "carrying") -> Doing:
    """An action of a module that is loaded when the first of them is done."""

    def doing(screen: ReaderScreen) -> None:
        act: Doing = getattr(import_module(f"tui.screens.{module}"), name)
        act(screen)

    return doing


DO["copy.text"] = carry("copy_text")
DO["copy.citation"] = carry("copy_citation")
DO["copy.path"] = carry("copy_path")
DO["copy.id"] = carry("copy_id")
DO["copy.command"] = carry("copy_command")
DO["save"] = carry("save", "saving")
DO["pipe"] = carry("pipe")
DO["links"] = carry("show_links")


# Adding


@does("add")
def add(screen: ReaderScreen) -> None:
    """Add a file or folder while reading goes on."""
    from tui.screens import adding

    adding.add(screen)


@does("failures")
def show_failures(screen: ReaderScreen) -> None:
    """What could not be read."""
    from tui.screens import adding

    adding.ask_failures(screen)


# The program


@does("palette")
def show_palette(screen: ReaderScreen) -> None:
    """Choose an action by name; what cannot be done now or here says so when it is chosen."""
    from tui.screens.picking import Offer, PickScreen

    offers = [
        Offer(action.id, action.tooltip, " ".join(map(shown, screen.keymap.keys[action.id])))
        for action in ACTIONS
        if action.id != "palette"
    ]

    def choose(id: str) -> None:
        if screen.state.pane in BY_ID[id].where:
            screen.act(id)
        else:
            screen.status.show_message(f"This works in the {' and '.join(sorted(BY_ID[id].where))}: go there.")

    screen.app.push_screen(PickScreen(offers, choose, screen.glyphs))


@does("help")
def show_help(screen: ReaderScreen) -> None:
    """All keys, on a page of their own."""
    from tui.screens.help import HelpScreen

    app = screen.app
    if not app.is_screen_installed(HelpScreen.NAME):  # made once: who asks again wants it at once
        app.install_screen(HelpScreen(screen.keymap), HelpScreen.NAME)
    page = app.get_screen(HelpScreen.NAME, HelpScreen)
    page.open_from(screen.state.pane)
    app.push_screen(page)


@does("info")
def show_info(screen: ReaderScreen) -> None:
    """Where the article comes from."""
    from tui.screens.info import InfoScreen

    if (article := screen.chosen_article()) is not None:
        marks = screen.flagging.of([article])
        screen.app.push_screen(InfoScreen(article, screen.library, marks[0] if marks else None))


@does("redraw")
def redraw(screen: ReaderScreen) -> None:
    """Draw everything anew."""
    if isinstance(screen.app, WiredApp):
        screen.app.redraw()


@does("mouse")
def switch_mouse(screen: ReaderScreen) -> None:
    """Turn the mouse on or off, and say what it is good for now."""
    app = screen.app
    said = {
        True: "The mouse is on: it selects and scrolls here.",
        False: "The mouse is off: the terminal selects text with it.",
        None: "The mouse cannot be turned on or off here.",
    }
    screen.status.show_message(said[app.switch_mouse() if isinstance(app, WiredApp) else None])


@does("reload")
def reload(screen: ReaderScreen) -> None:
    """Ask again, and stay where one is."""
    screen.ask()
    screen.status.show_message("Looked again.")


@does("suspend")
def suspend(screen: ReaderScreen) -> None:
    """Stop, and give the terminal to the shell; where nobody could go on, stay."""
    if sys.platform == "win32" or os.getpgrp() == os.getsid(0):
        screen.status.show_message("No shell runs below that could go on with the reader.")
    else:
        screen.app.action_suspend_process()


DO["quit"] = lambda screen: screen.app.exit(0)
