"""The program with a screen: wires library, settings, keys and terminal together, and runs."""

from __future__ import annotations

import asyncio
import signal

from search.library import Library
from tui import glyphs as signs
from tui.keymap import build
from tui.screens.reader import ReaderScreen
from tui.settings import Settings
from tui.wire.hook import WiredApp
from tui.wire.terminal import Terminal, detect


class DossierApp(WiredApp[int], inherit_bindings=False):
    """One reader on one library."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "Dossier"

    def __init__(
        self,
        library: Library,
        *,
        query: str = "",
        settings: Settings | None = None,
        notice: str = "",
        terminal: Terminal | None = None,
        wired: bool = True,
    ) -> None:
        terminal = terminal or detect()
        super().__init__(terminal=terminal, wired=wired)
        self.settings = settings or Settings()
        self.keymap = build(own=self.settings.keys)
        self.glyphs = signs.choose(self.settings.glyphs, unicode=terminal.unicode)
        self.reader = ReaderScreen(library, self.settings, self.keymap, self.glyphs, query)
        self.reader.notice = notice

    def on_mount(self) -> None:
        """Open the reader, and be ready for signals."""
        self.reader.set_class(self.glyphs is signs.ASCII, "-ascii")
        self.push_screen(self.reader)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.leave_by_signal, number)

    def leave_by_signal(self, number: int) -> None:
        """The terminal hangs up, or somebody ends the program: exit in order, with the shell's code."""
        self.exit(128 + number)


def run(library: Library, *, query: str = "", mouse: bool | None = None) -> int:
    """Open the reader on a library; returns the exit code.

    The mouse is the terminal's own over SSH, where reporting it costs bytes and blocks selecting.
    """
    terminal = detect()
    app = DossierApp(library, query=query, terminal=terminal)
    result = app.run(mouse=not terminal.remote if mouse is None else mouse)
    return app.return_code or 0 if result is None else result
