"""Feeds: RSS, Atom and JSON Feed. An entry with its whole text is an article, and so is a mere summary."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urljoin

from search.article.identity import GUID
from search.article.model import Article, Block, Span
from search.errors import NotAnArticle, Unreadable, Unsupported
from search.intake.dates import read_date
from search.intake.markup import safe_link
from search.intake.model import Content, Draft, rendition
from search.intake.page import source_key
from search.intake.records import guarded
from search.intake.rich import blocks_of, is_markup, line, plain
from search.intake.xmltree import refuse_entities
from search.text import printable
from search.work.progress import Failure

VERSION = 1
MAX_SIZE = 32 * 2**20
"""Bytes: a feed holds dozens of entries, an archive of one thousands."""
_BLOCK = re.compile(r"<(?:p|div|ul|ol|table|blockquote|h[1-6]|pre)[\s>]", re.IGNORECASE)
_NO_POSTS = frozenset({
    "attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "wp_global_styles",
    "wp_navigation", "wp_template", "wp_template_part", "oembed_cache",
})  # fmt: skip
"""Types of WordPress's posts that hold no text."""
_EMPTY_LINE = re.compile(r"\n[ \t\r]{0,99}\n")
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|vc_|et_pb_|contact-form)[^\[\]\n]{0,2000}\]"
)
_DOUBT = "The feed is not well-formed: something of it may be missing."
_SUMMARY = "The feed gives a summary only."


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article an entry; a bad one is a Failure named ``path#number``."""
    data = content.read(MAX_SIZE)
    is_json = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    site, entries = _json_feed(data) if is_json else _xml_feed(data)
    for number, entry in enumerate(entries, 1):
        if entry.get("kind") in _NO_POSTS:
            continue  # a picture or a menu of an export of WordPress
        yield from guarded(
            f"{content.label}#{number}", partial(_drafts, entry, site, f"{content.label}#{number}")
        )


def _drafts(entry: Mapping[str, Any], site: str, label: str) -> Iterator[Draft]:
    yield _draft(entry, site, label)


def _draft(entry: Mapping[str, Any], site: str, label: str) -> Draft:
    text, summary = _without_shortcodes(entry), entry["summary"]
    blocks = _resolved(blocks_of(_with_paragraphs(text or summary)), entry.get("base", ""))
    title = line(entry["title"])
    if not blocks and (not title or entry.get("kind")):
        raise NotAnArticle("The entry holds no text." if title else "The entry has neither a title nor a text.")
    original = json.dumps(entry, ensure_ascii=False).encode("utf-8", "surrogatepass")
    url = link if "://" in (link := line(entry["url"])) else ""
    date = read_date(line(entry["date"]))
    article = Article(
        id="",
        title=title or blocks[0].text[:80],
        blocks=blocks,
        source_key=_key(line(entry["id"]), url),
        url=url,
        date=date,
        date_source="feed" if date else "",
        byline=line(entry["byline"]),
        organisation=line(site),
        tags=tuple(dict.fromkeys(filter(None, map(line, entry["tags"])))),
        language=line(entry["language"])[:2].lower(),
        warnings=(*(() if text else (_SUMMARY,)), *filter(None, (entry.get("doubt", ""),))),
        renditions=(rendition(label, original, "feed-text" if text else "feed", VERSION),),
    )
    shown = "\n".join((entry["title"], text or summary, entry["byline"]))
    cut = (("summary of the whole text", plain(summary)),) if text and summary else ()
    return Draft(article, original, (), plain(f"{shown}\n{summary if text else ''}"), cut)


def _without_shortcodes(entry: Mapping[str, Any]) -> str:
    """The text of an entry; of WordPress's, without the marks in brackets that its plugins replace."""
    text = str(entry["content"])
    return _SHORTCODE.sub("", text) if entry.get("kind") else text


def _resolved(blocks: tuple[Block, ...], base: str) -> tuple[Block, ...]:
    """Blocks whose links lead where the feed means them to, and not below the reader's own folder."""
    if "://" not in base:
        return blocks

    def link(span: Span) -> Span:
        relative = span.target and ":" not in span.target.partition("/")[0]
        return replace(span, target=safe_link(urljoin(base, span.target))) if relative else span

    return tuple(
        replace(block, spans=tuple(map(link, block.spans))) if block.spans else block for block in blocks
    )


