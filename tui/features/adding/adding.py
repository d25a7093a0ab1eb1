"""Adding files and folders by keys; the library that grows is shown as it grows."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from search import Library, places
from search.text import printable
from tui.features.offers import completing_paths
from tui.paths import expanded
from tui.reader.feature import Feature, action, hears

if TYPE_CHECKING:
    from search import Failure, ImportReport, Stop
    from search.errors import DossierError
    from tui.messages import Progressed

GROWTH = 2.0
"""Seconds between two looks at how the list has grown: rows that move all the time cannot be read."""


@dataclass
class Import:
    """An import that is going on."""

    stopped: threading.Event = field(default_factory=threading.Event)
    looked: float = field(default_factory=time.monotonic)
    """When the list was asked for last."""


def is_bundled(library: Library) -> bool:
    """Whether this is the guide, which nothing is added to."""
    return library.path.parent == places.bundled_library()


def sentence(report: ImportReport, key: str) -> str:
    """What an import did: counts that are not zero."""
    counts = (
        (report.new, "new"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.renditions, "further renditions"),
        (report.skipped, "skipped"),
        (report.missing, "files missing"),
        (report.lossy, "with words lost"),
        (report.failed, f"failed ({key} says why)" if key else "failed"),
    )
    said = ", ".join(f"{count:,} {name}" for count, name in counts if count) or "nothing that is an article"
    return f"{'Stopped' if report.stopped else 'Added'}: {said}."


class Adding(Feature):
    """One import at a time, while reading goes on."""

    going_on: Import | None = None

    @action("add", ("A",), "add a file or folder; stop adding", "Program", synonyms="import open file folder")
    def add(self) -> None:
        """Ask for a path and add what is there; while something is being added, stop that."""
        if self.going_on is not None:
            self.stop()
        elif not self.ports.view.ready:
            self.ports.status.show_message("The library is still being made ready; add when that is done.")
        else:
            self.ports.screens.prompt("Add file or folder: ", self._start_typed, complete=completing_paths())

    def _start_typed(self, typed: str | None) -> None:
        if typed and typed.strip():
            self.start_import(expanded(typed))

    def stop(self) -> None:
        """Stop adding after the batch that is being written."""
        if self.going_on is not None:
            self.going_on.stopped.set()
            self.ports.status.show_message("Stopping. What has been added stays.")

    def widen(self) -> bool:
        """When there is nothing else to go back from, adding is stopped."""
        self.stop()
        return self.going_on is not None

    def start_import(self, path: Path | None) -> None:
        """Add a path, or without one read again what failed, in a thread."""
        going_on = self.going_on = Import()
        key = self.ports.keys.shown("add")
        what = f"Adding {printable(str(path))}" if path else "Reading again what failed"
        self.ports.status.show_message(f"{what}. Read on; {key} stops it.")
        shown = self.ports.view.library

        def work(end: Stop) -> tuple[ImportReport, Library]:
            library = Library.open(places.library(), create=True) if is_bundled(shown) else shown
            try:
                report = library.add(
                    [path] if path else [],
                    retry_failed=path is None,
                    progress=self.ports.jobs.report,
                    stop=lambda: end() or going_on.stopped.is_set(),
                )
            except BaseException:
                if library is not shown:
                    library.close()
                raise
            return report, library

        self.ports.jobs.run("add", work, lambda done: self._ended(*done))

    def failed(self, subject: str, error: DossierError) -> bool:
        """An import has failed."""
        if subject == "add":
            self.going_on = None
        return False

    @hears
    def show_progress(self, message: Progressed) -> None:
        """Long work reports on itself; show what has been added meanwhile, if the list shows what grows."""
        self.ports.status.show_progress(message.progress.in_words() if message.progress else "")
        now = time.monotonic()
        if self.going_on is None or now - self.going_on.looked < GROWTH:
            return
        if not is_bundled(self.ports.view.library):
            self.going_on.looked = now
            self.ports.view.ask(again=True)

    def _ended(self, report: ImportReport, library: Library) -> None:
        """Say what was added, and show it; from the guide, the user's own library is gone to."""
        self.going_on = None
        self.ports.status.show_progress("")
        if library is self.ports.view.library:
            self.ports.view.ask(again=True)
        elif report.new or report.unchanged:
            self.ports.view.open(library)
        else:
            library.close()
        self.ports.status.show_message(sentence(report, self.ports.keys.shown("failures")))

    @action("failures", ("F",), "what could not be read, and why", "Program", synonyms="errors problems")
    def show_failures(self) -> None:
        """What could not be read, on a page."""
        library = self.ports.view.library
        self.ports.jobs.run("failures", lambda _: (library.failures(), library.losses()), self._show_failures)

    def _show_failures(self, told: tuple[tuple[Failure, ...], tuple[Failure, ...]]) -> None:
        from tui.features.adding.failures import FailuresScreen

        self.ports.screens.push(FailuresScreen(*told, self._retry))

    def _retry(self) -> bool:
        """Read again what failed, unless something is being added."""
        if self.going_on is not None:
            return False
        self.ports.screens.pop()
        self.start_import(None)
        return True
