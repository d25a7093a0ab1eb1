"""News agencies' XML: NITF, NewsML 1, NewsML-G2, with the text as NITF or XHTML inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from search.article.model import Article, Block, BlockKind, SpanKind
from search.errors import NotAnArticle
from search.intake.datelines import find_dateline, reading_case
from search.intake.dates import read_date
from search.intake.markup import safe_link
from search.intake.model import Content, Draft, rendition
from search.intake.structure import Builder
from search.intake.xmltree import all_named, first_text, local, parse_xml, seen_below, text_of
from search.text import sanitise
from search.work.progress import Failure

VERSION = 1
_ITEMS = ("newsItem", "NewsItem", "nitf")
_BODIES = ("body.content", "DataContent", "inlineXML", "body")
_HEADINGS = {"hl1": 1, "hl2": 2, "h1": 1, "h2": 2, "h3": 3, "h4": 4}
_FLOW = frozenset({"p", "block", "div", "media", "note", "dt", "dd", "section"})
_MARKS = {"em": SpanKind.EMPHASIS, "i": SpanKind.EMPHASIS, "strong": SpanKind.STRONG, "b": SpanKind.STRONG}
_CONTAINERS = {
    "ul": BlockKind.LIST, "ol": BlockKind.LIST, "bq": BlockKind.QUOTE, "blockquote": BlockKind.QUOTE,
    "media-caption": BlockKind.CAPTION, "figcaption": BlockKind.CAPTION, "table": BlockKind.TABLE,
}  # fmt: skip
_SKIPPED = frozenset({"media-metadata", "media-reference", "media-producer", "script", "style", "head"})
_WITHIN = frozenset(
    {
        "em",
        "i",
        "b",
        "strong",
        "a",
        "span",
        "sup",
        "sub",
        "q",
        "person",
        "org",
        "location",
        "chron",
        "num",
        "money",
    }
)
"""Elements in the middle of words."""
_METADATA = (
    "itemMeta", "contentMeta", "catalogRef", "rightsInfo", "NewsIdentifier", "NewsManagement",
    "DescriptiveMetadata", "AdministrativeMetadata", "RightsMetadata", "Metadata", "Characteristics", "docdata",
    "revision-history", "pubdata", "media-metadata", "media-reference", "media-producer",
    "dateline", "DateLine", "subjectSet", "concept", "assert", "distributor", "byline", "ByLine",
    "style", "script", "title",
)  # fmt: skip
"""Elements that describe a text; those in which its fields stand are kept as fields."""
_NEWSLINES = ("headline", "HeadLine", "hl1", "hedline", "title")


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article an item; one without a text is a Failure, unless it is the only one."""
    data = content.read()
    root = parse_xml(data)
    items = _items(root)
    for number, item in enumerate(items, 1):
        label = f"{content.label}#{number}" if len(items) > 1 else content.label
        draft = _draft(item, data if len(items) == 1 else None, label)
        if draft is None and len(items) == 1:
            raise NotAnArticle("The item holds no text.", "It may describe a picture only.")
        yield draft or Failure(label, "The item holds no text.")


def _items(root: Any) -> list[Any]:
    """The items of a message; an item inside of another belongs to it."""
    for name in _ITEMS:
        if found := all_named(root, name):
            outer = set(map(id, found))
            return [item for item in found if not any(id(above) in outer for above in item.iterancestors())]
    return [root]


def _draft(item: Any, data: bytes | None, label: str) -> Draft | None:
    body = next((found for name in _BODIES for found in all_named(item, name)), None)
    blocks = _blocks(body) if body is not None else ()
    if not blocks:
        return None
    original = data if data is not None else _bytes(item)
    place = sanitise(first_text(item, "location"))
    dateline = sanitise(first_text(item, "dateline", "DateLine")) or place
    found = find_dateline(blocks[0].text)
    date = _date(item)
    article = Article(
        id="",
        title=sanitise(first_text(item, *_NEWSLINES)) or blocks[0].text[:80],
        subtitle=sanitise(first_text(item, "hl2", "SubHeadLine")),
        blocks=blocks,
        source_key=sanitise(_key(item)),
        date=date,
        date_source="item" if date else "",
        byline=sanitise(first_text(item, "byline", "ByLine", "by")),
        organisation=sanitise(first_text(item, "distributor", "provider", "copyrightHolder")),
        dateline=dateline or (found.text if found else ""),
        place=reading_case(place) if place else (found.place if found else ""),
        language=str(item.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].lower(),
        tags=_tags(item),
        renditions=(rendition(label, original, "newsml", VERSION),),
    )
    metadata = [text_of(part) for name in _METADATA for part in all_named(item, name)]
    return Draft(
        article, original, (), seen_below(item, frozenset(), _WITHIN), (("metadata", " ".join(metadata)),)
    )


def _bytes(item: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(item, encoding="utf-8"))


def _key(item: Any) -> str:
    if guid := item.get("guid"):
        return str(guid)
    documents = [str(node.get("id-string") or "") for node in all_named(item, "doc-id")]
    return next(filter(None, documents), "") or first_text(item, "PublicIdentifier", "NewsItemId")


def _date(item: Any) -> str:
    for name in ("date.issue", "date.release"):
        for node in all_named(item, name):
            if day := read_date(str(node.get("norm") or "")[:8]):
                return day
    names = (
        "firstCreated",
        "contentCreated",
        "FirstCreated",
        "ThisRevisionCreated",
        "versionCreated",
        "sent",
        "DateId",
    )
    return next((day for name in names if (day := read_date(first_text(item, name)[:19]))), "")


def _tags(item: Any) -> tuple[str, ...]:
    keys = [str(node.get("key") or "") for node in all_named(item, "keyword")]
    subjects = [first_text(node, "name") for node in all_named(item, "subject")]
    return tuple(dict.fromkeys(sanitise(tag) for tag in (*keys, *subjects) if tag))


def _blocks(body: Any) -> tuple[Block, ...]:
    builder = Builder()
    _walk(builder, body)
    return builder.finish()


def _walk(builder: Builder, element: Any) -> None:
    """Tell the builder what an element holds. Recursion is bounded: the XML parser stops at depth 256."""
    name = local(element).lower()
    if name in _SKIPPED or not name:
        return
    ends, closes = _open(builder, element, name)
    if element.text:
        builder.text(element.text)
    for child in element:
        _walk(builder, child)
        if child.tail:
            builder.text(child.tail)
    if closes:
        builder.close()
    if ends:
        builder.end()
    elif name in _FLOW:
        builder.boundary()


def _open(builder: Builder, element: Any, name: str) -> tuple[bool, bool]:
    """Begin an element; gives whether a block must be ended, and whether a mark must be closed."""
    if name in _HEADINGS:
        builder.begin(BlockKind.HEADING, _HEADINGS[name])
        return True, False
    if name in _CONTAINERS:
        builder.begin(_CONTAINERS[name], int(name == "ol"))
        return True, False
    if name in _MARKS or (name == "a" and element.get("href")):
        builder.open(_MARKS.get(name, SpanKind.LINK), safe_link(element.get("href")))
        return False, True
    steps = {
        "li": builder.item,
        "tr": builder.row,
        "td": builder.cell,
        "th": builder.cell,
        "br": builder.line_break,
    }
    if name in steps:
        steps[name]()
    elif name in _FLOW:
        builder.boundary()
    return False, False
