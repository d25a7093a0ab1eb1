"""Where an article comes from: its identity, its renditions, and the lines that were dropped from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import events, on
from textual.message import Message

from search import Article, Library, Line, Mark, silence
from search.errors import DossierError
from search.text import printable
from tui.features.info.original import OriginalScreen, traced
from tui.messages import Told
from tui.screens.keys import name_of
from tui.screens.page import PageScreen, Styled
from tui.typeset import wrap

LABEL = 14


def facts(article: Article) -> Iterator[tuple[str, str]]:
    """What is known about the article, label and value."""
    yield "Title", article.title
    yield "Subtitle", article.subtitle
    yield "Date", f"{article.date}  ({article.date_source})" if article.date_source else article.date
    yield "Category", article.category
    yield "Byline", article.byline
    yield "Organisation", article.organisation
    yield "Dateline", article.dateline
    yield "Place", article.place
    yield "Number", article.number
    yield "Tags", ", ".join(article.tags)
    yield "Kind", article.kind
    yield "Language", article.language
    yield "Names", silence(article)
    yield "Id", article.id
    yield "Source key", article.source_key
    yield "Address", article.url
    yield "Revision", str(article.revision)
    yield "Text hash", article.text_hash


def own(mark: Mark) -> Iterator[tuple[str, str]]:
    """What the reader thinks of the article, label and value."""
    yield "Starred", "yes" if mark.starred else ""
    yield "Own tags", " ".join(mark.tags)
    for note in mark.notes:
        yield "Note", note


def info_lines(article: Article, width: int, mark: Mark | None = None) -> list[Styled]:
    """The page for a width of so many cells."""
    lines: list[Styled] = [("Article", "heading")]
    for label, value in (*facts(article), *(own(mark) if mark else ())):
        if value:
            lines += _labelled(label, value, width)
    for number, rendition in enumerate(article.renditions, 1):
        lines += [("", "text"), (f"Source {number}", "heading")]
        encoded = f"{rendition.format}, {rendition.encoding}"
        pairs = (
            ("Path", rendition.path),
            ("Format", encoded),
            ("SHA-256", rendition.sha256),
            ("Read by", rendition.importer),
            ("Imported", rendition.imported_at),
        )
        for label, value in pairs:
            if value:
                lines += _labelled(label, value, width)
    if article.warnings:
        lines += [("", "text"), ("Unsure", "heading")]
        for warning in article.warnings:
            lines += _labelled("", warning, width)
    return lines + _dropped(article, width)


def _dropped(article: Article, width: int) -> list[Styled]:
    hidden = [block for block in article.blocks if block.hidden]
    lines: list[Styled] = []
    if hidden:
        lines += [("", "text"), ("Lines that were dropped, and the rule that did it", "heading")]
    for block in hidden:
        for piece in block.text.split("\n"):
            lines += _labelled(block.rule, piece, width)
    return lines


def _labelled(label: str, value: str, width: int) -> Iterator[Styled]:
    value = printable(value)
    indent = max(LABEL, len(label) + 2)
    lead = f"{printable(label):<{indent}}"
    for start, end in wrap(value, max(10, width - indent)):
        yield f"{lead}{value[start:end]}", "text"
        lead = " " * indent


class Traced(Message):
    """The original has been looked through."""

    def __init__(self, lines: tuple[Line, ...] | str) -> None:
        super().__init__()
        self.lines = lines


class InfoScreen(PageScreen):
    """The page behind ``i``; ``o`` lays the original beside the article."""

    HINTS = (("j/k", "move"), ("Space", "page"), ("o", "original"), ("Esc", "close"))

    def __init__(self, article: Article, library: Library, mark: Mark | None = None) -> None:
        super().__init__()
        self._article = article
        self._library = library
        self._mark = mark

    def page_lines(self) -> Sequence[Styled]:
        """The facts, wrapped to the width."""
        return info_lines(self._article, self.text_width, self._mark)

    def press(self, event: events.Key) -> None:
        """Look the original through, or scroll and leave as every page does."""
        if name_of(event) != "o":
            super().press(event)
            return
        self.status.show_message("Looking the original through.")
        self.run_worker(self._trace, thread=True, exclusive=True)

    def _trace(self) -> None:
        try:
            self.post_message(Traced(traced(self._library, self._article)))
        except DossierError as error:
            self.post_message(Told(printable(f"{error.title}: {error}")))

    @on(Told)
    def tell(self, message: Told) -> None:
        """The original cannot be read."""
        self.status.show_message(message.text, bad=True)

    @on(Traced)
    def show_original(self, message: Traced) -> None:
        """Show what was found, unless this page has been left."""
        if self.is_current:
            self.status.show_message("")
            self.app.push_screen(OriginalScreen(message.lines))
