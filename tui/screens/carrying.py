"""Actions that take something along: copy, save, pipe, links. Loaded with the first of them."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from search import Article, SpanKind, cite, places, render
from search.errors import DossierError
from search.text import printable
from tui.files import write_private
from tui.messages import Output, Told

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

SECONDS = 30
"""How long a command may work on an article."""
MOST = 1 << 20
"""Characters of a command's output that are shown."""
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")


class NotSaved(DossierError):
    """A file could not be written."""

    title = "Save"


def shown(path: Path) -> str:
    """A path for people: safe, and from the home folder on."""
    text, home = str(path), str(Path.home())
    return printable(f"~{text[len(home) :]}" if text.startswith(f"{home}/") else text)


# Copying


def copy(screen: ReaderScreen, what: str, text: str) -> None:
    """Ask the terminal to take the text, and always write it to a file; tell which way was used."""
    sent = screen.send_to_clipboard(text)
    path = places.state() / "copied.txt"

    def work() -> Message:
        try:
            write_private(path, text)
        except OSError as error:
            raise NotSaved(f"{printable(str(path))} cannot be written: {printable(str(error))}.") from error
        way = f"sent to the terminal ({sent}) and " if sent else ""
        return Told(f"The {what} was {way}written to {shown(path)}")

    screen.questions.do("copy", work)


def copy_text(screen: ReaderScreen) -> None:
    """The whole article as text."""
    if (article := screen.chosen_article()) is not None:
        copy(screen, "text", render(article, "text"))


def copy_citation(screen: ReaderScreen) -> None:
    """A citation in the style of the settings."""
    if (article := screen.chosen_article()) is not None:
        copy(screen, "citation", cite(article, screen.settings.citation))


def copy_path(screen: ReaderScreen) -> None:
    """Where the article was read from first."""
    article = screen.chosen_article()
    if article is None:
        return
    if article.renditions:
        copy(screen, "path", article.renditions[0].path)
    else:
        screen.status.show_message("It is not known where this article was read from.")


def copy_id(screen: ReaderScreen) -> None:
    """The id, which every command takes."""
    if (article := screen.chosen_article()) is not None:
        copy(screen, "id", article.id)


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
    copy(screen, "command", command(screen))


# Saving and piping


def slug(title: str) -> str:
    """A file name from a title: lower-case words with hyphens, at most 60 characters."""
    words = re.findall(r"[^\W_]+", title.lower())
    return "-".join(words)[:60].strip("-") or "article"


def written(article: Article, suffix: str) -> str:
    """The article in the format that a file's suffix asks for. Raises NotSaved for an unknown one."""
    if suffix == ".json":
        from tui.cli.show import as_json

        return json.dumps(as_json(article, ()), ensure_ascii=False, indent=2) + "\n"
    formats = {".txt": "text", ".md": "md", ".html": "html"}
    if suffix not in formats:
        raise NotSaved(
            f"There is no format for {printable(suffix) or 'no suffix'}.", "Use .txt .md .html .json"
        )
    return render(article, formats[suffix]) + "\n"


def save(screen: ReaderScreen) -> None:
    """Ask for a file name; the suffix chooses the format."""
    from tui.screens.prompts import PromptScreen

    article = screen.chosen_article()
    if article is None:
        return

    def work(path: Path) -> Message:
        text = written(article, path.suffix.lower())
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError as error:
            raise NotSaved(f"{printable(str(path))} exists.", "Choose another name.") from error
        except OSError as error:
            raise NotSaved(f"{printable(str(path))} cannot be written: {printable(str(error))}.") from error
        return Told(f"Saved as {shown(path)}")

    def finish(typed: str | None) -> None:
        if typed and typed.strip():
            path = Path(typed.strip()).expanduser()
            screen.questions.do("save", lambda: work(path))

    screen.app.push_screen(PromptScreen("Save as: ", finish, f"{slug(article.title)}.md"))


def pipe(screen: ReaderScreen) -> None:
    """Ask for a command, give it the article's text, show what it writes."""
    from tui.screens.prompts import PromptScreen

    article = screen.chosen_article()
    if article is None:
        return

    def finish(typed: str | None) -> None:
        if typed and typed.strip():
            screen.questions.do("pipe", lambda: piped(typed.strip(), render(article, "text")))

    screen.app.push_screen(PromptScreen("Pipe to: ", finish))


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

    screen.app.push_screen(PickScreen(offers, lambda target: copy(screen, "link", target), screen.glyphs, ";"))
