"""The program with a screen: wires library, settings, keys and terminal together, and runs."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.filter import ANSIToTruecolor, LineFilter

from search import Library
from search.text import printable
from tui import glyphs as signs
from tui import memory, widths_file
from tui.actions import shown
from tui.features.table import FEATURES, build
from tui.keymap import PRESETS
from tui.memory import Memory
from tui.reader.screen import ReaderScreen, forgotten
from tui.screens.keys import TakesKeys, name_of, use_layout
from tui.screens.page import use_text_width
from tui.settings import Settings
from tui.settings_file import load
from tui.themes import themes
from tui.widgets.status_line import StatusLine
from tui.wire.escapes import part_escapes
from tui.wire.hook import WiredApp
from tui.wire.quiet import write_whole
from tui.wire.terminal import Depth, Terminal, detect
from tui.wire.widths import WIDTHS

if TYPE_CHECKING:
    from search import Marks

CAST = 6
"""Keys that are shown to others: as many as can be read before the next ones come."""


class DossierApp(WiredApp[int], inherit_bindings=False):
    """One reader on one library."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "Dossier"
    CSS_PATH: ClassVar[str] = "reader/reader.tcss"

    def __init__(
        self,
        library: Library,
        *,
        query: str = "",
        resumed: bool = False,
        settings: Settings | None = None,
        notice: str = "",
        memory: Memory | None = None,
        open_marks: Callable[[Library], Marks] = forgotten,
        terminal: Terminal | None = None,
        wired: bool = True,
    ) -> None:
        settings = settings or Settings()
        terminal = terminal or detect()
        terminal = replace(terminal, visual=terminal.visual or settings.right_to_left == "visual")
        super().__init__(terminal=terminal, wired=wired)
        keymap = build(PRESETS[settings.preset], settings.keys)
        glyphs = signs.choose(settings.glyphs, unicode=terminal.unicode)
        self.reader = ReaderScreen(
            library,
            settings,
            keymap,
            glyphs,
            FEATURES,
            query=query,
            resumed=resumed,
            memory=memory,
            notice=notice,
            open_marks=open_marks,
        )
        self.reader.set_class(terminal.depth is Depth.NONE, "-mono")
        use_layout(settings.layout)
        use_text_width(settings.text_width)
        self._cast: deque[str] | None = deque(maxlen=CAST) if settings.keycast else None
        theme = themes()[settings.theme]
        self.register_theme(theme)
        self.theme = theme.name

    def get_default_screen(self) -> ReaderScreen:
        """The reader is the first screen: there is none below it to lay out and draw."""
        return self.reader

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What Textual lays over every line, without the search for colours that the themes don't use."""
        return [one for one in super().get_line_filters() if not isinstance(one, ANSIToTruecolor)]

    async def on_event(self, event: events.Event) -> None:
        """Let the screen act on a key before the next one is looked at.

        Textual would queue keys at the widget that has the focus. On a slow link several come together, and
        those after a key that moves the focus or leaves a page would be taken by the wrong one.
        """
        if isinstance(event, events.Key) and self.screen_stack:  # empty when keys come after the last one
            screen = self.screen
            if isinstance(screen, TakesKeys):
                self.app_focus = True
                screen.press(event)
                if self._cast is not None:
                    self._cast.append(shown(name_of(event)))
                    self._show_cast("  ".join(self._cast))
                return
        await super().on_event(event)

    def _show_cast(self, keys: str) -> None:
        for screen in self.screen_stack:
            for status in screen.query(StatusLine):
                status.show_keys(keys)

    def on_mount(self) -> None:
        """Be ready for signals."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.leave_by_signal, number)

    def on_unmount(self) -> None:
        """Let go of the file of marks, and of what is being asked."""
        self.reader.jobs.close()
        for feature in self.reader.features:
            feature.closing()
        self.reader.row_marks.close()

    def leave_by_signal(self, number: int) -> None:
        """The terminal hangs up, or somebody ends the program: exit in order, with the shell's code."""
        self.exit(128 + number)


def run(
    library: Library,
    *,
    query: str = "",
    resume: bool = True,
    settings_path: Path | None = None,
    stats: bool = False,
    keycast: bool = False,
) -> int:
    """Open the reader on a library; returns the exit code. With ``stats``, a line on the wire is printed.

    It opens with the query or else, with ``resume`` and unless the settings say otherwise, where it was left.

    A setting that is wrong is told, and its default used. The mouse is the terminal's own over SSH, where
    reporting it costs bytes and blocks selecting, unless the settings say otherwise. However the reader
    is left, by a signal too, places and queries are written down.
    """
    terminal = detect()
    write_whole()
    unparted = part_escapes()
    loaded = load(settings_path)
    past, unreadable = _past_of(library)
    problems = [*unreadable, *map(str, loaded.problems)]
    more = f" ({len(problems) - 1} more: dossier config --check)" if len(problems) > 1 else ""
    app = DossierApp(
        library,
        query=query,
        resumed=resume and loaded.settings.resume and not query,
        settings=replace(loaded.settings, keycast=True) if keycast else loaded.settings,
        notice="".join(problems[:1]) + more,
        memory=past,
        open_marks=_marks_of,
        terminal=terminal,
    )
    app.wire.stats.stock += filter(None, [unparted])
    with _widths_kept():
        result = app.run(mouse={"on": True, "off": False}.get(loaded.settings.mouse, not terminal.remote))
    last = app.reader.library
    _remember(memory.path_for(last.path), app.reader.memory())
    if last is not library:  # own articles were added while the guide was read
        last.close()
    if stats:
        print(app.wire.stats.line(), file=sys.stderr)
    return app.return_code or 0 if result is None else result


@contextmanager
def _widths_kept() -> Iterator[None]:
    """What is known of the terminal's widths, and afterwards written down what was learnt of them."""
    path, terminal = widths_file.path(), widths_file.terminal_name()
    known = widths_file.load(path, terminal)
    for kind, columns in known.items():
        WIDTHS.learn(kind, columns)
    yield
    if WIDTHS.measured != known:
        with suppress(OSError):  # it is asked again
            widths_file.save(path, terminal, WIDTHS.measured)


def _marks_of(library: Library) -> Marks:
    from search import Marks  # asked for after the first paint

    return Marks.of_library(library.path, library.identity)


def _past_of(library: Library) -> tuple[Memory, list[str]]:
    """Where the library was left, and why that is not known any more."""
    try:
        return memory.of_library(library), []
    except memory.MemoryUnreadable as error:
        return Memory({}), [str(error)]


def _remember(path: Path, memories: Memory) -> None:
    try:
        memory.save(path, memories)
    except OSError as error:
        # The terminal may be gone after a hang-up; then nobody can be told.
        with suppress(OSError):
            print(printable(f"Places and queries could not be written down: {error}"), file=sys.stderr)
