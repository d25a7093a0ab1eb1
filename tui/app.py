"""The program with a screen: wires library, settings, keys and terminal together, and runs."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from search.library import Library
from tui import glyphs as signs
from tui.keymap import PRESETS, build
from tui.screens.reader import ReaderScreen
from tui.settings import Settings, load
from tui.themes import themes
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
        self.keymap = build(PRESETS[self.settings.preset], self.settings.keys)
        self.glyphs = signs.choose(self.settings.glyphs, unicode=terminal.unicode)
        self.reader = ReaderScreen(library, self.settings, self.keymap, self.glyphs, query)
        self.reader.notice = notice
        theme = themes()[self.settings.theme]
        self.register_theme(theme)
        self.theme = theme.name

    def on_mount(self) -> None:
        """Open the reader, and be ready for signals."""
        self.push_screen(self.reader)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.leave_by_signal, number)

    def leave_by_signal(self, number: int) -> None:
        """The terminal hangs up, or somebody ends the program: exit in order, with the shell's code."""
        self.exit(128 + number)


def run(library: Library, *, query: str = "", settings_path: Path | None = None) -> int:
    """Open the reader on a library; returns the exit code.

    A setting that is wrong is told, and its default used. The mouse is the terminal's own over SSH, where
    reporting it costs bytes and blocks selecting, unless the settings say otherwise.
    """
    terminal = detect()
    loaded = load(settings_path)
    notice = " ".join(str(problem) for problem in loaded.problems[:1])
    if len(loaded.problems) > 1:
        notice += f" ({len(loaded.problems) - 1} more)"
    app = DossierApp(library, query=query, settings=loaded.settings, notice=notice, terminal=terminal)
    mouse = {"on": True, "off": False}.get(loaded.settings.mouse, not terminal.remote)
    result = app.run(mouse=mouse)
    return app.return_code or 0 if result is None else result