def _with_paragraphs(text: str) -> str:
    """Text of WordPress, which parts paragraphs by empty lines and not only by tags, as HTML."""
    if "\n" not in text or not is_markup(text):
        return text
    parts = [part for part in _EMPTY_LINE.split(text) if part.strip()]
    if len(parts) < 2 or (_BLOCK.search(text) and all(map(_BLOCK.match, map(str.strip, parts)))):
        return text
    return "".join(part if _BLOCK.search(part) else f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)


def _key(guid: str, url: str) -> str:
    """What the feed calls an entry: its own id before the page that it links to, which several may share."""
    page = source_key(url, None)
    if not guid or (guid.startswith(("http://", "https://")) and source_key(guid, None) == page):
        return page
    return f"{GUID}{guid}"


def _json_feed(data: bytes) -> tuple[str, list[dict[str, Any]]]:
    try:
        feed = json.loads(data.decode("utf-8-sig"))
        items = feed.get("items") or []
    except (ValueError, RecursionError, AttributeError) as error:
        raise Unreadable(f"The feed is not JSON: {printable(str(error), 100)}.", "Save it again.") from error
    if not isinstance(items, list):
        raise Unreadable("The feed's items are no list.", "Save it again.")
    return str(feed.get("title") or ""), [_json_entry(item) for item in items if isinstance(item, dict)]


def _json_entry(item: dict[str, Any]) -> dict[str, Any]:
    authors = item.get("authors") or [item.get("author") or {}]
    names = [author.get("name", "") for author in authors if isinstance(author, dict)]
    return {
        "id": str(item.get("id") or ""),
        "url": str(item.get("url") or ""),
        "title": str(item.get("title") or ""),
        "content": str(item.get("content_html") or item.get("content_text") or ""),
        "summary": str(item.get("summary") or ""),
        "date": str(item.get("date_published") or ""),
        "byline": "; ".join(map(str, filter(None, names))),
        "tags": [str(tag) for tag in item.get("tags") or () if isinstance(tag, str)],
        "language": str(item.get("language") or ""),
    }


def _xml_feed(data: bytes) -> tuple[str, list[dict[str, Any]]]:
    refuse_entities(data)
    try:
        import feedparser
    except ImportError as error:
        raise Unsupported("Feeds cannot be read here.", "Install dossier with the extra feeds.") from error
    try:
        # A stream, never a string: a string may be taken for an address or a file's name.
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, RecursionError, AssertionError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(f"The feed is damaged: {printable(str(error), 100)}.", "Save it again.") from error
    language = str(feed.feed.get("language") or "")
    broken = feed.bozo and type(feed.get("bozo_exception")).__name__.startswith("SAX")
    entries = [_xml_entry(entry, language, _DOUBT if broken else "") for entry in feed.entries]
    return str(feed.feed.get("title") or ""), entries


def _xml_entry(entry: Any, language: str, doubt: str) -> dict[str, Any]:
    contents = [str(content.get("value") or "") for content in entry.get("content") or ()]
    bases = [str(content.get("base") or "") for content in entry.get("content") or ()]
    tags = [str(tag.get("term") or tag.get("label") or "") for tag in entry.get("tags") or ()]
    return {
        "id": str(entry.get("id") or ""),
        "url": str(entry.get("link") or ""),
        "title": str(entry.get("title") or ""),
        "content": max(contents, key=len, default=""),
        "summary": str(entry.get("summary") or ""),
        "kind": str(entry.get("wp_post_type") or ""),
        "base": next(filter(None, bases), ""),
        "doubt": doubt,
        "date": _day(entry),
        "byline": str(entry.get("author") or ""),
        "tags": tags,
        "language": language,
    }


def _day(entry: Any) -> str:
    """The day of an entry as the feed names it: not moved to another zone of time."""
    for name in ("published", "issued", "created", "wp_post_date", "updated"):
        if day := read_date(str(entry.get(name) or "")):
            return day
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    return f"{parsed.tm_year:04}-{parsed.tm_mon:02}-{parsed.tm_mday:02}" if parsed else ""
