"""The rules for text saved from news pages: which line is what, and what belongs to the site."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from search.article.blocks import classify, is_bullet
from search.article.days import INFERRED
from search.article.model import Block, BlockKind
from search.errors import NotAnArticle
from search.intake.banners import banner
from search.intake.bylines import said_name
from search.intake.datelines import find_dateline, place_alone
from search.intake.dates import ambiguous, find_date, is_date, order_in
from search.intake.masthead import category_line, is_transcript, label, organisation_line, site_line, time_line
from search.intake.model import Evidence
from search.text import printable, words

_I = re.IGNORECASE
_LISTING_BLOCKS = 200
"""Blocks by whose look a listing is told."""
_ERROR_PAGE = re.compile(r"articlecs - article view is currently unavailable", _I)
_LISTING_TITLE = re.compile(r"(?:news|feature|features|commentary|article|photo|video) search\Z", _I)

_KICKER = re.compile(r"(?P<category>[A-Z][A-Za-z /&-]{1,40}?)\s{0,3}\|\s{0,3}(?P<date>.{6,40})\Z")
_BYLINE_DATE = re.compile(r"(?:by\s{1,3})?(?P<byline>[^|]{3,90}?)\s{0,3}\|\s{0,3}(?P<date>.{6,40})\Z", _I)
_BYLINE = re.compile(
    r"(?:by|story by|photo by|courtesy story by|courtesy story)\s{1,3}(?P<byline>\S.{2,110})\Z", _I
)
_OFFICE = re.compile(
    r"\b(?:public affairs|news service|press (?:office|operations|service)|defense media activity|dod news"
    r"|office of communications?|staff reports?)\b",
    _I,
)
_RELEASE = re.compile(r"(?:for )?immediate release\b.{0,60}\Z", _I)
_NUMBER = re.compile(
    r"(?:(?:press |news |media )?release|bulletin|statement|communiqué|pressemitteilung|nr\.?"
    r"|n°|no\.?|№)"
    r"(?:\s{0,3}(?:no\.?|number|nr\.?|n°|#"
    r"|№)(?![^\W\d_]))?\s{0,3}[:.]?\s{0,3}(?P<number>[\w/.()-]{0,12}\d[\w/.()-]{0,16})\Z",
    _I,
)
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
_LONGEST_STANDFIRST = 300
_STANDFIRST_AHEAD = 4
_HEAD_LINES = 14
"""Short lines over the prose among which a date, a place or an office may be."""
_LOOSE_DATE = 70
"""Characters of a line over the prose that may hold a date and more."""
_PLACE_DATE = re.compile(
    r"(?P<place>[^\W\d_][^\d,;:]{1,40})(?:,|\s[-–—]|\s\()\s?(?:(?:den|le|the|am)\s)?(?P<date>[^,].{5,40})\Z", _I
)
_PAGE_TITLE = re.compile(
    r"(?P<site>[^|]{2,40}) \| (?P<title>[^|]{8,200})|(?P<title2>[^|]{8,200}) \| (?P<site2>[^|]{2,40})"
)
_CONTINUED = re.compile(r"[a-zà-öø-ÿ(]|(?:of|and|the|for|in|with|before|to|on|at)\b", _I)
_STATEMENT = re.compile(r"(?:STATEMENT|TESTIMONY|REMARKS|PREPARED STATEMENT|WRITTEN STATEMENT)\b")
_PROSE = 80
"""A line this long which ends like a sentence is body, never header."""


@dataclass(slots=True)
class Page:
    """What the rules have understood so far."""

    title: str = ""
    subtitle: str = ""
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
    ahead: list[str] = field(default_factory=list)
    """The lines that follow the one being read."""
    label: str = ""
    """The field whose label stood alone on the line before."""
    order: str = ""
    """How the numeric dates of the text are to be read: ``dmy``, ``mdy``, or unknown."""
    doubts: list[str] = field(default_factory=list)
    """Sentences about dates that could be two."""
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
        if is_transcript(self.title, [block.text for block in self.blocks if not block.hidden]):
            return "transcript"
        if re.match(
            r"(?:opening |closing |prepared )?(?:remarks|statement|testimony|speech|address)\b", self.title, _I
        ):
            return "speech"
        if sum(block.rule == "banner: image data" for block in self.blocks) >= 2:
            return "caption"
        return "article"


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
        if rule := banner(block.text) or _navigation(page, block.text):
            _flush(page, waiting)
            waiting = None
            page.hide(block.text, rule)
        elif page.in_body or block.kind not in _HEADER_KINDS or not _header(page, block.text):
            page.in_body = page.in_body or _is_prose(block) or at >= _HEAD_LINES
            waiting = _body(page, _joined(waiting, block) if waiting else block)
            page.in_body = page.in_body or waiting is not None
    _flush(page, waiting)
    if found := find_date(page.title, page.order):
        page.learn("date", found, INFERRED + "title")
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
    for rule in _RULES:
        if name := rule(page, text):
            page.hide(text, f"field: {name}")
            return True
    return False


def _is_prose(block: Block) -> bool:
    """Whether with this the body has begun: a sentence, or anything that is no line of a header."""
    if block.kind not in _HEADER_KINDS:
        return True
    return len(block.text) > _PROSE or _SENTENCE_END.search(block.text) is not None


def _navigation(page: Page, text: str) -> str:
    """The rule by which a line over the body, or under it, belongs to the site's navigation."""
    if site_line(text) and not (page.in_body and len(text.split()) < 2 and text[-1:] in ".!?"):
        return "banner: navigation"
    if page.in_body or page.title:
        return ""
    hit = _PAGE_TITLE.fullmatch(text) if len(text) <= 250 else None
    said = hit and (hit["title"] or hit["title2"])
    return "banner: title of the page" if said and any(_alike(said, line) for line in page.ahead[:6]) else ""


