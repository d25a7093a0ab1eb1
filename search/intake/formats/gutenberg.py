"""Books of Project Gutenberg as text: what stands between its marks is the book, the rest is its licence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.article.blocks import from_plain
from search.article.model import Article, Block, BlockKind
from search.errors import NotAnArticle
from search.intake.dates import read_date
from search.intake.decode import decode
from search.intake.formats.text import title_of
from search.intake.model import Content, Draft, Evidence, rendition
from search.work.progress import Failure

VERSION = 1
_START = re.compile(r"^\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG[^\n]*$", re.IGNORECASE | re.MULTILINE)
_END = re.compile(
    r"^(?:\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG|End of (?:the )?Project Gutenberg)[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(
    r"^(Title|Author|Editor|Translator|Release Date|Language)\s*:[ \t]*([^\n]*(?:\n[ \t]+\S[^\n]*)*)",
    re.MULTILINE,
)
_LANGUAGES = {
    "english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "finnish": "fi", "chinese": "zh", "latin": "la", "greek": "el", "russian": "ru",
}  # fmt: skip
_HEADING = re.compile(r"(?:CHAPTER|BOOK|PART|VOLUME|ACT|SCENE|CANTO|LETTER)\b.{0,80}\Z", re.IGNORECASE)
_LICENCE = "Project Gutenberg licence"


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article: the book. Raises NotAnArticle when nothing stands between the marks."""
    data = content.read()
    decoded = decode(data)
    start, head, body, tail = _parts(decoded.text)
    fields = {name: " ".join(value.split()) for name, value in _FIELD.findall(head)}
    blocks = [_titled(block) for block in from_plain(body)]
    if not blocks:
        raise NotAnArticle("The file holds no text.", "Leave it out.")
    hidden = [
        Block(BlockKind.BOILERPLATE, text.strip("\n"), rule=_LICENCE) for text in (head, tail) if text.strip()
    ]
    day = read_date(re.sub(r"\[.*", "", fields.get("Release Date", "")).strip())
    title = fields.get("Title", "") or title_of(content.name)
    article = Article(
        id="",
        title=title,
        blocks=(*hidden[:1], *blocks, *hidden[1:]),
        date=day,
        date_source="Release Date" if day else "",
        byline=fields.get("Author", ""),
        language=_LANGUAGES.get(fields.get("Language", "").lower(), ""),
        warnings=decoded.warnings
        if start
        else (*decoded.warnings, "The mark at which the book begins is missing."),
        renditions=(rendition(content.label, data, "gutenberg", VERSION, decoded.encoding),),
    )
    yield Draft(article, data, (Evidence("title", "Title field", title),), decoded.text)


def _parts(text: str) -> tuple[bool, str, str, str]:
    """Whether the book's beginning is marked; what stands before it, the book, and what follows."""
    start = _START.search(text)
    at = start.end() if start else 0
    end = _END.search(text, at)
    stop = end.start() if end else len(text)
    return start is not None, text[:at], text[at:stop], text[stop:]


def _titled(block: Block) -> Block:
    """A line that names a chapter is a heading."""
    heading = block.kind is BlockKind.PARAGRAPH and _HEADING.match(block.text)
    return Block(BlockKind.HEADING, block.text, 2) if heading else block
