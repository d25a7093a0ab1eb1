"""Adding files and folders while reading goes on, and what could not be read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from search import Failure, ImportReport, Library, Stop, places
from search.errors import DossierError
from search.text import printable
from tui import memory
from tui.messages import Added, FailuresReady
from tui.offers import Offers
from tui.painting import shorten
from tui.paths import completions, expanded
from tui.screens.keys import name_of
from tui.screens.pages import PageScreen, Styled
from tui.state import History, ViewState
from tui.typeset import wrap
from tui.widgets.query_line import QueryLine
from tui.widgets.status_line import Prompt

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

GROWTH = 2.0
"""Seconds between two looks at how the list has grown: rows that move all the time cannot be read."""


@dataclass
class Adding:
    """An import that is going on."""

    stopped: threading.Event = field(default_factory=threading.Event)
    looked: float = field(default_factory=time.monotonic)
    """When the list was asked for last."""


def completing() -> Callable[[QueryLine], None]:
    """What Tab does where a path is typed: completes it, and again takes the next offer.

    Where there was no other, it goes on into the folder.
    """
    offers = Offers()

    def complete(line: QueryLine) -> None:
        typed = line.line.before
        found = (not offers.alone and offers.next(line)) or offers.start(typed, completions(typed), line)
        said = offers.hint() if found else "nothing there"
        line.show(line.line.text, note=shorten(said, line.size.width // 3))

    return complete


def add(screen: ReaderScreen) -> None:
    """Ask for a path and add what is there; while something is being added, stop that."""
    if screen.adding is not None:
        stop(screen)
        return
    if not screen.ready:
        screen.status.show_message("The library is still being made ready; add when that is done.")
        return

    def finish(typed: str | None) -> None:
        if typed and typed.strip():
            start(screen, expanded(typed))

    screen.prompt(Prompt("Add file or folder: ", finish, complete=completing()))


def stop(screen: ReaderScreen) -> None:
    """Stop adding after the batch that is being written."""
    if screen.adding is not None:
        screen.adding.stopped.set()
        screen.status.show_message("Stopping. What has been added stays.")


def start(screen: ReaderScreen, path: Path | None) -> None:
    """Add a path, or without one read again what failed, in a thread."""
    adding = screen.adding = Adding()
    key = screen.keymap.shown("add")
    what = f"Adding {printable(str(path))}" if path else "Reading again what failed"
    screen.status.show_message(f"{what}. Read on; {key} stops it.")
    shown = screen.library

    def work(end: Stop, _: int) -> Message:
        library = Library.open(places.library(), create=True) if is_bundled(shown) else shown
        try:
            report = library.add(
                [path] if path else [],
                retry_failed=path is None,
                progress=screen.questions.report,
                stop=lambda: end() or adding.stopped.is_set(),
            )
        except DossierError:
            if library is not shown:
                library.close()
            raise
        return Added(report, library)

    screen.questions.desk.ask("add", work)


def is_bundled(library: Library) -> bool:
    """Whether this is the guide, which nothing is added to."""
    return library.path.parent == places.bundled_library()


def grow(screen: ReaderScreen) -> None:
    """Show what has been added meanwhile, if the list shows the library that grows."""
    now = time.monotonic()
    if screen.adding is not None and now - screen.adding.looked >= GROWTH and not is_bundled(screen.library):
        screen.adding.looked = now
        screen.look_again()


def ended(screen: ReaderScreen, message: Added) -> None:
    """Say what was added, and show it; from the guide, the user's own library is gone to."""
    screen.adding = None
    screen.status.show_progress("")
    if message.library is screen.library:
        screen.look_again()
    elif message.report.new or message.report.unchanged:
        go_to(screen, message.library)
    else:
        message.library.close()
    screen.status.show_message(sentence(message.report, screen.keymap.shown("failures")))


def sentence(report: ImportReport, key: str) -> str:
    """What an import did: counts that are not zero."""
    counts = (
        (report.new, "new"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.renditions, "further renditions"),
        (report.skipped, "skipped"),
        (report.missing, "files missing"),
        (report.failed, f"failed ({key} says why)" if key else "failed"),
    )
    said = ", ".join(f"{count:,} {name}" for count, name in counts if count) or "nothing that is an article"
    return f"{'Stopped' if report.stopped else 'Added'}: {said}."


def go_to(screen: ReaderScreen, library: Library) -> None:
    """Show another library, from its newest article."""
    screen.library = screen.questions.library = library
    screen.flagging.begin()
    try:
        past = memory.load(memory.path_for(library.path))
    except memory.MemoryUnreadable:  # told when this library is opened; now there is something else to say
        past = memory.Memory({})
    screen.places = dict(past.places)
    screen.history, screen.ready = History(), False
    screen.show_nothing()
    screen.change(ViewState(), remember=False)
    screen.questions.desk.drop("page")
    screen.questions.first_rows(screen.post_message)
    screen.questions.prepare()


# What failed


def ask_failures(screen: ReaderScreen) -> None:
    """Look up what could not be read."""
    screen.questions.do("failures", lambda: FailuresReady(screen.library.failures()))


class FailuresScreen(PageScreen):
    """Every file that could not be read and why; ``r`` reads them again."""

    HINTS = (("j/k", "move"), ("r", "read them again"), ("Esc", "close"))

    def __init__(self, reader: ReaderScreen, failures: tuple[Failure, ...]) -> None:
        super().__init__()
        self._reader = reader
        self._failures = failures

    def page_lines(self) -> Sequence[Styled]:
        """Path and reason, wrapped."""
        if not self._failures:
            return [("Every file could be read.", "text")]
        width = max(10, self.app.size.width - 4)
        lines: list[Styled] = [(f"What could not be read: {len(self._failures):,}", "heading")]
        for failure in self._failures:
            lines.append(("", "text"))
            for indent, text in (("", printable(failure.path)), ("  ", printable(failure.reason))):
                lines += [(f"{indent}{text[a:b]}", "text") for a, b in wrap(text, width)]
        return lines

    def press(self, event: events.Key) -> None:
        """Read again, or scroll and leave as every page does."""
        if name_of(event) != "r":
            super().press(event)
        elif self._failures and self._reader.adding is None:
            self.app.pop_screen()
            start(self._reader, None)
        else:
            self.status.show_message("There is nothing to read again now.")
