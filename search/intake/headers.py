"""The rules for text saved from news pages: which line is what, and what belongs to the site."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from search.article.blocks import classify, is_bullet
from search.article.model import Block, BlockKind
from search.errors import NotAnArticle
from search.intake.banners import banner
from search.intake.datelines import find_dateline, place_alone
from search.intake.dates import find_date, is_date
from search.intake.model import Evidence
from search.text import words

_I = re.IGNORECASE
_LISTING_BLOCKS = 200
"""Blocks by whose look a listing is told."""
_ERROR_PAGE = re.compile(r"articlecs - article view is currently unavailable", _I)
_LISTING_TITLE = re.compile(r"(?:news|feature|features|commentary|article|photo|video) search\Z", _I)

_KICKER = re.compile(r"(?P<category>[A-Z][A-Za-z /&-]{1,40}?)\s*\|\s*(?P<date>.{6,40})\Z")
_BYLINE_DATE = re.compile(r"(?:by\s+)?(?P<byline>.{3,90}?)\s*\|\s*(?P<date>.{6,40})\Z", _I)
_BYLINE = re.compile(
    r"(?:by|story by|photo by|courtesy story by|courtesy story)\s+(?P<byline>\S.{2,110})\Z", _I
)
_OFFICE = re.compile(
    r"\b(?:public affairs|news service|press (?:office|operations|service)|defense media activity|dod news"
    r"|office of communications?|staff reports?)\b",
    _I,
)
_RELEASE = re.compile(r"(?:for )?immediate release\b.{0,60}\Z", _I)
_NUMBER = re.compile(r"(?:press |news )?release\s*(?:no\.?|number|#)\s*:?\s*(?P<number>[\w/-]{2,20})\Z", _I)
_NAME_END = re.compile(r"\b(?:Jr|Sr|Inc|Co|Ltd|[A-Z])\.\Z")
_PARTICLES = words("of the and for de la van von der den di da with in at to a")
_HEADER_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING})
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\Z")

_LONGEST_TITLE = 220
_DATELINE_BLOCKS = 2
"""A dateline stands in the first paragraph, or in the second below a caption."""
_LONGEST_SENTENCE_TITLE = 120
"""Characters of a title that ends like a sentence."""
_LONGEST_DATE_LINE = 45
_PROSE = 80
"""A line this long which ends like a sentence is body, never header."""


@dataclass(slots=True)
class Page:
    """What the rules have understood so far."""

    title: str = ""
    date: str = ""
    date_source: str = ""
    category: str = ""
    byline: str = ""
    organisation: str = ""
    dateline: str = ""
    place: str = ""
    number: str = ""
    blocks: list[Block] = field(default_factory=list)
    """All lines in order; those of the header and the site hidden, with their rule."""
    evidence: list[Evidence] = field(default_factory=list)
    in_body: bool = False
    shown: int = 0
    """Blocks of the body so far."""
    title_outside: bool = False
    """Whether the title was known before the lines were read, so that a line may repeat it."""

    def hide(self, line: str, rule: str) -> None:
        """Keep a line out of sight."""
        self.blocks.append(Block(BlockKind.BOILERPLATE, line, rule=rule))

    def learn(self, name: str, value: str, rule: str) -> None:
        """Give a field its value, unless an earlier rule has."""
        if value and not getattr(self, name):
            setattr(self, name, value)
            self.evidence.append(Evidence(name, rule, value))
            if name == "date":
                self.date_source = rule

    @property
    def kind(self) -> str:
        """What the kicker and the data of the page say that it is."""
        if re.match(r"(?:speech|remarks|testimony)\b", self.category, _I):
            return "speech"
        if re.match(r"transcript\b", self.category, _I):
            return "transcript"
        if sum(block.rule == "banner: image data" for block in self.blocks) >= 2:
            return "caption"
        return "article"


def read_page(paragraphs: list[str]) -> Page:
    """What each paragraph (or line, where lines are paragraphs) of a saved page is.

    Raises NotAnArticle for listings and error pages.
    """
    return read_blocks([Block(BlockKind.PARAGRAPH, text) for text in paragraphs], Page())


def read_blocks(blocks: list[Block], page: Page) -> Page:
    """The same for blocks, with what is known of the page already: that is not learnt again.

    Raises NotAnArticle for listings and error pages.
    """
    _refuse([block.text for block in blocks[:_LISTING_BLOCKS]])
    waiting: Block | None = None
    for block in blocks:
        if rule := banner(block.text):
            _flush(page, waiting)
            waiting = None
            page.hide(block.text, rule)
        elif page.in_body or block.kind not in _HEADER_KINDS or not _header(page, block.text):
            page.in_body = True
            waiting = _body(page, _joined(waiting, block) if waiting else block)
    _flush(page, waiting)
    return page


def learn_header(page: Page, block: Block) -> bool:
    """Whether a block belongs above a body or to the site; its fields are learnt."""
    return bool(banner(block.text)) or (block.kind in _HEADER_KINDS and _header(page, block.text))


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


def _header(page: Page, text: str) -> bool:
    """Whether the line belongs above the body; if so its fields are learnt and the line is hidden."""
    for rule in (_kicker, _date_line, _release_line, _byline, _place_line, _title):
        if name := rule(page, text):
            page.hide(text, f"field: {name}")
            return True
    return False


def _kicker(page: Page, text: str) -> str:
    hit = _KICKER.match(text)
    if not hit or hit["category"].lower().startswith("by ") or not is_date(hit["date"]):
        return ""
    page.learn("category", hit["category"].title() if hit["category"].isupper() else hit["category"], "kicker")
    page.learn("date", find_date(hit["date"]), "kicker")
    return "kicker"


def _date_line(page: Page, text: str) -> str:
    if page.date or len(text) > _LONGEST_DATE_LINE or not is_date(text):
        return ""
    page.learn("date", find_date(text), "date line")
    return "date"


def _release_line(page: Page, text: str) -> str:
    if hit := _NUMBER.match(text):
        page.learn("number", hit["number"], "release number")
        return "number"
    if not _RELEASE.match(text):
        return ""
    page.learn("date", find_date(text), "release line")
    return "release line"


def _byline(page: Page, text: str) -> str:
    if not page.title or page.byline or len(text) > 120:
        return ""
    hit = _BYLINE_DATE.match(text)
    if hit and is_date(hit["date"]):
        page.learn("byline", hit["byline"], "byline with date")
        page.learn("date", find_date(hit["date"]), "byline with date")
        return "byline"
    hit = _BYLINE.match(text)
    if hit and _is_name(hit["byline"]):
        page.learn("byline", hit["byline"].strip(), "byline")
        return "byline"
    if len(text) < 90 and _OFFICE.search(text) and not _SENTENCE_END.search(text):
        page.learn("byline", text, "byline of an office")
        return "byline"
    return ""


def _is_name(text: str) -> bool:
    """Whether what follows "by" can be a name: its words are capitalised, and it is no sentence."""
    small = [word for word in text.split() if word[0].islower() and word not in _PARTICLES]
    return len(small) <= 1 and not (_SENTENCE_END.search(text) and not _NAME_END.search(text))


def _place_line(page: Page, text: str) -> str:
    if not page.title or page.place or not (place := place_alone(text)):
        return ""
    page.learn("place", place, "place line")
    page.learn("dateline", text, "place line")
    return "place"


def _title(page: Page, text: str) -> str:
    if page.title and text == page.title and page.title_outside:
        return "title"
    prose = len(text) > _LONGEST_SENTENCE_TITLE and _SENTENCE_END.search(text)
    if not page.title and len(text) <= _LONGEST_TITLE and not prose and not is_bullet(text):
        page.learn("title", text, "first line")
        return "title"
    if (
        page.byline
        and page.place
        and not page.organisation
        and len(text) < _PROSE
        and not _SENTENCE_END.search(text)
    ):
        page.learn("organisation", text, "line below the byline")
        return "organisation"
    return ""


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
    if any(_KICKER.match(text) or _BYLINE.match(text) or is_date(text) for text in content[: bullets[0]]):
        return False
    return all(b - a == 2 for a, b in pairwise(bullets))


def _listing(what: str) -> NotAnArticle:
    return NotAnArticle(f"This is {what}, not an article.", "Save the articles that it links to.")
