"""The rules for the lines over a text that was saved from a page: which line is what.

Each takes the page as understood so far and a line, and gives the name of what the line is, or nothing.
"""

from __future__ import annotations

import re

from search.article.blocks import is_bullet
from search.article.model import BlockKind
from search.intake.banners import banner
from search.intake.bylines import is_name, said_name
from search.intake.datelines import place_alone
from search.intake.dates import ambiguous, find_date, is_date
from search.intake.header_page import Page
from search.intake.masthead import (
    category_line,
    code_line,
    label,
    name_like,
    numbered,
    organisation_line,
    site_line,
    time_line,
    with_category,
)  # fmt: skip
from search.intake.model import Evidence
from search.text import printable, words

_I = re.IGNORECASE
KICKER = re.compile(r"(?P<category>[A-Z][A-Za-z /&-]{1,40}?)\s{0,3}\|\s{0,3}(?P<date>.{6,40})\Z")
_BYLINE_DATE = re.compile(r"(?:by\s{1,3})?(?P<byline>[^|]{3,90}?)\s{0,3}\|\s{0,3}(?P<date>.{6,40})\Z", _I)
BYLINE = re.compile(
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
_LONGEST_TITLE = 220
_LONGEST_SENTENCE_TITLE = 120
"""Characters of a title that ends like a sentence."""
_LONGEST_DATE_LINE = 45
_LONGEST_STANDFIRST = 300
_STANDFIRST_AHEAD = 4
_LOOSE_DATE = 70
"""Characters of a line over the prose that may hold a date and more."""
_PLACE_DATE = re.compile(
    r"(?P<place>[^\W\d_][^\d,;:]{1,40})(?:,|\s[-–—]|\s\()\s?(?:(?:den|le|the|am)\s)?(?P<date>[^,].{5,40})\Z", _I
)
_PAGE_TITLE = re.compile(
    r"(?P<site>[^|]{2,40}) \| (?P<title>[^|]{8,200})|(?P<title2>[^|]{8,200}) \| (?P<site2>[^|]{2,40})"
)
_STATEMENT = re.compile(r"(?:(?:prepared |written |opening )?(?:statement|testimony|remarks))\b", _I)
_DANGLING = re.compile(r"\b(?:of|by|before|the|for|to)\Z", _I)
"""How the line of a title ends that goes on below."""
_AT_OFFICE = re.compile(
    r"(?P<name>[^|\d]{4,40}?)\s{1,3}\|\s{1,3}[^|]{0,40}\b(?:news|office|press|communications|university|institute"
    r"|staff|writer|editor|redaktion|correspondent|reporter)\b[^|]{0,30}\Z",
    _I,
)
_FEW_WORDS = 2
"""Words of a name over a release that may stand over its date; a title after it has more."""
_FEW_SIGNS = 6
HEADER_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING})
SENTENCE_END = re.compile(r"[.!?。！？][\"'”’)」』]*\Z")
PROSE = 80
"""A line this long which ends like a sentence is body, never header."""


def header(page: Page, text: str) -> bool:
    """Whether the line belongs above the body; if so its fields are learnt and the line is hidden."""
    for rule in _RULES:
        if name := rule(page, text):
            page.hide(text, f"field: {name}")
            return True
    return False


def navigation(page: Page, text: str) -> str:
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
    if name == "contact" and not page.title and any(_may_be_title(line) or label(line) for line in page.ahead):
        return name
    if name == "contact" or len(value) > (_LONGEST_TITLE if name == "title" else 2 * _LOOSE_DATE):
        return ""
    if name == "title" and page.title:
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
    if not page.title and not any(_may_be_title(line) for line in page.ahead):
        return ""
    if category_line(text):
        _learn_category(page, text)
        return "category"
    if both := with_category(text):
        page.learn("organisation", both[0], "masthead")
        _learn_category(page, both[1])
        return "organisation"
    if (organisation_line(text) and not _OFFICE.search(text)) or _stands_over_title(page, text):
        page.learn("organisation", text, "masthead")
        return "organisation"
    return "time" if time_line(text) else ""


