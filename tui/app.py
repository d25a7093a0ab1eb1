"""The program with a screen: wires library, settings, keys and terminal together, and runs."""

from __future__ import annotations

import asyncio
import signal

from textual.app import App

from search.library import Library
from tui import glyphs as signs
from tui.keymap import build
from tui.screens.reader import ReaderScreen
from tui.settings import Settings


class DossierApp(App[int], inherit_bindings=False):
    """One reader on one library."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "Dossier"

    def __init__(
        self, library: Library, *, query: str = "", settings: Settings | None = None, notice: str = ""
    ) -> None:
        super().__init__()
        self.library = library
        self.settings = settings or Settings()
        self.notice = notice
        self.keymap = build(own=self.settings.keys)
        self.glyphs = signs.for_terminal(self.settings.glyphs)
        self.reader = ReaderScreen(library, self.settings, self.keymap, self.glyphs, query)

    def on_mount(self) -> None:
        """Open the reader, and be ready for signals."""
        self.reader.set_class(self.glyphs is signs.ASCII, "-ascii")
        self.push_screen(self.reader)
        self.app_resume_signal.subscribe(self, self._repaint)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._leave, number)

    def _repaint(self, _: object) -> None:
        """After Ctrl+Z and fg the terminal shows something else."""
        self.screen.refresh(layout=True)

    def _leave(self, number: int) -> None:
        """The terminal hangs up, or somebody ends the program: exit in order, with the shell's code."""
        self.exit(128 + number)


def run(library: Library, *, query: str = "", mouse: bool = False) -> int:
    """Open the reader on a library; returns the exit code."""
    app = DossierApp(library, query=query)
    code = app.run(mouse=mouse)
    return app.return_code or 0 if code is None else code
