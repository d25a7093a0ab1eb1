"""The story of a page of no known site: elements are scored by the prose in them, what is none is pruned.

The score is that of Arc90's Readability, by which a paragraph counts for what is around it; the rules for
pruning are in :mod:`search.intake.furniture`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from search.intake.elements import INLINE, Element, measure
from search.intake.furniture import bare_headings, by_links, by_name, by_tag, by_words, comment
from search.text import words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_GOOD = words("article story entry post body content text main hentry page blog column")
_PARAGRAPH = 25
"""Characters of a paragraph that counts."""
_ITEM = 60
"""The same for an item of a list."""
_COUNTED_ABOVE = words("p pre blockquote li")
_LEVELS = 5
_JOINED = 80
"""Characters of prose in something beside the story that make it a part of it."""
_MOSTLY_PROSE = 0.6
_SHORT, _LONG = 800, 1500
_MORE_PROSE, _MUCH_MORE_PROSE = 0.3, 0.6
"""Share by which something around the story must add to its prose: a long one is likely to be whole."""
_NEARLY_ALL_PROSE = 0.75
_LINKED = 0.15
_AROUND = 8
"""Elements around the story in which its other boxes are looked for."""
_LEADS = words("""
    lead intro introduction summary standfirst deck dek teaser excerpt subheadline subheading subline subtitle
    epigraph chapeau chapo kicker abstract description vorspann anleser entradilla bajada sottotitolo ingress
""")
_LEAD = 60
_LONGEST_LEAD = 900
"""Characters of a standfirst."""
_MOST_LEADS = 3
_OWN_STORIES = words("article li")
"""What stands beside an article and is one, or an item of a list, is another story."""
_ENOUGH = 250


@dataclass(slots=True)
class Story:
    """Where a page's text stands."""

    roots: list[Element]
    """What holds it, in the order of the page, none inside of another."""
    dropped: dict[int, str] = field(default_factory=dict)
    """``mem_id`` of what is furniture, there and elsewhere -> rule."""
    leads: list[Element] = field(default_factory=list)
    """Standfirsts between the page's title and the story."""
    rule: str = ""
    page: Element | None = None
    """All of the page, measured."""

    @property
    def prose(self) -> int:
        """Characters in paragraphs that are kept."""
        return sum(_prose(root, self.dropped) for root in self.roots)


def find_story(body: LexborNode) -> Story:
    """The story below the body of a page; no roots when there is no prose."""
    page = measure(body)
    story = _story_of(page)
    story.page = page
    return story


def _story_of(page: Element) -> Story:
    dropped = prune(page, page.prose - sum(element.prose for element in page.walk() if element.tag == "nav"))
    declared = _declared(page, dropped)
    if declared and sum(_prose(root, dropped) for root in declared) >= _ENOUGH:
        return _finished(declared, dropped, "itemprop=articleBody")
    scores = _scores(page, dropped)
    if not scores:
        return Story([], dropped)
    best = max(scores, key=lambda element: _weighted(element, scores[element]))
    return _finished(_with_beside(_widened(best, dropped), dropped), dropped, "scored")


def prune(page: Element, most: int) -> dict[int, str]:
    """What is furniture below an element: ``mem_id`` -> rule. ``most`` is the prose of the whole page."""
    dropped: dict[int, str] = {}
    waiting = [page]
    while waiting:
        element = waiting.pop()
        rule = element is not page and (
            comment(element)
            or by_name(element, most)
            or by_tag(element, most)
            or by_links(element)
            or by_words(element)
        )
        if rule:
            dropped[element.key] = rule
        else:
            waiting.extend(element.children)
    return dropped


def _declared(page: Element, dropped: dict[int, str]) -> list[Element]:
    """All elements that say of themselves that they are an article's body, but those inside of one."""
    found = [node.mem_id for node in page.node.css("[itemprop='articleBody'], [itemprop='articlebody']")[:50]]
    return _outermost(element for element in page.walk() if element.key in found and element.key not in dropped)


def _outermost(elements: Iterable[Element]) -> list[Element]:
    kept: dict[int, Element] = {}
    for element in elements:
        if not any(above.key in kept for above in element.above()):
            kept[element.key] = element
    return list(kept.values())


def _finished(roots: list[Element], dropped: dict[int, str], rule: str) -> Story:
    for root in roots:
        dropped.update((heading.key, "heading of nothing") for heading in [*bare_headings(root, dropped)])
    return Story(roots, dropped, _leads(roots, dropped), rule)


def _prose(root: Element, dropped: dict[int, str]) -> int:
    """Prose below an element without what was dropped."""
    return _Measure.of(root, dropped).prose


def _scores(page: Element, dropped: dict[int, str]) -> dict[Element, float]:
    """What each element is worth by the paragraphs below it: the nearer, the more."""
    scores: dict[Element, float] = {}
    waiting = [page]
    while waiting:
        element = waiting.pop()
        if element.key in dropped:
            continue
        waiting.extend(element.children)
        if not _is_paragraph(element):
            continue
        length = element.length if element.tag in ("p", "pre", "blockquote") else element.own
        worth = (1 + min(element.commas, 12) + min(length / 100, 3)) * (1 - element.link_share)
        above = (
            [element, *element.above()]
            if element.tag not in ("p", "pre", "blockquote", "li")
            else element.above()
        )
        for level, around in enumerate(above):
            if level >= _LEVELS:
                break
            scores[around] = scores.get(around, 0.0) + worth / (1, 2, 6, 9, 12)[level]
    return scores


