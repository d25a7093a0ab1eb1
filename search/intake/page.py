"""What a web page says about itself: its address, JSON-LD, meta tags, and what its site's profile finds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from search.article.days import INFERRED
from search.article.identity import address_key, is_home, route_of
from search.intake import offline
from search.intake.dates import order_of, read_date
from search.intake.elements import line_of
from search.intake.model import Evidence
from search.intake.page_bylines import Credit, of_data, of_metas
from search.intake.page_dates import PUBLISHED_META, Claim, told
from search.intake.profiles import Profile
from search.text import sanitise

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)|<!--[^>]{0,200}?\n\s*url:\s*(\S+)")
_META = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title"),
    "date": ("article:published_time", "dc.date", "date", *sorted(PUBLISHED_META)),
    "byline": ("author", "article:author", "dc.creator", "parsely-author"),
    "organisation": ("og:site_name", "citation_publisher", "dc.publisher"),
    "category": ("article:section",),
    "tags": ("keywords", "news_keywords", "article:tag"),
}  # fmt: skip
_ARTICLE_TYPE = re.compile(r"article|report|posting|advertorial|review", re.IGNORECASE)
_NO_TEXT = re.compile(r"comment|video|image|audio|person|organization|event|website|list|answer", re.IGNORECASE)
"""What on a page has a date of its own."""
_SITE_METAS = ("og:site_name", "application-name", "citation_publisher", "dc.publisher")
_SEPARATORS = re.compile(r"[|–—:»>]|\s-\s")
_LONGEST = {"title": 400, "subtitle": 600, "byline": 200, "category": 80, "organisation": 300}
_MOST_TAGS = 50
_LARGEST_ASKED = 2**20
"""Characters of a page that htmldate is asked about."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value for a field of the article, and where it was."""

    field: str
    value: str
    rule: str


def address(html: str, tree: LexborHTMLParser) -> str:
    """The page's own address, or empty: canonical link, ``og:url``, or what the browser noted on saving."""
    noted = _SAVED_FROM.search(html[:4096])
    saved = sanitise(noted[1] or noted[2]) if noted else ""
    home = ""
    for selector, attribute in (("link[rel='canonical']", "href"), ("meta[property='og:url']", "content")):
        node = tree.css_first(selector)
        url = sanitise((node.attributes.get(attribute) or "").strip()) if node else ""
        if not url.startswith(("http://", "https://")):
            continue
        if is_home(url):
            home = home or url  # every page of some sites names the first one
        elif not (route_of(saved) and saved.startswith(url.partition("#")[0])):
            return url
    return saved or home


def host_of(url: str) -> str:
    """The host of an address, without ``www.``; empty when the address is no good."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def source_key(url: str, profile: Profile | None) -> str:
    """What identifies an article on its site: host and number, or the address without its decoration.

    Empty for the address of a whole site, which is that of no article.
    """
    host = host_of(url)
    if not host:
        return ""
    if profile and profile.key and (number := re.search(profile.key, url)):
        return f"{host}/{number[1]}"
    return address_key(url)


def choose(profiles: tuple[Profile, ...], host: str, tree: LexborHTMLParser) -> Profile | None:
    """The profile of the page's site: by its host or, when the page does not tell it, by its marks."""
    if host:
        return next((profile for profile in profiles if profile.has_host(host)), None)
    return next(
        (profile for profile in profiles if any(tree.css_first(mark) is not None for mark in profile.marks)),
        None,
    )


def by_profile(profile: Profile, tree: LexborHTMLParser) -> Iterator[Found]:
    """The fields that a profile finds."""
    for name, selectors in profile.fields.items():
        for selector in selectors:
            values = _values(tree, selector, many=name in ("tags", "organisation"))
            if values := [value for raw in values if (value := _fitting(profile, name, raw))]:
                joined = "; ".join(dict.fromkeys(values))
                yield Found(name, joined, f"{profile.name}: {selector}")
                break


def _values(tree: LexborHTMLParser, selector: str, *, many: bool) -> list[str]:
    query, _, attribute = selector.partition("@")
    nodes = tree.css(query)[:_MOST_TAGS] if many else [node for node in [tree.css_first(query)] if node]
    return [line_of(node.attributes.get(attribute) or "" if attribute else _shown(node)) for node in nodes]


def _shown(node: LexborNode) -> str:
    return node.text(separator=" ") or ""


def _fitting(profile: Profile, name: str, value: str) -> str:
    """A value as the profile's pattern takes it; empty when it does not fit."""
    pattern = profile.patterns.get(name)
    if pattern and value:
        found = re.search(pattern, value[:1000], re.IGNORECASE)
        return found[1].strip() if found else ""
    return value


