"""Saved web pages: by what is known of their site, else by what news pages have in common."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from search.article.days import INFERRED
from search.article.model import Article, Block, BlockKind, SpanKind
from search.article.provenance import letters
from search.errors import NotAnArticle
from search.intake.body import account, find_body, named_drops
from search.intake.datelines import find_dateline
from search.intake.decode import Decoded, decode, decode_as
from search.intake.elements import line_of
from search.intake.formats.text import title_of
from search.intake.header_page import Page
from search.intake.headers import learn_header, read_blocks, with_body
from search.intake.markup import parse, to_blocks
from search.intake.model import Content, Draft, Evidence, rendition
from search.intake.months import order_of_text
from search.intake.page import (
    Found,
    address,
    by_htmldate,
    by_meta,
    by_profile,
    choose,
    credits_told,
    date_claims,
    host_of,
    order_told,
    settle,
    site_names,
    source_key,
)
from search.intake.page_bylines import Credit, choose_credit, of_shown
from search.intake.page_dates import Claim, at_head, guessed, of_address, shown, weigh
from search.intake.profiles import GENERAL, Profile, profiles
from search.intake.surroundings import Short, short_texts
from search.places import settings
from search.work.progress import Failure

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

VERSION = 2
MAX_SIZE = 16 * 2**20
"""Bytes: pages with their pictures inside reach ten MB."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{2,40})", re.IGNORECASE)
_DATA_URI = re.compile(r"(=\s*[\"']?)data:[^\"'\s>]{200,}")
_ERROR_TITLE = re.compile(
    r"(?:40[134]|50[0234])\b|(?:page )?not found\Z|access denied|forbidden\Z|just a moment|attention required"
    r"|articlecs - article view is currently unavailable|error 40\d|.{0,40}\bpage not found\b",
    re.IGNORECASE,
)
_LISTING_TITLE = re.compile(r"search results|(?:news|feature|article) search\b", re.IGNORECASE)
_LONGEST_LEAD = 600
"""Characters of a standfirst."""
_MOST_LINKED = 0.6
_MANY_LINKS = 10
_FIRST_BLOCKS = 6
"""Blocks of a text that may begin with its date."""
_HEADER_BLOCKS = 8
"""Blocks at the top of a page's container among which kicker and byline may be."""
_MOST_CUT = 1000
"""Elements of one selector that are named as the reason why a line is missing."""
_SITE_SUFFIX = re.compile(r"\s{1,9}(?:\||–|—|-|>|::)\s{1,9}[^|–—>]{2,60}\Z")
_FIELDS = ("date", "date_source", "category", "byline", "organisation", "dateline", "place", "number")


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises NotAnArticle for error pages, listings and pages without text."""
    data = content.read(MAX_SIZE)
    decoded = decode_html(data)
    yield from from_html(decoded, content, data)


def decode_html(data: bytes) -> Decoded:
    """A page as text: byte order mark, then what the page declares, then what its bytes look like."""
    declared = _CHARSET.search(data[:4096])
    return decode_as(data, declared[1].decode("ascii")) if declared else decode(data)


def from_html(
    decoded: Decoded, content: Content, data: bytes, *, url: str = "", format: str = "html"
) -> Iterator[Draft]:
    """An article from a page whose text is decoded. ``url`` is where a container says that it came from."""
    html = _DATA_URI.sub(r"\1", decoded.text)
    tree = parse(html)
    url = address(html, tree) or url
    page = understand(tree, url)
    known = page.known
    warnings = (*decoded.warnings, *page.warnings)
    origin = rendition(content.label, data, format, VERSION, decoded.encoding)
    title = known.pop("title", "") or title_of(content.name)
    article = Article(id="", title=title, blocks=page.blocks, warnings=warnings, renditions=(origin,), **known)
    yield Draft(article, data, page.evidence, page.seen, page.cut)


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made of a page: arguments for an article, its blocks, and why."""

    known: dict[str, Any]
    blocks: tuple[Block, ...]
    evidence: tuple[Evidence, ...]
    warnings: tuple[str, ...] = ()
    seen: str = ""
    """All text that a person sees on the page."""
    cut: tuple[tuple[str, str], ...] = ()
    """Rule and text of what was left out."""