def _alike(one: str, other: str) -> bool:
    """Whether two lines have most of their words in common."""
    first, second = set(one.casefold().split()), set(other.casefold().split())
    return len(first & second) > 0.6 * len(first | second)


def _labelled(page: Page, text: str) -> str:
    """A line with a label, and the line below a label that stands alone."""
    if page.label:
        name, page.label = page.label, ""
        return _learn_labelled(page, name, text)
    found = label(text)
    if not found or (not page.title and not page.ahead):
        return ""
    if not found[1]:
        page.label = found[0] if found[0] != "contact" else ""
        return found[0]
    return _learn_labelled(page, *found)


def _learn_labelled(page: Page, name: str, value: str) -> str:
    if name == "date":
        return _learn_date(page, value, "labelled line")
    if name == "contact" or len(value) > 2 * _LOOSE_DATE:
        return ""
    page.learn(name, value, "labelled line")
    return name


def _learn_date(page: Page, text: str, rule: str) -> str:
    """The date in a line of the header; one that could be two is told."""
    if found := find_date(text, page.order):
        page.learn("date", found, rule)
        return "date"
    if ambiguous(text) and not page.date:
        page.doubts.append(
            f"The date {printable(text, 40)} could be two; nothing tells whether the day comes first."
        )
        return "date"
    return ""


def _masthead(page: Page, text: str) -> str:
    """What kind of page it is, and whose: never a title where another line can be it."""
    if not any(_may_be_title(line) for line in page.ahead) and not page.title:
        return ""
    if category_line(text):
        page.learn(
            "category", text.strip(" :-–|•").title() if text.isupper() else text.strip(" :-–|•"), "masthead"
        )
        return "category"
    if organisation_line(text) and not _OFFICE.search(text):
        page.learn("organisation", text, "masthead")
        return "organisation"
    return "time" if time_line(text) else ""


def _may_be_title(text: str) -> bool:
    return not (
        category_line(text) or organisation_line(text) or site_line(text) or time_line(text) or is_date(text)
        or banner(text) or len(text) > _LONGEST_TITLE or (len(text) > _PROSE and _SENTENCE_END.search(text))
        or _RELEASE.match(text) or _NUMBER.match(text)
    )  # fmt: skip


