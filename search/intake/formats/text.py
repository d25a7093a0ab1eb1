"""Plain text: saved pages with a header, and anything else that has paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from search.article.blocks import join_lists
from search.article.days import INFERRED
from search.article.model import Article
from search.errors import NotAnArticle
from search.intake.dates import date_of_name
from search.intake.decode import decode
from search.intake.headers import read_page, with_body
from search.intake.model import Content, Draft, rendition
from search.intake.months import order_of_text
from search.text import printable, unwrap
from search.work.progress import Failure

VERSION = 2
_NOTHING = re.compile(r"(?:none|null|nan|n/a|undefined|\s)*\Z", re.IGNORECASE)
"""What programs write where there was no text, perhaps many times."""
_LONGEST_TITLE = 80


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises NotAnArticle for listings, error pages and empty texts, Unreadable for binary."""
    data = content.read()
    decoded = decode(data)
    if _NOTHING.match(decoded.text):
        raise NotAnArticle("The file holds no text.", "Leave it out, or save the page again.")
    text = mend(decoded.text)
    page = read_page(unwrap(text), order_of_text(text))
    if not page.title and all(block.hidden for block in page.blocks):
        raise NotAnArticle("The file holds nothing but the site's own lines.", "Save the page again.")
    blocks = with_body(join_lists(page.blocks))
    if found := date_of_name(content.name):
        page.learn("date", found, f"{INFERRED}file name")
    article = Article(
        id="",
        title=page.title or title_of(content.name),
        subtitle=page.subtitle,
        blocks=blocks,
        date=page.date,
        date_source=page.date_source,
        category=page.category,
        byline=page.byline,
        organisation=page.organisation,
        dateline=page.dateline,
        place=page.place,
        number=page.number,
        kind=page.kind,
        warnings=(*decoded.warnings, *(() if page.date else page.doubts)),
        renditions=(rendition(content.label, data, "text", VERSION, decoded.encoding),),
    )
    yield Draft(article, data, tuple(page.evidence), text)


def mend(text: str) -> str:
    """Undo a defect of some converters: an apostrophe that became two straight quotes inside a word."""
    return re.sub(r"(?<=\w)\"\"(?=(?:s|t|d|m|re|ve|ll)\b)", "’", text)


def title_of(name: str) -> str:
    """A file's name as a title."""
    stem = PurePath(printable(name)).stem
    words = re.sub(r"[_\s-]+", " ", stem).strip()
    return words[:_LONGEST_TITLE] or "Untitled"
