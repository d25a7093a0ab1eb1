"""Saved web pages: by what is known of their site, else by what news pages have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from search.article.model import Article, Block, BlockKind, SpanKind
from search.article.provenance import letters
from search.errors import NotAnArticle
from search.intake.datelines import find_dateline
from search.intake.decode import Decoded, decode, decode_as
from search.intake.formats.text import title_of
from search.intake.headers import Page, learn_header, read_blocks, with_body
from search.intake.markup import parse, to_blocks
from search.intake.model import Content, Draft, Evidence, rendition
from search.intake.page import Found, address, by_meta, by_profile, choose, host_of, line_of, settle, source_key
from search.intake.profiles import Profile, profiles
from search.intake.story import find_story
from search.places import settings
from search.work.progress import Failure

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

VERSION = 1
MAX_SIZE = 16 * 2**20
"""Bytes: pages with their pictures inside reach ten MB."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_DATA_URI = re.compile(r"(=\s*[\"']?)data:[^\"'\s>]{200,}")
_ERROR_TITLE = re.compile(
    r"(?:40[134]|50[0234])\b|(?:page )?not found\Z|access denied|forbidden\Z|just a moment|attention required"
    r"|articlecs - article view is currently unavailable|error 40\d|.{0,40}\bpage not found\b",
    re.IGNORECASE,
)
_LISTING_TITLE = re.compile(r"search results|(?:news|feature|article) search\b", re.IGNORECASE)
_ENOUGH = 250
"""Characters of prose that make a container the article's, on pages of no known site."""
_LARGEST_GUESS = 2**20
"""Characters of a page that trafilatura is asked about: larger ones would take it seconds."""
_LONGEST_LEAD = 600
"""Characters of a standfirst."""
_MOST_LINKED = 0.6
_MANY_LINKS = 10
_HEADER_BLOCKS = 8
"""Blocks at the top of a page's container among which kicker and byline may be."""
_MOST_CUT = 1000
"""Elements of one selector that are named as the reason why a line is missing."""
_SITE_SUFFIX = re.compile(r"\s+(?:\||–|—|-|>|::)\s+[^|–—>]{2,60}\Z")
_FIELDS = ("date", "date_source", "category", "byline", "organisation", "dateline", "place", "number")


@dataclass(frozen=True, slots=True)
class _Body:
    """The blocks of a page's text, and which rule found them."""

    blocks: tuple[Block, ...]
    rule: str
    lead: str = ""
    """The standfirst."""


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
    yield Draft(article, data, page.evidence)


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made of a page: arguments for an article, its blocks, and why."""

    known: dict[str, Any]
    blocks: tuple[Block, ...]
    evidence: tuple[Evidence, ...]
    warnings: tuple[str, ...] = ()


def understand(tree: LexborHTMLParser, url: str) -> Understood:
    """The fields and blocks of a page. Raises NotAnArticle."""
    heading = _page_title(tree)
    if _ERROR_TITLE.match(heading):
        raise NotAnArticle("This is an error page, not an article.", "Save the page again.")
    if _LISTING_TITLE.search(heading):
        raise NotAnArticle("This is a page of search results, not an article.", "Save the articles themselves.")
    every = profiles(settings() / "sites")
    profile = choose(every, host_of(url), tree)
    general = every[-1]
    used = profile or general
    known, evidence = settle(chain(by_profile(used, tree), by_meta(tree), _inferred(tree, heading)))
    body = _find_body(tree, profile, general)
    _refuse_listing(body.blocks)
    if body.lead and not known.get("subtitle") and len(body.lead) <= _LONGEST_LEAD:
        known["subtitle"] = line_of(body.lead)
        evidence.append(Evidence("subtitle", "between title and text", known["subtitle"]))
    page = _with_header(used, known, list(body.blocks))
    if used.header and not (page.date and page.byline):
        _learn_around(tree, used, page)
    known |= {name: value for name in (*_FIELDS, "title") if (value := getattr(page, name))}
    known["url"] = url or known.get("url", "")
    known["source_key"] = source_key(known["url"], profile)
    known["kind"] = used.kind or page.kind
    evidence += [*page.evidence, Evidence("body", body.rule, f"{len(page.blocks)} blocks")]
    blocks = with_body(tuple(page.blocks))
    return Understood(known, blocks, tuple(evidence), _warnings(tree, page.blocks, profile))


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


def _find_body(tree: LexborHTMLParser, profile: Profile | None, general: Profile) -> _Body:
    """The text of a page, by the first way that gives any; raises NotAnArticle when none does."""
    if profile and (body := _by_selectors(tree, profile, 1)):
        return body
    root = tree.body
    if root is None:
        raise NotAnArticle("The page holds no text.", "Save it again, or save it as text.")
    story = find_story(root)
    dropped = frozenset(story.dropped)
    blocks = tuple(chain.from_iterable(to_blocks(top.node, dropped) for top in story.roots))
    if _prose(blocks) >= _ENOUGH:
        return _Body(blocks, story.rule, " ".join(lead.text for lead in story.leads))
    blocks = to_blocks(root, dropped) or to_blocks(root)
    if not blocks:
        raise NotAnArticle("The page holds no text.", "Save it again, or save it as text.")
    return _Body(blocks, "whole page")


def _by_selectors(tree: LexborHTMLParser, profile: Profile, enough: int) -> _Body | None:
    """The first container of a profile that holds ``enough`` characters of prose."""
    dropped = _dropped(tree, profile)
    for selector in profile.body:
        nodes = tree.css(selector)[:20]
        blocks = max((to_blocks(node, dropped) for node in nodes), key=_prose, default=())
        if _prose(blocks) >= enough:
            return _Body(blocks, f"{profile.name}: {selector}")
    return None


def _dropped(tree: LexborHTMLParser, profile: Profile) -> frozenset[int]:
    return frozenset(node.mem_id for selector in profile.drop for node in tree.css(selector))


def cut(html: str) -> dict[str, str]:
    """The letters of each line that a selector of the site's profile took out of a page -> that selector."""
    tree = parse(html)
    every = profiles(settings() / "sites")
    profile = choose(every, host_of(address(html, tree)), tree) or every[-1]
    found: dict[str, str] = {}
    for selector in profile.drop:
        for node in tree.css(selector)[:_MOST_CUT]:
            for line in (line for block in to_blocks(node) for line in block.text.split("\n")):
                found.setdefault(letters(line), f"{profile.name}: {selector}")
    return found


def _prose(blocks: tuple[Block, ...]) -> int:
    return sum(len(block.text) for block in blocks if block.kind is not BlockKind.HEADING)


def _by_trafilatura(html: str) -> _Body | None:
    """What trafilatura takes for the text, where the extra is installed; ``html`` is the tamed page."""
    if len(html) > _LARGEST_GUESS:
        return None
    try:
        import trafilatura
    except ImportError:
        return None
    kept = trafilatura.extract(
        html, output_format="html", favor_precision=True, include_comments=False, include_formatting=True
    )
    root = parse(kept).body if kept else None
    blocks = to_blocks(root) if root else ()
    return _Body(blocks, "trafilatura") if _prose(blocks) >= _ENOUGH else None


def _densest(tree: LexborHTMLParser, general: Profile) -> _Body | None:
    """The element with the most prose right below it, as Arc90's Readability scores it: a paragraph
    counts for its parent and half for its grandparent.
    """
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    for paragraph in tree.css("p")[:5000]:
        length = len((paragraph.text() or "").strip())
        weight, node = 1.0, paragraph.parent
        for _ in range(2):
            if length < 60 or node is None:
                break
            nodes[node.mem_id] = node
            scores[node.mem_id] = scores.get(node.mem_id, 0) + weight * length
            weight, node = weight / 2, node.parent
    if not scores:
        return None
    best = nodes[max(scores, key=scores.__getitem__)]
    blocks = to_blocks(best, _dropped(tree, general))
    return _Body(blocks, "densest element") if _prose(blocks) >= _ENOUGH else None


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
    dropped = _dropped(tree, profile)
    for selector in profile.body:
        node = tree.css_first(selector)
        head = list(to_blocks(node, dropped))[:_HEADER_BLOCKS] if node else []
        probe = Page(title=page.title, title_outside=True)
        for block in head:
            if not learn_header(probe, block):
                break
        for item in probe.evidence:
            page.learn(item.field, item.value, f"{item.rule} above the text")


def _warnings(tree: LexborHTMLParser, blocks: list[Block], profile: Profile | None) -> tuple[str, ...]:
    """What intake is unsure of: on pages of no known site, whether the text is all there."""
    if profile or not tree.body:
        return ()
    kept = sum(len(block.text) for block in blocks)
    visible = sum(len(block.text) for block in to_blocks(tree.body))
    if kept >= 0.3 * visible:
        return ()
    share = 100 * kept // max(visible, 1)
    return (f"Only {share} % of the text on the page was taken; no profile knows the site.",)
