"""What documents of office programs and books have in common: properties, and how they become an article."""

from __future__ import annotations

from typing import Any, TypedDict

from search.article.model import Article, Block, BlockKind
from search.errors import NotAnArticle
from search.intake.datelines import find_dateline
from search.intake.dates import read_date
from search.intake.formats.text import title_of
from search.intake.model import Content, Draft, Evidence, rendition
from search.intake.xmltree import first_text, parse_xml
from search.text import sanitise


class Properties(TypedDict):
    """What a document says about itself; each may be empty."""

    title: str
    byline: str
    date: str
    language: str
    tags: tuple[str, ...]
    organisation: str
    source_key: str


def nothing() -> Properties:
    """The properties of a document that says nothing."""
    return Properties(title="", byline="", date="", language="", tags=(), organisation="", source_key="")


def properties(xml: bytes) -> Properties:
    """Dublin Core properties, as OOXML, OpenDocument and EPUB keep them; ``xml`` may be empty."""
    return from_element(parse_xml(xml)) if xml.strip() else nothing()


def from_element(root: Any) -> Properties:
    """The same from a parsed element."""
    found = {
        name: sanitise(first_text(root, *names))
        for name, names in (
            ("title", ("title",)),
            ("byline", ("creator", "initial-creator", "author")),
            ("date", ("date", "created", "creation-date", "issued")),
            ("language", ("language",)),
            ("tags", ("keywords", "keyword", "subject")),
            ("organisation", ("publisher",)),
        )
    }
    tags = tuple(filter(None, (tag.strip() for tag in found["tags"].replace(";", ",").split(","))))
    return Properties(
        title=found["title"],
        byline=found["byline"],
        date=read_date(found["date"]),
        language=found["language"][:2].lower(),
        tags=tags,
        organisation=found["organisation"],
        source_key="",
    )


def draft(
    content: Content,
    data: bytes | None,
    format: str,
    version: int,
    blocks: tuple[Block, ...],
    known: Properties,
    *,
    label: str = "",
    warnings: tuple[str, ...] = (),
) -> Draft:
    """An article from a document's blocks; without a title, a first heading or the file's name is one."""
    if not any(not block.hidden for block in blocks):
        raise NotAnArticle("The document holds no text.", "If it was scanned, it must be recognised first.")
    title, blocks, rule = _titled(known["title"], blocks, content.name)
    first = next((block for block in blocks if block.kind is BlockKind.PARAGRAPH), None)
    dateline = find_dateline(first.text) if first else None
    article = Article(
        id="",
        title=title,
        blocks=blocks,
        source_key=known["source_key"],
        date=known["date"],
        date_source="document" if known["date"] else "",
        byline=known["byline"],
        organisation=known["organisation"],
        dateline=dateline.text if dateline else "",
        place=dateline.place if dateline else "",
        language=known["language"],
        tags=known["tags"],
        warnings=warnings,
        renditions=(rendition(label or content.label, data or b"", format, version),),
    )
    return Draft(article, data, (Evidence("title", rule, title),))


def _titled(title: str, blocks: tuple[Block, ...], name: str) -> tuple[str, tuple[Block, ...], str]:
    """The title, the blocks without a heading that repeats it, and which rule gave it."""
    first = blocks[0]
    rule = "document"
    if not title and first.kind is BlockKind.HEADING and len(blocks) > 1:
        title, rule = " ".join(first.text.split()), "first heading"
    if not title:
        return title_of(name), blocks, "file name"
    if first.kind is BlockKind.HEADING and " ".join(first.text.split()) == title and len(blocks) > 1:
        blocks = (Block(BlockKind.BOILERPLATE, first.text, rule="field: title"), *blocks[1:])
    return title, blocks, rule
