"""Web archives (WARC, ARC): one article a page that was answered with 200."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, BinaryIO

from search.article.blocks import from_plain
from search.article.model import Article
from search.errors import NotAnArticle, TooLarge, Unreadable, Unsupported
from search.intake.dates import read_date
from search.intake.decode import decode
from search.intake.detect import detect
from search.intake.formats import html
from search.intake.model import MAX_DOCUMENT, Content, Draft, Evidence, rendition
from search.intake.page import source_key
from search.intake.reading import read as read_any
from search.intake.records import guarded
from search.text import printable, sanitise
from search.work.progress import Failure

VERSION = 1
_PAGES = ("text/html", "application/xhtml+xml")
_OTHERS = (
    "text/plain",
    "application/pdf",
    "application/rss+xml",
    "application/atom+xml",
    "application/epub+zip",
)


def read(content: Content) -> Iterator[Draft | Failure]:
    """The articles of all records; one that is refused is a Failure. Raises Unreadable for damage."""
    with content.opener() as stream:
        yield from read_stream(stream, content)


def read_stream(stream: BinaryIO, content: Content) -> Iterator[Draft | Failure]:
    """The articles of an archive that is open."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError as error:
        raise Unsupported(
            "Web archives cannot be read here.", "Install dossier with the extra warc."
        ) from error
    try:
        for record in _quietly(ArchiveIterator(stream, arc2warc=True)):
            yield from _record(record, content)
    except (ArchiveLoadFailed, EOFError, ValueError, KeyError, AttributeError, IndexError, TypeError) as error:
        raise Unreadable(
            f"The web archive is damaged: {printable(str(error), 100)}.", "Copy it again."
        ) from error


def _quietly(records: Iterator[Any]) -> Iterator[Any]:
    """Records, while the library's remarks on each oddity are kept from the terminal."""
    while True:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            record = next(records, None)
        if record is None:
            return
        yield record


def _record(record: Any, content: Content) -> Iterator[Draft | Failure]:
    url = sanitise(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    kind, page = _type(record)
    if not page:
        return
    if record.rec_type == "conversion":
        yield from guarded(f"{content.label}!{printable(url, 300)}", lambda: _extracted(record, url, content))
        return
    label = f"{content.label}!{printable(url, 300)}"
    data = record.content_stream().read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        yield Failure(label, f"The page is larger than {MAX_DOCUMENT // 2**20} MB.")
        return
    inside = Content.of_bytes(data, label, url.rstrip("/").rpartition("/")[2] or "page", content.depth + 1)

    def parse() -> Iterator[Draft | Failure]:
        if kind in _PAGES and detect(inside) in ("html", "text"):
            yield from html.from_html(html.decode_html(data), inside, data, url=url)
        else:
            yield from read_any(inside)

    yield from guarded(label, parse)


def _extracted(record: Any, url: str, content: Content) -> Iterator[Draft]:
    """A page of which the archive (WET) holds the text alone: its first line is its title."""
    data = record.content_stream().read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        raise TooLarge(f"The page is larger than {MAX_DOCUMENT // 2**20} MB.", "Split it.")
    text = decode(data).text
    title, _, body = text.strip().partition("\n")
    blocks = from_plain(body)
    if not blocks:
        raise NotAnArticle("The page holds no text.")
    day = read_date((record.rec_headers.get_header("WARC-Date") or "")[:10])
    label = f"{content.label}!{printable(url, 300)}"
    article = Article(
        id="",
        title=" ".join(title.split())[:400],
        blocks=blocks,
        url=url,
        source_key=source_key(url, None),
        date=day,
        date_source="crawl" if day else "",
        language=(record.rec_headers.get_header("WARC-Identified-Content-Language") or "")[:2],
        warnings=("The date is that of the crawl.",) if day else (),
        renditions=(rendition(label, data, "wet", VERSION),),
    )
    yield Draft(article, data, (Evidence("title", "first line", title),), text)


def _type(record: Any) -> tuple[str, bool]:
    """The media type of a record, and whether it is something to read."""
    headers = record.http_headers
    if record.rec_type == "response" and headers is not None:
        if headers.get_statuscode() != "200":
            return "", False
        kind = headers.get_header("Content-Type") or ""
    elif record.rec_type == "conversion":
        kind = record.rec_headers.get_header("Content-Type") or ""
        return kind, kind.startswith("text/plain")
    elif record.rec_type == "resource":
        kind = record.rec_headers.get_header("Content-Type") or ""
    else:
        return "", False
    kind = kind.partition(";")[0].strip().lower()
    return kind, kind in _PAGES or kind in _OTHERS
