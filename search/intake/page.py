"""What a web page says about itself: its address, JSON-LD, meta tags, and what its site's profile finds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from search.article.identity import address_key, is_home, route_of
from search.intake import offline
from search.intake.dates import find_date, order_of, read_date
from search.intake.headers import INFERRED
from search.intake.model import Evidence
from search.intake.profiles import Profile
from search.text import printable, sanitise

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)|<!--[^>]{0,200}?\n\s*url:\s*(\S+)")
_META = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title"),
    "date": (
        "article:published_time", "dc.date", "dcterms.created", "dc.date.issued", "date", "pubdate",
        "publish-date", "citation_publication_date", "parsely-pub-date", "sailthru.date", "datepublished",
        "article.published", "dcterms.date", "dcterms.issued", "dc.date.created", "pub_date",
        "publication_date",
        "publishdate", "published_time", "originalpublicationdate", "article_date_original", "og:pubdate",
        "citation_date", "citation_online_date", "cxenseparse:recs:publishtime", "rnews:datepublished",
        "og:article:published_time", "last-published", "created", "dcterms.available", "release_date",
    ),
    "byline": ("author", "article:author", "dc.creator", "parsely-author"),
    "organisation": ("og:site_name", "citation_publisher", "dc.publisher"),
    "category": ("article:section",),
    "tags": ("keywords", "news_keywords", "article:tag"),
}  # fmt: skip
_ARTICLE_TYPE = re.compile(r"article|report|posting|advertorial|review", re.IGNORECASE)
_LONGEST = {"title": 400, "subtitle": 600, "byline": 200, "category": 80, "organisation": 300}
_MOST_TAGS = 50
_DATED = (
    "time[datetime], time, abbr.published, [itemprop='datePublished'], [class*='date' i], [class*='publish' i],"
    " [class*='posted' i], [class*='byline' i], [class*='meta' i], [id*='date' i], [class*='time' i],"
    " [class*='datum' i],"
    " [class*='info' i]"
)
"""Elements that may show when the article was published."""
_MOST_DATED = 80
_LONGEST_DATED = 160
_AROUND = 12
_OTHER = re.compile(
    r"comment|related|teaser|sidebar|footer|widget|popular|recent|archive|promo|recommend|event|modified|update",
    re.IGNORECASE,
)
_DATED_PATH = re.compile(
    r"/(?P<year>(?:19|20)\d\d)(?P<s>[/-]?)"
    r"(?P<month>0?[1-9]|1[0-2])(?P=s)(?P<day>0[1-9]|[12]\d|3[01]|[1-9])(?=[/_.-]|\Z)"
)
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


def line_of(text: str) -> str:
    """Text of a page on one safe line."""
    return " ".join(sanitise(text).split())


def _fitting(profile: Profile, name: str, value: str) -> str:
    """A value as the profile's pattern takes it; empty when it does not fit."""
    pattern = profile.patterns.get(name)
    if pattern and value:
        found = re.search(pattern, value[:1000], re.IGNORECASE)
        return found[1].strip() if found else ""
    return value


def by_meta(tree: LexborHTMLParser) -> Iterator[Found]:
    """What JSON-LD and meta tags say, JSON-LD first."""
    for node in tree.css("script[type='application/ld+json']")[:20]:
        yield from _by_json(node.text() or "")
    named: dict[str, str] = {}
    for node in tree.css("meta[content]")[:300]:
        name = (node.attributes.get("property") or node.attributes.get("name") or "").lower()
        named.setdefault(name, line_of(node.attributes.get("content") or ""))
    for field, names in _META.items():
        for name in names:
            if value := named.get(name):
                yield Found(field, value, f"meta {name}")
                break
    root = tree.css_first("html[lang]")
    if root and (language := (root.attributes.get("lang") or "")[:2].lower()).isalpha():
        yield Found("language", language, "html lang")


def _by_json(text: str) -> Iterator[Found]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return  # a page with broken JSON-LD has other evidence
    for item in _objects(data):
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


def ranked(found: Iterator[Found]) -> Iterator[Found]:
    """What was found, with the dates that a page gives for machines before those that it shows."""
    every = list(found)
    dates = sorted((item for item in every if item.field == "date"), key=_date_rank)
    return iter([*dates, *(item for item in every if item.field != "date")])


def _date_rank(item: Found) -> int:
    first = ("JSON-LD datePublished", "meta article:published_time")
    return first.index(item.rule) if item.rule in first else 3 - item.rule.startswith("meta ")


def by_looks(tree: LexborHTMLParser, url: str, order: str) -> Iterator[Found]:
    """A date where no field has one: beside the title, else in the address; each told as inferred."""
    for node in tree.css(_DATED)[:_MOST_DATED]:
        text = line_of(node.attributes.get("datetime") or node.attributes.get("title") or "") or line_of(
            _shown(node)
        )
        if len(text) <= _LONGEST_DATED and not _in_other_text(node) and (found := find_date(text, order)):
            yield Found("date", found, f"{INFERRED}{printable(text, 60)}")
            break
    if hit := _DATED_PATH.search(url):
        day = "-".join((hit["year"], hit["month"].zfill(2), hit["day"].zfill(2)))
        yield Found("date", day, f"{INFERRED}address")


def _in_other_text(node: LexborNode) -> bool:
    """Whether an element stands in comments, teasers, or a foot, whose dates are not the article's."""
    around: LexborNode | None = node
    for _ in range(_AROUND):
        if around is None or around.tag in ("body", "html"):
            return False
        name = f"{around.attributes.get('class') or ''} {around.attributes.get('id') or ''}"
        if around.tag in ("aside", "footer", "nav", "li") or _OTHER.search(name):
            return True
        around = around.parent
    return False


def by_htmldate(tree: LexborHTMLParser) -> Iterator[Found]:
    """The day that htmldate takes for that of publication, where the extra is installed."""
    html = tree.html or ""
    if len(html) > _LARGEST_ASKED:
        return
    try:
        htmldate = offline.load("htmldate")
    except ImportError:
        return
    if day := htmldate.find_date(html, original_date=True, extensive_search=False):
        yield Found("date", day, f"{INFERRED}htmldate")


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
