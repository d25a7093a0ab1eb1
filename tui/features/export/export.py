"""Taking articles along by keys: the selected ones, else the one that is shown."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from search import Article, cite, places, render
from search.text import printable
from tui.actions import PANES, has_article
from tui.files import NotSaved, shown, why, write_private
from tui.reader.feature import Feature, action

if TYPE_CHECKING:
    from search import Stop
    from tui.reader.ports import Ports
    from tui.reader.state import ViewState

BETWEEN = "\n\n\n"
"""Between two articles of one text."""
Loader = Callable[[], Sequence[Article]]
"""Loads articles; to be called in a thread. Raises ArticleMissing."""


def command(state: ViewState, library: Path) -> str:
    """The command that prints the ids of a view in the same order."""
    words = ["dossier", "search", "--sort", state.sort.value, "--limit", str(state.rows)]
    query = state.query
    options = {
        "--literal": query.literal,
        "--recent": query.recent,
        "--group": query.grouped and not query.opened,
    }
    words += [option for option, wanted in options.items() if wanted]
    words += ["--library", str(library)]
    return shlex.join([*words, "--", state.query.as_text()])


def as_text(articles: Sequence[Article]) -> str:
    """The articles as text, one after another."""
    return BETWEEN.join(render(article, "text") for article in articles)


def many_of(many: int) -> str:
    """``3 articles `` in a question about several; nothing for one."""
    return f"{many:,} articles " if many > 1 else ""


def taken(ports: Ports) -> tuple[tuple[str, ...], Loader] | None:
    """Which articles are meant, and how to have them: the selected rows, else the article that is shown.

    None, and a word about it, while that is on its way.
    """
    selected, library = tuple(ports.marks.selected), ports.view.library
    if selected:
        return selected, lambda: [library.article(id) for id in selected]
    article = ports.article()
    return None if article is None else ((article.id,), lambda: [article])


class Export(Feature):
    """Copy, pipe, links."""

    # Copying

    def _copy(self, what: str, text: Callable[[], str]) -> None:
        """Ask the terminal to take the text, and always write it to a file; tell which way was used."""
        path = places.state() / "copied.txt"

        def work(_: Stop) -> str:
            if not (made := text()):
                raise NotSaved(f"There is nothing to copy: the {what.partition(' ')[0]} is not known.")
            try:
                write_private(path, made)
            except OSError as error:
                raise NotSaved(f"{printable(str(path))} cannot be written: {why(error)}.") from error
            return made

        def offer(made: str) -> None:
            sent = self.ports.screens.copy(made)
            way = f" and sent to the terminal ({sent})" if sent else ""
            self.ports.status.show_message(f"The {what} written to {shown(path)}{way}")

        self.ports.jobs.run("copy", work, offer)

    def _copy_each(self, what: str, plural: str, of: Callable[[Article], str], gap: str) -> None:
        """Copy something of every article that is meant."""
        if (found := taken(self.ports)) is not None:
            many, load = len(found[0]), found[1]
            named = f"{what} was" if many == 1 else f"{plural} of {many:,} articles were"
            self._copy(named, lambda: gap.join(filter(None, map(of, load()))))

    @action(
        "copy.text",
        ("y t",),
        "copy the text",
        "Take along",
        reason=has_article,
        label="text",
        waits=PANES,
        synonyms="yank clipboard",
    )
    def copy_text(self) -> None:
        """The whole article as text."""
        self._copy_each("text", "texts", lambda article: render(article, "text"), BETWEEN)

    @action(
        "copy.citation",
        ("y c",),
        "copy a citation",
        "Take along",
        reason=has_article,
        label="citation",
        waits=PANES,
        synonyms="cite quote reference bibliography",
    )
    def copy_citation(self) -> None:
        """A citation in the style of the settings."""
        style = self.ports.settings.citation
        self._copy_each("citation", "citations", lambda article: cite(article, style), "\n\n")

    @action(
        "copy.path",
        ("y p",),
        "copy the path of the source",
        "Take along",
        reason=has_article,
        label="path",
        waits=PANES,
        synonyms="file source yank",
    )
    def copy_path(self) -> None:
        """Where the article was read from first."""
        self._copy_each("path", "paths", lambda a: a.renditions[0].path if a.renditions else "", "\n")

    @action("copy.id", ("y i",), "copy the id", "Take along", reason=has_article, label="id", waits=PANES)
    def copy_id(self) -> None:
        """The id, which every command takes."""
        self._copy_each("id", "ids", lambda article: article.id, "\n")

    @action(
        "copy.command",
        ("y x",),
        "copy the command that gives these results",
        "Take along",
        label="command",
        synonyms="script shell yank",
    )
    def copy_command(self) -> None:
        """The command that prints the ids of this view in the same order."""
        text = command(self.ports.view.state, self.ports.view.library.path)
        self._copy("command was", lambda: text)

    # Files and commands

    @action(
        "pipe",
        ("|",),
        "pipe the text to a command",
        "Take along",
        reason=has_article,
        waits=PANES,
        synonyms="export write download file markdown html json",
    )
    def pipe(self) -> None:
        """Ask for a command, give it the texts, show what it writes."""
        from tui.features.export.pipe import OutputScreen, piped

        if (found := taken(self.ports)) is None:
            return
        many, load = len(found[0]), found[1]

        def finish(typed: str | None) -> None:
            if typed and typed.strip():
                self.ports.jobs.run(
                    "pipe",
                    lambda _: piped(typed.strip(), as_text(load())),
                    lambda output: self.ports.screens.push(OutputScreen(output)),
                )

        self.ports.screens.prompt(f"Pipe {many_of(many)}to: ", finish)

    @action("links", (";",), "links in the article, to copy", "Read", reason=has_article, waits=PANES)
    def links(self) -> None:
        """Choose a link to copy."""
        from tui.features.export.links import links_of
        from tui.screens.picker import Offer

        article = self.ports.article()
        if article is None:
            return
        found = links_of(article)
        if not found:
            self.ports.status.show_message("There is no link in this article.")
            return
        offers = [Offer(target, printable(words or target), printable(target)) for target, words in found]
        self.ports.screens.pick(offers, lambda target: self._copy("link was", lambda: target), ";")
