"""Text saved from news pages: header, body, and what belongs to the site; and pages that hold no article."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from search.article.blocks import classify, is_bullet
from search.article.days import INFERRED
from search.article.model import Block, BlockKind
from search.errors import NotAnArticle
from search.intake.banners import banner
from search.intake.datelines import find_dateline
from search.intake.dates import find_date, is_date, order_in
from search.intake.header_page import Page
from search.intake.header_rules import BYLINE, HEADER_KINDS, KICKER, PROSE, SENTENCE_END, header, navigation

_I = re.IGNORECASE
_LISTING_BLOCKS = 200
"""Blocks by whose look a listing is told."""
_ERROR_PAGE = re.compile(r"articlecs - article view is currently unavailable", _I)
_LISTING_TITLE = re.compile(r"(?:news|feature|features|commentary|article|photo|video) search\Z", _I)
_DATELINE_BLOCKS = 2
"""A dateline stands in the first paragraph, or in the second below a caption."""
_HEAD_LINES = 14
"""Short lines over the prose among which a date, a place or an office may be."""


def read_page(paragraphs: list[str], order: str = "") -> Page:
    """What each paragraph (or line, where lines are paragraphs) of a saved page is.

    Raises NotAnArticle for listings and error pages.
    """
    return read_blocks([Block(BlockKind.PARAGRAPH, text) for text in paragraphs], Page(order=order))


def read_blocks(blocks: list[Block], page: Page) -> Page:
    """The same for blocks, with what is known of the page already: that is not learnt again.

    Raises NotAnArticle for listings and error pages.
    """
    _refuse([block.text for block in blocks[:_LISTING_BLOCKS]])
    waiting: Block | None = None
    if not page.order:
        page.order = order_in("\n".join(block.text[:200] for block in blocks[:_LISTING_BLOCKS]))
    for at, block in enumerate(blocks):
        page.ahead = [later.text for later in blocks[at + 1 : at + _HEAD_LINES]] if not page.in_body else []
        if rule := banner(block.text) or navigation(page, block.text):
            _flush(page, waiting)
            waiting = None
            page.hide(block.text, rule)
        elif page.in_body or block.kind not in HEADER_KINDS or not header(page, block.text):
            page.in_body = page.in_body or is_prose(block) or at >= _HEAD_LINES
            waiting = _body(page, _joined(waiting, block) if waiting else block)
            page.in_body = page.in_body or waiting is not None
    _flush(page, waiting)
    if found := find_date(page.title, page.order):
        page.learn("date", found, INFERRED + "title")
    return page


def learn_header(page: Page, block: Block) -> bool:
    """Whether a block belongs above a body or to the site; its fields are learnt."""
    return bool(banner(block.text)) or (block.kind in HEADER_KINDS and header(page, block.text))


def with_body(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A text whose only line became the title is a body too."""
    if any(not block.hidden for block in blocks):
        return blocks
    return tuple(
        Block(BlockKind.PARAGRAPH, block.text) if block.rule == "field: title" else block for block in blocks
    )


def _flush(page: Page, waiting: Block | None) -> None:
    """Let a dateline whose paragraph does not come be a paragraph itself."""
    if waiting:
        page.blocks.append(waiting)


def _joined(dateline: Block, block: Block) -> Block:
    """A dateline from a line of its own, at the head of its paragraph."""
    shift = len(dateline.text) + 1
    spans = (replace(span, start=span.start + shift, end=span.end + shift) for span in block.spans)
    return replace(block, text=f"{dateline.text} {block.text}", spans=(*dateline.spans, *spans))


def is_prose(block: Block) -> bool:
    """Whether with this the body has begun: a sentence, or anything that is no line of a header."""
    if block.kind not in HEADER_KINDS:
        return True
    return len(block.text) > PROSE or SENTENCE_END.search(block.text) is not None


def _body(page: Page, block: Block) -> Block | None:
    """Add a block of body; gives it back when it is a dateline that waits for its paragraph."""
    prose = block.kind is BlockKind.PARAGRAPH
    page.shown += 1
    if page.shown <= _DATELINE_BLOCKS and prose and not page.dateline and (found := find_dateline(block.text)):
        page.learn("dateline", found.text, "dateline")
        page.learn("place", found.place, "dateline")
        if found.text == block.text:
            return block
    page.blocks.append(classify(block.text) if prose and not block.spans else block)
    return None


def _refuse(paragraphs: list[str]) -> None:
    """Raise NotAnArticle for pages that hold no article."""
    if any(_ERROR_PAGE.match(text) for text in paragraphs[:30]):
        raise NotAnArticle(
            "This is an error page: the article was unavailable when it was saved.", "Save it again."
        )
    content = [text for text in paragraphs if not banner(text)]
    if any(_LISTING_TITLE.match(text) for text in content[:6]):
        raise _listing("a page of search results")
    if sum(is_date(text) for text in content) >= 3 and is_date(content[0]):
        raise _listing("a list of dated teasers")
    if _bulleted_teasers(content):
        raise _listing("a list of teasers")


def _bulleted_teasers(content: list[str]) -> bool:
    """Whether items of a list come one by one with a teaser below each, and no date or byline above."""
    bullets = [i for i, text in enumerate(content) if is_bullet(text)]
    if len(bullets) < 3 or bullets[0] > 3:
        return False
    if any(KICKER.match(text) or BYLINE.match(text) or is_date(text) for text in content[: bullets[0]]):
        return False
    return all(b - a == 2 for a, b in pairwise(bullets))


def _listing(what: str) -> NotAnArticle:
    return NotAnArticle(f"This is {what}, not an article.", "Save the articles that it links to.")