def by_meta(tree: LexborHTMLParser) -> Iterator[Found]:
    """What JSON-LD and meta tags say, JSON-LD first."""
    for text in _json_texts(tree):
        yield from _by_json(text)
    named: dict[str, str] = {}
    for tag, content in _metas(tree):
        named.setdefault(tag, content)
    for field, names in _META.items():
        for name in names:
            if value := named.get(name):
                yield Found(field, value, f"meta {name}")
                break
    root = tree.css_first("html[lang]")
    if root and (language := (root.attributes.get("lang") or "")[:2].lower()).isalpha():
        yield Found("language", language, "html lang")


def _json_texts(tree: LexborHTMLParser) -> list[str]:
    return [node.text() or "" for node in tree.css("script[type='application/ld+json']")[:20]]


def _metas(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Name in lower case and content of the meta tags."""
    for node in tree.css("meta[content]")[:300]:
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        yield name.lower(), line_of(attributes.get("content") or "")


def _objects_of(text: str) -> Iterator[dict[str, Any]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return  # a page with broken JSON-LD has other evidence
    yield from _objects(data)


def _by_json(text: str) -> Iterator[Found]:
    for item in _objects_of(text):
        if not _ARTICLE_TYPE.search(str(item.get("@type", ""))):
            continue
        for field, name in (
            ("title", "headline"), ("date", "datePublished"), ("byline", "author"), ("tags", "keywords"),
            ("organisation", "publisher"), ("category", "articleSection"), ("language", "inLanguage"),
        ):  # fmt: skip
            if value := _json_text(item.get(name)):
                yield Found(field, value, f"JSON-LD {name}")
        return


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top, in a list and in ``@graph``; no deeper."""
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (node for node in graph if isinstance(node, dict)) if isinstance(graph, list) else ()


def _json_text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(filter(None, map(_json_text, value[:_MOST_TAGS])))
    if isinstance(value, dict):
        return _json_text(value.get("name"))
    return line_of(value) if isinstance(value, str) else ""


def order_told(tree: LexborHTMLParser) -> str:
    """The order of day and month in numeric dates, by the language that a page says it is in."""
    root = tree.css_first("html[lang]")
    return order_of((root.attributes.get("lang") or "") if root else "")


def date_claims(tree: LexborHTMLParser, order: str) -> Iterator[Claim]:
    """What meta tags and JSON-LD say of when a page was published or changed."""
    for text in _json_texts(tree):
        for item in _objects_of(text):
            kind = str(item.get("@type", ""))
            if not _NO_TEXT.search(kind):
                for name in ("datePublished", "dateModified"):
                    yield from told(f"JSON-LD {name}", _json_text(item.get(name)), order)
    for name, value in _metas(tree):
        yield from told(name, value, order)


def credits_told(tree: LexborHTMLParser) -> Iterator[Credit]:
    """What meta tags and JSON-LD say of who wrote a page's article."""
    yield from of_data(item for text in _json_texts(tree) for item in _objects_of(text))
    yield from of_metas(_metas(tree))


def site_names(tree: LexborHTMLParser, url: str) -> Iterator[str]:
    """What a page's site is called, and what else is the name of no author."""
    yield from (value for name, value in _metas(tree) if name in _SITE_METAS)
    host = host_of(url)
    yield from (host, host.rpartition(".")[0])
    for node in tree.css("title, h1")[:4]:
        yield from _SEPARATORS.split((node.text(separator=" ") or "")[:400])


def by_htmldate(tree: LexborHTMLParser) -> Iterator[Claim]:
    """The claim of the day that htmldate takes for that of publication, where the extra is installed."""
    html = tree.html or ""
    if len(html) > _LARGEST_ASKED:
        return
    try:
        htmldate = offline.load("htmldate")
    except ImportError:
        return
    day = htmldate.find_date(html, original_date=True, extensive_search=False)
    if day and not day.endswith("-01-01"):  # what it makes of a year alone
        yield Claim(day, f"{INFERRED}htmldate", 1.0, "htmldate")


def settle(found: Iterator[Found], order: str = "") -> tuple[dict[str, Any], list[Evidence]]:
    """The first good value of each field, as arguments for an article, with the evidence."""
    known: dict[str, Any] = {}
    evidence: list[Evidence] = []
    for item in found:
        value = (
            read_date(item.value, order)
            if item.field == "date"
            else item.value[: _LONGEST.get(item.field, 2000)]
        )
        if value and item.field not in known and not (item.field == "byline" and "//" in value):
            known[item.field] = value
            evidence.append(Evidence(item.field, item.rule, value))
            if item.field == "date":
                known["date_source"] = item.rule
    if "tags" in known:
        texts = (text.strip() for text in re.split(r"[;,]", known["tags"]))
        known["tags"] = tuple(dict.fromkeys(text for text in texts if text))[:_MOST_TAGS]
    if "language" in known:
        known["language"] = known["language"][:2].lower()
    return known, evidence
