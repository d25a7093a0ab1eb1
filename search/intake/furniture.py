"""What on a page is furniture and no story: menus, teasers, comments; each by a rule with a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from search.intake.elements import INLINE, Element
from search.text import words

_NAMES: tuple[tuple[str, frozenset[str]], ...] = (
    ("comments", words("""
        comment comments commentlist commenter disqus respond replies livefyre talkback guestbook
    """)),
    ("teasers", words("""
        related recirc recirculation recommended recommendation recommendations recommend popular trending
        teaser teasers outbrain taboola readmore mostread promo promos promotion upsell crosslink crosslinks
        more-on similar yarpp jp-relatedposts relatedposts relatedcontent seealso mehr zergnet revcontent
    """)),
    ("share links", words("""
        share sharing shares sharedaddy social sociable addthis addtoany sharethis socials sharebar
    """)),
    ("newsletter", words("""
        newsletter subscribe subscription signup optin mailchimp donate donation paywall regwall
    """)),
    ("advertisement", words("""
        ad ads advert advertisement advertising adsbygoogle sponsored sponsor dfp banner anzeige werbung
    """)),
    ("navigation", words("""
        nav navigation navbar menu breadcrumb breadcrumbs pagination pager paging skip toc navbox pagenav
        prevnext postnav topnav subnav jumplink sitemap
    """)),
    ("sidebar", words("sidebar complementary widget widgets rail siderail")),
    ("page footer", words("footer copyright colophon")),
    ("cookie notice", words("cookie cookies gdpr consent ccpa")),
    ("tags", words("tags tagcloud taglist keywords")),
    ("author box", words("authorbox aboutauthor biography bio authorbio vcard gravatar")),
    ("byline above the text", words("byline bylines postmeta entrymeta articlemeta timestamp dateline")),
    ("window over the page", words("modal popup overlay lightbox reveal offcanvas")),
    ("tools", words("toolbar tools print login tooltip editsection screenreader noprint")),
)  # fmt: skip
_ADVERTISEMENT = words("ad ads advert advertisement")
_PAIRS: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (rule, words(pair))
    for rule, pair in (
        ("teasers", "read more"), ("teasers", "read next"), ("teasers", "see also"),
        ("teasers", "more stories"),
        ("teasers", "most read"), ("teasers", "you like"), ("teasers", "latest news"), ("teasers", "more news"),
        ("tags", "tag list"), ("tags", "tag links"), ("tags", "post tags"), ("tags", "cat links"),
        ("author box", "author bio"), ("author box", "author box"), ("author box", "about author"),
        ("author box", "author info"), ("author box", "author description"),
        ("byline above the text", "entry meta"), ("byline above the text", "post meta"),
        ("byline above the text", "article meta"), ("byline above the text", "post info"),
        ("tools", "screen reader"), ("tools", "sr only"), ("tools", "visually hidden"),
        ("tools", "mw editsection"),
        ("advertisement", "ad slot"),
    )
)  # fmt: skip
_RULE_OF = {name: rule for rule, names in _NAMES for name in names}
_STORY = words("article story entry post body content text main")
_WRAPPERS = words("html body main article")
_TEASING = words("p div li section h2 h3 h4 strong")
_NO_LISTS = words("p li td tr tbody body h1")
"""What may be all link and is no list by itself."""
_TEXTUAL = words("p h1 h2 h3 h4 h5 h6 a span em strong b i q td")
"""What is called like furniture and is so small is told by its text."""
_LINKING = words("teasers sidebar")
"""Furniture that leads to other pages: without a link it is a quote or a standfirst."""
_TAGS = {
    "nav": "navigation",
    "aside": "aside",
    "footer": "page footer",
    "form": "form",
    "header": "page header",
    "button": "button",
    "menu": "navigation",
    "time": "time beside the text",
    "dialog": "tools",
}
_PROSE = 140
"""Characters of prose that make a form, footer or aside more than furniture."""
_MOSTLY = 0.5
_SMALL = 400
"""Characters of prose, more of which are no label, advertisement or call to subscribe."""
_STANDFIRST = 60
"""Characters of prose without any link that are no teaser."""
_SMALL_RULES = words("newsletter advertisement tags tools") | {
    "share links",
    "byline above the text",
    "cookie notice",
}
_BESIDE_SIDEBAR = words("main content primary with has no without w")
"""What is called so beside ``sidebar`` is what the sidebar stands beside."""
_LABEL = re.compile(
    r"(?:advertisement|advertising|anzeige|werbung|publicité|publicidad"
    r"|share(?: this)?(?: article| story| on .{2,20})?"
    r"|tweet|print|e-?mail|save|comments?|\d{1,5} comments?|leave a (?:comment|reply)|related|follow us.{0,40}"
    r"|story continues below.{0,20}|continue reading.{0,60}|read more|sign up.{0,80}|subscribe.{0,60}"
    r"|view (?:comments|all)|click here.{0,40}|loading\W{0,3}"
    r"|caption|image \d{1,3} (?:of|/) \d{1,3}|\d{1,3} ?(?:of|/) ?\d{1,3}|updated:?|[_*•·–—-]{1,40}"
    r"|scroll (?:down|to).{0,30}|image copyright.{0,40}"
    r"|skip .{0,30}|back to top|nach oben|teilen|drucken|partager|imprimer|compartir|share this .{2,20}|more:?"
    r"|article continues below.{0,20}|most (?:read|popular).{0,20}"
    r"|related (?:articles|stories|content|topics|posts).{0,10}"
    r"|recommended.{0,20}|you (?:may|might) (?:also )?(?:like|be interested).{0,20}"
    r"|trending.{0,20}|topics:?|tags:?)\W{0,2}\Z",
    re.IGNORECASE,
)
_TEASER = re.compile(
    r"(?:read (?:more|also|next|this)|related|see also|also read|more|watch|listen|don.t miss|recommended"
    r"|lire aussi"
    r"|à lire|mehr zum thema|lesen sie auch|siehe auch|leia (?:mais|também)|lea también|ver también|leggi anche"
    r"|relacionad[ao]s?|article continues)\b[^.]{0,12}?[:|»>-]",
    re.IGNORECASE,
)
_NEAR = 20
"""Elements around a footer among which is the quote whose source it tells."""
_LONGEST_LABEL = 100
_LONGEST_TEASER = 250


def by_name(element: Element, most: int) -> str:
    """The rule by which an element's class or id tells that it is furniture; else empty.

    ``most`` is the prose of the whole page: what holds the greater part of it is no furniture, whatever it
    is called, unless it is the comments.
    """
    names = element.names
    if not names or element.tag in _WRAPPERS or (element.tag in _TEXTUAL and not names & _ADVERTISEMENT):
        return ""
    rule = next((_RULE_OF[name] for name in names if name in _RULE_OF), "")
    rule = rule or next((rule for rule, pair in _PAIRS if pair <= names), "")
    if not rule:
        return ""
    if rule == "comments":
        return "" if element.titles or element.tag == "body" else rule
    if element.prose > _SMALL and rule in _SMALL_RULES:
        return ""
    if rule in _LINKING and not element.links and element.prose >= _STANDFIRST:
        return ""
    if rule == "sidebar" and names & _BESIDE_SIDEBAR:
        return ""
    if element.prose > _MOSTLY * most or (element.titles and element.prose > 0.2 * most):
        return ""
    return rule


def comment(element: Element) -> str:
    """The same for an article that is a comment, which :func:`by_name` takes for a story."""
    found = element.tag == "article" and bool(element.names & _NAMES[0][1]) and not element.titles
    return "comments" if found else ""


def by_tag(element: Element, most: int) -> str:
    """The rule by which an element's tag makes it furniture, where what is in it does not read like a story."""
    rule = _TAGS.get(element.tag, "")
    if not rule or (element.tag in ("form", "footer", "aside", "header") and element.prose > _MOSTLY * most):
        return ""
    if element.tag in ("nav", "menu"):
        return rule if element.link_share > 0.3 or element.prose < _PROSE else ""
    if element.tag in ("time", "button"):
        return "" if _in_sentence(element) else rule
    if element.tag == "header":
        return "" if element.prose >= 40 or element.headings else rule
    if _stands_in_quote(element):
        return ""
    return rule if element.prose < _PROSE or element.link_share > 0.3 or element.tag == "aside" else ""


