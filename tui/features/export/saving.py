"""Saving by keys: the articles that are meant, the list, a dossier; the suffix of the file chooses the form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from search.text import counted, printable
from tui.actions import PANES, READING, has_article, has_articles
from tui.features.export.export import many_of, taken
from tui.features.offers import completing_paths
from tui.paths import expanded
from tui.reader.feature import Feature, action

if TYPE_CHECKING:
    from search import Stop
    from search.errors import DossierError

JOB = "save"
"""One file is written at a time."""
LISTED = "csv jsonl bib ris json html epub md txt"


class Saving(Feature):
    """Files of what is read, with progress; what is cut short leaves nothing behind."""

    def _write(self, work: Callable[[Stop], str]) -> None:
        """Write in a thread, say what was written."""

        def done(said: str) -> None:
            self.ports.status.show_progress("")
            self.ports.status.show_message(said)

        self.ports.jobs.run(JOB, work, done)

    def _goes_on(self) -> bool:
        """Whether a file is being written; the key that would begin another one stops it."""
        if not self.ports.jobs.is_pending(JOB):
            return False
        self.ports.jobs.drop(JOB)
        self.ports.status.show_progress("")
        self.ports.status.show_message("Stopped: the file is not written.")
        return True

    def failed(self, subject: str, error: DossierError) -> bool:
        """It is told; there is no more progress."""
        if subject == JOB:
            self.ports.status.show_progress("")
        return False

    def _ask(self, label: str, name: str, then: Callable[[Path], object]) -> None:
        def finish(typed: str | None) -> None:
            if typed and typed.strip():
                then(expanded(typed))

        self.ports.screens.prompt(label, finish, name, complete=completing_paths())

    @action(
        "save", ("s",), "save as text, Markdown, HTML or JSON", "Take along", reason=has_article, waits=PANES,
        synonyms="export write download file markdown html json csv epub",
    )  # fmt: skip
    def save(self) -> None:
        """Ask for a file name, then write what is selected, else the article that is shown."""
        from tui.features.export.files import slug, write
        from tui.lists import save_list, whole_list

        if self._goes_on() or (found := taken(self.ports)) is None:
            return
        (ids, load), library, jobs = found, self.ports.view.library, self.ports.jobs

        def work(path: Path, stop: Stop) -> str:
            if whole_list(path, len(ids)):
                title = load()[0].title if len(ids) == 1 else counted(len(ids), "article")
                return save_list(library, lambda: ids, path, title, progress=jobs.report, stop=stop)
            return write(load(), path)

        name = "articles/*.md" if len(ids) > 1 else f"{slug(load()[0].title)}.md"
        self._ask(
            f"Save {many_of(len(ids))}as: ", name, lambda path: self._write(lambda stop: work(path, stop))
        )

    @action(
        "save.list", ("W",), "write the list to a file: CSV, BibTeX, HTML, EPUB and others", "Take along",
        READING, has_articles, synonyms="export save results csv jsonl bibtex ris csl html epub spreadsheet",
    )  # fmt: skip
    def save_results(self) -> None:
        """All articles of the list; the selected ones where there are some."""
        from tui.features.export.files import slug
        from tui.lists import found, save_list

        if self._goes_on():
            return
        library, jobs, query = self.ports.view.library, self.ports.jobs, self.ports.panes.list.question
        state, selected = self.ports.view.state, tuple(self.ports.marks.selected)
        title = state.query.as_text() or "Articles"
        many = counted(len(selected) or state.total, "article")

        def work(path: Path, stop: Stop) -> str:
            return save_list(
                library, lambda: selected or found(library, query), path, title, progress=jobs.report, stop=stop
            )

        self._ask(
            f"Write {many} as ({LISTED}): ",
            f"{slug(printable(title))}.csv",
            lambda path: self._write(lambda stop: work(path, stop)),
        )

    def save_dossier(self, key: str, path: Path) -> bool:
        """Write a dossier as a report or a list."""
        from tui.lists import save_dossier

        library, jobs = self.ports.view.library, self.ports.jobs
        self._write(lambda stop: save_dossier(library, key, path, progress=jobs.report, stop=stop))
        return True