def understand(tree: LexborHTMLParser, url: str) -> Understood:
    """The fields and blocks of a page. Raises NotAnArticle."""
    heading = _page_title(tree)
    if _ERROR_TITLE.match(heading):
        raise NotAnArticle("This is an error page, not an article.", "Save the page again.")
    if _LISTING_TITLE.search(heading):
        raise NotAnArticle("This is a page of search results, not an article.", "Save the articles themselves.")
    every = profiles(settings() / "sites")
    profile = choose(every, host_of(url), tree)
    used = profile or every[-1]
    known, evidence = _fields(tree, used, heading)
    body = find_body(tree, profile)
    _refuse_listing(body.blocks)
    if body.lead and not known.get("subtitle") and len(body.lead) <= _LONGEST_LEAD:
        known["subtitle"] = line_of(body.lead)
        evidence.append(Evidence("subtitle", "between title and text", known["subtitle"]))
    page = _with_header(used, known, list(body.blocks))
    if used.header and not (page.date and page.byline):
        _learn_around(tree, used, page)
    known |= {name: value for name in (*_FIELDS, "title") if (value := getattr(page, name))}
    if not profile:
        shorts = [*short_texts(body.story)] if body.story else []
        known |= _dated(tree, url, page, shorts, evidence)
        known |= _credited(tree, url, page, shorts, evidence)
    known["url"] = url or known.get("url", "")
    known["source_key"] = source_key(known["url"], profile)
    known["kind"] = used.kind or page.kind
    evidence += [*page.evidence, Evidence("body", body.rule, f"{len(page.blocks)} blocks")]
    blocks = with_body(tuple(page.blocks))
    seen, left_out = account(tree.body, body) if tree.body else ("", {})
    cut_out = tuple((rule, "\n".join(texts)) for rule, texts in left_out.items())
    return Understood(known, blocks, tuple(evidence), _warnings(seen, page.blocks, profile), seen, cut_out)


def _fields(tree: LexborHTMLParser, profile: Profile, heading: str) -> tuple[dict[str, Any], list[Evidence]]:
    """What a page, or the profile of its site, says of the article; dates that are only inferred come last."""
    told: Iterator[Found] = chain(by_meta(tree), _inferred(tree, heading))
    if profile.name == GENERAL:  # dates and authors are weighed, with what a profile of one's own finds
        told = (item for item in told if item.field not in ("date", "byline"))
    return settle(chain(by_profile(profile, tree), told), order_told(tree))


def _dated(
    tree: LexborHTMLParser, url: str, page: Page, shorts: list[Short], evidence: list[Evidence]
) -> dict[str, str]:
    """The date of a page of no known site, by all that speaks for one."""
    order = order_told(tree) or order_of_text(" ".join(block.text for block in page.blocks[:20]))
    claims = [*date_claims(tree, order), *of_address(url), *shown(shorts, order)]
    for block in [block for block in page.blocks if not block.hidden][:_FIRST_BLOCKS]:
        claims += at_head(block.text, order)
    if page.date:
        claims.append(Claim(page.date, page.date_source, 1.5 if INFERRED in page.date_source else 2.5, "shown"))
    weighed = weigh(claims) or weigh([*claims, *guessed(by_htmldate(tree), claims)])
    page.evidence = [item for item in page.evidence if item.field != "date"]
    if not weighed:
        return {"date": "", "date_source": ""}
    best, others = weighed
    evidence.append(Evidence("date", best.rule, best.day))
    evidence.extend(Evidence("other date", other.rule, other.day) for other in others)
    return {"date": best.day, "date_source": best.rule}