def _in_sentence(element: Element) -> bool:
    """Whether there is text around it in what it stands in."""
    parent = element.parent
    while parent is not None and parent.tag in INLINE:
        parent = parent.parent
    return parent is not None and parent.own - element.length > 20


def _stands_in_quote(element: Element) -> bool:
    """A quote's source stands in a footer."""
    return element.tag == "footer" and any(
        above.tag == "blockquote" for above in islice(element.above(), _NEAR)
    )


def by_links(element: Element) -> str:
    """The rule by which a list, box or table is a list of links to other pages."""
    if (
        element.tag in INLINE
        or element.tag in ("p", "li", "td", "tr", "tbody", "body", "h1")
        or not element.links
    ):
        return ""
    share = element.link_share
    if element.tag in ("h2", "h3", "h4", "h5", "h6", "dd", "dt"):
        return ""
    if element.links >= 2 and share > 0.6 and element.prose < 200:
        return "list of links"
    if element.links >= 4 and share > 0.4 and element.prose < 100:
        return "list of links"
    return (
        "link to another page" if share > 0.8 and element.length < _LONGEST_TEASER and not element.prose else ""
    )


def by_words(element: Element) -> str:
    """The rule by which what a short element says makes it furniture."""
    if element.length > _LONGEST_TEASER or element.tag in ("h1", "td", "th", "-text"):
        return ""
    linked = element.link_share > 0.5
    if (
        element.tag in ("p", "div", "li", "section", "h2", "h3", "h4", "strong")
        and linked
        and element.length >= 4
    ):
        if element.tag == "p" and element.link_share > 0.9:
            return "link to another page"
        if _TEASER.match(element.text):
            return "teaser"
    if element.length <= _LONGEST_LABEL and element.tag not in INLINE and _LABEL.match(element.text):
        return "label of the site"
    return ""


def bare_headings(root: Element, dropped: dict[int, str]) -> Iterator[Element]:
    """Headings and labels over nothing but what was dropped."""
    waiting: Element | None = None
    inside: set[int] = set()
    fell = False
    for element in root.walk(dropped):
        if element.key in dropped:
            fell = fell or waiting is not None
            continue
        if element.tag in ("h2", "h3", "h4", "h5", "h6"):
            if waiting is not None and fell:
                yield waiting
            waiting, fell, inside = element, False, {below.key for below in element.walk()}
        elif waiting is not None and element.own and element.key not in inside:
            waiting = None
    if waiting is not None and fell:
        yield waiting
