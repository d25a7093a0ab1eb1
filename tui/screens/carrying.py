"""Actions that take articles along: copy, pipe, links. Loaded with the first of them."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from search import Article, SpanKind, Stop, cite, places, render
from search.text import printable
from tui.files import NotSaved, shown, why, write_private
from tui.messages import Finished, Output

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

SECONDS = 30
"""How long a command may work on an article."""
MOST = 1 << 20
"""Characters of a command's output that are shown."""
APART = "\n\n\n"
"""Between two articles."""
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")


# What is taken


Loader = Callable[[], Sequence[Article]]
"""Loads articles; to be called in a thread. Raises ArticleMissing."""


def taken(screen: ReaderScreen) -> tuple[int, Loader] | None:
    """How many articles are meant, and how to have them: the selected rows, else the article that is shown.

    None, and a word about it, while that is on its way.
    """
    selected = tuple(screen.flagging.selected)
    if selected:
        return len(selected), lambda: [screen.library.article(id) for id in selected]
    article = screen.chosen_article()
    return None if article is None else (1, lambda: [article])


# Copying


def copy(screen: ReaderScreen, what: str, text: Callable[[], str]) -> None:
    """Ask the terminal to take the text, and always write it to a file; tell which way was used."""
    path = places.state() / "copied.txt"

    def work(_: Stop, number: int) -> Message:
        if not (made := text()):
            raise NotSaved(f"There is nothing to copy: the {what.partition(' ')[0]} is not known.")
        try:
            write_private(path, made)
        except OSError as error:
            raise NotSaved(f"{printable(str(path))} cannot be written: {why(error)}.") from error
        return Finished("copy", number, lambda: offer(made))

    def offer(made: str) -> None:
        sent = screen.send_to_clipboard(made)
        way = f" and sent to the terminal ({sent})" if sent else ""
        screen.status.show_message(f"The {what} written to {shown(path)}{way}")

    screen.questions.desk.ask("copy", work)


def copy_each(screen: ReaderScreen, what: str, plural: str, of: Callable[[Article], str], gap: str) -> None:
    """Copy something of every article that is meant."""
    if (found := taken(screen)) is not None:
        many, load = found
        named = f"{what} was" if many == 1 else f"{plural} of {many:,} articles were"
        copy(screen, named, lambda: gap.join(filter(None, map(of, load()))))


def copy_text(screen: ReaderScreen) -> None:
    """The whole article as text."""
    copy_each(screen, "text", "texts", lambda article: render(article, "text"), APART)


def copy_citation(screen: ReaderScreen) -> None:
    """A citation in the style of the settings."""
    style = screen.settings.citation
    copy_each(screen, "citation", "citations", lambda article: cite(article, style), "\n\n")


def copy_path(screen: ReaderScreen) -> None:
    """Where the article was read from first."""
    copy_each(screen, "path", "paths", lambda a: a.renditions[0].path if a.renditions else "", "\n")


def copy_id(screen: ReaderScreen) -> None:
    """The id, which every command takes."""
    copy_each(screen, "id", "ids", lambda article: article.id, "\n")


def command(screen: ReaderScreen) -> str:
    """The command that prints the ids of this view in the same order."""
    state = screen.state
    words = ["dossier", "search", "--sort", state.sort.value, "--limit", str(state.total)]
    query = state.query
    options = {
        "--literal": query.literal,
        "--recent": query.recent,
        "--group": query.grouped and not query.opened,
    }
    words += [option for option, wanted in options.items() if wanted]
    words += ["--library", str(screen.library.path)]
    return shlex.join([*words, "--", state.query.as_text()])


def copy_command(screen: ReaderScreen) -> None:
    """The command for this view."""
    text = command(screen)
    copy(screen, "command was", lambda: text)


# Piping


def pipe(screen: ReaderScreen) -> None:
    """Ask for a command, give it the texts, show what it writes."""
    from tui.widgets.status_line import Prompt

    if (found := taken(screen)) is None:
        return
    many, load = found

    def finish(typed: str | None) -> None:
        if typed and typed.strip():
            screen.questions.do("pipe", lambda: piped(typed.strip(), as_text(load())))

    screen.prompt(Prompt(f"Pipe {many_of(many)}to: ", finish))


def as_text(articles: Sequence[Article]) -> str:
    """The articles as text, one after another."""
    return APART.join(render(article, "text") for article in articles)


def many_of(many: int) -> str:
    """``3 articles `` in a question about several; nothing for one."""
    return f"{many:,} articles " if many > 1 else ""


def piped(command: str, text: str) -> Message:
    """Run a command of the user's in the shell with the text as its input. Raises NotSaved."""
    try:
        done = subprocess.run(  # the user's own command line, as in every pager
            command,
            shell=True,
            input=text.encode("utf-8"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotSaved(f"The command took more than {SECONDS} s and was stopped.") from error
    output = done.stdout.decode("utf-8", "replace")[:MOST]
    code = f" (exit code {done.returncode})" if done.returncode else ""
    return Output(f"{command}{code}", output)


# Links


def links_of(article: Article) -> list[tuple[str, str]]:
    """Address and words of every link: marked up, or written out in the text. None is ever fetched."""
    found: dict[str, str] = {}
    if article.url:
        found[article.url] = "this article"
    for _, block in article.visible():
        for span in block.spans:
            if span.kind is SpanKind.LINK and span.target:
                found.setdefault(span.target, block.text[span.start : span.end])
        for address in _ADDRESS.findall(block.text):
            found.setdefault(address.rstrip(".,;"), "")
    return list(found.items())


def show_links(screen: ReaderScreen) -> None:
    """Choose a link to copy."""
    from tui.screens.picking import Offer, PickScreen

    article = screen.chosen_article()
    if article is None:
        return
    links = links_of(article)
    if not links:
        screen.status.show_message("There is no link in this article.")
        return
    offers = [Offer(target, printable(words or target), printable(target)) for target, words in links]

    screen.app.push_screen(
        PickScreen(offers, lambda target: copy(screen, "link was", lambda: target), screen.glyphs, ";")
    )