def _is_paragraph(element: Element) -> bool:
    if element.tag in INLINE or element.link_share > 0.5 or element.tag in ("h1", "h2", "h3"):
        return False
    if element.tag == "li":
        return element.own >= _ITEM and element.link_share < 0.3
    if element.tag in ("p", "pre"):
        return element.length >= _PARAGRAPH
    return element.own >= _PARAGRAPH * 2


def _weighted(element: Element, score: float) -> float:
    named = 1.15 if element.names & _GOOD or element.tag in ("article", "main") else 1.0
    return score * named * (1 - element.link_share)


def _widened(best: Element, dropped: dict[int, str]) -> Element:
    """The element itself, or what is around it where that adds prose and hardly anything else.

    So are the boxes of a story that stands in several.
    """
    at, now = best, _Measure.of(best, dropped)
    for above in best.above():
        if above.tag in ("body", "html"):
            break
        more = _Measure.of(above, dropped)
        prose, length, linked = (
            getattr(more, name) - getattr(now, name) for name in ("prose", "length", "linked")
        )
        least = _MORE_PROSE * max(now.prose, _SHORT) if now.prose < _LONG else _MUCH_MORE_PROSE * now.prose
        if prose >= least and prose >= _NEARLY_ALL_PROSE * length and linked <= _LINKED * length:
            if _is_article(at) and _other_articles(above, at, dropped):
                break
            at, now = above, more
    return at


def _is_article(element: Element) -> bool:
    return element.tag == "article" or any(above.tag == "article" for above in element.above())


def _other_articles(around: Element, story: Element, dropped: dict[int, str]) -> bool:
    inside = {story.key, *(above.key for above in story.above())}
    below = (element for element in around.walk() if element.tag == "article" and element.key not in inside)
    return any(not _is_dropped(element, dropped) and story not in element.above() for element in below)


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is below an element without what was dropped: characters in paragraphs, of all text, in links."""

    prose: int
    length: int
    linked: int

    @classmethod
    def of(cls, root: Element, dropped: dict[int, str]) -> _Measure:
        prose, length, linked, waiting = root.prose, root.length, root.linked, [root]
        while waiting:
            for child in waiting.pop().children:
                if child.key in dropped:
                    prose, length, linked = prose - child.prose, length - child.length, linked - child.linked
                else:
                    waiting.append(child)
        return cls(prose, length, linked)


def _with_beside(best: Element, dropped: dict[int, str]) -> list[Element]:
    """The element, what stands beside it and reads like a part of the same story, and its like elsewhere."""
    joined = {best.key}
    if best.parent is not None and best.parent.tag != "html":
        joined |= {child.key for child in best.parent.children if _belongs(child, best, dropped)}
    top = best
    for level, above in enumerate(best.above()):
        if level >= _AROUND or above.tag in ("html", "body"):
            break
        top = above
    joined |= {element.key for element in top.walk() if _is_like(element, best, dropped)}
    wanted = (element for element in best.top.walk() if element.key in joined)
    return _outermost(element for element in wanted if not _is_dropped(element, dropped))


def _is_dropped(element: Element, dropped: dict[int, str]) -> bool:
    return element.key in dropped or any(above.key in dropped for above in element.above())


def _is_like(element: Element, best: Element, dropped: dict[int, str]) -> bool:
    """Whether an element is called exactly like the story's and holds a good part of it too."""
    if element.tag != best.tag or element.names != best.names or not best.names or element.tag in _OWN_STORIES:
        return False
    if element.link_share > 0.25 or any(above.tag in _OWN_STORIES for above in _between(element, best)):
        return False
    return _prose(element, dropped) >= _JOINED


def _between(element: Element, best: Element) -> list[Element]:
    """What is around an element and not around the story."""
    around = {above.key for above in best.above()}
    return [above for above in element.above() if above.key not in around]


def _belongs(child: Element, best: Element, dropped: dict[int, str]) -> bool:
    if child.key in dropped or child.tag in INLINE or child.link_share > 0.25 or child.tag in _OWN_STORIES:
        return False
    if child.tag in ("h2", "h3", "ul", "ol", "blockquote", "pre", "table") and best.tag == "p":
        return True
    prose = _prose(child, dropped)
    if child.tag == "p":
        return prose >= _JOINED
    if child.tag == best.tag and child.names == best.names:
        return prose >= _JOINED / 2
    if prose < _JOINED or prose < _MOSTLY_PROSE * child.length or child.commas < 2:
        return False
    return bool(child.names & best.names or child.names & _GOOD)


def _leads(roots: list[Element], dropped: dict[int, str]) -> list[Element]:
    """The standfirsts that stand between the page's title and the first of the roots."""
    first = roots[0]
    title: Element | None = None
    leads: list[Element] = []
    for element in first.top.walk():
        if element is first:
            break
        if element.tag == "h1":
            title, leads = element, []
        elif title is not None and _is_lead(element, dropped):
            leads.append(element)
    leads = [lead for lead in _outermost(leads) if not any(above is lead for above in first.above())]
    return leads if len(leads) <= _MOST_LEADS else []


def _is_lead(element: Element, dropped: dict[int, str]) -> bool:
    if element.tag not in ("p", "h2", "h3", "div", "strong", "section") or _is_dropped(element, dropped):
        return False
    if not _LEAD <= element.length <= _LONGEST_LEAD or element.link_share > 0.2:
        return False
    if element.names & _LEADS:
        return True
    return element.tag in ("p", "h2") and element.length >= _JOINED and element.commas > 0 and not element.links