def _learn_category(page: Page, text: str) -> None:
    plain = text.strip(" :-–|•")
    page.learn("category", plain.title() if plain.isupper() else plain, "masthead")


def _stands_over_title(page: Page, text: str) -> bool:
    """Whether a name of few words over a masthead or a date is that of the site, since a title follows."""
    if page.title or not name_like(text) or not page.ahead:
        return False
    titles = [at for at, line in enumerate(page.ahead) if _may_be_title(line) and _reads_like_title(line)]
    if not titles:
        return False
    between = page.ahead[: titles[0]]
    if between and (category_line(between[0]) or numbered(between[0])):
        return True
    if len(text.split()) > _FEW_WORDS:
        return False
    known = page.category or page.number or page.date or page.organisation
    return any(_is_dated(line) for line in between) or (len(text.split()) == 1 and bool(known))


def _reads_like_title(text: str) -> bool:
    """Whether a line has the length of a title; languages without spaces have shorter ones."""
    if len(text.split()) > _FEW_WORDS:
        return True
    return not text.isascii() and len(text) >= _FEW_SIGNS and not SENTENCE_END.search(text)


def _may_be_title(text: str) -> bool:
    return not (
        category_line(text) or organisation_line(text) or site_line(text) or time_line(text) or is_date(text)
        or banner(text) or len(text) > _LONGEST_TITLE or (len(text) > PROSE and SENTENCE_END.search(text))
        or _RELEASE.match(text) or _NUMBER.match(text) or numbered(text) or code_line(text)
        or with_category(text) or label(text) or said_name(text) or _is_place_and_date(text)
    )  # fmt: skip


def _is_place_and_date(text: str) -> bool:
    hit = _PLACE_DATE.match(text) if len(text) <= _LOOSE_DATE else None
    return hit is not None and is_date(hit["date"]) and not is_date(text)


def _place_and_date(page: Page, text: str) -> str:
    """``Berlin, 7. März 2016``: where and when."""
    hit = _PLACE_DATE.match(text) if len(text) <= _LOOSE_DATE else None
    if not hit or page.date or not is_date(hit["date"]) or is_date(text):
        return ""
    if not page.title and not (name_like(hit["place"]) and any(_may_be_title(line) for line in page.ahead)):
        return ""
    page.learn("date", find_date(hit["date"], page.order), "line of place and date")
    page.learn("place", hit["place"].strip(), "line of place and date")
    page.learn("dateline", text, "line of place and date")
    return "dateline"


def _loose_date(page: Page, text: str) -> str:
    """A short line over the prose that holds a date and something else, such as when it was changed."""
    if not page.title or page.date or len(text) > _LOOSE_DATE or SENTENCE_END.search(text):
        return ""
    return _learn_date(page, text, "line over the text") if not _mostly_words(text) else ""


def _mostly_words(text: str) -> bool:
    """Whether a line is about something, rather than about when."""
    return sum(word.isalpha() and len(word) > 3 for word in text.split()) > 6


def _kicker(page: Page, text: str) -> str:
    hit = KICKER.match(text)
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
    if len(text) <= _LONGEST_DATE_LINE and (hit := _NUMBER.match(text)) and not is_date(hit["number"]):
        page.learn("number", hit["number"], "release number")
        return "number"
    if (told := numbered(text)) and _learn_numbered(page, *told):
        return "number"
    if code_line(text):
        page.learn("number", text, "release number")
        return "number"
    if len(text) > _LOOSE_DATE + 20 or not _RELEASE.match(text):
        return ""
    page.learn("date", find_date(text, page.order), "release line")
    return "release line"