def _credited(
    tree: LexborHTMLParser, url: str, page: Page, shorts: list[Short], evidence: list[Evidence]
) -> dict[str, str]:
    """The author of a page of no known site, by all that speaks for one."""
    credits = [*credits_told(tree), *of_shown(shorts)]
    if page.byline:
        credits.append(Credit(page.byline, "byline", 2.0))
    page.evidence = [item for item in page.evidence if item.field != "byline"]
    best = choose_credit(credits, site_names(tree, url))
    if not best:
        return {"byline": ""}
    evidence.append(Evidence("byline", best.rule, best.name))
    return {"byline": best.name}


def _page_title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return line_of(node.text() or "")[:400] if node else ""


def _inferred(tree: LexborHTMLParser, heading: str) -> Iterator[Found]:
    """A title for pages that name none: the first heading, or what the window said."""
    node = tree.css_first("h1")
    if node and (text := line_of(node.text(separator=" ") or "")):
        yield Found("title", text, "first h1")
    if heading:
        yield Found("title", _SITE_SUFFIX.sub("", heading), "title of the page")


def cut(html: str) -> dict[str, str]:
    """The letters of each line that a rule took out of a page -> that rule."""
    tree = parse(html)
    every = profiles(settings() / "sites")
    body = find_body(tree, choose(every, host_of(address(html, tree)), tree))
    found: dict[str, str] = {}
    for node in _nodes(tree, body.dropped):
        for line in (line for block in to_blocks(node) for line in block.text.split("\n")):
            found.setdefault(letters(line), body.dropped[node.mem_id])
    return found


def _nodes(tree: LexborHTMLParser, wanted: Container[int]) -> list[LexborNode]:
    """The nodes of a page that are asked for, a thousand at most."""
    return [node for node in tree.css("body *") if node.mem_id in wanted][:_MOST_CUT]


def _refuse_listing(blocks: tuple[Block, ...]) -> None:
    """Raise NotAnArticle for a text that is mostly links to other pages."""
    links = [span for block in blocks for span in block.spans if span.kind is SpanKind.LINK]
    linked = sum(span.end - span.start for span in links)
    total = sum(len(block.text) for block in blocks)
    if len(links) >= _MANY_LINKS and linked > _MOST_LINKED * total:
        raise NotAnArticle("This is a list of links, not an article.", "Save the articles that it links to.")


def _with_header(profile: Profile, known: dict[str, Any], blocks: list[Block]) -> Page:
    """The page after the rules for kickers, bylines and datelines, where they stand in the body."""
    title = known.get("title", "")
    page = Page(title=title, title_outside=bool(title))
    for name in _FIELDS:
        setattr(page, name, known.get(name, ""))
    if profile.header:
        return read_blocks(blocks, page)
    page.blocks = blocks
    first = next((block for block in blocks if block.kind is BlockKind.PARAGRAPH), None)
    if first and not page.dateline and (found := find_dateline(first.text)):
        page.learn("dateline", found.text, "dateline")
        page.learn("place", found.place, "dateline")
    return page


def _learn_around(tree: LexborHTMLParser, profile: Profile, page: Page) -> None:
    """Fields from kicker and byline that stand beside the text: from the top of what is around it."""
    dropped = named_drops(tree, profile)
    for selector in profile.body:
        node = tree.css_first(selector)
        head = list(to_blocks(node, dropped))[:_HEADER_BLOCKS] if node else []
        probe = Page(title=page.title, title_outside=True)
        for block in head:
            if not learn_header(probe, block):
                break
        for item in probe.evidence:
            page.learn(item.field, item.value, f"{item.rule} above the text")


def _warnings(seen: str, blocks: list[Block], profile: Profile | None) -> tuple[str, ...]:
    """What intake is unsure of: on pages of no known site, whether the text is all there."""
    if profile:
        return ()
    kept = sum(len(block.text) for block in blocks)
    visible = sum(len(line) for line in " ".join(seen.split()).split(" ")) * 7 // 6
    if kept >= 0.3 * visible:
        return ()
    share = 100 * kept // max(visible, 1)
    return (f"Only {share} % of the text on the page was taken; no profile knows the site.",)
