"""The frozen types of an article. Every text in them has been through :func:`search.text.sanitise`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from search.article.days import is_inferred


class BlockKind(StrEnum):
    """What a block of text is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"
    TABLE = "table"
    CAPTION = "caption"
    CONTACT = "contact"
    NOTE = "note"
    PREFORMATTED = "preformatted"
    BOILERPLATE = "boilerplate"
    """Hidden: a line that a rule dropped. Kept, so that kept and dropped give the original back."""


class SpanKind(StrEnum):
    """How a stretch of a block's text is marked up."""

    EMPHASIS = "emphasis"
    STRONG = "strong"
    CODE = "code"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Span:
    """Inline markup: characters ``start`` to ``end`` of the block's text."""

    start: int
    end: int
    kind: SpanKind
    target: str = ""
    """Where a link leads; empty for other kinds. Never fetched."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list ... The text is plain; structure is told by ``kind`` and ``spans``."""

    kind: BlockKind
    text: str
    """A list: one item a line. A table: one row a line, cells separated by tabs. No blank lines,
    but in preformatted text."""
    level: int = 0
    """Heading: 1 to 6. List: 1 when it is ordered, else 0."""
    spans: tuple[Span, ...] = ()
    rule: str = ""
    """Boilerplate: the name of the rule that dropped it. Otherwise empty."""

    @property
    def hidden(self) -> bool:
        """Whether readers skip this block."""
        return self.kind is BlockKind.BOILERPLATE


@dataclass(frozen=True, slots=True)
class Rendition:
    """One form in which an article came: a file, a line of a file, a member of an archive."""

    path: str
    """Where it was read, with ``#line`` or ``!member`` for containers."""
    sha256: str
    """Hex digest of the bytes as read."""
    format: str
    """Short name of the importer's format: ``text``, ``jsonl``, ``html`` ..."""
    encoding: str = "utf-8"
    importer: str = ""
    """Name and version of the importer, so that a better one can read kept originals again."""
    imported_at: str = ""
    """ISO 8601, UTC, seconds."""


class Part(StrEnum):
    """Which field of the article a stretch of its text is."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    BYLINE = "byline"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of :attr:`Article.text`: one field or one visible block."""

    part: Part
    start: int
    end: int
    block: int = -1
    """Index into :attr:`Article.blocks` for body sections, else -1."""


SEPARATOR = "\n\n"
"""Between two sections of an article's text."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article, as read: what is known about it, and its blocks in reading order."""

    id: str
    """Stable: derived from the source key or, without one, from the text. Empty before identity is settled."""
    title: str
    blocks: tuple[Block, ...]
    source_key: str = ""
    """What the source calls it: an explicit id, host and article number, canonical URL, Message-ID."""
    url: str = ""
    subtitle: str = ""
    date: str = ""
    """ISO 8601: ``2016-03-07``, ``2016-03`` or ``2016``; empty when unknown."""
    date_source: str = ""
    """Which evidence gave the date: ``kicker``, ``field``, ``meta`` ..."""
    category: str = ""
    byline: str = ""
    organisation: str = ""
    dateline: str = ""
    """As printed, dash included: ``JAPAN –``."""
    place: str = ""
    """The dateline's place in reading case: ``Japan``."""
    language: str = ""
    """ISO 639-1, empty when unknown."""
    tags: tuple[str, ...] = ()
    number: str = ""
    """The release number, as printed."""
    kind: str = "article"
    """article, speech, caption, listing or transcript."""
    sender: str = ""
    """Who wrote a mail: ``Name <address>``."""
    recipients: tuple[str, ...] = ()
    """To whom it went, each as the sender."""
    thread: tuple[str, ...] = ()
    """Message-IDs of the mails that it goes back to, the first one first; of an attachment, its mail."""
    text_hash: str = ""
    """Hex digest of the normalised text."""
    revision: int = 1
    warnings: tuple[str, ...] = ()
    """Sentences about what intake was unsure of."""
    renditions: tuple[Rendition, ...] = field(default=())

    @property
    def date_precision(self) -> str:
        """``day``, ``month``, ``year`` or empty, from the length of :attr:`date`."""
        return {10: "day", 7: "month", 4: "year"}.get(len(self.date), "")

    @property
    def date_inferred(self) -> bool:
        """Whether the program concluded the date: nothing names it as that of publication."""
        return bool(self.date) and is_inferred(self.date_source)

    def visible(self) -> Iterator[tuple[int, Block]]:
        """Index and block of every block that readers see."""
        return ((i, block) for i, block in enumerate(self.blocks) if not block.hidden)

    @property
    def body(self) -> str:
        """The visible blocks, a blank line between two."""
        return SEPARATOR.join(block.text for _, block in self.visible())

    @property
    def text(self) -> str:
        """Title, subtitle, byline and body: the text that offsets of mentions and hits refer to."""
        return SEPARATOR.join(text for _, text, _ in self._pieces())

    def sections(self) -> tuple[Section, ...]:
        """Where each field and visible block stands in :attr:`text`, in order, without overlap."""
        sections: list[Section] = []
        start = 0
        for part, text, block in self._pieces():
            sections.append(Section(part, start, start + len(text), block))
            start += len(text) + len(SEPARATOR)
        return tuple(sections)

    def _pieces(self) -> Iterator[tuple[Part, str, int]]:
        heads = (
            (Part.TITLE, self.title),
            (Part.SUBTITLE, self.subtitle),
            (Part.BYLINE, self.byline),
        )
        yield from ((part, text, -1) for part, text in heads if text)
        yield from ((Part.BODY, block.text, i) for i, block in self.visible())