def _learn_numbered(page: Page, category: str, number: str, rest: str) -> bool:
    """A masthead with a number, or with a date that looks like one, and perhaps a date behind it."""
    if rest and not is_date(rest):
        return False
    _learn_category(page, category)
    if is_date(number) or (find_date(number, page.order) and not rest):
        _learn_date(page, number, "masthead")
    else:
        page.learn("number", number, "release number")
        _learn_date(page, rest, "masthead")
    return True


def _byline(page: Page, text: str) -> str:
    if not page.title or page.byline or len(text) > 120:
        return ""
    hit = _BYLINE_DATE.match(text)
    if hit and is_date(hit["date"]):
        page.learn("byline", hit["byline"], "byline with date")
        _learn_date(page, hit["date"], "byline with date")
        return "byline"
    hit = BYLINE.match(text)
    if hit and _is_name(hit["byline"]):
        page.learn("byline", hit["byline"].strip(), "byline")
        return "byline"
    if (hit := _AT_OFFICE.match(text)) and is_name(hit["name"]):
        page.learn("byline", hit["name"], "byline with office")
        return "byline"
    if len(text.split()) > 2 and (name := said_name(text)):
        page.learn("byline", name, "byline")
        return "byline"
    if len(text) < 90 and _OFFICE.search(text) and not SENTENCE_END.search(text):
        page.learn("byline", text, "byline of an office")
        return "byline"
    return ""


def _is_name(text: str) -> bool:
    """Whether what follows "by" can be a name: its words are capitalised, and it is no sentence."""
    small = [word for word in text.split() if word[0].islower() and word not in _PARTICLES]
    return len(small) <= 1 and not (SENTENCE_END.search(text) and not _NAME_END.search(text))


def _place_line(page: Page, text: str) -> str:
    if not page.title or page.place or not (place := place_alone(text)):
        return ""
    page.learn("place", place, "place line")
    page.learn("dateline", text, "place line")
    return "place"


def _title(page: Page, text: str) -> str:
    if page.title and text == page.title and page.title_outside:
        return "title"
    prose = len(text) > _LONGEST_SENTENCE_TITLE and SENTENCE_END.search(text)
    if not page.title and len(text) <= _LONGEST_TITLE and not prose and not is_bullet(text):
        page.learn("title", text, "first line")
        return "title"
    if (
        page.byline
        and page.place
        and not page.organisation
        and len(text) < PROSE
        and not SENTENCE_END.search(text)
    ):
        page.learn("organisation", text, "line below the byline")
        return "organisation"
    return ""


def _continues(page: Page, text: str) -> bool:
    """Whether a line goes on with the title on the line right above it."""
    if not page.blocks or page.blocks[-1].rule != "field: title" or SENTENCE_END.search(text):
        return False
    if len(page.title) + len(text) > _LONGEST_TITLE or is_date(text) or len(text) > PROSE:
        return False
    if _STATEMENT.match(page.title) and _DANGLING.search(page.title):
        return any(find_date(line) for line in page.ahead)
    if _STATEMENT.match(page.title) and page.stacked:
        return any(find_date(line) for line in page.ahead)
    if _STATEMENT.match(page.title):
        return text.isupper() and page.title.isupper() and any(find_date(line) for line in page.ahead)
    return text[:1].islower() and page.title[-1:] not in ".!?:"


def _continuation(page: Page, text: str) -> str:
    """A second line of the title."""
    if not page.title or page.title_outside or not _continues(page, text):
        return ""
    page.stacked = page.stacked or _DANGLING.search(page.title) is not None
    page.title = f"{page.title} {text}"
    page.evidence = [item for item in page.evidence if item.field != "title"]
    page.evidence.append(Evidence("title", "first lines", page.title))
    return "title"


def _standfirst(page: Page, text: str) -> str:
    """A sentence between the title and the lines that say who published it when."""
    if not page.title or page.title_outside or page.subtitle or page.date or len(text) > _LONGEST_STANDFIRST:
        return ""
    if not SENTENCE_END.search(text) or not any(_is_dated(line) for line in page.ahead[:_STANDFIRST_AHEAD]):
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