def _place_and_date(page: Page, text: str) -> str:
    """``Berlin, 7. März 2016``: where and when."""
    hit = _PLACE_DATE.match(text) if len(text) <= _LOOSE_DATE else None
    if not hit or not page.title or page.date or not is_date(hit["date"]) or is_date(text):
        return ""
    page.learn("date", find_date(hit["date"], page.order), "line of place and date")
    page.learn("place", hit["place"].strip(), "line of place and date")
    page.learn("dateline", text, "line of place and date")
    return "dateline"


def _loose_date(page: Page, text: str) -> str:
    """A short line over the prose that holds a date and something else, such as when it was changed."""
    if not page.title or page.date or len(text) > _LOOSE_DATE or _SENTENCE_END.search(text):
        return ""
    return _learn_date(page, text, "line over the text") if not _mostly_words(text) else ""


def _mostly_words(text: str) -> bool:
    """Whether a line is about something, rather than about when."""
    return sum(word.isalpha() and len(word) > 3 for word in text.split()) > 6


def _kicker(page: Page, text: str) -> str:
    hit = _KICKER.match(text)
    if not hit or hit["category"].lower().startswith("by ") or not is_date(hit["date"]):
        return ""
    page.learn("category", hit["category"].title() if hit["category"].isupper() else hit["category"], "kicker")
    _learn_date(page, hit["date"], "kicker")
    return "kicker"


def _date_line(page: Page, text: str) -> str:
    if page.date or len(text) > _LONGEST_DATE_LINE or not is_date(text):
        return ""
    return _learn_date(page, text, "date line")


def _release_line(page: Page, text: str) -> str:
    if len(text) <= _LONGEST_DATE_LINE and (hit := _NUMBER.match(text)):
        page.learn("number", hit["number"], "release number")
        return "number"
    if len(text) > _LOOSE_DATE + 20 or not _RELEASE.match(text):
        return ""
    page.learn("date", find_date(text, page.order), "release line")
    return "release line"


def _byline(page: Page, text: str) -> str:
    if not page.title or page.byline or len(text) > 120:
        return ""
    hit = _BYLINE_DATE.match(text)
    if hit and is_date(hit["date"]):
        page.learn("byline", hit["byline"], "byline with date")
        _learn_date(page, hit["date"], "byline with date")
        return "byline"
    hit = _BYLINE.match(text)
    if hit and _is_name(hit["byline"]):
        page.learn("byline", hit["byline"].strip(), "byline")
        return "byline"
    if len(text.split()) > 2 and (name := said_name(text)):
        page.learn("byline", name, "byline")
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


def _continues(page: Page, text: str) -> bool:
    """Whether a line goes on with the title on the line right above it."""
    if not page.blocks or page.blocks[-1].rule != "field: title" or _SENTENCE_END.search(text):
        return False
    if len(page.title) + len(text) > _LONGEST_TITLE or is_date(text) or len(text) > _PROSE:
        return False
    if _STATEMENT.match(page.title):
        return text.isupper() and page.title.isupper() and any(find_date(line) for line in page.ahead)
    return text[:1].islower() and page.title[-1:] not in ".!?:"


def _continuation(page: Page, text: str) -> str:
    """A second line of the title."""
    if not page.title or page.title_outside or not _continues(page, text):
        return ""
    page.title = f"{page.title} {text}"
    page.evidence = [item for item in page.evidence if item.field != "title"]
    page.evidence.append(Evidence("title", "first lines", page.title))
    return "title"


def _standfirst(page: Page, text: str) -> str:
    """A sentence between the title and the lines that say who published it when."""
    if not page.title or page.title_outside or page.subtitle or page.date or len(text) > _LONGEST_STANDFIRST:
        return ""
    if not _SENTENCE_END.search(text) or not any(_is_dated(line) for line in page.ahead[:_STANDFIRST_AHEAD]):
        return ""
    page.learn("subtitle", text, "sentence below the title")
    return "subtitle"


def _is_dated(text: str) -> bool:
    found = label(text)
    return is_date(text) or (found is not None and found[0] == "date")


_RULES = (
    _kicker, _labelled, _date_line, _release_line, _byline, _place_line, _place_and_date,
    _continuation, _masthead,
    _standfirst, _loose_date, _title,
)  # fmt: skip


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
